//! CockroachDB v20.1.5: its recordings, and a real server of that release if `ROACHDUMP_COCKROACH` names one.
//!
//! Every test here runs against the fake server, and against the real one too if there is one. Of other
//! releases there are recordings only.

mod command_lines;
mod dump_all;
mod first;
mod fixpoint;
mod network;
mod oracle;
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

/// The text of a file below `tests/data/stock/v20.1.5`.
fn recorded(path: &str) -> String {
    let file = stock("v20.1.5").join(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A server to dump from.
#[derive(Debug)]
enum Place {
    Fake(Fake),
    Real(&'static Cockroach),
}

/// Runs a test against the fake server, then against the real one if there is one.
fn everywhere(test: impl Fn(&Place)) {
    let fake = Place::Fake(Fake::start(stock("v20.1.5")));
    test(&fake);
    if let Place::Fake(fake) = fake {
        fake.finish();
    }
    if let Some(real) = real() {
        test(&Place::Real(real));
    }
}

/// When `db1.dump_test` had only the first of its two batches of rows, on the real server.
static BETWEEN: OnceLock<String> = OnceLock::new();

/// The real server, with the databases that were recorded.
fn real() -> Option<&'static Cockroach> {
    Cockroach::shared(|server| {
        for database in ["startrek", "types", "objects", "more", "random", "hidden"] {
            server.sql(&format!("CREATE DATABASE {database}"));
            server.load(database, &stock(&format!("sql/{database}.sql")));
        }
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
        let between = server.sql("SELECT cluster_logical_timestamp()");
        BETWEEN.get_or_init(|| between.lines().last().unwrap_or_default().to_owned());
        server.sql("INSERT INTO db1.dump_test VALUES (225594991654174721, 'i'), (225594991654240257, 'j')");
    })
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
