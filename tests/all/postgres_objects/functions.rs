//! Functions, procedures and aggregates, with their owners and privileges.

use super::{assert_same_entries, copied};
use crate::postgres_catalog::Database;

#[test]
fn with_owners_and_privileges() {
    let (source, copy) = copied("objects_functions", include_str!("../../data/postgres/functions.sql"));
    let dump = source.dump(&[]).text();
    assert!(copy.dump(&[]).complete() == dump.as_bytes(), "the copy's dump differs");
    // A name with a line feed stays on the line that names the roles.
    let roles = r#"-- Roles that must exist: "objects_Bob's\x0ax", "objects_da\ve", objects_alice, objects_carol, postgres"#;
    assert_eq!(dump.lines().next(), Some(roles));
    for arguments in [&["--clean"][..], &["--clean", "--if-exists"]] {
        copy.server.load(&copy.name, source.dump(arguments).complete());
        assert_same_entries(&source, &copy);
    }
    let bare = source.dump(&["-O", "-x"]).text();
    let loaded = Database::new("objects_functions_bare");
    loaded.server.load(&loaded.name, &bare);
    assert_eq!(loaded.dump(&["--no-owner", "--no-acl"]).text(), bare);
    assert!(
        !bare.contains("OWNER TO") && !bare.contains("\nGRANT ") && !bare.contains("\nREVOKE "),
        "{bare}"
    );
}

/// What stands on an extension goes with it, and what was changed of its members is told.
#[test]
fn of_extensions() {
    let (source, copy) = (Database::new("objects_extension"), Database::new("objects_extension_copy"));
    // plpgsql made anew is the database's own, and the one extension that every build has.
    source.psql(
        "DROP EXTENSION plpgsql; CREATE EXTENSION plpgsql WITH SCHEMA pg_catalog;
         REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
         CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'begin return 1; end';
         ALTER FUNCTION f() DEPENDS ON EXTENSION plpgsql;
         CREATE PROCEDURE p() LANGUAGE plpgsql AS 'begin end';
         ALTER PROCEDURE p() DEPENDS ON EXTENSION plpgsql;
         CREATE TABLE t (a int UNIQUE); CREATE INDEX i ON t (a); ALTER INDEX i DEPENDS ON EXTENSION plpgsql;
         ALTER INDEX t_a_key DEPENDS ON EXTENSION plpgsql",
    );
    copy.psql("DROP EXTENSION plpgsql");
    copy.server.load(&copy.name, source.dump(&[]).complete());
    assert_same_entries(&source, &copy);
    assert_eq!(copy.psql("SELECT count(*) FROM pg_depend WHERE deptype = 'x'"), "4\n");
}

#[test]
fn a_choice_of_tables_has_no_functions() {
    let database = Database::new("objects_choice");
    database.psql(
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'; CREATE TABLE t (a int DEFAULT f());
         CREATE SCHEMA s; CREATE FUNCTION s.g() RETURNS int LANGUAGE sql AS 'select 1';
         ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
         ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC;
         GRANT SELECT ON t TO PUBLIC; REVOKE EXECUTE ON FUNCTION pg_sleep(float8) FROM PUBLIC",
    );
    let kept = |arguments: &[&str]| {
        let text = database.dump(arguments).text();
        [
            "FUNCTION public.f()",
            "FUNCTION s.g()",
            "GRANT SELECT ON TABLE public.t",
            "DEFAULT PRIVILEGES FOR ROLE postgres GRANT",
            "DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA s GRANT",
            "pg_sleep",
        ]
        .map(|part| text.contains(part))
    };
    assert_eq!(kept(&[]), [true; 6]);
    assert_eq!(kept(&["-t", "t"]), [false, false, true, false, false, false]);
    assert_eq!(kept(&["-n", "s"]), [false, true, false, false, true, false]);
    assert_eq!(kept(&["-N", "s"]), [true, false, true, true, false, true]);
    assert_eq!(kept(&["-x"]), [true, true, false, false, false, false]);
    assert_eq!(kept(&["-a"]), [false; 6]);
    assert_eq!(kept(&["--section=post-data"]), [false, false, false, true, true, false]);
}

/// Those that are missing, without a word for those that are there.
#[test]
fn roles_are_made() {
    let (source, copy) = (Database::new("objects_roles"), Database::new("objects_roles_copy"));
    source.psql(
        "CREATE ROLE \"objects_mad'e\" LOGIN CREATEDB CONNECTION LIMIT 3 PASSWORD 'x' VALID UNTIL '2030-01-01';
         CREATE ROLE objects_unnamed; CREATE TABLE t (a int); ALTER TABLE t OWNER TO \"objects_mad'e\"",
    );
    let dump = source.dump(&["--roles"]).text();
    assert!(!dump.contains("objects_unnamed") && !dump.contains("-- Roles"), "{dump}");
    let roles = |database: &Database| {
        database.psql(
            "SELECT rolname, rolsuper, rolcreatedb, rolcanlogin, rolconnlimit, rolvaliduntil::date
             FROM pg_roles WHERE rolname ~ '^objects_mad'",
        )
    };
    let before = roles(&source);
    source.psql("DROP TABLE t; DROP ROLE \"objects_mad'e\"");
    copy.server.load(&copy.name, &dump);
    assert_eq!((before.lines().count(), roles(&copy)), (1, before));
    assert!(!source.dump(&["--roles", "-O", "-x"]).text().contains("CREATE ROLE"));
}

#[test]
fn read_as_a_role() {
    let database = Database::new("objects_role");
    database.psql("CREATE ROLE objects_reader; CREATE TABLE t (a int)");
    let refused = database.dump(&["--role=objects_reader"]).refusal();
    assert!(refused.contains("permission denied for table public.t"), "{refused}");
    database.psql("GRANT SELECT ON t TO objects_reader");
    database.dump(&["--role=objects_reader"]).complete();
    let refused = database.dump(&["--role=objects_\"nobody'"]).refusal();
    assert!(refused.contains("role \"objects_\"nobody'\" does not exist"), "{refused}");
}
