//! What is dumped of CockroachDB and how it is written, where stock had no option for it.

use std::fs;
use std::process::{Command, Stdio};

use roachdump_testkit::{Cockroach, Server};

use super::oracle::assert_same;
use super::{Outcome, Place, everywhere, real};

/// Patterns choose what names behind the database do.
#[test]
fn patterns() {
    everywhere(|place| {
        #[rustfmt::skip]
        let rows: &[(&[&str], &[&str])] = &[
            (&["-t", "episodes"],                    &["episodes"]),
            (&["-t", "e*"],                          &["episodes"]),
            (&["-t", "public.EPISODES"],             &["episodes"]),
            (&["-t", "episodes|quotes"],             &["episodes", "quotes"]),
            (&["-t", "*", "-T", "q*"],               &["episodes"]),
            (&["-n", "public"],                      &[]),
            (&["-N", "other"],                       &[]),
            (&["-T", "quotes", "--strict-names"],    &["episodes"]),
        ];
        for (patterns, names) in rows {
            let by_pattern = place.dump(&[&["startrek"], *patterns].concat()).dump();
            let by_name = place.dump(&[&["startrek"], *names].concat()).dump();
            assert_same(&by_pattern, &by_name, &patterns.join(" "));
        }
        let without = place.dump(&["startrek", "--exclude-table-data", "*"]).dump();
        assert_same(&without, &place.dump(&["startrek", "-s"]).dump(), "without rows");
    });
}

#[test]
fn nothing_matches() {
    everywhere(|place| {
        #[rustfmt::skip]
        let rows: &[(&[&str], &str)] = &[
            (&["-t", "nowhere"],                  "no matching tables were found for pattern \"nowhere\""),
            (&["-n", "nowhere"],                  "no matching schemas were found for pattern \"nowhere\""),
            (&["-t", "e*", "-T", "*"],            "no matching tables were found"),
            (&["-t", "(e"],                       "invalid regular expression in the pattern (e"),
            (&["--where", "nowhere: true"],       "no table whose rows are dumped matches \"nowhere\" of --where"),
        ];
        for (arguments, message) in rows {
            let said = place.dump(&[&["startrek"], *arguments].concat()).error();
            assert!(said.contains(message), "{arguments:?}: {said}");
        }
    });
}

#[test]
fn sections() {
    everywhere(|place| {
        for database in ["startrek", "objects"] {
            let part = |section: &str| place.dump(&[database, &format!("--section={section}")]).dump();
            let parts = [part("pre-data"), part("data"), part("post-data")].concat();
            assert_same(&parts, &place.dump(&[database]).dump(), database);
        }
    });
}

#[test]
fn statements() {
    everywhere(|place| {
        let plain = place.dump(&["startrek"]).dump();
        let other = |flag: &str| place.dump(&["startrek", flag]).dump();
        assert_same(&other("--upsert"), &plain.replace("\nINSERT INTO", "\nUPSERT INTO"), "--upsert");
        let kept = other("--on-conflict-do-nothing");
        assert!(kept.contains(") ON CONFLICT DO NOTHING;\n") && !kept.contains("');\n"), "{kept}");
        let created = format!("\nCREATE DATABASE IF NOT EXISTS startrek;\nUSE startrek;\n\n{plain}");
        assert_same(&other("--create"), &created, "--create");
        let made = plain.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ");
        assert_same(&other("--if-not-exists"), &made, "--if-not-exists");
        let clean = "DROP TABLE quotes;\nDROP TABLE episodes;\n\n";
        assert_same(&other("--clean"), &[clean, &plain].concat(), "--clean");
        assert_same(&other("--no-comments"), &plain, "--no-comments");
        let clean = place.dump(&["objects", "--clean", "--if-exists", "-s"]).dump();
        assert!(clean.starts_with("ALTER TABLE IF EXISTS "), "{clean}");
        assert!(
            clean.contains(" DROP CONSTRAINT IF EXISTS ") && clean.contains("\nDROP VIEW IF EXISTS v1;\n"),
            "{clean}"
        );
        let outcome = place.dump(&["objects", "--if-not-exists", "-s"]);
        assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("statements without such a form: "), "{}", outcome.stderr);
    });
}

/// A database that the tests load into, at will.
fn copy_of(server: &Cockroach, name: &str, dump: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("dump");
    fs::write(&file, dump).expect("the temporary folder takes a file");
    server.load(name, &file);
}

#[test]
#[ignore = "needs CockroachDB v20.1"]
fn loads_over_itself() {
    let server = real();
    let place = Place::Real(server);
    for database in ["objects", "startrek"] {
        let copy = format!("over_{database}");
        server.sql(&format!("CREATE DATABASE {copy}"));
        copy_of(server, &copy, &place.dump(&[database]).dump());
        let before = place.dump(&[&copy]).dump();
        for arguments in
            [&["--clean"][..], &["-c", "--if-exists"], &["-c", "-C"], &["-c", "-C", "--if-exists"]]
        {
            let clean = place.dump(&[&[copy.as_str()], arguments].concat()).dump();
            copy_of(server, &copy, &clean);
            assert_same(&place.dump(&[&copy]).dump(), &before, &format!("{database} {arguments:?}"));
        }
    }
}

/// Rows that are there already are no obstacle.
#[test]
#[ignore = "needs CockroachDB v20.1"]
fn rows_that_are_there() {
    let server = real();
    let place = Place::Real(server);
    server.sql("CREATE DATABASE there");
    copy_of(server, "there", &place.dump(&["startrek", "episodes"]).dump());
    let before = place.dump(&["there"]).dump();
    for (flag, kept) in [("--on-conflict-do-nothing", true), ("--upsert", false)] {
        let dump = place.dump(&["startrek", "episodes", "-a", flag]).dump();
        server.sql("UPDATE there.episodes SET title = 'changed' WHERE id = 1; DELETE FROM there.episodes WHERE id = 2");
        copy_of(server, "there", &dump);
        let changed = server.sql("SELECT count(*) FROM there.episodes WHERE title = 'changed'");
        assert_eq!(changed.lines().last(), Some(if kept { "1" } else { "0" }), "{flag}");
    }
    assert_same(&place.dump(&["there"]).dump(), &before, "--upsert");
}

/// Comments are part of the text that makes a table.
#[test]
#[ignore = "needs CockroachDB v20.1"]
fn comments() {
    let server = real();
    let place = Place::Real(server);
    server.sql(
        "CREATE DATABASE commented; CREATE TABLE commented.t (a INT PRIMARY KEY);
         COMMENT ON TABLE commented.t IS 'it''s; a table'; COMMENT ON COLUMN commented.t.a IS 'a column'",
    );
    let with = place.dump(&["commented"]).dump();
    let without = place.dump(&["commented", "--no-comments"]).dump();
    assert!(with.contains("COMMENT ON TABLE t IS"), "{with}");
    let kept: Vec<_> = with.lines().filter(|line| !line.starts_with("COMMENT ON")).collect();
    assert_eq!(without.lines().collect::<Vec<_>>(), kept);
}

/// Nothing is written, and the rows are as many as the server believes.
#[test]
#[ignore = "needs CockroachDB v20.1"]
fn dry_run() {
    let server = real();
    server.sql("CREATE STATISTICS s FROM startrek.episodes");
    let outcome = Place::Real(server).dump(&["startrek", "--dry-run"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(0), ""), "{}", outcome.stderr);
    let count = server.sql("SELECT count(*) FROM startrek.episodes");
    let count = count.lines().last().unwrap_or_default();
    for line in
        ["\n  table episodes\n", &format!("  table episodes: about {count} rows"), "in all: 2 tables, about "]
    {
        assert!(outcome.stderr.contains(line), "{line}: {}", outcome.stderr);
    }
    assert!(outcome.stderr.contains("time: not known"), "{}", outcome.stderr);
    let denied = Place::Real(server).dump(&["startrek", "--dry-run", "--user=maxroach"]);
    assert!(denied.status == Some(0) && denied.stderr.contains("rows not known"), "{}", denied.stderr);
}

#[test]
#[ignore = "needs CockroachDB v20.1"]
fn conditions() {
    let server = real();
    let place = Place::Real(server);
    let rows = |outcome: &Outcome| outcome.stdout.lines().filter(|line| line.starts_with("\t(")).count();
    #[rustfmt::skip]
    let table: &[(&str, usize)] = &[
        ("episodes: id = 1 or id = 2", 2), ("e*: false", 0), ("episodes: id = 3 -- or true", 1),
        ("episodes: id in (select max(id) from startrek.episodes)", 1),
    ];
    for (condition, want) in table {
        let outcome = place.dump(&["startrek", "-t", "episodes", "--where", condition]);
        assert_eq!((outcome.status, rows(&outcome)), (Some(0), *want), "{condition}: {}", outcome.stderr);
        assert!(
            outcome.stderr.contains("table episodes: only the rows that --where chooses"),
            "{}",
            outcome.stderr
        );
    }
    #[rustfmt::skip]
    let table: &[(&str, &str)] = &[
        ("episodes: true) UNION SELECT 1, 2, 3, quote FROM startrek.quotes WHERE (true", "syntax error"),
        ("episodes: true THEN true END OR CASE WHEN true", "syntax error"),
        ("episodes: true; DROP TABLE startrek.quotes",     "syntax error"),
        ("episodes: id = $1",                              "a condition has no parameters"),
        ("episodes: nowhere",                              "column \"nowhere\" does not exist"),
    ];
    for (condition, message) in table {
        let said = place.dump(&["startrek", "-t", "episodes", "--where", condition]).error();
        assert!(said.contains(message), "{condition}: {said}");
    }
}

/// COPY blocks, loaded by psql, make the same rows.
#[test]
#[ignore = "needs CockroachDB v20.1"]
fn copy_blocks() {
    let server = real();
    let place = Place::Real(server);
    for database in ["startrek", "types", "random"] {
        let copy = format!("copied_{database}");
        server.sql(&format!("CREATE DATABASE {copy}"));
        let blocks = place.dump(&[database, "--copy"]).dump();
        assert!(blocks.contains(" FROM STDIN;\n") && !blocks.contains("INSERT INTO"), "{database}");
        psql(server, &copy, &blocks);
        let (first, second) = (place.dump(&[database]).dump(), place.dump(&[&copy]).dump());
        assert_same(&second, &first, database);
    }
}

/// Loads a text by psql, which knows COPY blocks.
#[track_caller]
fn psql(server: &Cockroach, database: &str, text: &str) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::io::Write::write_all(&mut file, text.as_bytes()).expect("a temporary file takes text");
    let mut psql: Command = Server::shared().client("psql").expect("psql is there");
    psql.args(["-h", "127.0.0.1", "-p", &server.port().to_string(), "-U", "root", "-d", database]);
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(file.path()).stdin(Stdio::null());
    let output = psql.output().expect("psql starts");
    assert!(output.status.success(), "{database}: {}", String::from_utf8_lossy(&output.stderr));
}
