//! Dumps by a user who may only read, beside other sessions: their writes, and their temporary tables.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::super::Place;
use super::{MODERN, create, loaded, server};

/// Transactions move a sum from one table to the other; in none of them is it another.
const MADE: &str = "
    CREATE TABLE here (id INT PRIMARY KEY, amount INT NOT NULL);
    CREATE TABLE there (id INT PRIMARY KEY, amount INT NOT NULL);
    INSERT INTO here SELECT i, 100 FROM generate_series(1, 500) AS g (i);
    INSERT INTO there SELECT i, 0 FROM generate_series(1, 500) AS g (i)";

const ALL_THERE: &str = "SELECT (SELECT sum(amount) FROM here) + (SELECT sum(amount) FROM there)";

#[test]
#[ignore = "needs CockroachDB v21.1 or v22.1"]
fn written_meanwhile() {
    let server = server(MODERN);
    create(server, "written");
    server.session("written").rows(MADE);
    let over = AtomicBool::new(false);
    let (dumps, moves) = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut session = server.session("written");
            let mut moves = 0;
            while !over.load(Ordering::Relaxed) {
                let id = 1 + moves % 500;
                let moved = session.query(&format!(
                    "BEGIN; UPDATE here SET amount = amount - 7 WHERE id = {id};
                     UPDATE there SET amount = amount + 7 WHERE id = {id}; COMMIT"
                ));
                if moved.is_err() {
                    session.rows("ROLLBACK");
                }
                moves += 1;
            }
            moves
        });
        let dumps: Vec<String> = (0..5)
            .map(|_| {
                thread::sleep(Duration::from_millis(50));
                Place::Real(server).dump(&["written"]).dump()
            })
            .collect();
        over.store(true, Ordering::Relaxed);
        (dumps, writer.join().expect("the writer ends"))
    });
    assert!(moves > 5, "{moves} transactions");
    assert!(dumps.windows(2).any(|two| two[0] != two[1]), "nothing was written meanwhile");
    for (nth, dump) in dumps.iter().enumerate() {
        let copy = format!("written_{nth}");
        create(server, &copy);
        loaded(server, &copy, dump).unwrap_or_else(|said| panic!("{said}"));
        let sum = server.session(&copy).rows(ALL_THERE);
        assert_eq!(sum, [[Some("50000".to_owned())]], "dump {nth}");
    }
}

#[test]
#[ignore = "needs CockroachDB v21.1 or v22.1"]
fn by_who_may_only_read() {
    let server = server(MODERN);
    create(server, "read_only");
    server.session("read_only").rows(
        "CREATE TYPE mood AS ENUM ('glad');
         CREATE SEQUENCE s;
         CREATE TABLE t (id INT PRIMARY KEY DEFAULT nextval('s'), m mood, h INT NOT VISIBLE);
         CREATE VIEW v AS SELECT id FROM t;
         CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
         CREATE TABLE closed (id INT PRIMARY KEY);
         INSERT INTO t (m, h) VALUES ('glad', 1);
         CREATE USER only_reader;
         GRANT CONNECT ON DATABASE read_only TO only_reader;
         GRANT USAGE ON TYPE mood TO only_reader;
         GRANT SELECT ON s, t, v, m TO only_reader",
    );
    let place = Place::Real(server);
    let said = place.dump(&["read_only", "--user=only_reader"]).error();
    assert!(said.contains("SELECT privilege on relation closed"), "{said}");
    server.session("read_only").rows("GRANT SELECT ON closed TO only_reader");
    let by_reader = place.dump(&["read_only", "--user=only_reader"]);
    let by_root = place.dump(&["read_only"]);
    assert_eq!((by_reader.status, by_reader.stdout), (Some(0), by_root.stdout), "{}", by_reader.stderr);
}

#[test]
#[ignore = "needs CockroachDB v21.1 or v22.1"]
fn beside_temporary_tables() {
    let server = server(MODERN);
    create(server, "temporary");
    let mut session = server.session("temporary");
    session.rows("CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)");
    let place = Place::Real(server);
    let before = place.dump(&["temporary"]).dump();
    session.rows("SET experimental_enable_temp_tables = on");
    session.rows(
        "CREATE TEMP TABLE t (id INT PRIMARY KEY, v INT); CREATE TEMP TABLE passing (id INT PRIMARY KEY, v SERIAL);
         CREATE TEMP VIEW seen AS SELECT id FROM passing; CREATE TEMP SEQUENCE counter; INSERT INTO passing VALUES (1, 2)",
    );
    assert_eq!(place.dump(&["temporary"]).dump(), before);
    let said = place.dump(&["temporary", "passing"]).error();
    assert!(said.starts_with("Error: cannot dump temporary table passing\n"), "{said}");
    drop(session);
}
