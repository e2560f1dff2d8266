//! Every way to a server, and every way not to get there.

mod logins;
mod peers;
mod refusals;
mod tls;

use std::fmt::Write as _;
use std::sync::OnceLock;

use roachdump_testkit::Server;

use crate::program::{Program, dump};

/// The database every test here dumps.
const DATABASE: &str = "connections";

/// Its one table.
const TABLE: &str = "CREATE TABLE t (a int); INSERT INTO t VALUES (42)";

/// The line that shows that the table came.
const ROW: &str = "INSERT INTO public.t (a) VALUES\n\t(42);\n";

/// The server without TLS, with the database.
fn plain() -> &'static Server {
    static FILLED: OnceLock<()> = OnceLock::new();
    filled(Server::shared(), &FILLED)
}

/// The server that takes TLS, with the database.
fn encrypted() -> &'static Server {
    static FILLED: OnceLock<()> = OnceLock::new();
    filled(Server::shared_tls(), &FILLED)
}

fn filled(server: &'static Server, done: &OnceLock<()>) -> &'static Server {
    done.get_or_init(|| {
        server.create_database(DATABASE, "");
        server.psql(DATABASE, TABLE);
    });
    server
}

/// A `key=value` string for a role over TCP, with more of the same behind.
fn over_tcp(server: &Server, role: &str, more: &str) -> String {
    format!("host=127.0.0.1 port={} user={role} dbname={DATABASE} {more}", server.port())
}

/// A dump by one connection string.
fn by(connection: &str) -> Program {
    dump([connection])
}

/// Fails the test unless the program dumped the table.
#[track_caller]
fn works(name: &str, program: Program) {
    let outcome = program.run();
    assert_eq!((outcome.status(), outcome.stderr.as_str()), (0, ""), "{name}");
    assert!(String::from_utf8_lossy(&outcome.stdout).contains(ROW), "{name}");
}

/// Fails the test unless the program gave exactly this message; `PORT` in it stands for the server's port.
#[track_caller]
fn refused(name: &str, program: Program, port: u16, message: &[&str]) {
    let outcome = program.run();
    let mut want = String::new();
    for line in message {
        let _ = writeln!(want, "{}", line.replace("PORT", &port.to_string()));
    }
    want.push_str("Failed running \"dump\"\n");
    assert_eq!(outcome.refusal(name), want, "{name}");
}
