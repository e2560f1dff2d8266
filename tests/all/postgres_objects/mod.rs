//! Every kind of object of PostgreSQL: a copy has what its source had, entry by entry of `pg_dump`.
//!
//! ```text
//! source ─▶ roachdump ─▶ SQL ─▶ psql ─▶ copy
//!    └────── pg_dump -s, cut at its "-- Name:" comments, equal ──────┘
//! ```

mod functions;
mod views;

use std::collections::BTreeMap;

use crate::postgres_catalog::Database;

/// What begins an entry of `pg_dump`, behind an empty line of a comment.
const HEAD: &str = "\n--\n-- Name: ";

/// How many entries that differ a failure shows.
const SHOWN: usize = 5;

/// The entries of `pg_dump -s` by their head, `f(integer); Type: FUNCTION; Schema: public; Owner: postgres`; several
/// of one head, such as the grants on the columns of a table, in order.
fn entries(dump: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut entries: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entry in dump.split(HEAD).skip(1) {
        let (head, body) = entry.split_once("\n--\n").expect("a comment ends");
        let body = body.trim_end_matches("--\n-- PostgreSQL database dump complete\n--\n");
        entries.entry(head).or_default().push(body.trim());
    }
    entries
}

/// Fails unless `pg_dump -s` says the same of both databases, entry by entry.
#[track_caller]
pub(crate) fn assert_same_entries(source: &Database, copy: &Database) {
    let (ours, theirs) = (copy.pg_dump(&["--schema-only"]), source.pg_dump(&["--schema-only"]));
    let (ours, theirs) = (entries(&ours), entries(&theirs));
    let differ = theirs.keys().chain(ours.keys().filter(|head| !theirs.contains_key(*head)));
    let differ = differ.filter(|head| ours.get(*head) != theirs.get(*head));
    let lines: Vec<String> = differ
        .take(SHOWN)
        .map(|head| format!("{head}\n  source: {:?}\n  copy:   {:?}", theirs.get(head), ours.get(head)))
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

/// An empty database with `sql` in it, and its copy by a complete dump; they have the same entries.
#[track_caller]
pub(crate) fn copied(name: &str, sql: &str) -> (Database, Database) {
    let (source, copy) = (Database::new(name), Database::new(&format!("{name}_copy")));
    source.psql(sql);
    copy.server.load(&copy.name, source.dump(&[]).complete());
    assert_same_entries(&source, &copy);
    (source, copy)
}

#[test]
fn entries_are_cut_at_their_comments() {
    let dump = "SET a = b;\n\n--\n-- Name: t; Type: TABLE; Schema: s; Owner: o\n--\n\nCREATE TABLE s.t ();\n\n\n\
                --\n-- Name: t; Type: TABLE; Schema: s; Owner: o\n--\n\nagain\n\n\n\
                --\n-- PostgreSQL database dump complete\n--\n";
    let want =
        BTreeMap::from([("t; Type: TABLE; Schema: s; Owner: o", vec!["CREATE TABLE s.t ();", "again"])]);
    assert_eq!(entries(dump), want);
}
