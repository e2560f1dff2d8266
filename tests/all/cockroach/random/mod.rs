//! Databases at random, on a real server: dumped as stock dumps them, loaded, and dumped again.
//!
//! Each comes of a seed, which is printed when a check fails. More of them than usual:
//!
//! ```text
//! ROACHDUMP_SEEDS=100-500 ROACHDUMP_COCKROACH=/path/to/cockroach \
//!     cargo test --test all cockroach::random -- --include-ignored
//! ```

mod names;
mod schema;
mod table;
mod values;

use std::env;
use std::fs;
use std::ops::RangeInclusive;

use roachdump_testkit::{Cockroach, Release};

use super::modern::{MODERN, compared};
use super::oracle::{assert_same, sorted};
use super::{Place, WITH_STOCK, server, stock_text};
use schema::{Limits, statements};

#[test]
#[ignore = "needs CockroachDB v20.1 or v20.2"]
fn as_stock_dumps_it() {
    let server = server(WITH_STOCK);
    for seed in seeds() {
        let database = made(server, seed, false);
        same_as_stock(server, &database, &format!("seed {seed}"));
        loads(server, &database, &format!("seed {seed}"));
    }
}

/// What seeds do not make: interleaved tables, composite keys, circles, comments, views of every kind.
#[test]
#[ignore = "needs CockroachDB v20.1 or v20.2"]
fn awkward_objects_as_stock_dumps_them() {
    let server = server(WITH_STOCK);
    server.sql("CREATE DATABASE awkward");
    server.load_what_loads("awkward", &stock_text("sql/awkward.sql"));
    same_as_stock(server, "awkward", "awkward objects");
    loads(server, "awkward", "awkward objects");
    // The database's name leaves a statement, and stays in a text.
    let dump = Place::Real(server).dump(&["awkward", "checked", "--dump-mode=schema"]).dump();
    assert!(dump.contains("DEFAULT 'awkward.public.x':::STRING"), "{dump}");
}

fn same_as_stock(server: &'static Cockroach, database: &str, what: &str) {
    for mode in ["both", "schema", "data"] {
        let mode = format!("--dump-mode={mode}");
        let bare = |dump: String| dump.replace(&format!("{database}."), "");
        let stock = bare(server.stock_dump(&[database, &mode]));
        let ours = bare(Place::Real(server).dump(&[database, &mode]).dump());
        let comparable = |dump: &str| comparable(dump, server.release());
        assert_same(&comparable(&ours), &comparable(&stock), &format!("{what}, {mode}"));
    }
}

/// Also what stock stopped at, lost, or wrote so that it did not load.
#[test]
#[ignore = "needs CockroachDB v20.1 or v20.2"]
fn what_stock_could_not_dump() {
    let server = server(WITH_STOCK);
    for seed in seeds() {
        let database = made(server, seed, true);
        loads(server, &database, &format!("seed {seed}, everything"));
    }
}

/// Where there is no stock, a copy under another name is held against the database by the server's own catalogs.
#[test]
#[ignore = "needs CockroachDB v21.1 or v22.1"]
fn copies_are_the_same() {
    let server = server(MODERN);
    for seed in seeds() {
        let database = made(server, seed, true);
        let wrong = compared(server, &database, &format!("copy_{seed}"), &[]);
        let wrong = wrong.unwrap_or_else(|said| panic!("seed {seed}: {said}"));
        assert!(wrong.is_empty(), "seed {seed}:\n{}", wrong.join("\n"));
    }
}

fn seeds() -> RangeInclusive<u64> {
    let Ok(asked) = env::var("ROACHDUMP_SEEDS") else { return 1..=2 };
    let number = |text: &str| text.parse().expect("ROACHDUMP_SEEDS is a range such as 100-500");
    asked
        .split_once('-')
        .map_or_else(|| number(&asked)..=number(&asked), |(from, to)| number(from)..=number(to))
}

/// Makes the database of a seed. None is dropped again: v20.2.0-alpha.3 dies of a type that was dropped.
fn made(server: &Cockroach, seed: u64, all: bool) -> String {
    let database = format!("{}{seed}z", if all { "xall" } else { "xq" });
    server.sql(&format!("CREATE DATABASE {database}"));
    let release = server.release();
    let limits = Limits {
        all,
        v20_2: release > Release::V20_1,
        v21_1: release >= Release::V21_1,
        v22_1: release >= Release::V22_1,
    };
    server.load_what_loads(&database, &(statements(seed, limits).join(";\n") + ";\n"));
    database
}

/// A dump without what `docs/stock-differences.md` lists.
fn comparable(dump: &str, release: Release) -> String {
    let mut rest = dump;
    while let Some(line) =
        rest.split_inclusive('\n').next().filter(|line| line.starts_with("SET experimental_"))
    {
        let after = &rest[line.len()..];
        if after.starts_with("CREATE ") {
            break;
        }
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    let keeps = |line: &&str| release == Release::V20_1 || !line.starts_with("SELECT setval(");
    let mut lines = Vec::new();
    for line in rest.split('\n').filter(keeps) {
        if line.starts_with("ALTER SEQUENCE ") {
            lines.pop(); // the empty line before it
        } else {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// The dump loads, and a dump of what it makes is the same; so are the rows.
fn loads(server: &'static Cockroach, database: &str, what: &str) {
    let place = Place::Real(server);
    let first = place.dump(&[database]).dump();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (copy, file) = (format!("{database}_copy"), folder.path().join("dump.sql"));
    fs::write(&file, &first).expect("the temporary folder takes a file");
    server.sql(&format!("CREATE DATABASE {copy}"));
    server.load(&copy, &file);
    let second = place.dump(&[&copy]).dump();
    // A view of two tables has them in another order.
    assert_same(&sorted(&second), &sorted(&first), &format!("{what}, loaded and dumped again"));
    for table in keyed_tables(&first) {
        // Of text with a backslash the server has none, but an error that shows it.
        let rows = |database: &str| {
            server.answer(database, &format!("SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE {table}"))
        };
        assert_eq!(rows(database), rows(&copy), "{what}, the rows of {table}");
    }
}

/// The tables whose fingerprint is the same in a copy: those without a `rowid` that the server makes up, and
/// without a column for a hash, which may stand at another place.
fn keyed_tables(dump: &str) -> impl Iterator<Item = &str> {
    let creates = dump.split("\n\n").filter_map(|statement| statement.strip_prefix("CREATE TABLE "));
    let made_up = |create: &&str| create.contains("rowid") || create.contains(" USING HASH ");
    creates.filter(move |create| !made_up(create)).filter_map(|create| Some(create.split_once(" (\n")?.0))
}
