//! The pages of the help: the whole grammar, a command or a topic.

use clap::Command;

use super::topics::TOPICS;
use super::{grammar, usage};
use crate::error::{Error, Fault, Result};

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
