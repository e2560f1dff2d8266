//! CockroachDB: recordings of several releases, and a real server if `ROACHDUMP_COCKROACH` names its program.
//!
//! | a test that | runs on the fake server | runs on the real server |
//! |---|---|---|
//! | calls an `everywhere` | always, with the recordings of a release | if it is of that release |
//! | calls [`faked`] | always | never |
//! | calls [`server`] | never | if it is one of [`WITH_STOCK`] or another list; the test's `#[ignore]` names the same releases |

mod again;
mod choice;
mod command_lines;
mod dump_all;
mod first;
mod fixpoint;
mod grammar;
mod modern;
mod network;
mod oracle;
mod random;
mod recorder;
mod refusals;
mod replayed;
mod scripted;
mod snapshot;
mod v20_2;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use roachdump_testkit::fake::Fake;
use roachdump_testkit::{Cockroach, Release};

/// The files below `tests/data/stock`.
fn stock(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/stock").join(path)
}

/// The text of a file below `tests/data/stock`.
fn stock_text(path: &str) -> String {
    let file = stock(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The text of a file below `tests/data/stock/v20.1.5`.
fn recorded(path: &str) -> String {
    stock_text(&format!("v20.1.5/{path}"))
}

/// A text with other lines in the place of some.
fn with_lines<'a>(text: &'a str, other: impl Fn(&str) -> Option<&'a str>) -> String {
    text.split('\n').map(|line| other(line).unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// A server to dump from.
#[derive(Debug)]
enum Place {
    Fake(Fake),
    Real(&'static Cockroach),
}

/// Runs a test against a fake server, which fails it for what was asked wrongly.
fn faked(fake: Fake, test: impl Fn(&Place)) {
    let fake = Place::Fake(fake);
    test(&fake);
    if let Place::Fake(fake) = fake {
        fake.finish();
    }
}

/// Runs a test against the fake server, then against the real one if there is one.
fn everywhere(test: impl Fn(&Place)) {
    everywhere_on(Release::V20_1, "v20.1.5", test);
}

/// Runs a test against the fake server with recordings of a release, then against the real one if it is of that
/// release.
fn everywhere_on(release: Release, recordings: &str, test: impl Fn(&Place)) {
    faked(Fake::start(stock(recordings)), &test);
    if let Some(real) = shared().filter(|server| server.release() == release) {
        test(&Place::Real(real));
    }
}

/// When the real server was filled, and of v20.1 `db1.dump_test` had only the first of its two batches of rows.
static BETWEEN: OnceLock<String> = OnceLock::new();

/// The release that most recordings are of.
const V20_1: &[Release] = &[Release::V20_1];

/// The releases with a `cockroach dump` of their own to compare with.
const WITH_STOCK: &[Release] = &[Release::V20_1, Release::V20_2];

/// The real server, for a test of what these releases do. Such a test is ignored where there is none.
///
/// # Panics
///
/// If there is no server, or one of another release.
#[track_caller]
fn server(releases: &[Release]) -> &'static Cockroach {
    let server = shared().expect("ROACHDUMP_COCKROACH must name a program for this test");
    assert!(releases.contains(&server.release()), "this test is not for {}", server.release());
    server
}

/// The real v20.1.
#[track_caller]
fn real() -> &'static Cockroach {
    server(V20_1)
}

/// The real server if there is one, with the databases that were recorded of its release.
fn shared() -> Option<&'static Cockroach> {
    Cockroach::shared(fill)
}

/// The databases below `tests/data/stock/sql` that were recorded of a release.
fn databases(release: Release) -> &'static [&'static str] {
    match release {
        Release::V20_1 => &["hidden", "more", "objects", "random", "startrek", "types"],
        Release::V20_2 => &["objects", "startrek", "types", "v202"],
        Release::V21_1 | Release::V22_1 => &["modern", "startrek", "objects", "types", "rights"],
    }
}

/// Puts into a real server what was recorded, and a database `empty_db`.
fn fill(server: &Cockroach) {
    if server.release() >= Release::V21_1 {
        // What the server does for itself would cost more than what the tests ask of it.
        server.sql(
            "SET CLUSTER SETTING sql.stats.automatic_collection.enabled = false;
             SET CLUSTER SETTING timeseries.storage.enabled = false;
             SET CLUSTER SETTING kv.range_merge.queue_enabled = false",
        );
    }
    for database in databases(server.release()) {
        server.sql(&format!("CREATE DATABASE {database}"));
        let file = format!("sql/{database}.sql");
        match server.release() {
            Release::V20_1 | Release::V20_2 => server.load(database, &stock(&file)),
            // None of these takes all of it.
            Release::V21_1 | Release::V22_1 => server.load_what_loads(database, &stock_text(&file)),
        }
    }
    server.sql("CREATE DATABASE empty_db");
    if server.release() == Release::V20_1 {
        fill_v20_1(server);
    } else {
        note_time(server);
    }
}

/// Users of several rights, and `db1`, whose rows were written at two times.
fn fill_v20_1(server: &Cockroach) {
    server.sql(
        "CREATE USER maxroach; CREATE USER leslieroach; CREATE USER partial;
         GRANT SELECT ON startrek.* TO maxroach; GRANT SELECT ON startrek.quotes TO partial;
         GRANT INSERT ON startrek.episodes TO partial",
    );
    server.sql(
        "CREATE DATABASE db1;
         CREATE TABLE db1.dump_test (id INT PRIMARY KEY DEFAULT unique_rowid(), name STRING)",
    );
    server.sql(
        "INSERT INTO db1.dump_test VALUES (225594758537183233, 'a'), (225594758537248769, 'b'),
         (225594758537281537, 'c'), (225594758537314305, 'd')",
    );
    note_time(server);
    server.sql("INSERT INTO db1.dump_test VALUES (225594991654174721, 'i'), (225594991654240257, 'j')");
}

fn note_time(server: &Cockroach) {
    let now = server.sql("SELECT cluster_logical_timestamp()");
    BETWEEN.get_or_init(|| now.lines().last().unwrap_or_default().to_owned());
}

/// What a run of the program gave.
#[derive(Debug, Eq, PartialEq)]
struct Outcome {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Outcome {
    /// A dump that succeeded and had nothing to say.
    #[track_caller]
    fn dump(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (Some(0), ""));
        self.stdout
    }

    /// The messages of a run that failed before its first byte.
    #[track_caller]
    fn error(self) -> String {
        assert_eq!((self.status, self.stdout.as_str()), (Some(1), ""), "{}", self.stderr);
        self.stderr
    }
}

impl Place {
    /// Runs `roachdump dump` with these arguments.
    fn dump(&self, arguments: &[&str]) -> Outcome {
        let mut program = Command::new(env!("CARGO_BIN_EXE_roachdump"));
        program.arg("dump").args(["--insecure", "--host=127.0.0.1", &format!("--port={}", self.port())]);
        let output = program.args(arguments).env_clear().output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the dump is UTF-8");
        Outcome { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn port(&self) -> u16 {
        match self {
            Self::Fake(fake) => fake.port(),
            Self::Real(real) => real.port(),
        }
    }
}
