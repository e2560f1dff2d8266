//! What the program says on stderr, and where logs go.

use std::path::PathBuf;

/// What the program says on stderr, and where logs go.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reporting {
    /// How the progress is told.
    pub progress: Progress,
    /// A file for a summary in JSON.
    pub summary: Option<PathBuf>,
    /// 0: warnings; 1: what is done (`-v`); 2 and more: details.
    pub verbosity: u8,
    /// Show every statement on stderr as `> <sql>`.
    pub echo_sql: bool,
    /// A folder to write a log file in.
    pub log_dir: Option<PathBuf>,
}

/// How it is told how far a dump is, and that it ended.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Progress {
    /// By a line on a terminal, and a summary on a terminal or with `-v`.
    #[default]
    Auto,
    /// By a line every few seconds, and a summary.
    Plain,
    /// By events, one JSON object a line.
    Json,
    /// Not at all.
    Off,
}
