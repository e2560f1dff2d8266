//! SIGINT and SIGTERM in the middle of a dump.

use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::sleep;
use std::time::{Duration, Instant};

use roachdump_testkit::Server;
use rustix::process::{Pid, Signal, kill_process};

use super::{loads, names, nothing_runs, over_socket, over_tcp, rows_are_read, server, slow};
use crate::program::{end, wait_until};

fn signal(child: &Child, signal: Signal) {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).expect("a process id");
    kill_process(pid, signal).expect("a child can be signalled");
}

#[test]
fn in_the_middle() {
    let server = server();
    for (number, name, which) in [(2, "SIGINT", Signal::INT), (15, "SIGTERM", Signal::TERM)] {
        for to_file in [true, false] {
            let proxy = slow(server.port(), &Arc::new(AtomicBool::new(true)));
            let folder = tempfile::tempdir().expect("a temporary folder");
            let file = folder.path().join("dump.sql");
            let summary = tempfile::NamedTempFile::new().expect("a temporary file");
            let program =
                over_tcp(proxy.port(), "large", "middle").args(["--summary"]).args([summary.path()]);
            let more = [std::path::Path::new("-f"), &file];
            let running = program.args(more.iter().take(if to_file { 2 } else { 0 })).spawn();
            rows_are_read("middle");
            sleep(Duration::from_millis(500));
            let start = Instant::now();
            signal(&running.child, which);
            let outcome = running.wait();
            assert!(start.elapsed() < Duration::from_secs(5), "{name}");
            assert_eq!(outcome.status(), -number, "{name}");
            let want = format!("Error: interrupted by {name}\nFailed running \"dump\"\n");
            assert_eq!(outcome.stderr, want);
            let told = std::fs::read_to_string(summary.path()).expect("a summary");
            assert!(told.contains(&format!("\"message\": \"interrupted by {name}\"")), "{told}");
            assert_eq!(names(folder.path()), Vec::<String>::new(), "{name}");
            assert_eq!(outcome.stdout.is_empty(), to_file, "{name}");
            assert!(to_file || !loads(&outcome.stdout), "{name}: psql loads a broken dump");
            nothing_runs("middle");
        }
    }
}

/// A session that keeps a table for itself until it is dropped.
struct Holder(Child);

impl Holder {
    fn of(server: &Server, database: &str, table: &str) -> Self {
        let sql = format!("BEGIN; LOCK TABLE {table}; SELECT pg_sleep(60)");
        let mut psql = server.client("psql").unwrap_or_else(|failure| panic!("{failure}"));
        psql.args(["-X", "-q", "-d", database, "-c", &sql]).env("PGAPPNAME", "holder");
        let psql = psql.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("psql");
        let held = format!(
            "SELECT count(*) FROM pg_locks WHERE granted AND relation = '{table}'::regclass AND mode = 'AccessExclusiveLock'"
        );
        wait_until("the table is locked", || server.psql(database, &held) == "1\n");
        Self(psql)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        end(&mut self.0);
        // The server has not noticed: it sleeps.
        server().psql(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'",
        );
    }
}

#[test]
fn while_the_server_waits_for_a_lock() {
    let server = server();
    server.create_database("held", "");
    server.psql("held", "CREATE TABLE t (a int)");
    let holder = Holder::of(server, "held", "t");
    let running = over_socket("held", "trust").args(["-f/dev/null"]).spawn();
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'held' AND wait_event_type = 'Lock'";
    wait_until("the dump waits for the lock", || server.psql("postgres", waits) == "1\n");
    signal(&running.child, Signal::INT);
    assert_eq!(running.wait().status(), -2);
    wait_until("the statement ends", || server.psql("postgres", waits) == "0\n");
    drop(holder);
}

#[test]
fn blocked_in_a_write_nobody_reads() {
    let mut running = over_socket("large", "postgres").stdout(Stdio::piped()).spawn();
    let reader = running.child.stdout.take();
    rows_are_read("postgres");
    sleep(Duration::from_millis(500));
    signal(&running.child, Signal::INT);
    sleep(Duration::from_millis(200));
    assert!(running.child.try_wait().expect("a child can be waited for").is_none(), "it gives the dump time");
    let start = Instant::now();
    signal(&running.child, Signal::TERM);
    let status = running.wait().status();
    assert!(matches!(status, -2 | -15) && start.elapsed() < Duration::from_secs(1), "{status}");
    drop(reader);
    nothing_runs("postgres");
    assert_eq!(super::running("postgres"), "0");
}
