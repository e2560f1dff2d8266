//! What machines read: the events of `--progress=json`, one a line, and the file of `--summary`.
//!
//! The names and units here are what docs/output.md promises: a field may be added, none changed.

use serde::Serialize;

use super::tell;
use crate::error::Error;

/// One line of `--progress=json`.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Event<'a> {
    /// The snapshot stands and everything is planned.
    DumpStarted {
        time: String,
        #[serde(flatten)]
        of: &'a Subject,
        tables: usize,
        /// By the server's statistics; null where they do not know every table.
        estimated_rows: Option<u64>,
    },
    /// The rows of a table begin.
    TableStarted { time: String, table: &'a str, number: usize, estimated_rows: Option<u64> },
    /// How far the dump is, while it runs.
    Progress {
        time: String,
        table: &'a str,
        /// Rows of this table.
        rows: u64,
        /// Bytes of the whole dump.
        bytes: u64,
        /// Of late; null before any time went by.
        bytes_per_second: Option<u64>,
        /// From 0 to 1; null while unknown.
        share: Option<f64>,
        seconds_left: Option<f64>,
    },
    /// The rows of a table are all written.
    TableDone {
        time: String,
        #[serde(flatten)]
        table: &'a TableReport,
    },
    /// The dump is complete and at its place.
    DumpDone {
        time: String,
        #[serde(flatten)]
        end: End<'a>,
    },
    /// The dump failed.
    DumpFailed {
        time: String,
        #[serde(flatten)]
        end: End<'a>,
    },
}

impl Event<'_> {
    /// Writes it on stderr.
    pub(super) fn tell(&self) {
        // Nothing here can fail to be JSON: keys are text, and what is no number becomes null.
        if let Ok(line) = serde_json::to_string(self) {
            tell(line);
        }
    }
}

/// What is dumped, and by what.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Subject {
    /// `roachdump 0.1.0`
    pub(super) program: &'static str,
    /// What the server calls itself; null if no session was opened.
    pub(super) server: Option<String>,
    pub(super) database: String,
    /// CockroachDB's timestamp or PostgreSQL's snapshot name; null before it stands.
    pub(super) snapshot: Option<String>,
}

/// The rows of one table.
#[derive(Debug, Serialize)]
pub(super) struct TableReport {
    pub(super) table: String,
    pub(super) rows: u64,
    /// Bytes of its statements in the dump.
    pub(super) bytes: u64,
    pub(super) seconds: f64,
    /// Whether all its rows were written.
    pub(super) complete: bool,
}

/// How a dump ended, without its tables.
#[derive(Debug, Serialize)]
pub(super) struct End<'a> {
    pub(super) status: &'static str,
    /// Null unless the dump failed.
    pub(super) error: Option<Failure>,
    #[serde(flatten)]
    pub(super) of: &'a Subject,
    /// Rows written.
    pub(super) rows: u64,
    /// Bytes written.
    pub(super) bytes: u64,
    pub(super) seconds: f64,
    /// What could not be carried over.
    pub(super) left_out: &'a [String],
}

/// Why a dump failed.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    message: String,
    sqlstate: Option<String>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self { message: error.reason(), sqlstate: error.sqlstate().map(|state| state.to_string()) }
    }
}

/// The file of `--summary`.
#[derive(Debug, Serialize)]
pub(super) struct Summary<'a> {
    /// When the dump began.
    pub(super) started: String,
    #[serde(flatten)]
    pub(super) end: End<'a>,
    /// Every table whose rows were dumped or begun, in the order of the dump.
    pub(super) tables: &'a [TableReport],
}

impl Summary<'_> {
    /// The file's text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The time now, in UTC.
pub(super) fn now() -> String {
    jiff::Timestamp::now().round(jiff::Unit::Millisecond).map(|time| time.to_string()).unwrap_or_default()
}
