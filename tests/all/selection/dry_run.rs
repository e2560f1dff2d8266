//! `--dry-run`: says what would be dumped and writes nothing.

use std::fs;

use roachdump_testkit::Server;

use super::dump_of;
use crate::program::Outcome;

fn run(name: &str, arguments: &[&str]) -> Outcome {
    dump_of(name, &["--dry-run"]).args(arguments).run()
}

#[test]
fn what_would_be_dumped() {
    let server = Server::shared();
    server.create_database("dry", "TEMPLATE template0");
    server.psql(
        "dry",
        "CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM (); CREATE TABLE t (id serial PRIMARY KEY, a text);
         CREATE TABLE s.new (id int REFERENCES t); INSERT INTO t (a) SELECT repeat('x', 100) FROM generate_series(1, 1000);
         ANALYZE t",
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("dump");
    fs::write(&file, "as it was").expect("the temporary folder takes a file");
    let outcome = run("dry", &["-f", file.to_str().expect("UTF-8")]);
    assert_eq!((outcome.status(), outcome.stdout.as_slice()), (0, &b""[..]), "{}", outcome.stderr);
    assert_eq!(fs::read_to_string(&file).expect("the file is there"), "as it was");
    assert_eq!(fs::read_dir(&folder).expect("the folder is there").count(), 1);
    let (first, rest) = outcome.stderr.split_once('\n').expect("some lines");
    assert!(first.starts_with("dry run, snapshot ") && first.ends_with(": nothing is written"), "{first}");
    let made = "made:\n  schema s\n  type s.mood\n  sequence public.t_id_seq\n  table public.t\n  table s.new\n\
                made when the rows are there: keys and indexes (1), foreign keys (1)\nrows:\n";
    assert!(rest.starts_with(made), "{rest}");
    let size = server.psql(
        "dry",
        "SELECT relpages * 8 || '.0 KiB on the server''s disk' FROM pg_class WHERE relname = 't'",
    );
    let size = size.trim_end();
    let rows = format!(
        "  sequence public.t_id_seq: its position\n  table public.t: about 1000 rows, {size}\n  \
         table s.new: rows not known\nin all: 2 tables, about 1000 rows in 1 of them, {size} in 1 of them\n\
         time: about 1 s at 100.0 MiB in a second"
    );
    assert!(rest.contains(&rows), "{rest}");
    assert_eq!(run("dry", &[]).stderr.lines().count(), outcome.stderr.lines().count());
    let limited = run("dry", &["-a", "--where", "t: id < 3"]).stderr;
    assert!(limited.contains(", of which --where chooses\n") && !limited.contains("made:"), "{limited}");
}

/// The exit status is that of the real run.
#[test]
fn what_cannot_be_carried_over() {
    let server = Server::shared();
    server.create_database("dry_refused", "TEMPLATE template0");
    server.psql("dry_refused", "CREATE TABLE t (id int); CREATE COLLATION c (locale = 'C')");
    let refused = run("dry_refused", &[]);
    let said = refused.refusal("a collation");
    assert!(said.contains("table public.t") && said.contains("not dumped: collation public.c\n"), "{said}");
    let skipped = run("dry_refused", &["--skip-unsupported"]);
    assert_eq!(skipped.status(), 3, "{}", skipped.stderr);
    let refused = run("dry_refused", &["--upsert", "-t", "t"]);
    assert!(refused.refusal("--upsert").contains("--upsert needs CockroachDB"), "{}", refused.stderr);
}
