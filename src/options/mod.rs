//! What is to be done, as plain data: every room may read it, and no room sees how it was typed.

use std::path::PathBuf;

mod dump;
mod target;

pub use dump::{Condition, Dump, Form, Making, Mode, Patterns, Relations, Section, Sections};
pub use target::{
    Address, ChannelBinding, Endpoint, FilePassword, Prompt, Secret, SessionAttrs, SslMode, Target, Tls,
};

/// A whole command line, checked and complete.
#[derive(Debug)]
pub struct Options {
    /// Where and as whom to connect.
    pub target: Target,
    /// What to dump and how.
    pub dump: Dump,
    /// What to say on stderr.
    pub report: Report,
    /// What to say on stderr before anything else, one line each, without the word `warning: `.
    pub warnings: Vec<String>,
}

/// What to say on stderr, and where logs go.
#[derive(Clone, Debug, Default)]
pub struct Report {
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

/// `--progress`: how it is told how far a dump is, and that it ended.
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
