//! The parts of the help that are not about one flag, and the pages made of them.
//!
//! Texts stand in the files of `help/`: a line without indentation is a heading, a line with two spaces a
//! paragraph, whose breaking is clap's work, and one with four stays as it is.

use clap::Command;

use super::{grammar, usage};
use crate::error::{Error, Fault, Result};

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

/// The text of `roachdump help <topic>`, where a topic may be a command, too.
///
/// # Errors
///
/// [`Fault::Usage`] if there is no such topic.
pub(super) fn help(topic: Option<&str>) -> Result<String> {
    let mut grammar = grammar::command();
    grammar.build();
    let Some(name) = topic else { return Ok(grammar.render_long_help().to_string()) };
    if let Some(topic) = TOPICS.iter().find(|topic| topic.name == name) {
        return Ok(page(topic.text));
    }
    match grammar.find_subcommand_mut(name) {
        Some(command) => Ok(command.render_long_help().to_string()),
        None => Err(unknown(name, &grammar)),
    }
}

fn unknown(name: &str, grammar: &Command) -> Error {
    let topics: Vec<_> = TOPICS.iter().map(|topic| topic.name).collect();
    let commands: Vec<_> = grammar.get_subcommands().map(Command::get_name).collect();
    let message = format!("there is no help on \"{}\"", usage::shown(name));
    let known = format!("The topics are {}; the commands {}.", topics.join(", "), commands.join(", "));
    Error::new(Fault::Usage, message).remedy(known)
}

/// A text broken for the terminal, as clap breaks the rest of the help.
fn page(text: &'static str) -> String {
    let page = Command::new("help").disable_help_flag(true).help_template("{after-help}");
    page.after_help(text.trim_end()).render_help().to_string()
}
