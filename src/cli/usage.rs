//! A command line that clap refuses, told in this program's one form with `cockroach dump`'s words.
//!
//! No value is shown that may hold a password.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::url;
use super::values::Refusal;
use crate::error::{Error, Fault, Text};

const SEE: &str = "See roachdump dump --help.";

/// Flags of other programs, and what stands for them here.
const INSTEAD: &[(&str, &str)] = &[
    ("-q", "Write --quiet."),
    ("--dbname", "The database, or a URL, is the first argument: roachdump dump <database>."),
    ("-h", "For help write --help or -?; -h belongs to dump and is the host."),
];

/// The error of this program for one of clap's.
pub(super) fn usage(error: &clap::Error) -> Error {
    let arg = context(error, ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => unknown(flag_of(&arg), &context(error, ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => {
            let command = context(error, ContextKind::InvalidSubcommand);
            fault(format!("unknown command \"{}\" for \"roachdump\"", shown(&command)))
                .remedy("To dump a database write roachdump dump <database>.")
        }
        ErrorKind::ValueValidation => invalid(error, &arg),
        ErrorKind::InvalidValue if flag_of(&arg) == "--host" => fault("flag needs an argument: --host")
            .remedy("-h is the host, as in PostgreSQL's programs; for help write --help or -?."),
        ErrorKind::InvalidValue | ErrorKind::NoEquals => {
            fault(format!("flag needs an argument: {}", flag_of(&arg))).remedy(SEE)
        }
        ErrorKind::TooManyValues if flag_of(&arg) == "--password" => fault("--password takes no value")
            .remedy("It asks for the password. Give one in PGPASSWORD, in ~/.pgpass or in the URL: other users can see a command line."),
        ErrorKind::TooManyValues => fault(format!("{} takes no value", flag_of(&arg))).remedy(SEE),
        kind => fault(kind.as_str().unwrap_or("the command line cannot be understood")).remedy(SEE),
    }
}

fn fault(message: impl Into<Text>) -> Error {
    Error::new(Fault::Usage, message)
}

fn invalid(error: &clap::Error, arg: &str) -> Error {
    let value = context(error, ContextKind::InvalidValue);
    let place = match flag_of(arg) {
        flag if flag.starts_with('-') => format!("\"{flag}\" flag"),
        _ => format!("the {}", arg.trim_matches(['[', ']', '<', '>', '.'])),
    };
    let place = format!("invalid argument \"{}\" for {place}", shown(&value));
    match error.source().and_then(|source| source.downcast_ref::<Refusal>()) {
        Some(no) => fault(format!("{place}: {}", no.why)).remedy(&no.remedy),
        None => fault(place).remedy(SEE),
    }
}

fn unknown(flag: &str, suggested: &str) -> Error {
    let message = match flag.strip_prefix('-').filter(|rest| !rest.starts_with('-')) {
        Some(letter) => format!("unknown shorthand flag: '{letter}' in {flag}"),
        None => format!("unknown flag: {flag}"),
    };
    let instead = INSTEAD.iter().find(|(name, _)| *name == flag).map(|(_, remedy)| (*remedy).to_owned());
    let similar = (!suggested.is_empty()).then(|| format!("A similar flag is {suggested}. {SEE}"));
    fault(message).remedy(instead.or(similar).unwrap_or_else(|| SEE.to_owned()))
}

/// What clap says about `kind`, as text.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    }
}

/// The flag alone of `--flag <VALUE>`, `--flag[=<VALUE>]` or `--flag=value`.
fn flag_of(arg: &str) -> &str {
    arg.split([' ', '[', '=']).next().unwrap_or(arg)
}

/// A value for a message; a connection string, which may hold a password, is not shown.
pub(super) fn shown(value: &str) -> &str {
    if value.contains("://") || url::form(value).is_some() { "…" } else { value }
}
