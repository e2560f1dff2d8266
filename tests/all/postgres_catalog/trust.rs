//! A dump by a superuser runs no code of the tables' owners, loses no row to a damaged index, and holds names
//! against what they are.

use super::Database;

/// A role that may make objects in `public`, and functions that tell when they run for a superuser.
const HOSTILE: &str = r"
CREATE ROLE {role};
GRANT CREATE ON SCHEMA public TO {role};
SET ROLE {role};
CREATE FUNCTION ran() RETURNS int LANGUAGE plpgsql VOLATILE AS $f$ BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN RAISE EXCEPTION 'code of an owner ran'; END IF;
  RETURN 1; END $f$;
CREATE FUNCTION evil(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$ BEGIN RETURN public.ran(); END $f$;
CREATE FUNCTION evil_op(int, int) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $f$ BEGIN RETURN public.ran() = 1; END $f$;
CREATE OPERATOR ==== (FUNCTION = evil_op, LEFTARG = int, RIGHTARG = int);
CREATE DOMAIN guarded AS int CHECK (evil(VALUE) = 1);
CREATE TABLE by_index (i int, t text); CREATE INDEX ON by_index ((evil(1)));
CREATE TABLE by_predicate (i int); CREATE INDEX ON by_predicate (i) WHERE evil(1) = 1;
CREATE TABLE by_operator (i int); CREATE INDEX ON by_operator (i) WHERE 1 OPERATOR(public.====) 1;
CREATE TABLE by_domain (i int); CREATE INDEX ON by_domain ((1::guarded));
CREATE TABLE by_check (i int, CHECK (evil(1) = 1));
CREATE TABLE by_default (i int DEFAULT evil(1), g int GENERATED ALWAYS AS (evil(i)) STORED);
CREATE TABLE by_key (i int) PARTITION BY LIST ((evil(i)));
CREATE TABLE by_key_1 PARTITION OF by_key FOR VALUES IN (1);
CREATE VIEW pg_class AS SELECT evil(1) AS oid;
CREATE FUNCTION quote_ident(name) RETURNS text LANGUAGE sql AS $f$ SELECT evil(1)::text $f$;
{statistics}
INSERT INTO by_index VALUES (1, E'a\\b\n''c\t'), (2, NULL);
INSERT INTO by_predicate VALUES (1);
INSERT INTO by_operator VALUES (1);
INSERT INTO by_domain VALUES (1);
INSERT INTO by_check VALUES (1);
INSERT INTO by_key VALUES (1);
";

fn hostile(name: &str) -> Database {
    let database = Database::new(name);
    let statistics =
        "CREATE TABLE by_statistics (i int); CREATE STATISTICS st ON (evil(1)), i FROM by_statistics;";
    // From 14 on a statistics object may have expressions.
    let statistics = if database.major() >= 14 { statistics } else { "" };
    database.psql(HOSTILE.replace("{role}", &format!("{name}_owner")).replace("{statistics}", statistics));
    database
}

#[test]
fn no_code_of_an_owner_runs() {
    let database = hostile("trust_code");
    for arguments in [
        &["--dump-mode=data"][..],
        &["--dump-mode=data", "--copy"],
        &["--skip-unsupported"],
        &["-s", "--skip-unsupported"],
    ] {
        let outcome = database.dump(arguments);
        let said = outcome.stderr.clone();
        assert!(
            matches!(outcome.status, Some(0 | 3)) && !said.contains("code of an owner ran"),
            "{arguments:?}: {said}"
        );
    }
}

/// A table that is read by COPY gives the bytes that a SELECT gives.
#[test]
fn a_copy_reads_what_a_select_reads() {
    let database = hostile("trust_bytes");
    let by_copy = database.dump(&["by_index", "--dump-mode=data"]).text();
    assert!(by_copy.contains("\t(1, 'a\\b\n''c\t'),\n\t(2, NULL);\n"), "{by_copy}");
    database.psql("DROP INDEX by_index_evil_idx");
    assert_eq!(database.dump(&["by_index", "--dump-mode=data"]).text(), by_copy);
}

#[test]
fn a_condition_on_such_a_table_is_refused() {
    let database = hostile("trust_condition");
    let said = database.dump(&["--dump-mode=data", "--where", "by_index: i > 1"]).refusal();
    assert!(said.starts_with("Error: a condition on table public.by_index would run functions"), "{said}");
    assert!(said.contains("--trust-expressions"), "{said}");
    let owned = "ALTER TABLE by_index OWNER TO postgres";
    database
        .psql(format!("{owned}; CREATE OR REPLACE FUNCTION ran() RETURNS int LANGUAGE sql AS 'SELECT 1'"));
    let outcome = database.dump(&["--dump-mode=data", "--where", "by_index: i > 1"]);
    let dump = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert!(dump.contains("INSERT INTO public.by_index (i, t) VALUES\n\t(2, NULL);\n"), "{dump}");
}

/// An index that lacks rows hides none of them.
#[test]
fn a_damaged_index_loses_no_row() {
    let database = Database::new("trust_damaged");
    database.psql(
        "CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 20000); VACUUM ANALYZE t;",
    );
    let ready = |value: bool| {
        database
            .psql(format!("UPDATE pg_index SET indisready = {value} WHERE indexrelid = 't_pkey'::regclass"));
    };
    ready(false);
    database.psql("INSERT INTO t SELECT generate_series(20001, 20003)");
    ready(true);
    database.psql("VACUUM (INDEX_CLEANUP off) t");
    let dump = database.dump(&["--dump-mode=data"]).text();
    assert!(dump.contains("(20003);") && dump.contains("1 table, 20003 rows"), "rows are missing");
}

/// A superuser at the source may have replaced the function that quotes names.
#[test]
fn names_are_held_against_what_they_are() {
    let database = Database::new("trust_names");
    database.psql("CREATE TABLE t (a int)");
    database.psql(
        "SET allow_system_table_mods = on; CREATE FUNCTION pg_catalog.quote_ident(name) RETURNS text LANGUAGE sql \
         AS $f$ SELECT CASE WHEN $1 = 't' THEN E't\n\\\\! id\n' ELSE pg_catalog.quote_ident($1::text) END $f$",
    );
    let said = database.dump(&[]).refusal();
    assert!(
        said.contains("the server quotes the name of relations public.t as public.t\\n\\! id\\n"),
        "{said}"
    );
}

/// psql of the newest minor releases runs no command of its own between the two.
#[test]
fn copy_blocks_may_be_restricted() {
    let database = Database::new("trust_restricted");
    database.psql("CREATE TABLE t (a int)");
    let dump = database.dump(&["--copy", "--restrict-key", "k3y"]).text();
    assert!(dump.starts_with("\\restrict k3y\n\n"), "{dump}");
    assert!(dump.ends_with("\\unrestrict k3y\n\n-- roachdump: dump complete, 1 table, 0 rows\n"), "{dump}");
    let refused = database.dump(&["--restrict-key", "k3y"]);
    assert_eq!(refused.status, Some(2), "{}", refused.stderr);
    assert_eq!(database.dump(&["--copy", "--restrict-key", "a b"]).status, Some(2));
}
