//! Every dump of CockroachDB from v20.1 on is taken by the vendor's own grammar.
//!
//! `ROACHDUMP_COCKROACH_PARSER` names a program that reads SQL from stdin and fails for what it cannot parse;
//! `tests/run` makes one of `tests/grammar` where there is Go.

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Stdio};

use roachdump_testkit::fake::Fake;

use super::{Place, databases, faked, scripted, shared, stock};

/// The recordings, each with its databases.
#[rustfmt::skip]
const RECORDED: &[(&str, &[&str])] = &[
    ("v20.1.5",         &["startrek", "types", "objects", "db1", "more", "random", "hidden"]),
    ("v20.2.0-alpha.3", &["startrek", "types", "objects", "v202"]),
    ("v21.1.0-alpha",   &["modern", "startrek", "objects", "types", "rights"]),
    ("v22.1.0-alpha",   &["modern", "startrek", "objects", "types", "rights"]),
];

const WITH_EVERYTHING: &[&str] = &["--create", "--grants", "--zone-configs"];

#[test]
#[ignore = "needs the grammar of CockroachDB"]
fn recorded_dumps_parse() {
    for (release, databases) in RECORDED {
        faked(Fake::start(stock(release)), |place| {
            for database in *databases {
                parses(&dump(place, database, release), &format!("{database}, {release}"));
            }
        });
    }
}

#[test]
#[ignore = "needs the grammar of CockroachDB"]
fn scripted_dumps_parse() {
    for release in scripted::RELEASES {
        parses(&scripted::dumped(release, &[]).dump(), release);
    }
}

#[test]
#[ignore = "needs the grammar of CockroachDB"]
fn dumps_of_the_real_server_parse() {
    let Some(server) = shared() else { return };
    for database in databases(server.release()) {
        let release = server.release().to_string();
        parses(&dump(&Place::Real(server), database, &release), &format!("{database}, the real {release}"));
    }
}

#[test]
#[ignore = "needs the grammar of CockroachDB"]
fn it_says_no_to_what_is_none() {
    let parser = parser().expect("ROACHDUMP_COCKROACH_PARSER must name a program for this test");
    assert_eq!(parsed(&parser, "SELECT 1;\n\n;\nINSERT INTO t VALUES ('it''s; x');\n"), Ok(()));
    for wrong in ["CREATE TABLE t (a INT", "SELECT 1;\nroachdump: dump is incomplete: x;\n"] {
        assert!(parsed(&parser, wrong).is_err(), "{wrong}");
    }
}

/// Makes sure that the grammar takes a dump, where it is at hand.
///
/// # Panics
///
/// If it does not.
#[track_caller]
pub(super) fn parses(dump: &str, what: &str) {
    if let Some(parser) = parser() {
        parsed(&parser, &of_today(dump)).unwrap_or_else(|said| panic!("{what}: {said}"));
    }
}

fn parser() -> Option<OsString> {
    env::var_os("ROACHDUMP_COCKROACH_PARSER")
}

fn dump(place: &Place, database: &str, release: &str) -> String {
    let arguments = if release >= "v21.1" { WITH_EVERYTHING } else { &[] };
    let outcome = place.dump(&[&[database], arguments].concat());
    assert_eq!(outcome.status, Some(0), "{database}, {release}: {}", outcome.stderr);
    outcome.stdout
}

fn parsed(parser: &OsString, sql: &str) -> Result<(), String> {
    let mut parser = Command::new(parser);
    let parser = parser.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = parser.spawn().map_err(|error| format!("{parser:?}: {error}"))?;
    let input = running.stdin.take().map(|mut input| input.write_all(sql.as_bytes()));
    input.unwrap_or(Ok(())).map_err(|error| error.to_string())?;
    let output = running.wait_with_output().map_err(|error| error.to_string())?;
    let said = [output.stdout, output.stderr].concat();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&said).into_owned()) }
}

/// A dump as the grammar of v25.2 has it: without what v22.1 dropped, and what v25.3 brought.
fn of_today(dump: &str) -> String {
    let line = |line: &'_ str| match line.split_once(" INTERLEAVE IN PARENT ") {
        Some((before, _)) => format!("{before};"),
        None => line.replace(" PER SESSION CACHE ", " CACHE "),
    };
    dump.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
