//! What is not dumped is named before the first byte.

use super::{Database, Outcome};

/// The names that a run told as left out. Release 15 writes a transform's identity with an `on`, 18 without.
fn left_out(outcome: &Outcome) -> Vec<String> {
    let names = outcome.stderr.lines().filter_map(|line| line.strip_prefix("not dumped: "));
    names
        .map(|name| name.replace("transform for integer on language", "transform for integer language"))
        .collect()
}

fn database(name: &str) -> Database {
    let database = Database::new(name);
    // Roles are the server's, not the database's.
    let role = format!("{name}_alice");
    database.psql(include_str!("../../data/postgres/census.sql").replace("census_alice", &role));
    database
}

#[test]
fn everything_that_is_left_out_is_named() {
    let database = database("census");
    let refused = database.dump(&[]);
    let want: Vec<&str> = include_str!("../../data/postgres/census.txt").lines().collect();
    assert_eq!(left_out(&refused), want);
    refused.refusal();

    let skipped = database.dump(&["--skip-unsupported", "--dump-mode=schema"]);
    assert_eq!(skipped.status, Some(3), "{}", skipped.stderr);
    assert_eq!(left_out(&skipped), &want[1..], "a schema has no large objects");
}

#[test]
fn rows_alone_leave_out_what_holds_rows() {
    let refused = database("census_data").dump(&["--dump-mode=data"]);
    let want = ["2 large objects, 5555 to 6666", "foreign table public.ft"];
    assert_eq!(left_out(&refused), want);
}

#[test]
fn of_named_tables_only_their_own_counts() {
    let database = database("census_named");
    let want = ["statistics object public.st"];
    assert_eq!(left_out(&database.dump(&["t"])), want);
    database.dump(&["t", "--dump-mode=data"]).complete();
    database.dump(&["part1"]).complete();
}

#[test]
fn an_extension_comes_by_its_name() {
    let database = Database::new("census_extension");
    // plpgsql made anew is the database's own, and the one extension that every build has.
    database.psql("DROP EXTENSION plpgsql; CREATE EXTENSION plpgsql WITH SCHEMA pg_catalog");
    let dump = database.dump(&[]).text();
    assert!(dump.contains("CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;\n"), "{dump}");
}
