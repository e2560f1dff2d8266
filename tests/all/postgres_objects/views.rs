//! Views, materialized views, rules, triggers, row security and policies, and the circles that they are in.

use super::{assert_same_entries, copied};
use crate::postgres_catalog::Database;

/// The rows of the materialized views, and which are filled.
const FILLED: &str = "\
SELECT relname, relispopulated FROM pg_class WHERE relkind = 'm' ORDER BY relname;
SELECT * FROM z ORDER BY id; SELECT * FROM a_over_z ORDER BY id; SELECT * FROM m_over_by_key ORDER BY id";

#[test]
fn of_every_kind() {
    let (source, copy) = copied("objects_views", include_str!("../../data/postgres/views.sql"));
    let dump = source.dump(&[]).complete();
    assert!(copy.dump(&[]).complete() == dump, "the copy's dump differs");
    assert_eq!(copy.psql(FILLED), source.psql(FILLED));
    for arguments in [&["--clean"][..], &["--clean", "--if-exists"]] {
        copy.server.load(&copy.name, source.dump(arguments).complete());
        assert_same_entries(&source, &copy);
    }
    chosen_as_by_pg_dump(&source);
    left_out(&source);
    filled(&source);
}

/// The names of the views that a dump makes.
fn made(dump: &str) -> Vec<&str> {
    let heads = ["CREATE VIEW ", "CREATE MATERIALIZED VIEW "];
    let rests = dump.lines().filter_map(|line| heads.iter().find_map(|head| line.strip_prefix(head)));
    let mut names: Vec<&str> = rests.filter_map(|rest| rest.split(' ').next()).collect();
    names.sort_unstable();
    names
}

fn chosen_as_by_pg_dump(source: &Database) {
    for arguments in [
        &["-t", "plain"][..],
        &["-t", "by_key"],
        &["-t", "z"],
        &["-t", "public.*over*", "-T", "over_it"],
        &["-T", "plain"],
        &["-n", "public"],
        &["-N", "public"],
    ] {
        let (ours, theirs) = (source.dump(arguments).text(), source.pg_dump(arguments));
        assert_eq!(made(&ours), made(&theirs), "{arguments:?}");
    }
}

fn left_out(source: &Database) {
    let secured = |dump: &str| dump.contains(" POLICY ") || dump.contains(" ENABLE ROW LEVEL SECURITY");
    assert!(secured(&source.dump(&["-s"]).text()) && !secured(&source.dump(&["--no-policies"]).text()));
    let text = source.dump(&["--no-comments"]).text();
    assert!(!text.contains("COMMENT ON"), "{text}");
}

/// Which materialized views a dump fills, in order.
fn filled(source: &Database) {
    let of = |arguments: &[&str]| {
        let dump = source.dump(arguments).text();
        let names = dump.lines().filter_map(|line| line.strip_prefix("REFRESH MATERIALIZED VIEW public."));
        names.map(|name| name.trim_end_matches(';').to_owned()).collect::<Vec<_>>()
    };
    let all = of(&[]);
    let at = |name: &str| all.iter().position(|filled| filled == name);
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(at("z") < at("a_over_z") && at("m_by_key") < at("m_over_by_key"), "{all:?}");
    assert_eq!(of(&["-s"]), [""; 0]);
    assert_eq!(of(&["-a"]), [""; 0]);
    assert_eq!(of(&["--section=post-data"]), all);
    let without = of(&["--exclude-table-data=z"]);
    assert_eq!(
        without.iter().filter(|name| name.ends_with('z')).count(),
        0,
        "what shows z is not filled either"
    );
}
