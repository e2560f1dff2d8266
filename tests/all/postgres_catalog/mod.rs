//! What a dump of a real PostgreSQL carries over, what it names as left out, and what it never does in
//! silence.

use std::process::Command;

use roachdump_testkit::Server;

mod census;
mod drift;
mod encodings;
mod inherited;
mod names;
mod round_trip;
mod snapshot;
mod trust;

/// A database of a test's own on the shared server.
pub(crate) struct Database {
    pub(crate) server: &'static Server,
    pub(crate) name: String,
}

/// How a run of `roachdump` ended.
pub(crate) struct Outcome {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Database {
    /// An empty database; `name` is unique among all tests.
    pub(crate) fn new(name: &str) -> Self {
        Self::with_options(name, "TEMPLATE template0")
    }

    fn with_options(name: &str, options: &str) -> Self {
        let server = Server::shared();
        server.create_database(name, options);
        Self { server, name: name.into() }
    }

    pub(crate) fn psql(&self, sql: impl AsRef<[u8]>) -> String {
        self.server.psql(&self.name, sql)
    }

    /// `server_version_num / 10000`.
    pub(crate) fn major(&self) -> u32 {
        self.server.version_num() / 10_000
    }

    /// The arguments that reach this database as `user`, then `arguments`.
    fn command(&self, user: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roachdump"));
        command.args(["dump", &self.name, "-U", user, "-p", &self.server.port().to_string(), "-h"]);
        command.arg(self.server.socket_dir()).args(arguments).env_clear();
        command
    }

    pub(crate) fn dump_as(&self, user: &str, arguments: &[&str]) -> Outcome {
        let output = self.command(user, arguments).output().expect("the program starts");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Outcome { status: output.status.code(), stdout: output.stdout, stderr }
    }

    pub(crate) fn dump(&self, arguments: &[&str]) -> Outcome {
        self.dump_as("postgres", arguments)
    }

    /// What `pg_dump` makes of it, without the lines that differ from run to run.
    pub(crate) fn pg_dump(&self, arguments: &[&str]) -> String {
        let text = self.server.pg_dump(&self.name, arguments);
        let random = |line: &&str| !(line.starts_with("\\restrict") || line.starts_with("\\unrestrict"));
        String::from_utf8_lossy(&text).split('\n').filter(random).collect::<Vec<_>>().join("\n")
    }
}

impl Outcome {
    /// A dump that succeeded and had nothing to say.
    #[track_caller]
    pub(crate) fn complete(self) -> Vec<u8> {
        assert_eq!((self.status, self.stderr.as_str()), (Some(0), ""));
        self.stdout
    }

    /// As [`Self::complete`], as text.
    #[track_caller]
    pub(crate) fn text(self) -> String {
        String::from_utf8(self.complete()).expect("the dump is UTF-8")
    }

    /// The messages of a run that failed before its first byte.
    #[track_caller]
    pub(crate) fn refusal(self) -> String {
        assert_eq!((self.status, self.stdout.len()), (Some(1), 0), "{}", self.stderr);
        self.stderr
    }
}
