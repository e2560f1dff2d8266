//! Tables named on the command line, and what stands in the way of reading them.

use super::Database;

#[test]
fn named_tables_bring_what_is_theirs() {
    let database = Database::new("names");
    database.psql(
        "CREATE TABLE a (id serial); CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY); CREATE SEQUENCE s;
         CREATE SCHEMA other; CREATE TABLE other.a (x int); CREATE TABLE \"with.dot\" (x int);
         CREATE TABLE parts (x int) PARTITION BY LIST (x); CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);
         INSERT INTO parts VALUES (1); CREATE VIEW v AS SELECT 1",
    );
    #[rustfmt::skip]
    let table: &[(&str, &[&str], &str)] = &[
        ("a serial's sequence",   &["a"],           "SEQUENCE public.a_id_seq;TABLE public.a"),
        ("an identity's",         &["b"],           "TABLE public.b;GENERATED public.b_id_seq"),
        ("a sequence",            &["s"],           "SEQUENCE public.s"),
        ("another schema",        &["other.a"],     "TABLE other.a"),
        ("a dot in the name",     &["with.dot"],    "TABLE public.\"with.dot\""),
        ("partitions",            &["parts"],       "TABLE public.parts;TABLE public.part;INSERT public.part"),
        ("a view",                &["v"],           "VIEW public.v"),
        ("two",                   &["other.a", "s"], "SEQUENCE public.s;TABLE other.a"),
    ];
    for (name, tables, want) in table {
        let dump = database.dump(tables).text();
        assert_eq!(outline(&dump), *want, "{name}");
    }
}

/// What a dump makes, in order: the kind and name of each object.
fn outline(dump: &str) -> String {
    let heads = [
        ("CREATE SEQUENCE ", "SEQUENCE"),
        ("CREATE TABLE ", "TABLE"),
        ("    SEQUENCE NAME ", "GENERATED"),
        ("INSERT INTO ", "INSERT"),
        ("CREATE TYPE ", "TYPE"),
        ("CREATE VIEW ", "VIEW"),
        ("CREATE SCHEMA ", "SCHEMA"),
    ];
    let made = |line: &str| {
        let (head, kind) = heads.iter().find(|(head, _)| line.starts_with(head))?;
        let name = line.strip_prefix(head)?.split(' ').next()?;
        Some(format!("{kind} {name}"))
    };
    dump.lines().filter_map(made).collect::<Vec<_>>().join(";")
}

#[test]
fn names_that_mean_nothing_or_two_things() {
    let database = Database::new("names_refused");
    database.psql(
        "CREATE TABLE t (); CREATE FOREIGN DATA WRAPPER w; CREATE SERVER w FOREIGN DATA WRAPPER w;
         CREATE FOREIGN TABLE f () SERVER w; CREATE SCHEMA s; CREATE TABLE s.t (); CREATE TABLE \"s.t\" ();
         CREATE TABLE s.hidden ()",
    );
    #[rustfmt::skip]
    let table = [
        ("missing",      "nope",                "relation \"nope\" does not exist"),
        ("of a schema",  "s.nope",              "relation \"s.nope\" does not exist"),
        ("the system's", "pg_catalog.pg_class", "relation \"pg_catalog.pg_class\" does not exist"),
        ("case counts",  "T",                   "There is public.t or s.t."),
        ("not visible",  "hidden",              "There is s.hidden."),
        ("foreign",      "f",                   "foreign table public.f is not supported"),
        ("ambiguous",    "s.t",                 "\"s.t\" can mean table public.\"s.t\" or table s.t"),
        ("hostile",      "x\"; drop\u{1b}\n",   "relation \"x\"; drop\\u{1b}\\n\" does not exist"),
    ];
    for (name, given, want) in table {
        let error = database.dump(&["--", given]).refusal();
        assert!(error.contains(want), "{name}: {error}");
    }
    let error = database.dump(&["--as-of=-10m"]).refusal();
    assert!(error.contains("--as-of needs CockroachDB"), "{error}");
}

#[test]
fn the_search_path_of_the_database_counts() {
    let database = Database::new("names_path");
    database.psql(
        "CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE TABLE public.t (b int);
         ALTER DATABASE names_path SET search_path = nowhere, s, public",
    );
    assert!(database.dump(&["t"]).text().contains("CREATE TABLE s.t ("));
}

#[test]
fn everything_that_may_not_be_read_is_named() {
    let database = Database::new("names_privileges");
    database.psql(
        "CREATE ROLE names_bob LOGIN; CREATE TABLE a (); GRANT SELECT ON a TO names_bob; CREATE TABLE b ();
         CREATE SEQUENCE q; CREATE SCHEMA s; CREATE TABLE s.c (); GRANT SELECT ON s.c TO names_bob",
    );
    let error = database.dump_as("names_bob", &["--dump-mode=schema"]).refusal();
    assert!(
        error.contains("permission denied for table public.b, sequence public.q, table s.c\n"),
        "{error}"
    );
    assert!(error.contains("GRANT USAGE ON SCHEMA \"s\""), "{error}");
    database.dump_as("names_bob", &["a"]).complete();
}

#[test]
fn a_policy_that_hides_rows_is_an_error() {
    let database = Database::new("names_policies");
    database.psql(
        "CREATE ROLE names_carol LOGIN; CREATE TABLE t (i int); INSERT INTO t VALUES (1), (2);
         GRANT SELECT ON t TO names_carol; CREATE POLICY p ON t USING (i > 1); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    );
    let error = database.dump_as("names_carol", &["--dump-mode=data"]).refusal();
    assert!(error.contains("row-level security policy for table public.t"), "{error}");
    assert!(error.contains("BYPASSRLS"), "{error}");
    let all = database.dump(&["--dump-mode=data"]).text();
    assert!(all.contains("\t(1),\n\t(2);\n"), "{all}");
}
