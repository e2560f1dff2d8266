//! What was typed, turned into checked options.
//!
//! ```text
//! args ─▶ assemble ─▶ resolve ─▶ Run (with the `options`)
//!  │ │       ├ url, service, settings, sources: what each source says about the connection
//!  │ │       ├ what, filter: what to dump and how
//!  │ │       └ tls, os_user
//!  │ ├ values, host: one value each
//!  │ └ topics, version: texts of the program
//!  └▶ grammar ─▶ help, generate: texts made of the grammar
//! ```
//!
//! `args` is exactly what was typed (clap), the other files fold in the URL, the environment and the
//! defaults; what leaves this room is one [`Run`], complete and consistent.

mod args;
mod assemble;
mod filter;
mod fixed;
mod flags;
mod generate;
mod grammar;
mod help;
mod host;
mod os_user;
mod passfile;
mod resolve;
mod service;
mod settings;
mod sources;
mod tls;
mod topics;
mod typed;
mod url;
mod usage;
mod values;
mod version;
mod what;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use clap_complete::Shell;

use args::{Command, Gen};

pub use assemble::Run;
pub use flags::flag;
#[cfg(feature = "internals")]
pub use {passfile::password_for, settings::Settings, url::parse_url};

use crate::error::Result;

/// What a command line asks for.
#[derive(Debug)]
pub enum Parsed {
    /// To dump.
    Run(Box<Run>),
    /// Text for stdout, exit status 0: a help or the version.
    Print(String),
    /// To write files into a folder, each with its name and text.
    Files(PathBuf, Vec<(String, Vec<u8>)>),
    /// The short help for stderr, exit status 2: no command was given.
    Usage(String),
}

/// Reads a command line; the first of `args` is the program's name.
///
/// `env` looks up one variable of the environment. Of the file system only certificate folders, the service,
/// the password and filter files, `/etc/passwd` and the socket's folder are looked at.
///
/// # Errors
///
/// [`Fault::Usage`](crate::error::Fault::Usage) for whatever is wrong with what was typed or with a
/// variable, [`Fault::Connection`](crate::error::Fault::Connection) if a folder of certificates lacks one.
pub fn parse(
    args: impl IntoIterator<Item = OsString>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Parsed> {
    let args: Vec<OsString> = args.into_iter().collect();
    let typed = grammar::command()
        .try_get_matches_from(&args)
        .and_then(|matches| args::Typed::from_arg_matches(&matches));
    let error = match typed {
        Ok(typed) => return run(typed, env),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp => Ok(Parsed::Print(error.render().to_string())),
        ErrorKind::DisplayVersion => Ok(Parsed::Print(version::shown(&error))),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            Ok(Parsed::Usage(grammar::command().render_help().to_string()))
        }
        _ => Err(usage::usage(&error)),
    }
}

/// The command that a line names first, for what to say when it fails; the first of `args` is the program's name.
pub fn command(args: &[OsString]) -> &'static str {
    const COMMANDS: [&str; 4] = ["dump", "help", "completion", "gen"];
    let command = |arg: &OsString| COMMANDS.into_iter().find(|command| arg == command);
    args.iter().skip(1).find_map(command).unwrap_or("dump")
}

fn run(typed: args::Typed, env: &dyn Fn(&str) -> Option<String>) -> Result<Parsed> {
    let completions =
        |shell: Option<Shell>| Parsed::Print(generate::completions(shell.unwrap_or(Shell::Bash)));
    Ok(match typed.command {
        Command::Dump(dump) => Parsed::Run(Box::new(assemble::run(*dump, typed.logging, env)?)),
        Command::Help { topic } => Parsed::Print(help::help(topic.as_deref())?),
        Command::Completion { shell } | Command::Gen { what: Gen::Autocomplete { shell } } => {
            completions(shell)
        }
        Command::Gen { what: Gen::Man { path } } => {
            Parsed::Files(path.unwrap_or_else(|| PathBuf::from("man/man1")), generate::man_pages())
        }
    })
}

#[cfg(test)]
mod tests;
