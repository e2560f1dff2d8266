//! The parts of the help that are not about one flag.
//!
//! Texts stand in the files of `help/`: a line without indentation is a heading, a line with two spaces a
//! paragraph, whose breaking is clap's work, and one with four stays as it is.

/// The form of the command.
pub(super) const USAGE: &str = "roachdump dump <database> [<table>…] [flags]";

/// After the flags of the short help.
pub(super) const SHORT: &str = "\
Examples:
  roachdump dump startrek > backup.sql
  roachdump dump startrek episodes quotes --dump-mode=data --user=maxroach
  roachdump dump -h /var/run/postgresql mydb -f backup.sql

--help tells about environment variables, defaults and exit statuses.";

/// A part of the help with a name of its own.
pub(super) struct Topic {
    pub(super) name: &'static str,
    /// What it is about, in a few words.
    pub(super) about: &'static str,
    pub(super) text: &'static str,
}

/// All topics, in the order of the long help.
#[rustfmt::skip]
pub(super) const TOPICS: &[Topic] = &[
    Topic { name: "connection",    about: "servers, defaults, passwords, encryption", text: include_str!("help/connection.txt") },
    Topic { name: "selection",     about: "which tables, and what cannot be carried over", text: include_str!("help/selection.txt") },
    Topic { name: "output",        about: "the dump, progress, events, summary",      text: include_str!("help/output.txt") },
    Topic { name: "environment",   about: "the variables that are read",              text: include_str!("help/environment.txt") },
    Topic { name: "compatibility", about: "what cockroach's flags do",                text: include_str!("help/compatibility.txt") },
    Topic { name: "exit-status",   about: "what the exit statuses mean",              text: include_str!("help/exit-status.txt") },
    Topic { name: "examples",      about: "command lines",                            text: include_str!("help/examples.txt") },
];

/// After the list of commands.
pub(super) fn root() -> String {
    let topics: Vec<_> = TOPICS.iter().map(|topic| format!("  {:<14} {}", topic.name, topic.about)).collect();
    format!(
        "Examples:\n  roachdump dump startrek > backup.sql\n  roachdump dump -h /var/run/postgresql mydb -f backup.sql\n\n\
         Topics, for roachdump help <topic>:\n{}\n\nroachdump dump --help tells all of it.",
        topics.join("\n")
    )
}

/// After the flags of the long help: every topic.
pub(super) fn long() -> String {
    let texts: Vec<_> = TOPICS.iter().map(|topic| topic.text.trim_end()).collect();
    texts.join("\n\n")
}
