//! More tables than the server's lock table has room for with their indexes.

use roachdump_testkit::{Server, Setup};

use crate::program::dump;

#[test]
fn index_locks_do_not_pile_up() {
    let config = [
        "max_connections = 5",
        "max_locks_per_transaction = 10",
        "max_prepared_transactions = 0",
        "autovacuum = off",
    ];
    let setup = Setup { tls: false, config: config.map(String::from).to_vec(), ..Setup::default() };
    let server = Server::start(&setup);
    server.create_database("many", "");
    // Each table has nine indexes: 1,000 locks where there is room for a few hundred.
    server.psql(
        "many",
        "DO $$ BEGIN FOR i IN 1..100 LOOP EXECUTE format('CREATE TABLE t%s (i int PRIMARY KEY, \
         a int UNIQUE, b int UNIQUE, c int UNIQUE, d int UNIQUE, e int UNIQUE, f int UNIQUE, g int UNIQUE, h int UNIQUE)', i); \
         EXECUTE format('INSERT INTO t%s VALUES (%s)', i, i); COMMIT; END LOOP; END $$",
    );
    let run = dump([server.url("many")]).run();
    assert_eq!((run.status(), run.stderr.as_str()), (0, ""));
    assert_eq!(String::from_utf8_lossy(&run.stdout).matches("INSERT INTO").count(), 100);
}
