//! CockroachDB v20.1.5 and v20.2.0-alpha.3: their recordings, and a real server of one of these releases if
//! `ROACHDUMP_COCKROACH` names its program. Of beta-20170309 there are recordings only.
//!
//! Every test here runs against the fake server, and against the real one too if it is of that release.

mod choice;
mod command_lines;
mod dump_all;
mod first;
mod fixpoint;
mod network;
mod oracle;
mod random;
mod refusals;
mod snapshot;
mod v20_2;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use roachdump_testkit::Cockroach;
use roachdump_testkit::fake::Fake;

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
    faked(Fake::start(stock("v20.1.5")), &test);
    if let Some(real) = real() {
        test(&Place::Real(real));
    }
}

/// When the real server was filled, and of v20.1 `db1.dump_test` had only the first of its two batches of rows.
static BETWEEN: OnceLock<String> = OnceLock::new();

/// A release that there are recordings of and that a real server may be of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Release {
    V20_1,
    V20_2,
}

/// The real server, if it is a v20.1, with the databases that were recorded.
fn real() -> Option<&'static Cockroach> {
    of_release(Release::V20_1)
}

fn of_release(wanted: Release) -> Option<&'static Cockroach> {
    server().filter(|(_, release)| *release == wanted).map(|(server, _)| server)
}

/// The real server, with the databases that were recorded of its release.
fn server() -> Option<(&'static Cockroach, Release)> {
    static RELEASE: OnceLock<Release> = OnceLock::new();
    let server = Cockroach::shared(|server| {
        let release = release(server);
        RELEASE.get_or_init(|| release);
        match release {
            Release::V20_1 => fill(server),
            Release::V20_2 => v20_2::fill(server),
        }
    })?;
    Some((server, *RELEASE.get()?))
}

fn release(server: &Cockroach) -> Release {
    let version = server.sql("SELECT version()");
    match () {
        () if version.contains(" v20.1.") => Release::V20_1,
        () if version.contains(" v20.2.") => Release::V20_2,
        () => panic!("ROACHDUMP_COCKROACH must name a program of v20.1 or v20.2, not {version}"),
    }
}

fn create(server: &Cockroach, databases: &[&str]) {
    for database in databases {
        server.sql(&format!("CREATE DATABASE {database}"));
        server.load(database, &stock(&format!("sql/{database}.sql")));
    }
}

fn note_time(server: &Cockroach) {
    let now = server.sql("SELECT cluster_logical_timestamp()");
    BETWEEN.get_or_init(|| now.lines().last().unwrap_or_default().to_owned());
}

fn fill(server: &Cockroach) {
    create(server, &["startrek", "types", "objects", "more", "random", "hidden"]);
    server.sql(
        "CREATE DATABASE empty_db; CREATE USER maxroach; CREATE USER leslieroach; CREATE USER partial;
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
