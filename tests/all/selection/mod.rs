//! What is dumped and how it is written, with pg_dump as the oracle where it has the option.

mod conditions;
mod copy;
mod dry_run;
mod filter;
mod making;
mod sections;

use std::sync::OnceLock;

use roachdump_testkit::Server;

use crate::program::{Program, dump};

const DATABASE: &str = "selection";

const SCHEMA: &str = r#"
CREATE TABLE t (id serial PRIMARY KEY, a int GENERATED ALWAYS AS IDENTITY, b text);
CREATE TABLE "Upper" (a int);
CREATE TABLE tail (a int);
CREATE TABLE "od'd.na*me" (a int);
CREATE TABLE nothing ();
CREATE SEQUENCE alone;
CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('happy', 'sad');
CREATE TABLE s.t (a s.mood);
CREATE TABLE s.other (a int);
CREATE INDEX other_a ON s.other (a);
CREATE SCHEMA s2;
CREATE TABLE s2.t (a int);
INSERT INTO t (b) VALUES ('x'), ('y');
INSERT INTO "Upper" VALUES (1);
INSERT INTO tail VALUES (2);
INSERT INTO "od'd.na*me" VALUES (3);
INSERT INTO nothing DEFAULT VALUES;
INSERT INTO s.t VALUES ('sad');
INSERT INTO s.other VALUES (4);
INSERT INTO s2.t VALUES (5);
"#;

fn server() -> &'static Server {
    static FILLED: OnceLock<()> = OnceLock::new();
    let server = Server::shared();
    FILLED.get_or_init(|| {
        server.create_database(DATABASE, "TEMPLATE template0");
        server.psql(DATABASE, SCHEMA);
    });
    server
}

fn program(arguments: &[&str]) -> Program {
    server();
    dump_of(DATABASE, arguments)
}

/// A dump of a database of the shared server.
fn dump_of(database: &str, arguments: &[&str]) -> Program {
    let server = Server::shared();
    let program = dump([database, "-U", "postgres", "-h"]).args([server.socket_dir()]);
    program.args(["-p", &server.port().to_string()]).args(arguments)
}

/// What a dump makes and fills, line by line, in order of the alphabet.
fn told(dump: &[u8]) -> Vec<String> {
    let text = String::from_utf8(dump.to_vec()).expect("the dump is UTF-8");
    let kinds = ["CREATE ", "INSERT ", "\t(", "SELECT pg_catalog.setval", "ALTER SEQUENCE", " ON CONFLICT"];
    // With `-n public` pg_dump makes that schema, which every database has already: its dump does not load.
    // What a sequence's owner is told by, ALTER TABLE or ALTER SEQUENCE, depends on the release.
    let wanted = |line: &&str| {
        let kind = kinds.iter().any(|kind| line.starts_with(kind));
        kind && *line != "CREATE SCHEMA public;" && !line.contains(" OWNER TO ")
    };
    let mut lines: Vec<_> = text.lines().filter(wanted).map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn as_pg_dump_chooses() {
    let rows: &[&[&str]] = &[
        &[],
        &["-s"],
        &["-a"],
        &["--schema-only"],
        &["--data-only"],
        &["-t", "t"],
        &["-t", "t*"],
        &["-t", "T"],
        &["-t", "\"Upper\""],
        &["-t", "\"od'd.na*me\""],
        &["-t", "s.*"],
        &["-t", "*.t"],
        &["-t", "s.t", "-t", "tail"],
        &["-t", "t|tail"],
        &["-t", "ta[a-k]l"],
        &["-t", "t*", "-T", "tail"],
        &["-t", "alone"],
        &["-t", "t_id_seq"],
        &["-t", "t", "-n", "s2", "-N", "public"],
        &["--table=s2.t", "--data-only"],
        &["-T", "t"],
        &["-T", "*.t"],
        &["-T", "nowhere"],
        &["-T", "\"Upper\"", "-T", "s.other"],
        &["-n", "s"],
        &["-n", "s*"],
        &["-n", "s*", "-N", "s2"],
        &["-n", "public"],
        &["-n", "s", "-T", "s.t"],
        &["-N", "s"],
        &["-N", "public"],
        &["--exclude-table-data", "t"],
        &["--exclude-table-data=*.t", "--exclude-table-data=\"Upper\""],
        &["-n", "s", "--exclude-table-data=s.*"],
        &["--on-conflict-do-nothing"],
        &["-O", "-x", "--no-owner", "--no-acl", "--inserts", "--column-inserts", "-t", "tail"],
        &["--strict-names", "-t", "tail"],
    ];
    for arguments in rows {
        let name = arguments.join(" ");
        let own = program(arguments).run();
        assert_eq!((own.status(), own.stderr.as_str()), (0, ""), "{name}");
        let mut theirs = vec!["--rows-per-insert=100", "--column-inserts"];
        theirs.extend_from_slice(arguments);
        let theirs = server().pg_dump(DATABASE, &theirs);
        assert_eq!(told(&own.stdout), told(&theirs), "{name}");
    }
}

#[test]
fn nothing_matches() {
    #[rustfmt::skip]
    let rows: &[(&[&str], &str)] = &[
        (&["-t", "nowhere"],               "no matching tables were found for pattern \"nowhere\""),
        (&["-t", "t", "-t", "nowhere"],    "no matching tables were found for pattern \"nowhere\""),
        (&["-t", "other"],                 "no matching tables were found for pattern \"other\""),
        (&["-n", "nowhere"],               "no matching schemas were found for pattern \"nowhere\""),
        (&["-t", "t", "-T", "t*"],         "no matching tables were found"),
        (&["-t", "a.b.c"],                 "improper qualified name (too many dotted names): a.b.c"),
        (&["-n", "a.b"],                   "improper qualified name (too many dotted names): a.b"),
        (&["-t", "\"t"],                   "a quote is not closed in the pattern \"t"),
        (&["-t", "t("],                    "invalid regular expression"),
        (&["-t", "t'; DROP TABLE t; --"],  "no matching tables were found"),
    ];
    for (arguments, message) in rows {
        let outcome = program(arguments).run();
        let said = outcome.refusal(&arguments.join(" "));
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
}

/// What cannot be carried over counts only where it is chosen.
#[test]
fn what_is_left_out_is_not_missed() {
    let server = Server::shared();
    let name = "selection_census";
    server.create_database(name, "TEMPLATE template0");
    server.psql(
        name,
        "CREATE TABLE t (a int); CREATE SCHEMA s; CREATE TABLE s.u (a int, b int);
         CREATE COLLATION s.c (locale = 'C');
         CREATE STATISTICS s.st ON a, b FROM s.u",
    );
    let run = |arguments: &[&str]| dump_of(name, arguments).run();
    for arguments in [&["-n", "public"][..], &["-N", "s"], &["-t", "t"], &["-T", "s.u", "-N", "s"]] {
        let outcome = run(arguments);
        assert_eq!((outcome.status(), outcome.stderr.as_str()), (0, ""), "{arguments:?}");
    }
    let outcome = run(&["-T", "s.u"]);
    let said = outcome.refusal("-T");
    assert!(said.contains("collation s.c") && !said.contains("s.st"), "{said}");
    let outcome = run(&["-t", "s.u"]);
    let said = outcome.refusal("-t");
    assert!(said.contains("statistics object s.st"), "{said}");
}
