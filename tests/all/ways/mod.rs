//! Ways in beyond one server and one password: password files, lists of servers, start-up options.

mod direct;
mod hosts;
mod passwords;
mod poolers;
mod standby;
mod terminal;
mod tls;
mod variables;

use std::sync::OnceLock;

use roachdump_testkit::Server;

use crate::program::{Program, dump};

/// The database every test here dumps.
const DATABASE: &str = "ways";

/// Its one table.
const TABLE: &str = "CREATE TABLE t (a int); INSERT INTO t VALUES (42)";

/// The line that shows that the table came.
const ROW: &str = "INSERT INTO public.t (a) VALUES\n\t(42);\n";

fn plain() -> &'static Server {
    static FILLED: OnceLock<()> = OnceLock::new();
    filled(Server::shared(), &FILLED)
}

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

/// A dump by one connection string for the database.
fn by(connection: &str) -> Program {
    dump([format!("dbname={DATABASE} {connection}")])
}

/// Fails the test unless the program dumped the table.
#[track_caller]
fn works(name: &str, program: Program) {
    let outcome = program.run();
    assert_eq!((outcome.status(), outcome.stderr.as_str()), (0, ""), "{name}");
    assert!(String::from_utf8_lossy(&outcome.stdout).contains(ROW), "{name}");
}

/// Fails the test unless the program failed with messages that hold each of these.
#[track_caller]
fn refused(name: &str, program: Program, parts: &[&str]) {
    let outcome = program.run();
    let said = outcome.refusal(name);
    for part in parts {
        assert!(said.contains(part), "{name}: {part:?} is not in\n{said}");
    }
}
