//! Byte for byte what `cockroach dump` wrote.

use super::{everywhere, recorded, with_lines};

/// The lines that are right here where stock lost a value or named the database: `docs/stock-differences.md`
/// says why.
#[rustfmt::skip]
const MENDED: &[(&str, &str, &str)] = &[
    ("types",   "\t(6, '1999-12-31', '00:00:00', '00:00:00+00:00:00', '2016-01-25 00:00:00+00:00', '2016-01-25 00:00:00+00:00', '2016-01-25 00:00:00+00:00', '100:00:00.000001'),",
                "\t(6, '1999-12-31', '24:00:00', '24:00:00+00:00:00', '2016-01-25 00:00:00+00:00', '2016-01-25 00:00:00+00:00', '2016-01-25 00:00:00+00:00', '100:00:00.000001'),"),
    ("objects", "CREATE VIEW v1 (x, y) AS SELECT i, i + 1 FROM objects.public.b;",
                "CREATE VIEW v1 (x, y) AS SELECT i, i + 1 FROM public.b;"),
    ("objects", "CREATE VIEW a_view_of_v1 (x) AS SELECT x FROM objects.public.v1;",
                "CREATE VIEW a_view_of_v1 (x) AS SELECT x FROM public.v1;"),
    ("more",    "CREATE VIEW \"View\" (v, s) AS SELECT part.v, s FROM more.public.part, more.public.wide100;",
                "CREATE VIEW \"View\" (v, s) AS SELECT part.v, s FROM public.part, public.wide100;"),
];

/// What stock wrote, with the mended lines in it.
pub(super) fn mended(text: &str) -> String {
    with_lines(text, |line| Some(MENDED.iter().find(|row| row.1 == line)?.2))
}

#[test]
fn every_mended_line_is_stocks() {
    for (database, stock, _) in MENDED {
        let file = if *database == "more" { "schema.sql" } else { "both.sql" };
        let text = recorded(&format!("{database}/{file}"));
        assert_eq!(text.split('\n').filter(|line| line == stock).count(), 1, "{stock}");
    }
}

#[test]
fn whole_databases_in_three_modes() {
    everywhere(|place| {
        for database in ["startrek", "types", "objects", "db1"] {
            for mode in ["both", "schema", "data"] {
                let got = place.dump(&[database, &format!("--dump-mode={mode}")]).dump();
                let want = mended(&recorded(&format!("{database}/{mode}.sql")));
                assert_same(&got, &want, &format!("{database}, {mode}"));
            }
        }
    });
}

#[test]
fn rarer_shapes() {
    everywhere(|place| {
        for table in ["View", "bk", "dk", "part", "sized", "sk", "uk", "wide100"] {
            let got = place.dump(&["more", table]).dump();
            assert_same(&got, &mended(&recorded(&format!("more/tables/{table}.sql"))), table);
        }
        let got = place.dump(&["more", "--dump-mode=schema"]).dump();
        assert_same(&sorted(&got), &sorted(&mended(&recorded("more/schema.sql"))), "more");
    });
}

/// Every scalar type, and arrays of every type that can be in one.
#[test]
fn random_values() {
    everywhere(|place| {
        assert_same(&place.dump(&["random"]).dump(), &recorded("random/both.sql"), "random");
    });
}

/// Stock stopped at a table without a visible column, lost rowids that a foreign key refers to, and gave a
/// used-up sequence a position out of its bounds.
#[test]
fn hidden_columns() {
    everywhere(|place| {
        assert_same(&place.dump(&["hidden"]).dump(), &recorded("hidden/mended.sql"), "hidden");
    });
}

/// Stock stopped at bit strings, after the schema.
#[test]
fn bit_strings() {
    everywhere(|place| {
        let rows = "
INSERT INTO bits (id, b, v, a) VALUES
\t(1, B'1010', B'', ARRAY[B'1',B'']),
\t(2, NULL, B'111111111', NULL);
";
        let want = recorded("more/tables/bits.sql") + rows;
        assert_same(&place.dump(&["more", "bits"]).dump(), &want, "bits");
    });
}

/// Stock stopped at dates at infinity, and wrote the year before 1 as 0000, which no server reads.
#[test]
fn far_times() {
    everywhere(|place| {
        let want = recorded("more/tables/times.sql").replace(
            "'0000-12-31 23:59:59+00:00');",
            "'0001-12-31 23:59:59+00:00 BC'),
\t(2, '-infinity', '290000-12-31 23:59:59+00:00', '290000-01-01 00:00:00+00:00');",
        );
        assert_same(&place.dump(&["more", "times"]).dump(), &want, "times");
    });
}

/// The statements of `more` in the order of their text: when a view on two tables is made, the server notes them
/// in an order of its own, another one each time, and the dump follows it.
pub(super) fn sorted(dump: &str) -> String {
    let mut statements: Vec<_> = dump.split("\n\n").map(str::trim).collect();
    statements.sort_unstable();
    statements.join("\n\n")
}

/// As `assert_eq`, but shows the first line that differs instead of two whole dumps.
#[track_caller]
pub(super) fn assert_same(got: &str, want: &str, what: &str) {
    let lines = || got.split('\n').zip(want.split('\n')).enumerate();
    if let Some((at, (got, want))) = lines().find(|(_, (got, want))| got != want) {
        panic!("{what}, line {}:\n got {got:?}\nwant {want:?}", at + 1);
    }
    assert_eq!(got.len(), want.len(), "{what}: the rest is missing or too much");
}
