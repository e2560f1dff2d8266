//! The comparison itself: it finds nothing in two databases made alike, and everything that was changed in one.

use super::facts::{Inspected, differences};
use super::{MODERN, create, server};

const MADE: &str = "
    CREATE SCHEMA s;
    CREATE TYPE s.e AS ENUM ('a', 'it''s');
    CREATE SEQUENCE s.q;
    CREATE SEQUENCE used_up MAXVALUE 1;
    CREATE TABLE t (id INT PRIMARY KEY DEFAULT nextval('s.q'), v INT, h STRING NOT VISIBLE, e s.e DEFAULT 'a', INDEX i (v));
    CREATE TABLE r (id INT PRIMARY KEY, t INT REFERENCES t (id));
    CREATE TABLE keyless (v INT);
    CREATE VIEW w AS SELECT id FROM t;
    CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
    INSERT INTO t (v, h) VALUES (1, 'x'), (2, NULL);
    INSERT INTO keyless VALUES (1), (1);
    REFRESH MATERIALIZED VIEW m";

/// A change, and what begins a line that tells of it.
#[rustfmt::skip]
const CHANGES: &[(&str, &str)] = &[
    ("CREATE SCHEMA other",                                    "+ schema \"other\""),
    ("ALTER TYPE s.e ADD VALUE 'b' BEFORE 'it''s'",            "+ enum \"s\" \"e\" \"'a', 'b'"),
    ("SELECT nextval('s.q')",                                  "+ sequence \"s\".\"q\""),
    ("ALTER SEQUENCE s.q OWNED BY t.v",                        "+ owner \"q\" \"t\" \"v\""),
    ("UPDATE t SET h = 'y' WHERE v = 1",                       "+ row \"public\".\"t\""),
    ("INSERT INTO keyless VALUES (1)",                         "+ row \"public\".\"keyless\": \"1\""),
    ("ALTER TABLE t ALTER COLUMN v SET DEFAULT 7",             "+ create r \"public\".\"t\""),
    ("CREATE INDEX late ON t (v DESC)",                        "+ index \"public\" \"t\" \"late\""),
    ("ALTER TABLE r ADD CONSTRAINT k CHECK (id > 0) NOT VALID", "+ constraint \"public\" \"r\" \"k\""),
    ("CREATE VIEW late AS SELECT 1 AS one",                    "+ create v \"public\".\"late\""),
    ("CREATE INDEX on_m ON m (one)",                           "+ index \"public\" \"m\" \"on_m\""),
    ("COMMENT ON TABLE t IS 'x'",                              "+ comment on relation \"public\" \"t\" \"r\" NULL"),
    ("COMMENT ON COLUMN t.v IS 'x'",                           "+ comment on relation \"public\" \"t\" \"r\" \"v\""),
    ("COMMENT ON INDEX t@i IS 'x'",                            "+ comment on relation \"public\" \"i\" \"i\""),
    ("DROP TABLE r",                                           "- create r \"public\".\"r\""),
];

#[test]
#[ignore = "needs CockroachDB v21.1 or v22.1"]
fn every_change_is_seen() {
    let server = server(MODERN);
    let databases = ["seen_by", "seen"];
    for database in databases {
        create(server, database);
        let mut session = server.session(database);
        MADE.split(";\n").for_each(|statement| drop(session.rows(statement)));
    }
    let differences = |used: bool| {
        let mut both = databases.map(|database| Inspected::new(server, database, &[]));
        let [of, to] = both.each_mut().map(|one| if used { one.next_values() } else { one.facts() });
        differences(&of, &to)
    };
    assert_eq!(differences(false), Vec::<String>::new(), "made alike");
    assert_eq!(differences(true), Vec::<String>::new(), "made alike");
    let mut session = server.session("seen");
    let mut seen = 0;
    for (change, line) in CHANGES {
        session.rows(change);
        let found = differences(false);
        assert!(found.iter().any(|found| found.starts_with(line)), "{change}: {found:#?}");
        assert!(found.len() > seen || change.starts_with("DROP"), "{change}: {found:#?}");
        seen = found.len();
    }
    // Of one that is used up the server says so, with its name.
    let next = differences(true);
    assert_eq!(next.len(), 2, "{next:?}");
    assert!(
        next[0].starts_with("- next \"s\".\"q\": ") && next[1].starts_with("+ next \"s\".\"q\": "),
        "{next:?}"
    );
}
