//! How one value is read from what was typed: clap's side of `values` and `host`.

use std::num::NonZero;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser, ValueParser};

use super::host::{self, Host};
use super::values::{self, Refusal};

/// The value of `--host`; clap would take a bare list for a flag given several times.
#[derive(Clone)]
pub(super) struct Hosts(pub(super) Vec<Host>);

/// The value of `--port`.
#[derive(Clone)]
pub(super) struct Ports(pub(super) Vec<Option<u16>>);

/// As [`host::hosts`].
pub(super) fn hosts(value: &str) -> Result<Hosts, Refusal> {
    host::hosts(value).map(Hosts)
}

/// As [`values::ports`].
pub(super) fn ports(value: &str) -> Result<Ports, Refusal> {
    values::ports(value).map(Ports)
}

/// The value of `--statement-size`: bytes, or none for no limit.
#[derive(Clone, Copy)]
pub(super) struct Size(pub(super) Option<NonZero<u64>>);

/// As [`values::bytes`]; 0 is no limit.
pub(super) fn size(value: &str) -> Result<Size, Refusal> {
    values::bytes(value).map(|bytes| Size(NonZero::new(bytes)))
}

/// A switch of `cockroach dump`: on, or off by `=false`.
#[derive(Clone, Copy)]
pub(super) struct Switch(pub(super) bool);

/// As [`values::switch`].
pub(super) fn switch(value: &str) -> Result<Switch, Refusal> {
    values::switch(value).map(Switch)
}

/// Text, read by `parse`.
pub(super) fn parsed<T: Clone + Send + Sync + 'static>(parse: fn(&str) -> Result<T, Refusal>) -> ValueParser {
    ValueParser::new(OsStringValueParser::new().try_map(move |value| match value.to_str() {
        Some(text) => parse(text),
        None => Err(Refusal::new("it is not UTF-8", "Write it in UTF-8.")),
    }))
}

/// A path: any bytes but none at all.
pub(super) fn path() -> ValueParser {
    ValueParser::new(OsStringValueParser::new().try_map(|value| {
        if value.is_empty() {
            return Err(Refusal::new("it is empty", "Name a file or folder."));
        }
        Ok(PathBuf::from(value))
    }))
}
