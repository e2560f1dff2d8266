//! `--trace`: what was said, and none of what is secret.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use roachdump_testkit::{PASSWORD, Server};

use super::{DATABASE, converse};
use crate::program::dump;

/// The trace of a dump as this role, and what the server knows to be secret of the log-in.
fn trace(role: &str, table: &str) -> String {
    let server = Server::shared();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("trace");
    let url = format!("postgresql://{role}@127.0.0.1:{}/{DATABASE}", server.port());
    let program = dump([url.as_str(), table, "--trace"]).args([&file]);
    let outcome = program.env("PGPASSWORD", PASSWORD).run();
    assert_eq!((outcome.status(), outcome.stderr.as_str()), (0, ""), "{role}");
    let mode = fs::metadata(&file).expect("the trace").permissions().mode();
    assert_eq!(mode & 0o077, 0, "{role}: others may read the trace");
    fs::read_to_string(&file).expect("the trace is text")
}

#[test]
fn no_secret_is_in_it() {
    converse(async |session| session.query("CREATE TABLE traced_login (a int)").await);
    #[rustfmt::skip]
    let rows = [
        ("cleartext", "AuthenticationCleartextPassword"),
        ("md5",       "AuthenticationMD5Password (masked)"),
        ("scram",     "AuthenticationSASLContinue (masked)"),
    ];
    for (role, asked) in rows {
        let trace = trace(role, "traced_login");
        assert!(trace.contains(asked) && trace.contains("     - PasswordMessage (masked)\n"), "{trace}");
        for secret in [PASSWORD, "SCRAM-SHA-256$", "n,,n=", "c=biws", "v="] {
            assert!(!trace.contains(secret), "{role}: {secret} in\n{trace}");
        }
        let key = trace.lines().find(|line| line.contains("BackendKeyData")).expect("a key");
        assert!(key.ends_with(" (masked)"), "{key}");
    }
}

#[test]
fn every_message_is_a_line() {
    let table = "CREATE TABLE traced AS SELECT 1 AS a, e'it''s\\n\\x1b' AS b \
                 UNION ALL SELECT NULL, repeat('x', 1000000)";
    converse(async |_| Ok(Server::shared().psql(DATABASE, table)));
    let trace = trace("scram", "traced");
    #[rustfmt::skip]
    let rows = [
        " - session with 127.0.0.1:",
        " StartupMessage user=\"scram\" database=\"protocol\" application_name=\"roachdump\"\n",
        " AuthenticationOk\n",
        " ReadyForQuery Idle\n",
        " RowDescription \"a\" 23 \"b\" 25\n",
        " DataRow \"1\" \"it's\\n\\u{1b}\"\n",
        " 1000015 DataRow too long to be shown\n",
        " CommandComplete \"SELECT 2\"\n",
        " Terminate\n",
    ];
    let mut rest = trace.as_str();
    for row in rows {
        let at = rest.find(row).unwrap_or_else(|| panic!("no {row:?} in its place in\n{trace}"));
        rest = &rest[at + row.len()..];
    }
    for line in trace.lines() {
        let mut words = line.split_whitespace();
        let numbers = words.next().is_some_and(|word| word.parse::<u32>().is_ok())
            && words.next().is_some_and(|word| word.parse::<f64>().is_ok());
        assert!(numbers && words.next().is_some_and(|from| ["F", "B", "-"].contains(&from)), "{line}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_told_first() {
    let url = Server::shared().url(DATABASE);
    let outcome = dump([url.as_str(), "--trace", "/nowhere/trace"]).run();
    let said = outcome.refusal("no such folder");
    assert!(said.contains("cannot write the trace /nowhere/trace"), "{said}");
}
