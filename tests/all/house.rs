//! The house is as `docs/design.md` says: data flows one way, so a room names only rooms above it in that table.
//!
//! Read from the source's text, line by line: comments do not count, and what follows `mod tests` is one
//! module deeper.

mod circles;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What pure rooms stay clear of: sessions, sockets and files.
const OUTSIDE: [&str; 3] = ["tokio", "std::net", "std::fs"];

/// The rooms that only the program has.
const PROGRAM: [&str; 3] = ["cli", "report", "run"];

/// Where unsafe code is allowed.
const UNSAFE: [&str; 2] = ["src/literal/kernel/mod.rs", "src/sys.rs"];

/// A room as the page has it.
struct Room {
    name: String,
    names: BTreeSet<String>,
}

/// The rooms in the order in which data flows.
fn rooms() -> Vec<Room> {
    let table = table("room");
    assert!(!table.is_empty(), "docs/design.md has no table of rooms");
    let room = |row: Vec<String>| Room {
        name: quoted(&row[0]).concat(),
        names: quoted(&row[2]).into_iter().map(str::to_owned).collect(),
    };
    table.into_iter().map(room).collect()
}

/// The rooms of the library.
fn flow() -> impl Iterator<Item = String> {
    rooms().into_iter().map(|room| room.name).filter(|room| !PROGRAM.contains(&room.as_str()))
}

/// The cells of the page's table whose first column is headed so.
fn table(head: &str) -> Vec<Vec<String>> {
    let page = fs::read_to_string(root().join("docs/design.md")).expect("docs/design.md is UTF-8");
    let rows = page.lines().skip_while(|line| !line.starts_with(&format!("| {head} |"))).skip(2);
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}

/// What stands between backquotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn rooms_name_only_rooms_above_them() {
    let (mut above, mut faults) = (Vec::new(), Vec::new());
    for room in rooms() {
        let wrong = room.names.iter().filter(|name| !above.contains(*name));
        faults.extend(wrong.map(|name| format!("docs/design.md: `{}` names `{name}`, below it", room.name)));
        above.push(room.name.clone());
        check_code(&source(&room.name), |line| names_below(line, &above), &mut faults);
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn rooms_name_what_the_page_says() {
    let found = circles::names_of_rooms();
    for room in rooms() {
        let names = found.get(&room.name).cloned().unwrap_or_default();
        assert_eq!(names, room.names, "src/{}, beside its row in docs/design.md", room.name);
    }
}

#[test]
fn every_part_of_the_source_is_a_room() {
    let parts = fs::read_dir(root().join("src")).expect("src can be listed");
    let parts = parts.map(|part| part.expect("src can be listed").path().with_extension(""));
    let parts = parts.map(|part| part.file_name().expect("a part has a name").to_string_lossy().into_owned());
    let parts: BTreeSet<_> = parts.filter(|part| part != "lib" && part != "main").collect();
    assert_eq!(parts, rooms().into_iter().map(|room| room.name).collect());
}

#[test]
fn every_library_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml is UTF-8");
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let libraries = lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    let libraries: Vec<_> = libraries.map(|(name, _)| name.to_owned()).collect();
    let reasons: Vec<_> = table("library").iter().map(|row| quoted(&row[0]).concat()).collect();
    assert_eq!(libraries, reasons);
}

#[test]
fn unsafe_code_stands_in_two_places() {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    let allows =
        |file: &PathBuf| fs::read_to_string(file).is_ok_and(|text| text.contains("allow(unsafe_code"));
    let allowed: BTreeSet<_> = files.into_iter().filter(allows).collect();
    assert_eq!(allowed, UNSAFE.iter().map(|file| root().join(file)).collect());
}

/// A library prints nothing and leaves signals alone; only the question for a password goes to a terminal, if one
/// is asked for.
#[test]
fn rooms_of_the_flow_print_nothing() {
    let mut faults = Vec::new();
    for room in flow() {
        check_code(&source(&room), prints, &mut faults);
    }
    faults.retain(|fault| !fault.starts_with("src/connect/prompt.rs"));
    assert_eq!(faults, Vec::<String>::new());
}

/// What a library does is told in its own words: flags are for the rooms that know a command line.
#[test]
fn rooms_of_the_flow_name_no_flags() {
    let mut faults = Vec::new();
    for room in flow() {
        check_code(&source(&room), names_flag, &mut faults);
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn pure_rooms_name_no_sessions_sockets_or_files() {
    let mut faults = Vec::new();
    for room in ["sql", "plan", "literal"] {
        check_code(&format!("src/{room}"), names_outside, &mut faults);
    }
    check_code("proto/src", names_outside, &mut faults);
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn proto_has_no_std() {
    let lib = fs::read_to_string(root().join("proto/src/lib.rs")).expect("proto has a lib.rs");
    for attribute in ["#![no_std]", "#![forbid(unsafe_code)]"] {
        assert!(lib.lines().any(|line| line == attribute), "proto/src/lib.rs lost {attribute}");
    }
    let mut faults = Vec::new();
    let says_std = |line: &Line<'_>| {
        let names = line.code.contains("extern crate std") || line.code.contains("std::");
        (names && !line.in_tests).then(|| "names std".to_owned())
    };
    check_code("proto/src", says_std, &mut faults);
    assert_eq!(faults, Vec::<String>::new());
}

/// A line of code and where it stands.
struct Line<'a> {
    code: &'a str,
    /// How many `super` lead to the crate's root.
    depth: usize,
    /// Whether it is in the module of unit tests.
    in_tests: bool,
}

/// The fault of a line that names something in the crate which is not in `allowed`.
fn names_below(line: &Line<'_>, allowed: &[String]) -> Option<String> {
    for path in line.code.split("crate::").skip(1) {
        let name: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() {
            return Some("imports from the crate's root by a brace or a star".to_owned());
        }
        if !allowed.contains(&name) {
            return Some(format!("names crate::{name}"));
        }
    }
    let climbs = |steps: usize| line.code.contains(&"super::".repeat(steps));
    climbs(line.depth).then(|| "climbs to the crate's root by super".to_owned())
}

/// The fault of a line that names something a pure room stays clear of.
fn names_outside(line: &Line<'_>) -> Option<String> {
    let name = OUTSIDE.iter().find(|name| line.code.contains(*name))?;
    Some(format!("names {name}"))
}

/// The fault of a line that prints, or has to do with signals.
fn prints(line: &Line<'_>) -> Option<String> {
    const PRINTING: [&str; 6] = ["println!", "print!", "dbg!", "stdout()", "stderr()", "signal_hook"];
    let name = PRINTING.iter().find(|name| line.code.contains(*name))?;
    (!line.in_tests).then(|| format!("says {name}"))
}

/// What the last line of a dump says of itself, the same wherever it was made.
const IN_A_DUMP: &str = "only rows that --where chooses";

/// The fault of a line with a long flag in a text.
fn names_flag(line: &Line<'_>) -> Option<String> {
    let is_flag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    let names = line.code.contains('"') && line.code.split("--").skip(1).any(is_flag);
    let excepted = line.in_tests || line.code.contains(IN_A_DUMP);
    (names && !excepted).then(|| "names a flag".to_owned())
}

/// Adds a fault for every line of code in or below `place` that `judge` finds one with.
fn check_code(place: &str, judge: impl Fn(&Line<'_>) -> Option<String>, faults: &mut Vec<String>) {
    let mut files = Vec::new();
    collect(&root().join(place), &mut files);
    assert!(!files.is_empty(), "{place} holds no Rust");
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file is UTF-8");
        let shown = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        let mut line = Line { code: "", depth: depth(&shown), in_tests: false };
        for (number, code) in text.lines().enumerate() {
            if code.trim_start().starts_with("//") {
                continue;
            }
            if code.starts_with("mod tests {") {
                line.in_tests = true;
                line.depth += 1;
            }
            line.code = code;
            faults.extend(judge(&line).map(|fault| format!("{shown}:{} {fault}", number + 1)));
        }
    }
}

/// A room's folder, or its file.
fn source(room: &str) -> String {
    let folder = format!("src/{room}");
    if root().join(&folder).is_dir() { folder } else { folder + ".rs" }
}

/// How many modules deep `file`, as in `src/room/part.rs`, is below the crate's root.
fn depth(file: &str) -> usize {
    let parts = file.trim_end_matches("/mod.rs").trim_end_matches(".rs").split('/');
    parts.skip_while(|part| *part != "src").skip(1).count()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a source folder can be listed") {
            collect(&entry.expect("a source folder can be listed").path(), files);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        files.push(path.to_owned());
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn what_counts_as_naming() {
    #[rustfmt::skip]
    let table = [
        ("own room",           "use crate::plan::Step;",             false, false),
        ("room above",       "let c: crate::catalog::Table = t;",  false, false),
        ("room above all",     "use crate::error::Error;",           false, false),
        ("room below",         "use crate::sink::Frame;",            false, true),
        ("joiner",             "crate::run::run();",                 false, true),
        ("second on the line", "f(crate::plan::A, crate::rows::B);", false, true),
        ("brace",              "use crate::{catalog, error};",       false, true),
        ("star",               "use crate::*;",                      false, true),
        ("beside",             "use super::table::Table;",           false, false),
        ("out of the room",    "use super::super::sink::Frame;",     false, true),
        ("from its tests",     "use super::super::step::Step;",      true,  false),
    ];
    for (name, code, in_tests, faulty) in table {
        let depth = depth("src/plan/order.rs") + usize::from(in_tests);
        let line = Line { code, depth, in_tests };
        let allowed = ["error", "options", "connect", "catalog", "plan"].map(str::to_owned);
        assert_eq!(names_below(&line, &allowed).is_some(), faulty, "{name}");
    }
}
