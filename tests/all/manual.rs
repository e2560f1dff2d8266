//! The README and the manual: their examples run, their command lines parse, their links lead somewhere, and
//! what they say of events is so.
//!
//! A block of `console run` is typed into one bash for each file, on a throwaway server: lines with `$ ` are
//! commands, the others what they print; `…` stands for any text, alone on a line for any lines. Of a block of
//! `sh`, each command line of `roachdump` is read by the program's own parser, and nothing is run.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use roachdump::Fault;
use roachdump::internals::cli::{self, Parsed};
use roachdump_testkit::{SUPERUSER, Server};
use serde_json::Value;

use crate::program::dump;

/// The README and every page of the manual, by path and text.
fn pages() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).expect("docs can be listed");
    let mut paths: Vec<_> = docs.map(|entry| entry.expect("docs can be listed").path()).collect();
    paths.push(root.join("README.md"));
    paths.sort();
    let read = |path: PathBuf| fs::read_to_string(&path).map(|text| (path, text)).expect("a page is UTF-8");
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(read)
        .collect()
}

/// The fenced blocks of a page: what follows the fence, and the text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let fences: Vec<_> = page.split("\n```").collect();
    let inside = fences.iter().skip(1).step_by(2);
    inside.map(|block| block.split_once('\n').expect("a fence ends its line")).collect()
}

/// The commands of a block of `console run`, each with what it prints.
fn typed(block: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), String::new())),
            (None, Some((_, output))) => *output += &format!("{line}\n"),
            (None, None) => panic!("no command before {line:?}"),
        }
    }
    commands
}

/// Whether `got` is `want`, in which `…` stands for any text.
fn alike(got: &str, want: &str) -> bool {
    let want = want.replace("\n…\n", "\n…").replace("…\n", "…");
    let want = if want.starts_with('…') { want } else { format!("\n{want}") };
    let mut rest = format!("\n{got}");
    let parts: Vec<_> = want.split('…').collect();
    let (first, others) = parts.split_first().expect("a split gives one part");
    let Some(after) = rest.strip_prefix(first).map(str::to_owned) else { return false };
    rest = after;
    for (at, part) in others.iter().enumerate() {
        let place = if at + 1 == others.len() {
            rest.ends_with(part).then(|| rest.len() - part.len())
        } else {
            rest.find(part)
        };
        let Some(place) = place else { return false };
        rest = rest.split_off(place + part.len());
    }
    rest.is_empty()
}

#[test]
fn what_is_alike() {
    #[rustfmt::skip]
    let rows = [
        ("a\nb\n",    "a\nb\n",      true),
        ("a\nb\n",    "a\n",         false),
        ("a\nb\nc\n", "a\n…\nc\n",   true),
        ("a\nb\nc\n", "…\nc\n",      true),
        ("a\nb\nd\n", "…\nc\n",      false),
        ("1 of 3\n",  "… of …\n",    true),
        ("1 in 3\n",  "… of 3\n",    false),
        ("",          "",            true),
    ];
    for (got, want, is_alike) in rows {
        assert_eq!(alike(got, want), is_alike, "{got:?} {want:?}");
    }
}

/// A shell that finds this program, PostgreSQL's own and the server.
fn shell(folder: &Path) -> Command {
    let server = Server::shared();
    let psql = server.client("psql").unwrap_or_else(|failure| panic!("{failure}"));
    let folders =
        [Path::new(env!("CARGO_BIN_EXE_roachdump")), Path::new(psql.get_program())].map(Path::parent);
    let system = std::env::var_os("PATH").unwrap_or_default();
    let folders = folders.into_iter().flatten().map(Path::to_owned).chain(std::env::split_paths(&system));
    let mut shell = Command::new("bash");
    shell.current_dir(folder).env_clear().stdin(Stdio::null());
    shell.env("PATH", std::env::join_paths(folders).expect("a PATH"));
    shell
        .env("PGHOST", server.socket_dir())
        .env("PGPORT", server.port().to_string())
        .env("PGUSER", SUPERUSER);
    shell
}

#[test]
fn examples_run() {
    let mut number = 0;
    for (path, page) in pages() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (fence, block) in blocks(&page) {
            if fence != "console run" {
                continue;
            }
            for (command, want) in typed(block) {
                let output = shell(folder.path()).args(["-c", &format!("exec 2>&1; {command}")]).output();
                let got = String::from_utf8(output.expect("bash").stdout).expect("examples print UTF-8");
                assert!(alike(&got, &want), "{}: {command}\n--- got\n{got}--- want\n{want}", path.display());
                number += 1;
            }
        }
    }
    assert!(number > 10, "only {number} examples");
}

/// The command lines of `roachdump` in a block of `sh`, by what bash makes of them. It runs nothing else: there is
/// no other program for it.
fn command_lines(block: &str) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let script = format!(
        "command_not_found_handle() {{ :; }}\nroachdump() {{ printf '%s\\0' \"$@\" $'\\n' >>\"$LINES_FILE\"; }}\n{block}"
    );
    let lines = folder.path().join("lines");
    let mut bash = Command::new("/bin/bash");
    bash.args(["-c", &script]).current_dir(folder.path()).env_clear().env("PATH", "/nonexistent");
    bash.env("LINES_FILE", &lines).env("HOME", folder.path()).stdin(Stdio::null()).stderr(Stdio::null());
    bash.status().expect("bash");
    let text = fs::read_to_string(&lines).unwrap_or_default();
    let words = |line: &str| line.split_terminator('\0').map(str::to_owned).collect();
    text.split_terminator("\n\0").map(words).collect()
}

#[test]
fn command_lines_parse() {
    let mut number = 0;
    for (path, page) in pages() {
        for (fence, block) in blocks(&page) {
            if fence != "sh" {
                let is_shown = fence == "console run" || !block.contains("roachdump dump ");
                assert!(is_shown, "{}: a block of {fence:?} that is neither run nor parsed", path.display());
                continue;
            }
            let lines = command_lines(block);
            assert_eq!(lines.len(), block.matches("roachdump dump ").count(), "{}: {block}", path.display());
            for words in lines {
                let line = std::iter::once("roachdump").chain(words.iter().map(String::as_str));
                match cli::parse(line.map(OsString::from), &|_| None) {
                    Ok(Parsed::Run(_)) => {}
                    // The files of an example are not there.
                    Err(error) if error.fault() == Fault::Connection => {}
                    Ok(other) => panic!("{}: {words:?}: {other:?}", path.display()),
                    Err(error) => panic!("{}: {words:?}: {error}", path.display()),
                }
                number += 1;
            }
        }
    }
    assert!(number > 20, "only {number} command lines");
}

#[test]
fn links_lead_somewhere() {
    for (path, page) in pages() {
        let folder = path.parent().expect("a page is in a folder");
        for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or(link);
            let there = file.starts_with("https://") || file.is_empty() || folder.join(file).exists();
            assert!(there, "{}: {link}", path.display());
        }
    }
}

/// Every name of a field in `value`, those of lists of objects too.
fn fields(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                names.insert(name.clone());
                fields(value, names);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| fields(value, names)),
        _ => {}
    }
}

#[test]
fn every_field_of_json_is_in_the_manual() {
    let server = Server::shared();
    server.create_database("manual", "");
    server.psql("manual", "CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let summary = folder.path().join("summary.json");
    let mut names = BTreeSet::new();
    for database in ["manual", "manual_nowhere"] {
        let place = format!(
            "host={} port={} user=trust dbname={database}",
            server.socket_dir().display(),
            server.port()
        );
        let outcome = dump([place.as_str(), "--progress=json", "--summary"]).args([&summary]).run();
        let text = fs::read_to_string(&summary).expect("a summary");
        let events = outcome.stderr.lines().filter(|line| line.starts_with('{')).chain([text.as_str()]);
        for event in events {
            let event: Value = serde_json::from_str(event).expect("JSON");
            let manual = include_str!("../../docs/output.md");
            assert!(
                event["event"].as_str().is_none_or(|name| manual.contains(&format!("| `{name}` |"))),
                "{event}"
            );
            fields(&event, &mut names);
        }
    }
    assert!(names.contains("sqlstate") && names.contains("seconds_left"), "{names:?}");
    let manual = include_str!("../../docs/output.md");
    let missing: Vec<_> = names.iter().filter(|name| !manual.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, Vec::<&String>::new());
}
