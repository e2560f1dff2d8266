//! `--where`: which rows are dumped, and that a condition stays one.

use roachdump_testkit::Server;

use super::dump_of;
use crate::program::Outcome;

const SCHEMA: &str = "
CREATE TABLE t (id int PRIMARY KEY, a text, paid boolean);
INSERT INTO t VALUES (1, 'one', true), (2, 'two', false), (3, 'three', NULL);
CREATE TABLE \"T: 2\" (id int);
INSERT INTO \"T: 2\" VALUES (1), (2);
CREATE TABLE secrets (s text);
INSERT INTO secrets VALUES ('secret');
CREATE TABLE p (id int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
INSERT INTO p VALUES (1), (2), (11), (12);
CREATE TABLE nothing ();
";

/// Makes a database of the test's own.
fn fill(name: &str) {
    let server = Server::shared();
    server.create_database(name, "TEMPLATE template0");
    server.psql(name, SCHEMA);
}

/// The rows of a dump: what its INSERT statements hold.
#[track_caller]
fn rows(outcome: &Outcome) -> Vec<String> {
    assert_eq!(outcome.status(), 0, "{}", outcome.stderr);
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let rows = text.lines().filter(|line| line.starts_with("\t("));
    rows.map(|line| line.trim_matches(['\t', ',', ';']).to_owned()).collect()
}

#[test]
fn rows_that_are_chosen() {
    let name = "conditions";
    fill(name);
    #[rustfmt::skip]
    let table: &[(&str, &[&str], &[&str])] = &[
        ("one",               &["-t", "t", "--where", "t: id = 2"],             &["(2, 'two', false)"]),
        ("or stays whole",    &["-t", "t", "--where", "t: id = 1 or id = 3", "--where=t: a <> 'one'"], &["(3, 'three', NULL)"]),
        ("unknown is no",     &["-t", "t", "--where", "t: not paid"],           &["(2, 'two', false)"]),
        ("none",              &["-t", "t", "--where", "t: false"],              &[]),
        ("comment",           &["-t", "t", "--where", "t: id = 1 -- or true"],  &["(1, 'one', true)"]),
        ("quoted name",       &["-t", "\"T: 2\"", "--where", "\"T: 2\": id > 1"], &["(2)"]),
        ("pattern",           &["-t", "t", "-t", "\"T: 2\"", "--where", "*t*: id < 2", "--where", "\"T*\"|\"T: 2\": id < 2"], &["(1)", "(1, 'one', true)"]),
        ("subquery",          &["-t", "t", "--where", "public.t: id in (select max(id) from public.t)"], &["(3, 'three', NULL)"]),
        ("partitioned",       &["-t", "p", "-t", "p1", "-t", "p2", "--where", "p: id % 10 = 1"], &["(1)", "(11)"]),
        ("one partition",     &["-t", "p*", "--where", "p1: id = 1"],           &["(1)", "(11)", "(12)"]),
        ("named",             &["t", "--where", "t: id = 2", "-a"],             &["(2, 'two', false)"]),
        ("semicolon in text", &["-t", "t", "--where", "t: a <> ';' and id = 1"], &["(1, 'one', true)"]),
    ];
    for (case, arguments, want) in table {
        let outcome = dump_of(name, arguments).run();
        assert_eq!(rows(&outcome), *want, "{case}");
        assert!(outcome.stderr.contains("only the rows that --where chooses"), "{case}: {}", outcome.stderr);
        let text = String::from_utf8_lossy(&outcome.stdout);
        assert!(text.ends_with(", only rows that --where chooses\n"), "{case}");
    }
}

#[test]
fn a_condition_stays_one() {
    let name = "conditions_refused";
    fill(name);
    #[rustfmt::skip]
    let table: &[(&str, &str)] = &[
        ("t: 1=1) UNION SELECT 0, s, true FROM public.secrets WHERE (1=1", "syntax error"),
        ("t: true) UNION ALL SELECT 0, s, true FROM public.secrets --",    "syntax error"),
        ("t: true THEN true END OR CASE WHEN true",                        "syntax error"),
        ("t: true; DROP TABLE public.t",                                   "syntax error"),
        ("t: true); DROP TABLE public.t; --",                              "syntax error"),
        ("t: true /*",                                                     "unterminated /* comment"),
        ("t: 'a",                                                          "unterminated quoted string"),
        ("t: (true",                                                       "syntax error"),
        ("t: true)",                                                       "syntax error"),
        ("t: select true",                                                 "syntax error"),
        ("t: true, true",                                                  "syntax error"),
        ("t: true ORDER BY 1",                                             "syntax error"),
        ("t: id = $1",                                                     "a condition has no parameters"),
        ("t: nowhere = 1",                                                 "column \"nowhere\" does not exist"),
        ("t: id",                                                          "must be type boolean"),
        ("t: count(*) > 1",                                                "aggregate functions are not allowed"),
        ("nowhere: true",                                                  "no table whose rows are dumped matches \"nowhere\" of --where"),
        ("nothing: id = 1",                                                "column \"id\" does not exist"),
    ];
    for (condition, message) in table {
        let outcome = dump_of(name, &["--where", condition]).run();
        let said = outcome.refusal(condition);
        assert!(said.contains(message), "{condition}: {said}");
    }
    let outcome = dump_of(name, &["-T", "t", "--where", "t: true"]).run();
    assert!(outcome.refusal("left out").contains("no table whose rows are dumped matches"));
    let outcome = dump_of(name, &["--exclude-table-data=t", "--where", "t: true"]).run();
    assert!(outcome.refusal("without rows").contains("no table whose rows are dumped matches"));
}
