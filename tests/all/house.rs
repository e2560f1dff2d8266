//! The house: data flows one way, so a room names only the rooms before it.
//!
//! Read from the source's text, line by line: comments do not count, and what follows `mod tests` is one
//! module deeper.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in the order data flows.
const ROOMS: [&str; 8] = ["sql", "options", "connect", "catalog", "plan", "rows", "literal", "sink"];

/// Stand beside the flow: each knows the options, and only the program knows it.
const BESIDE: [&str; 2] = ["cli", "report"];

/// Joins the rooms that data flows through.
const JOINER: &str = "dump";

/// The program, which may name everything.
const PROGRAM: &str = "run";

/// What every room may name.
const SHARED: [&str; 3] = ["error", "observer", "sys"];

/// What pure rooms stay clear of: sessions, sockets and files.
const OUTSIDE: [&str; 3] = ["tokio", "std::net", "std::fs"];

#[test]
fn rooms_name_only_rooms_before_them() {
    let mut faults = Vec::new();
    for (place, room) in ROOMS.iter().enumerate() {
        let before = ROOMS.get(..=place).unwrap_or_default();
        check_code(&format!("src/{room}"), |line| names_later(line, before), &mut faults);
    }
    for room in BESIDE {
        check_code(&format!("src/{room}"), |line| names_later(line, &["options", room]), &mut faults);
    }
    let flow = [&ROOMS[..], &[JOINER]].concat();
    check_code(&format!("src/{JOINER}"), |line| names_later(line, &flow), &mut faults);
    for shared in ["src/error", "src/observer.rs"] {
        check_code(shared, |line| names_later(line, &[]), &mut faults);
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn every_folder_of_the_source_is_a_room() {
    for entry in fs::read_dir(root().join("src")).expect("src can be listed") {
        let path = entry.expect("src can be listed").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut rooms = ROOMS.iter().chain(&BESIDE).chain(&SHARED).chain([&JOINER, &PROGRAM]);
        assert!(!path.is_dir() || rooms.any(|room| *room == name), "src/{name} is not a room");
    }
}

/// A library prints nothing and leaves signals alone; only the question for a password goes to a terminal, if one
/// is asked for.
#[test]
fn rooms_of_the_flow_print_nothing() {
    let mut faults = Vec::new();
    for room in ROOMS.iter().chain(&[JOINER, "error", "observer.rs"]) {
        check_code(&format!("src/{room}"), prints, &mut faults);
    }
    faults.retain(|fault| !fault.starts_with("src/connect/prompt.rs"));
    assert_eq!(faults, Vec::<String>::new());
}

/// What a library does is told in its own words: flags are for the rooms that know a command line.
#[test]
fn rooms_of_the_flow_name_no_flags() {
    let mut faults = Vec::new();
    for room in ROOMS.iter().chain(&[JOINER, "error"]) {
        check_code(&format!("src/{room}"), names_flag, &mut faults);
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

/// The fault of a line that names something in the crate which is neither shared nor in `allowed`.
fn names_later(line: &Line<'_>, allowed: &[&str]) -> Option<String> {
    for path in line.code.split("crate::").skip(1) {
        let name: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() {
            return Some("imports from the crate's root by a brace or a star".to_owned());
        }
        if !allowed.contains(&name.as_str()) && !SHARED.contains(&name.as_str()) {
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
        ("earlier room",       "let c: crate::catalog::Table = t;",  false, false),
        ("shared",             "use crate::error::Error;",           false, false),
        ("later room",         "use crate::sink::Frame;",            false, true),
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
        assert_eq!(
            names_later(&line, &["options", "connect", "catalog", "plan"]).is_some(),
            faulty,
            "{name}"
        );
    }
}
