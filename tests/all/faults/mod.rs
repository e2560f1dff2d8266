//! What networks, servers, disks, readers and users do to a dump under way.

mod files;
mod hostile_login;
mod hostile_rows;
mod hostile_values;
mod memory;
mod network;
mod people;
mod signals;
mod tls;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::sleep;
use std::time::Duration;

use roachdump_testkit::Server;
use roachdump_testkit::proxy::{Proxy, Then};

use crate::program::{Program, dump, wait_until};

/// The server, with databases `faults` of a large row and a few hundred small ones, and `large` of many.
fn server() -> &'static Server {
    static FILLED: OnceLock<()> = OnceLock::new();
    let server = Server::shared();
    FILLED.get_or_init(|| {
        server.create_database("faults", "");
        server.psql(
            "faults",
            "CREATE TABLE big AS SELECT 1 AS a, repeat(e'it''s \\\\ ', 60000) AS b;
             CREATE TABLE few (a int PRIMARY KEY, b text, c float8);
             INSERT INTO few SELECT i, repeat('text', i), i / 7.0 FROM generate_series(1, 12) i;
             CREATE TABLE more (a int, b text);
             INSERT INTO more SELECT i, NULLIF('row ' || i, 'row 7') FROM generate_series(1, 230) i;",
        );
        server.create_database("large", "");
        server.psql(
            "large",
            "CREATE TABLE many (a int, b text);
             INSERT INTO many SELECT i, repeat('x', 80) FROM generate_series(1, 200000) i;
             CREATE TABLE wide (a text); ALTER TABLE wide ALTER a SET STORAGE EXTERNAL;
             INSERT INTO wide SELECT repeat('0123456789', 10 << 20);",
        );
    });
    server
}

/// A dump over TCP of a database of the server on `port`, which may be a proxy's. On the server its sessions
/// are known by `name`.
fn over_tcp(port: u16, database: &str, name: &str) -> Program {
    let place = format!("host=127.0.0.1 port={port} user=trust dbname={database} sslmode=disable");
    dump([format!("{place} application_name={name}")])
}

/// A dump of one of the server's databases over its socket, as the user `user`. On the server its sessions are
/// known by that name too.
fn over_socket(database: &str, user: &str) -> Program {
    let server = server();
    let (socket, port) = (server.socket_dir().display(), server.port());
    dump([format!("host={socket} port={port} user={user} dbname={database} application_name={user}")])
}

/// A proxy that lets a million bytes through, and the rest drop by drop while `slow` is true.
fn slow(upstream: u16, slow: &Arc<AtomicBool>) -> Proxy {
    let slow = Arc::clone(slow);
    Proxy::start(upstream, move |passing| {
        if passing.offset > 1_000_000 && slow.load(Ordering::Relaxed) {
            sleep(Duration::from_millis(20));
        }
        Then::GoOn
    })
}

/// How many of the sessions known by `name` run a statement.
fn running(name: &str) -> String {
    let whose = format!("application_name = '{name}' AND state <> 'idle'");
    server()
        .psql("postgres", format!("SELECT count(*) FROM pg_stat_activity WHERE {whose}"))
        .trim()
        .to_owned()
}

/// Waits until one of the sessions known by `name` reads a table's rows.
#[track_caller]
fn rows_are_read(name: &str) {
    let whose = format!("application_name = '{name}' AND query LIKE 'SELECT % FROM ONLY %'");
    let reading = format!("SELECT count(*) > 0 FROM pg_stat_activity WHERE {whose}");
    wait_until("rows are read", || server().psql("postgres", &reading) == "t\n");
}

/// Waits until none of the sessions known by `name` runs a statement.
#[track_caller]
fn nothing_runs(name: &str) {
    wait_until("the server's query ends", || running(name) == "0");
}

/// Whether `psql` loads this as a dump; nothing of it stays.
fn loads(dump: &[u8]) -> bool {
    server().try_psql("postgres", [b"BEGIN;\n", dump].concat()).is_ok()
}

/// The names of the files in a folder.
fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The folder of the recordings of CockroachDB v20.1.5.
fn recordings() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/stock/v20.1.5")
}
