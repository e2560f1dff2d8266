//! The whole grammar: the flags of `args`, and those of `cockroach` that have no effect here.

use std::any::TypeId;

use clap::builder::OsStringValueParser;
use clap::{Arg, CommandFactory};

use super::args::Typed;
use super::typed::Switch;

/// What follows a flag that is taken without effect.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Follows {
    Value,
    MaybeValue,
}

/// Flags of the releases of `cockroach dump` that mean nothing to a program without CockroachDB's logger.
#[rustfmt::skip]
const WITHOUT_EFFECT: &[(&str, Follows)] = &[
    ("alsologtostderr",    Follows::MaybeValue),
    ("cert-principal-map", Follows::Value),
    ("log-backtrace-at",   Follows::Value),
    ("log-dir-max-size",   Follows::Value),
    ("log-file-max-size",  Follows::Value),
    ("log-file-verbosity", Follows::Value),
    ("log-group-max-size", Follows::Value),
    ("no-color",           Follows::MaybeValue),
    ("no-redirect-stderr", Follows::MaybeValue),
    ("redirect-stderr",    Follows::MaybeValue),
    ("redactable-logs",    Follows::MaybeValue),
    ("show-logs",          Follows::MaybeValue),
    ("sql-audit-dir",      Follows::Value),
    ("vmodule",            Follows::Value),
];

/// The whole grammar.
pub(super) fn command() -> clap::Command {
    Typed::command()
        .args_override_self(true)
        .args(WITHOUT_EFFECT.iter().map(|(name, follows)| {
            let arg =
                Arg::new(*name).long(*name).global(true).hide(true).value_parser(OsStringValueParser::new());
            if *follows == Follows::MaybeValue { optional_value(arg) } else { arg }
        }))
        .mut_subcommands(|command| command.args_override_self(true).mut_args(with_switch))
}

fn with_switch(arg: Arg) -> Arg {
    if arg.get_value_parser().type_id() == TypeId::of::<Switch>() {
        optional_value(arg).value_name("BOOL")
    } else {
        arg
    }
}

fn optional_value(arg: Arg) -> Arg {
    arg.num_args(0..=1).require_equals(true).default_missing_value("true")
}
