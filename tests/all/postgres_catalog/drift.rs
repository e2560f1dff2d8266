//! What others rename, move or drop while a dump reads is an error that names it; whatever else they do is not.

use std::io::Read;
use std::process::{Child, Stdio};

use super::snapshot::{Holder, wait_for_waiters};
use super::{Database, Outcome};

/// A table that fills every buffer between the server and a reader who has stopped, and after it one that hangs
/// on types of each kind.
const SETUP: &str = "\
CREATE SCHEMA live; CREATE SCHEMA staging; CREATE SCHEMA kinds;
CREATE TYPE kinds.e AS ENUM ('a', 'b'); CREATE TYPE live.inner AS (e kinds.e);
CREATE TYPE live.c AS (x int, y text); CREATE DOMAIN live.d AS live.inner[];
CREATE TABLE live.a_big AS SELECT i, repeat('x', 1000) AS x FROM generate_series(1, 4000) i;
CREATE TABLE live.t (c live.c, d live.d); INSERT INTO live.t VALUES ('(1,one)', '{(a),(b)}');
CREATE TABLE staging.a_big (i int, x text); CREATE TABLE staging.t (c live.c, d live.d);
CREATE SEQUENCE live.s;";

/// Starts a dump, runs `meanwhile` when the rows of the first table arrive, then reads the rest.
fn dump_around(database: &Database, user: &str, arguments: &[&str], meanwhile: &str) -> Outcome {
    let dump = database.command(user, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut dump = dump.expect("the program starts");
    let mut stdout = read_to_rows(&mut dump);
    database.psql(meanwhile);
    let rest = dump.stdout.as_mut().expect("its output is a pipe").read_to_end(&mut stdout);
    rest.expect("the dump can be read");
    let output = dump.wait_with_output().expect("the program ends");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    Outcome { status: output.status.code(), stdout, stderr }
}

/// The dump up to some of its first rows.
fn read_to_rows(dump: &mut Child) -> Vec<u8> {
    let (mut read, mut some) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&read).contains("INSERT INTO live.a_big") {
        let size = dump.stdout.as_mut().expect("its output is a pipe").read(&mut some);
        let size = size.expect("the dump can be read");
        assert!(size > 0, "no rows: {}", String::from_utf8_lossy(&read));
        read.extend_from_slice(&some[..size]);
    }
    read
}

#[test]
fn what_rows_hang_on_is_an_error() {
    #[rustfmt::skip]
    let table = [
        ("swap",      "ALTER SCHEMA live RENAME TO old; ALTER SCHEMA staging RENAME TO live",
                      "table live.t, after 0 rows: its name leads to another table now"),
        ("schema",    "ALTER SCHEMA kinds RENAME TO other",              "schema kinds became other"),
        ("label",     "ALTER TYPE kinds.e RENAME VALUE 'a' TO 'z'",      "the label 'a' of type kinds.e became 'z'"),
        ("labels",    "ALTER TYPE kinds.e RENAME VALUE 'a' TO 'z'; ALTER TYPE kinds.e RENAME VALUE 'b' TO 'a'; \
                       ALTER TYPE kinds.e RENAME VALUE 'z' TO 'b'",      "of type kinds.e became '"),
        ("attribute", "ALTER TYPE live.c DROP ATTRIBUTE y",              "the attributes of type live.c changed"),
        ("further",   "ALTER TYPE live.c ADD ATTRIBUTE z text",          "the attributes of type live.c changed"),
        ("type",      "ALTER TYPE kinds.e RENAME TO f",                  "type kinds.e became kinds.f"),
        ("moved",     "ALTER TYPE kinds.e SET SCHEMA staging",           "type kinds.e became staging.e"),
        ("domain",    "ALTER DOMAIN live.d RENAME TO d2",                "domain live.d became live.d2"),
        ("sequence",  "ALTER SEQUENCE live.s RENAME TO s2",              "sequence live.s became live.s2"),
        ("dropped",   "DROP SEQUENCE live.s",                            "sequence live.s was dropped"),
    ];
    for (name, meanwhile, message) in table {
        let database = Database::new(&format!("drift_{name}"));
        database.psql(SETUP);
        let outcome = dump_around(&database, "postgres", &[], meanwhile);
        let end = String::from_utf8_lossy(&outcome.stdout[outcome.stdout.len() - 300..]).into_owned();
        assert_eq!(outcome.status, Some(1), "{name}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(message), "{name}: {}", outcome.stderr);
        assert!(end.contains("dump is incomplete") && !end.contains("dump complete"), "{name}: {end}");
    }
}

#[test]
fn types_of_another_schema_count_where_columns_are_made_of_them() {
    let database = Database::new("drift_table");
    database.psql(SETUP);
    let named = ["-t", "live.a_big", "-t", "live.t"];
    let outcome = dump_around(&database, "postgres", &named, "DROP SEQUENCE live.s");
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    let label = "ALTER TYPE kinds.e RENAME VALUE 'a' TO 'z'";
    let outcome = dump_around(&database, "postgres", &named, label);
    assert!(outcome.stderr.contains("the label 'a' of type kinds.e became 'z'"), "{}", outcome.stderr);
}

#[test]
fn whatever_else_happens_is_no_error() {
    let database = Database::new("drift_harmless");
    database.psql(SETUP);
    let meanwhile = "\
        CREATE TABLE live.more (i int); CREATE TYPE live.more_e AS ENUM ('x'); CREATE SCHEMA more;
        CREATE INDEX ON live.t ((c));
        COMMENT ON TABLE live.t IS 'x'; COMMENT ON TYPE live.c IS 'x'; ALTER TYPE kinds.e ADD VALUE 'c' BEFORE 'b';
        INSERT INTO live.t VALUES ('(2,two)', '{}'); SELECT nextval('live.s'); ANALYZE live.t;";
    let dump = dump_around(&database, "postgres", &[], meanwhile).text();
    assert!(dump.contains("('(1,one)', '{(a),(b)}');\n"), "{dump}");
    assert!(!dump.contains("more") && !dump.contains("(2,two)"), "{dump}");
    assert!(dump.trim_end().lines().last().is_some_and(|last| last.contains("dump complete")));
}

#[test]
fn a_definition_changed_between_the_readings_starts_it_over() {
    let database = Database::new("drift_readings");
    database.psql("CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (e e); INSERT INTO t VALUES ('a')");
    // The range types are read behind the labels.
    let held = "LOCK TABLE pg_catalog.pg_range; ALTER TYPE e RENAME VALUE 'a' TO 'z'";
    let holder = Holder::begin(&database, held);
    let locked = "SELECT count(*) FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock' \
                  AND relation = 3541 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    while database.psql(locked).trim() == "0" {
        std::thread::yield_now();
    }
    let dump = database.command("postgres", &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let dump = dump.expect("the program starts");
    wait_for_waiters(&database, "1");
    holder.commit();
    let output = dump.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("AS ENUM (\n    'z'\n)") && text.contains("\t('z');\n"), "{text}");
}

#[test]
fn a_definition_that_keeps_changing_is_named() {
    let database = Database::new("drift_endless");
    database.psql("CREATE TYPE e AS ENUM ('l0'); CREATE TABLE t (e e)");
    let holder = Holder::begin(
        &database,
        "COMMIT; DO $$ BEGIN FOR i IN 0..1000000 LOOP \
         EXECUTE format('ALTER TYPE e RENAME VALUE %L TO %L', 'l' || i, 'l' || i + 1); COMMIT; \
         EXIT WHEN EXISTS (SELECT FROM pg_class WHERE relname = 'enough'); END LOOP; END $$; BEGIN",
    );
    while database.psql("SELECT enumlabel FROM pg_enum").trim() == "l0" {
        std::thread::yield_now();
    }
    let error = database.dump(&[]).refusal();
    database.psql("CREATE TABLE enough ()");
    holder.commit();
    assert!(error.contains("the definition of type public.e changed, each of the 3 times"), "{error}");
}

#[test]
fn without_a_second_session_names_are_still_held() {
    let database = Database::new("drift_alone");
    database.psql(SETUP);
    database.psql(
        "CREATE ROLE drift_alone LOGIN CONNECTION LIMIT 1; \
         GRANT USAGE ON SCHEMA live, staging, kinds TO drift_alone; \
         GRANT SELECT ON ALL TABLES IN SCHEMA live, staging TO drift_alone; \
         GRANT SELECT ON ALL SEQUENCES IN SCHEMA live TO drift_alone",
    );
    let warning = "the definitions could not be held against a second reading: ";
    let outcome = dump_around(&database, "drift_alone", &[], "SELECT 1");
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains(warning) && outcome.stderr.lines().count() == 1, "{}", outcome.stderr);
    let label = "ALTER TYPE kinds.e RENAME VALUE 'a' TO 'z'";
    let outcome = dump_around(&database, "drift_alone", &[], label);
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the label 'a' of type kinds.e became 'z'"), "{}", outcome.stderr);
}
