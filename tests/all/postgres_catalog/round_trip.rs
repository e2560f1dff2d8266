//! Dump, load, compare: by pg_dump of both databases, and by dumping the copy.

use super::Database;

/// The schema of every release up to the server's.
fn fill(database: &Database) {
    database.psql(include_str!("../../data/postgres/schema.sql"));
    let newer = [
        (15, include_str!("../../data/postgres/schema-15.sql")),
        (18, include_str!("../../data/postgres/schema-18.sql")),
    ];
    for (_, sql) in newer.iter().filter(|(since, _)| database.major() >= *since) {
        database.psql(sql);
    }
}

const SCHEMA: [&str; 2] = ["--schema-only", "--no-tablespaces"];
const DATA: [&str; 3] = ["--data-only", "--column-inserts", "--rows-per-insert=100"];

#[test]
fn a_copy_is_what_its_source_was() {
    let source = Database::new("round_trip");
    fill(&source);
    let dump = source.dump(&[]).complete();

    let copy = Database::new("round_trip_copy");
    copy.server.load(&copy.name, &dump);
    assert_eq!(copy.pg_dump(&SCHEMA), source.pg_dump(&SCHEMA));
    assert_eq!(copy.pg_dump(&DATA), source.pg_dump(&DATA));
    assert!(copy.dump(&[]).complete() == dump, "the copy's dump differs");
}

/// Foreign keys are in force then: the rows they look for come first, those in partitions too.
#[test]
fn rows_load_after_the_schema() {
    let source = Database::new("round_trip_halves");
    fill(&source);
    let copy = Database::new("round_trip_halves_copy");
    copy.server.load(&copy.name, source.dump(&["--dump-mode=schema"]).complete());
    assert_eq!(copy.pg_dump(&SCHEMA), source.pg_dump(&SCHEMA));
    let rows = source.dump(&["--dump-mode=data"]);
    assert_eq!(rows.status, Some(0), "{}", rows.stderr);
    copy.server.load(&copy.name, rows.stdout);
    assert_eq!(copy.pg_dump(&DATA), source.pg_dump(&DATA));
}

/// A column that the parent got after its children stands last in them, and first in a copy: so it does when
/// pg_dump makes the copy. Both name the columns they insert into.
#[test]
fn a_parents_late_column_changes_places_as_with_pg_dump() {
    let source = Database::new("late_column");
    source.psql(
        "CREATE TABLE p (a int); CREATE TABLE c (own int) INHERITS (p); ALTER TABLE p ADD COLUMN late int DEFAULT 9;
         INSERT INTO c VALUES (1, 2, 3)",
    );
    let dump = source.dump(&[]).text();
    let insert = "INSERT INTO public.c (a, own, late) VALUES\n\t(1, 2, 3);\n";
    assert!(dump.contains(insert), "{dump}");
    assert!(source.pg_dump(&DATA).contains(insert));
    let copy = Database::new("late_column_copy");
    copy.server.load(&copy.name, &dump);
    assert_eq!(copy.psql("SELECT a, own, late FROM c"), "1|2|3\n");
}

#[test]
fn an_empty_database_is_an_empty_dump() {
    let dump = Database::new("round_trip_empty").dump(&[]).text();
    assert!(dump.starts_with("SET statement_timeout = 0;\n"), "{dump}");
    assert!(!dump.contains("CREATE"), "{dump}");
}
