//! A fake CockroachDB that answers from recordings of a real one, over a real socket.
//!
//! [`Recorder`] makes recordings. The fake is strict. [`Fake::finish`] fails the test
//!
//! * for a statement it has no recorded answer for (the client gets an error too);
//! * for a query of the catalog or of rows that is read at no timestamp, or at another one than all the rest:
//!   it must carry `AS OF SYSTEM TIME` or run in a transaction opened with it.
//!
//! ```no_run
//! use roachdump_testkit::fake::Fake;
//!
//! let fake = Fake::start("tests/data/stock/v20.1.5");
//! // … connect to 127.0.0.1 at fake.port() …
//! fake.finish();
//! ```

mod recorder;
mod recording;
mod server;
mod session;
mod sql;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

pub use recorder::Recorder;
use recording::Library;
use server::Listener;

/// A fake server, listening on loopback until it is dropped.
#[derive(Debug)]
pub struct Fake {
    listener: Listener,
    journal: Arc<Journal>,
}

impl Fake {
    /// Starts one that answers from a release's folder: `<database>/answers.jsonl`, or
    /// `answers-as-<user>.jsonl` for users who have one. Databases without a folder do not exist.
    ///
    /// # Panics
    ///
    /// If the folder cannot be read, or no port is free.
    pub fn start(folder: impl AsRef<Path>) -> Self {
        Self::with(Library::open(folder.as_ref()), None)
    }

    /// As [`Fake::start`]; everything must be read at this timestamp rather than at the cluster's present.
    ///
    /// # Panics
    ///
    /// As [`Fake::start`].
    pub fn at(folder: impl AsRef<Path>, timestamp: &str) -> Self {
        Self::with(Library::open(folder.as_ref()), Some(timestamp.to_owned()))
    }

    fn with(library: Library, timestamp: Option<String>) -> Self {
        let journal = Arc::new(Journal { timestamp, ..Journal::default() });
        let listener = Listener::start(Arc::new(library), Arc::clone(&journal));
        Self { listener, journal }
    }

    /// The port it listens on, at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.listener.port()
    }

    /// The statements so far, from all sessions.
    pub fn statements(&self) -> Vec<String> {
        self.journal.entries().statements.clone()
    }

    /// Ends the server and fails the test if a client did what it must not.
    ///
    /// # Panics
    ///
    /// With everything that was wrong.
    pub fn finish(self) {
        drop(self.listener);
        let wrong = self.journal.entries().wrong.join("\n");
        assert!(wrong.is_empty(), "the fake server's clients went wrong:\n{wrong}");
    }
}

/// What the sessions did.
#[derive(Debug, Default)]
struct Journal {
    /// The timestamp everything must be read at, if it is not the one the server gave out.
    timestamp: Option<String>,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    statements: Vec<String>,
    wrong: Vec<String>,
    /// The timestamp the server gave out.
    given: Option<String>,
}

impl Journal {
    fn entries(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn statement(&self, sql: &str) {
        self.entries().statements.push(sql.to_owned());
    }

    fn wrong(&self, what: String) {
        self.entries().wrong.push(what);
    }

    fn gave(&self, timestamp: &str) {
        self.entries().given = Some(timestamp.to_owned());
    }

    /// Checks the timestamp that a query is read at.
    fn read_at(&self, sql: &str, timestamp: Option<&str>) {
        let expected = self.timestamp.clone().or_else(|| self.entries().given.clone());
        match (timestamp, expected) {
            (None, _) => self.wrong(format!("read at no timestamp: {sql}")),
            (Some(read), Some(expected)) if read == expected => {}
            (Some(read), expected) => self.wrong(format!("read at {read} instead of {expected:?}: {sql}")),
        }
    }
}
