//! CockroachDB v20.2: schemas, enums, spatial types, tables without columns, and names with their schema.

use roachdump_testkit::Release;
use serde::Deserialize;

use super::oracle::assert_same;
use super::{Place, everywhere_on, stock_text, with_lines};

const RELEASE: &str = "v20.2.0-alpha.3";

/// The lines that are right here where stock left out quotes, a schema, or a database's name where it harms.
#[rustfmt::skip]
const MENDED: &[(&str, &str)] = &[
    ("CREATE SCHEMA Sc 2;", "CREATE SCHEMA \"Sc 2\";"),
    ("CREATE VIEW public.v1 (x, y) AS SELECT i, i + 1 FROM objects.public.b;", "CREATE VIEW public.v1 (x, y) AS SELECT i, i + 1 FROM public.b;"),
    ("CREATE VIEW public.a_view_of_v1 (x) AS SELECT x FROM objects.public.v1;", "CREATE VIEW public.a_view_of_v1 (x) AS SELECT x FROM public.v1;"),
    (r#"SELECT setval(e'"\'"', 1, false);"#, r#"SELECT setval(e'public."\'"', 1, false);"#),
    ("SELECT setval('down', 5, false);", "SELECT setval('public.down', 5, false);"),
    ("SELECT setval('s', 3, false);", "SELECT setval('public.s', 3, false);"),
    ("SELECT setval('step', 919, false);", "SELECT setval('public.step', 919, false);"),
    ("SELECT setval('untouched', 1, false);", "SELECT setval('public.untouched', 1, false);"),
];

fn recorded(path: &str) -> String {
    stock_text(&format!("{RELEASE}/{path}"))
}

fn mended(text: &str) -> String {
    with_lines(text, |line| Some(MENDED.iter().find(|row| row.0 == line)?.1))
}

/// Runs a test against the fake server of this release, then against the real one if there is one.
fn everywhere(test: impl Fn(&Place)) {
    everywhere_on(Release::V20_2, RELEASE, test);
}

#[test]
fn every_mended_line_is_stocks() {
    let all = recorded("objects/both.sql") + &recorded("v202/both.sql");
    for (line, _) in MENDED {
        assert_eq!(all.split('\n').filter(|found| found == line).count(), 1, "{line}");
    }
}

#[test]
fn whole_databases_in_three_modes() {
    everywhere(|place| {
        for database in ["startrek", "types", "objects", "v202"] {
            for mode in ["both", "schema", "data"] {
                let got = place.dump(&[database, &format!("--dump-mode={mode}")]).dump();
                let want = mended(&recorded(&format!("{database}/{mode}.sql")));
                assert_same(&got, &want, &format!("{database}, {mode}"));
            }
        }
    });
}

/// Tables are named as in SQL.
#[test]
fn named_tables() {
    #[derive(Deserialize)]
    struct Line {
        args: Vec<String>,
        status: i32,
        stdout: String,
    }
    let mut compared = 0;
    for line in recorded("command-lines.jsonl").lines() {
        let line: Line = serde_json::from_str(line).expect("a recorded command line");
        let arguments: Vec<&str> = line.args[1..].iter().map(String::as_str).collect();
        let recorded = arguments.first().is_some_and(|first| ["startrek", "objects", "v202"].contains(first));
        let plain = arguments.get(1).is_some_and(|second| !second.starts_with('-'));
        if line.status == 0 && recorded && plain && !arguments.contains(&"--user=maxroach") {
            everywhere(|place| {
                let got = place.dump(&arguments).dump();
                assert_same(&got, &mended(&line.stdout), &arguments.join(" "));
            });
            compared += 1;
        }
    }
    assert_eq!(compared, 11, "command lines");
}

#[test]
fn no_such_table() {
    everywhere(|place| {
        let said = place.dump(&["v202", "sc2.t"]).error();
        let want = "Error: pq: relation \"v202.sc2.t\" does not exist\n\
                    SQLSTATE: 42P01\n\
                    Tables are named as in SQL, with their schema if it is not public, without the database. \
                    The statement SHOW TABLES FROM v202 lists them.\n\
                    Failed running \"dump\"\n";
        assert_eq!(said, want);
        let said = place.dump(&["v202", "v202.sc1.t"]).error();
        assert!(said.starts_with("Error: cannot qualify name with database: v202.sc1.t\n"), "{said}");
        let said = place.dump(&["v202", "mood"]).error();
        assert!(said.starts_with("Error: pq: relation \"v202.public.mood\" does not exist\n"), "{said}");
    });
}
