//! One timestamp for everything, and which one.

use std::thread::sleep;
use std::time::Duration;

use roachdump_testkit::fake::Fake;

use super::{BETWEEN, Place, faked, real, recorded, stock};

#[test]
fn every_form_of_as_of_becomes_one_decimal() {
    #[rustfmt::skip]
    let rows = [
        ("2017-03-07 19:55:00",            "1488916500000000000.0000000000"),
        ("2017-03-07 20:55:00.5+01:00",    "1488916500500000000.0000000000"),
        ("1488916500000000000.0000000012", "1488916500000000000.0000000012"),
        // The recorded present is 1795352969032262684.
        ("-10m",                           "1795352369032262684.0000000000"),
    ];
    for (typed, timestamp) in rows {
        let fake = Place::Fake(Fake::at(stock("v20.1.5"), timestamp));
        let got = fake.dump(&["db1", &format!("--as-of={typed}")]).dump();
        assert_eq!(got, recorded("db1/both.sql"), "{typed}");
        let Place::Fake(fake) = fake else { unreachable!() };
        let begins: Vec<_> = fake.statements().into_iter().filter(|sql| sql.starts_with("BEGIN")).collect();
        assert_eq!(begins, [format!("BEGIN ISOLATION LEVEL SERIALIZABLE, AS OF SYSTEM TIME '{timestamp}'")]);
        fake.finish();
    }
}

#[test]
fn the_number_of_catalog_queries_is_constant() {
    let count = |database: &str| {
        let fake = Place::Fake(Fake::start(stock("v20.1.5")));
        fake.dump(&[database]).dump();
        let Place::Fake(fake) = fake else { unreachable!() };
        let rows = |sql: &&String| sql.contains(" ORDER BY PRIMARY KEY ") || sql.contains("last_value");
        let hidden = |sql: &&String| sql.contains(".table_columns");
        fake.statements().iter().filter(|sql| !rows(sql) && !hidden(sql)).count()
    };
    assert_eq!(count("db1"), count("objects"), "1 table, 24 tables and sequences");
}

#[test]
#[ignore = "needs CockroachDB v20.1"]
fn rows_of_the_past() {
    let server = real();
    let place = Place::Real(server);
    let between = BETWEEN.get().expect("the server was filled");
    let now = place.dump(&["db1", "dump_test", "--dump-mode=data"]).dump();
    assert_eq!(now, recorded("db1/data.sql"));
    let then = place.dump(&["db1", "dump_test", "--dump-mode=data", &format!("--as-of={between}")]).dump();
    let (old_rows, _) = now.split_once(",\n\t(225594991654174721").expect("two batches of rows");
    assert_eq!(then, format!("{old_rows};\n"));
}

#[test]
#[ignore = "needs CockroachDB v20.1"]
fn before_there_was_anything() {
    let server = real();
    let place = Place::Real(server);
    #[rustfmt::skip]
    let rows = [
        (&["db1", "dump_test"][..], "Error: pq: relation \"db1.public.dump_test\" does not exist\nSQLSTATE: 42P01\n"),
        (&["db1"],                  "Error: database db1 does not exist\n"),
        (&["nope"],                 "Error: pq: database \"nope\" does not exist\nSQLSTATE: 3D000\n"),
    ];
    for (arguments, error) in rows {
        let said = place.dump(&[arguments, &["--as-of=2017-03-07 19:55:00"]].concat()).error();
        let remedy = "It was not there as of 2017-03-07 19:55:00. If it is now, choose a later --as-of.\n";
        assert_eq!(said, format!("{error}{remedy}Failed running \"dump\"\n"), "{arguments:?}");
    }
}

/// The schema is kept longer than the rows.
#[test]
#[ignore = "needs CockroachDB v20.1"]
fn rows_no_longer_kept() {
    let server = real();
    server.sql(
        "CREATE DATABASE short; CREATE TABLE short.t (i INT PRIMARY KEY);
         ALTER DATABASE short CONFIGURE ZONE USING gc.ttlseconds = 1",
    );
    // The range has to learn of the zone first.
    let ended = std::iter::repeat_with(|| {
        sleep(Duration::from_secs(1));
        Place::Real(server).dump(&["short", "--as-of=-4s"])
    });
    let ended =
        ended.take(60).find(|run| run.stderr.contains("GC threshold")).expect("the rows are collected");
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
    assert!(ended.stdout.contains("\n;\nroachdump: dump is incomplete: batch timestamp"), "{}", ended.stdout);
    let remedy = " is no longer kept: gc.ttlseconds of the table's zone says for how long it is.";
    assert!(ended.stderr.contains(remedy), "{}", ended.stderr);
}

#[test]
#[ignore = "needs CockroachDB v20.1"]
fn times_to_come_are_the_servers_error() {
    let server = real();
    let said = Place::Real(server).dump(&["db1", "--as-of=2200-01-01"]).error();
    assert!(said.contains("cannot specify timestamp in the future"), "{said}");
    assert!(said.contains("The time to dump as of was taken as 7258118400000000000.0000000000."), "{said}");
}

#[test]
#[should_panic(expected = "read at 1795352969032262684.0000000000 instead of Some(\"1.0000000000\")")]
fn another_timestamp_fails_the_test() {
    faked(Fake::at(stock("v20.1.5"), "1.0000000000"), |place| {
        place.dump(&["db1"]);
    });
}
