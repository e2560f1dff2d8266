//! The releases since v21.1, on a real server: awkward databases dumped, loaded under another name, and compared.
//!
//! ```text
//! ROACHDUMP_DATABASES=enum ROACHDUMP_COCKROACH=/path/to/cockroach \
//!     cargo test --test all cockroach::modern -- --include-ignored
//! ```

pub(super) mod facts;
mod files;
mod sees;

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use roachdump_testkit::{Cockroach, Release};

use super::{Outcome, Place, server};
use facts::{Inspected, differences, quoted};
use files::{Source, sources};

/// The releases without a `cockroach dump` of data.
pub(super) const MODERN: &[Release] = &[Release::V21_1, Release::V22_1];

/// Databases that are made and dumped at the same time.
const AT_ONCE: usize = 3;

/// Characters of a line that are shown.
const SHOWN: usize = 600;

/// What is not the same in a copy: the file, what the lines have in them, why.
#[rustfmt::skip]
const DIFFERENT: &[(&str, &str, &str)] = &[
];

#[test]
#[ignore = "needs CockroachDB v21.1 or v22.1"]
fn copies_are_the_same() {
    let server = server(MODERN);
    let (sources, next, failures) = (sources(server.release()), AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(said) = copied(server, source) {
                        let failure = format!("== {}\n{said}", source.name());
                        failures.lock().expect("no other panic").push(failure);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("no panic");
    failures.sort();
    let (failed, all) = (failures.len(), sources.len());
    assert!(failed == 0, "{failed} of {all} databases:\n{}", failures.join("\n"));
}

/// Dumps a database, loads it under another name, compares, dumps the copy, and uses the sequences of both.
fn copied(server: &'static Cockroach, source: &Source) -> Result<(), String> {
    let place = Place::Real(server);
    let Source { file, database, copy, rowids } = source;
    create(server, database);
    server.try_load(database, file).map_err(|said| format!("the database itself does not load: {said}"))?;
    let first = succeeded(place.dump(&[database]))?;
    create(server, copy);
    loaded(server, copy, &first)?;

    let mut wrong = Vec::new();
    let mut both = [database, copy].map(|name| Inspected::new(server, name, rowids));
    let [of, to] = both.each_mut().map(Inspected::facts);
    wrong.extend(differences(&of, &to));
    match place.dump(&[copy]) {
        outcome if outcome.status != Some(0) => wrong.push(format!("the copy: {}", outcome.stderr)),
        outcome => wrong.extend(first_difference(&first, &outcome.stdout)),
    }
    let [of, to] = both.each_mut().map(Inspected::next_values);
    wrong.extend(differences(&of, &to));
    let known = |line: &String| DIFFERENT.iter().any(|row| source.name() == row.0 && line.contains(row.1));
    wrong.retain(|line| !known(line));
    let shown = |line: &String| line.chars().take(SHOWN).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.iter().map(shown).collect::<Vec<String>>().join("\n")) }
}

pub(super) fn create(server: &Cockroach, database: &str) {
    server.session("defaultdb").rows(&format!("CREATE DATABASE {}", quoted(database)));
}

/// The dump of a run that succeeded and had nothing to say.
fn succeeded(outcome: Outcome) -> Result<String, String> {
    match (outcome.status, outcome.stderr.as_str()) {
        (Some(0), "") => Ok(outcome.stdout),
        (status, said) => Err(format!("the dump ended with {status:?}: {said}")),
    }
}

pub(super) fn loaded(server: &Cockroach, database: &str, dump: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("dump.sql");
    fs::write(&file, dump).expect("the temporary folder takes a file");
    server.try_load(database, &file).map_err(|said| format!("the dump does not load: {said}"))
}

/// The first line that two dumps do not share.
fn first_difference(first: &str, second: &str) -> Option<String> {
    let mut lines = first.split('\n').zip(second.split('\n'));
    match lines.find(|(a, b)| a != b) {
        Some((a, b)) => Some(format!("dumped again:\n- {a}\n+ {b}")),
        None if first.len() != second.len() => Some("dumped again: the rest is missing or too much".into()),
        None => None,
    }
}
