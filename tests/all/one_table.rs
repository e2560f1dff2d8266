//! A database of one table on the shared servers: it is dumped where only the way to it matters.

use std::sync::OnceLock;

use roachdump_testkit::Server;

use crate::program::Program;

/// The database that is dumped.
pub(crate) const DATABASE: &str = "one_table";

/// Its one table.
pub(crate) const TABLE: &str = "CREATE TABLE t (a int); INSERT INTO t VALUES (42)";

/// The line that shows that the table came.
const ROW: &str = "INSERT INTO public.t (a) VALUES\n\t(42);\n";

/// The server without TLS, with the database.
pub(crate) fn plain() -> &'static Server {
    static FILLED: OnceLock<()> = OnceLock::new();
    filled(Server::shared(), &FILLED)
}

/// The server that takes TLS, with the database.
pub(crate) fn encrypted() -> &'static Server {
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

/// Fails the test unless the program dumped the table.
#[track_caller]
pub(crate) fn works(name: &str, program: Program) {
    let outcome = program.run();
    assert_eq!((outcome.status(), outcome.stderr.as_str()), (0, ""), "{name}");
    assert!(String::from_utf8_lossy(&outcome.stdout).contains(ROW), "{name}");
}
