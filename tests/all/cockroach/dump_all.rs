//! Every database of a cluster in one file.

use roachdump_testkit::Release;
use roachdump_testkit::fake::Fake;

use super::oracle::assert_same;
use super::{BETWEEN, Place, WITH_STOCK, databases, faked, real, server, stock, stock_text};

/// Every database of the real server.
fn every_database(release: Release) -> Vec<&'static str> {
    let recorded = databases(release).iter().copied();
    let db1 = (release == Release::V20_1).then_some("db1");
    let mut all: Vec<_> = recorded.chain(["empty_db"]).chain(db1).collect();
    all.sort_unstable();
    all
}

/// Four databases of v20.2: `Odd db`, `empty`, `objects` and `v202`. What loads is not what stock wrote:
/// `docs/stock-differences.md` says why.
#[test]
fn recorded() {
    const FOLDER: &str = "v20.2.0-alpha.3/defaultdb";
    for mode in ["both", "schema", "data"] {
        let text = |name: String| stock_text(&format!("{FOLDER}/{name}"));
        faked(Fake::start(stock("v20.2.0-alpha.3")), |place| {
            let got = place.dump(&["--dump-all", &format!("--dump-mode={mode}")]).dump();
            assert_same(&got, &text(format!("mended-{mode}.sql")), mode);
            let stock = text(format!("{mode}.sql"));
            let gone = lines_gone(&stock, &got);
            assert!(gone.iter().all(|line| is_mended(line)), "{mode}: {gone:?}");
        });
    }
}

/// The lines of `before` that `after` has not, or less often.
fn lines_gone<'a>(before: &'a str, after: &str) -> Vec<&'a str> {
    let mut left: Vec<_> = after.lines().collect();
    let stays =
        |line: &&str| left.iter().position(|other| other == line).map(|at| left.swap_remove(at)).is_none();
    before.lines().filter(stays).collect()
}

/// Names of databases and schemas without quotes, sequences without their schema, views that name their database.
fn is_mended(line: &str) -> bool {
    let unquoted = ["CREATE DATABASE IF NOT EXISTS Odd db;", "USE Odd db;", "CREATE SCHEMA Sc 2;"];
    unquoted.contains(&line)
        || line.starts_with("SELECT setval(")
        || (line.starts_with("CREATE VIEW ") && line.contains(" FROM objects.public."))
}

#[test]
#[ignore = "needs CockroachDB v20.1 or v20.2"]
fn each_as_by_itself() {
    let server = server(WITH_STOCK);
    let place = Place::Real(server);
    let databases = every_database(server.release());
    // Other tests make databases meanwhile.
    let as_of = format!("--as-of={}", BETWEEN.get().expect("the server was filled"));
    let all = |mode: &str| place.dump(&["--dump-all", &as_of, mode]).dump();
    let one = |database: &str, mode: &str| place.dump(&[database, &as_of, mode]).dump();

    let each = |name: &&str| format!("\nUSE {name};\n{}", one(name, "--dump-mode=data"));
    assert!(all("--dump-mode=data") == databases.iter().map(each).collect::<String>(), "rows");

    // A database's foreign keys follow when all databases are made.
    let parts: Vec<_> = databases
        .iter()
        .map(|name| {
            let text = one(name, "--dump-mode=schema");
            let at = text.find("\n\nALTER TABLE ").map_or(text.len(), |at| at + 1);
            let (schema, keys) = text.split_at(at);
            let made = format!("\nCREATE DATABASE IF NOT EXISTS {name};\nUSE {name};\n\n{schema}");
            let keys = if keys.is_empty() { String::new() } else { format!("\nUSE {name};\n{keys}") };
            (made, keys)
        })
        .collect();
    let want = parts.iter().map(|(made, _)| made.as_str()).chain(parts.iter().map(|(_, keys)| keys.as_str()));
    assert_same(&all("--dump-mode=schema"), &want.collect::<String>(), "schema");
}

#[test]
#[ignore = "needs CockroachDB v20.1"]
fn only_administrators() {
    let server = real();
    let said = Place::Real(server).dump(&["--dump-all", "--user=maxroach"]).error();
    assert!(
        said.contains("--dump-all reads the list of all databases, which needs the role admin."),
        "{said}"
    );
}
