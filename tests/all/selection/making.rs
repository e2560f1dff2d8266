//! `--clean`, `--if-exists`, `--if-not-exists`, `--no-comments`, and what PostgreSQL has nothing like.

use roachdump_testkit::Server;

use super::dump_of;
use crate::program::{Program, dump};

const SCHEMA: &str = "
CREATE SCHEMA s;
COMMENT ON SCHEMA s IS 'a schema';
CREATE TYPE s.mood AS ENUM ('happy', 'sad');
CREATE DOMAIN s.positive AS int CHECK (value > 0);
CREATE TABLE a (id serial PRIMARY KEY, m s.mood, n s.positive);
COMMENT ON TABLE a IS 'COMMENT ON';
COMMENT ON COLUMN a.m IS 'a column';
CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int REFERENCES a, u text UNIQUE);
CREATE TABLE a_shared (id int DEFAULT nextval('a_id_seq'));
CREATE INDEX b_u ON b (lower(u));
COMMENT ON INDEX b_u IS 'an index';
ALTER TABLE a ADD CONSTRAINT circle FOREIGN KEY (id) REFERENCES b DEFERRABLE;
CREATE SEQUENCE alone;
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_id ON p (id);
CREATE TABLE s.child (x int) INHERITS (a_shared);
INSERT INTO p VALUES (1);
INSERT INTO a_shared VALUES (5);
";

fn filled(name: &str) -> impl Fn(&[&str]) -> Program {
    let server = Server::shared();
    server.create_database(name, "TEMPLATE template0");
    server.psql(name, SCHEMA);
    let name = name.to_owned();
    move |arguments| dump_of(&name, arguments)
}

/// The statements that remove something, in order of the alphabet.
fn removals(dump: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(dump).into_owned();
    let removes = |line: &&str| line.starts_with("DROP ") || line.contains(" DROP CONSTRAINT ");
    let mut lines: Vec<_> = text.lines().filter(removes).map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn as_pg_dump_cleans() {
    let program = filled("cleaned");
    for arguments in
        [&["--clean"][..], &["-c", "--if-exists"], &["-c", "-s"], &["-c", "--if-exists", "-t", "b"]]
    {
        let own = program(arguments).run().dump();
        let theirs = Server::shared().pg_dump("cleaned", arguments);
        let name = arguments.join(" ");
        assert!(!removals(&own).is_empty(), "{name}");
        // pg_dump also drops the key of a partition, which is gone with that of its table: that fails.
        let mut theirs = removals(&theirs);
        theirs.retain(|line| !line.contains("p1_pkey"));
        assert_eq!(removals(&own), theirs, "{name}");
    }
}

/// A dump with --clean loads over what it is a dump of, and changes nothing.
#[test]
fn loads_over_itself() {
    let program = filled("over_itself");
    let before = program(&[]).run().dump();
    for arguments in [&["--clean"][..], &["--clean", "--if-exists"]] {
        let clean = program(arguments).run().dump();
        Server::shared().load("over_itself", clean);
        let after = program(&[]).run().dump();
        assert_eq!(String::from_utf8_lossy(&before), String::from_utf8_lossy(&after), "{arguments:?}");
    }
    // With --if-exists into an empty database, too.
    Server::shared().create_database("over_nothing", "TEMPLATE template0");
    Server::shared().load("over_nothing", program(&["-c", "--if-exists"]).run().dump());
}

#[test]
fn only_what_is_not_there() {
    let server = Server::shared();
    let name = "not_there";
    server.create_database(name, "TEMPLATE template0");
    server.psql(
        name,
        "CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE INDEX i ON s.t (a); CREATE SEQUENCE q",
    );
    let program = |arguments: &[&str]| dump_of(name, arguments).run();
    let plain = program(&["-s"]).dump();
    let text = String::from_utf8(program(&["--if-not-exists", "-s"]).dump()).expect("UTF-8");
    for made in [
        "SCHEMA IF NOT EXISTS s",
        "TABLE IF NOT EXISTS s.t",
        "INDEX IF NOT EXISTS i",
        "SEQUENCE IF NOT EXISTS",
    ] {
        assert!(text.contains(&format!("CREATE {made}")), "{made}: {text}");
    }
    server.load(name, &text);
    assert_eq!(program(&["-s"]).dump(), plain);
    // What has no such form is told.
    let outcome = filled("no_such_form")(&["--if-not-exists"]).run();
    assert_eq!(outcome.status(), 0, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("statements without such a form: "), "{}", outcome.stderr);
}

#[test]
fn without_comments() {
    let program = filled("uncommented");
    let with = String::from_utf8(program(&[]).run().dump()).expect("UTF-8");
    let without = String::from_utf8(program(&["--no-comments"]).run().dump()).expect("UTF-8");
    let kept = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with("COMMENT ON") && !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    assert_eq!(with.matches("\nCOMMENT ON").count(), 4, "{with}");
    assert!(!without.contains("\nCOMMENT ON"), "{without}");
    assert_eq!(kept(&with), kept(&without));
}

#[test]
fn for_cockroachdb_only() {
    let program = filled("postgres_only");
    #[rustfmt::skip]
    let rows: &[(&[&str], &str)] = &[
        (&["--upsert"], "--upsert needs CockroachDB: PostgreSQL has no UPSERT\n--on-conflict-do-nothing keeps"),
        (&["--create"], "--create (-C) needs CockroachDB: on PostgreSQL no SQL statement enters another database\nMake the database first"),
        (&["-C", "-c"], "--create (-C) needs CockroachDB"),
    ];
    for (arguments, message) in rows {
        let outcome = program(arguments).run();
        let said = outcome.refusal(&arguments.join(" "));
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
    let server = Server::shared();
    let all = dump(["--dump-all", "-U", "postgres", "-h"]).args([server.socket_dir()]);
    let outcome = all.args(["-p", &server.port().to_string()]).run();
    assert!(outcome.refusal("--dump-all").contains("pg_dumpall"), "{}", outcome.stderr);
}
