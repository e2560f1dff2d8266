//! beta-20170309: the release of the 2017 document, with catalogue tables of its own.

use roachdump_testkit::fake::Fake;

use super::oracle::assert_same;
use super::{faked, stock, stock_text, with_lines};

const RELEASE: &str = "beta-20170309";

/// The lines that are right here where stock wrote a name with capitals bare, which is read as another name.
#[rustfmt::skip]
const MENDED: &[(&str, &str)] = &[
    ("\tUpper STRING NULL,", "\t\"Upper\" STRING NULL,"),
    ("\tFAMILY \"primary\" (v, Upper, \"select\", rowid)", "\tFAMILY \"primary\" (v, \"Upper\", \"select\", rowid)"),
    ("INSERT INTO no_key (v, Upper, \"select\") VALUES", "INSERT INTO no_key (v, \"Upper\", \"select\") VALUES"),
];

fn recorded(path: &str) -> String {
    stock_text(&format!("{RELEASE}/{path}"))
}

fn mended(text: &str) -> String {
    with_lines(text, |line| Some(MENDED.iter().find(|row| row.0 == line)?.1))
}

#[test]
fn every_mended_line_is_stocks() {
    let all = recorded("first_types/both.sql");
    for (line, _) in MENDED {
        assert_eq!(all.split('\n').filter(|found| found == line).count(), 1, "{line}");
    }
}

#[test]
fn whole_databases_in_three_modes() {
    faked(Fake::start(stock(RELEASE)), |place| {
        for database in ["startrek", "first_types"] {
            for mode in ["both", "schema", "data"] {
                let got = place.dump(&[database, &format!("--dump-mode={mode}")]).dump();
                let want = mended(&recorded(&format!("{database}/{mode}.sql")));
                assert_same(&got, &want, &format!("{database}, {mode}"));
            }
        }
    });
}

/// In the order they are named in, as often as they are named.
#[test]
fn named_tables() {
    faked(Fake::start(stock(RELEASE)), |place| {
        let got = place.dump(&["startrek", "quotes", "episodes", "quotes", "--dump-mode=schema"]).dump();
        let creates: Vec<_> = got.lines().filter(|line| line.starts_with("CREATE")).collect();
        assert_eq!(creates, ["CREATE TABLE quotes (", "CREATE TABLE episodes (", "CREATE TABLE quotes ("]);
    });
}

#[test]
fn every_select_carries_the_timestamp_asked_for() {
    faked(Fake::at(stock(RELEASE), "1488916500000000000.0000000000"), |place| {
        let got = place.dump(&["startrek", "--as-of=2017-03-07 19:55:00"]).dump();
        assert_eq!(got, recorded("startrek/both.sql"));
    });
}

#[test]
fn nothing_there() {
    faked(Fake::start(stock(RELEASE)), |place| {
        let said = place.dump(&["startrek", "nope"]).error();
        assert!(
            said.starts_with("Error: pq: relation \"startrek.nope\" does not exist\nSQLSTATE: 42P01\n"),
            "{said}"
        );
        let said = place.dump(&["--dump-all"]).error();
        assert!(said.starts_with("Error: --dump-all needs a server of v2.0 or later\n"), "{said}");
    });
}
