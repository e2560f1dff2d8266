//! The releases from v22.2 to v26.1, none of which was run: a fake server answers as the vendor's documentation and
//! sources say that they do. `tests/data/scripted/README.md` says what each folder there shows.

use std::cell::OnceCell;
use std::fs;
use std::path::PathBuf;

use roachdump_testkit::fake::Fake;

use super::oracle::assert_same;
use super::{Outcome, faked};

/// The releases whose dump stands beside their script.
pub(super) const RELEASES: &[&str] = &["v22.2", "v23.2", "v24.3", "v25.2", "v25.4", "v26.1"];

/// A release with what cannot be dumped.
const ODD: &str = "v25.4-odd";

/// The release's folder.
pub(super) fn folder(release: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/scripted").join(release)
}

/// A run with these arguments.
pub(super) fn dumped(release: &str, arguments: &[&str]) -> Outcome {
    let outcome = OnceCell::new();
    faked(Fake::start(folder(release)), |place| {
        outcome.set(place.dump(&[&["shop"], arguments].concat())).expect("one run");
    });
    outcome.into_inner().expect("a run")
}

#[test]
fn every_release_is_read() {
    for release in RELEASES {
        let file = folder(release).join("shop/both.sql");
        let want = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_same(&dumped(release, &[]).dump(), &want, release);
    }
}

/// A policy would hide rows without a word.
#[test]
fn rows_that_policies_hide_are_refused() {
    let said = dumped("v25.2", &["--user=reader"]).error();
    let want = "Error: row-level security may hide rows of table public.items from this user\n\
                Dump as an administrator, as the owner of the tables, or as a user with the role option BYPASSRLS.\n\
                Failed running \"dump\"\n";
    assert_eq!(said, want);
    let all = dumped("v25.2", &[]).dump();
    assert_same(&dumped("v25.2", &["--user=free"]).dump(), &all, "BYPASSRLS");
    // No rows are read.
    assert!(!dumped("v25.2", &["--user=reader", "--dump-mode=schema"]).dump().is_empty());
}

#[test]
fn what_cannot_be_dumped_is_listed() {
    const LISTED: &str = "not dumped: stream public.whatever, which this program does not know\n\
                          not dumped: table public.gone, which is not public yet, or no more: DROP\n\
                          not dumped: table public.late, which is not public yet, or no more: OFFLINE\n";
    let said = dumped(ODD, &[]).error();
    assert!(said.starts_with(&format!("{LISTED}Error: 3 objects of this database")), "{said}");
    let outcome = dumped(ODD, &["--skip-unsupported"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(3), LISTED));
    assert_same(&outcome.stdout, &dumped("v25.4", &[]).dump(), "without them");
}
