//! One value each: its text, checked, or why it is refused and what to write instead.
//!
//! Where a value was typed decides how a refusal is told, so it is not known here.

use std::fmt;
use std::num::NonZero;
use std::time::Duration;

use clap_complete::Shell;

use crate::error::{Error, Fault};
use crate::options::{ChannelBinding, Condition, Progress, SessionAttrs, SslMode};

/// Why a value is refused, and what to write instead. Never holds the value where that may be secret.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Refusal {
    /// What is wrong with it.
    pub(super) why: String,
    /// What to write instead.
    pub(super) remedy: String,
}

impl Refusal {
    /// A refusal with its remedy.
    pub(super) fn new(why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { why: why.into(), remedy: remedy.into() }
    }

    /// The refusal as an error of the command line, found at `place`.
    pub(super) fn at(self, place: impl fmt::Display) -> Error {
        Error::new(Fault::Usage, format!("{place}: {}", self.why)).remedy(self.remedy)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Refusal {}

/// `--dump-mode`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mode {
    /// Only the statements that make the objects.
    Schema,
    /// Only rows and sequence positions.
    Data,
    /// Both.
    Both,
}

/// One value of `--section`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Section {
    /// What stands before the rows.
    PreData,
    /// Rows and positions of sequences.
    Data,
    /// What stands behind the rows.
    PostData,
}

/// A time limit in whole seconds; none if 0 was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct TimeLimit(pub(super) Option<Duration>);

/// Any text but the empty one.
pub(super) fn text(value: &str) -> Result<String, Refusal> {
    if value.is_empty() {
        return Err(Refusal::new("it is empty", "Give a value, or leave it out."));
    }
    Ok(value.to_owned())
}

/// A key for psql's `\\restrict`: letters and digits.
pub(super) fn restrict_key(value: &str) -> Result<String, Refusal> {
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(value.to_owned());
    }
    Err(Refusal::new("is not a key", "Give letters and digits alone, as pg_dump wants them."))
}

/// A port, 1 to 65535.
pub(super) fn port(value: &str) -> Result<u16, Refusal> {
    let number: Option<u16> = value.trim_ascii().parse().ok();
    number
        .filter(|port| *port != 0)
        .ok_or_else(|| Refusal::new("a port is a number from 1 to 65535", "Check the port."))
}

/// One port or several with commas between them; an empty one of several is the default port.
pub(super) fn ports(value: &str) -> Result<Vec<Option<u16>>, Refusal> {
    if !value.contains(',') {
        return Ok(vec![Some(port(value)?)]);
    }
    value
        .split(',')
        .map(|one| if one.trim_ascii().is_empty() { Ok(None) } else { port(one).map(Some) })
        .collect()
}

/// A switch, as Go's `strconv.ParseBool` reads it.
pub(super) fn switch(value: &str) -> Result<bool, Refusal> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(Refusal::new("it is neither true nor false", "Write true or false.")),
    }
}

/// A number of bytes, with an optional K, M or G (powers of 1024) behind it.
pub(super) fn bytes(value: &str) -> Result<u64, Refusal> {
    let units = [(['K', 'k'], 10), (['M', 'm'], 20), (['G', 'g'], 30)];
    let (digits, shift) = units
        .into_iter()
        .find_map(|(unit, shift)| Some((value.strip_suffix(unit)?, shift)))
        .unwrap_or((value, 0));
    digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift)).ok_or_else(|| {
        let remedy =
            "Write a number of bytes, or a number with K, M or G behind it, as in 15M; 0 is no limit.";
        Refusal::new("it is no number of bytes", remedy)
    })
}

/// A number of rows, at least 1.
pub(super) fn rows(value: &str) -> Result<NonZero<u32>, Refusal> {
    value
        .parse()
        .map_err(|_| Refusal::new("it is no number of rows", "Write a whole number from 1 to 4294967295."))
}

/// A time limit in whole seconds, 0 for none.
pub(super) fn seconds(value: &str) -> Result<TimeLimit, Refusal> {
    let number: u32 = value.trim_ascii().parse().map_err(|_| {
        Refusal::new("it is no whole number of seconds", "Write a whole number of seconds; 0 waits for ever.")
    })?;
    Ok(TimeLimit((number != 0).then(|| Duration::from_secs(number.into()))))
}

/// `--dump-mode`.
pub(super) fn mode(value: &str) -> Result<Mode, Refusal> {
    match value {
        "schema" => Ok(Mode::Schema),
        "data" => Ok(Mode::Data),
        "both" => Ok(Mode::Both),
        _ => Err(Refusal::new(
            format!("invalid value for --dump-mode: {value}"),
            "Write schema, data or both, in lower case.",
        )),
    }
}

/// `--section`.
pub(super) fn section(value: &str) -> Result<Section, Refusal> {
    match value {
        "pre-data" => Ok(Section::PreData),
        "data" => Ok(Section::Data),
        "post-data" => Ok(Section::PostData),
        _ => Err(Refusal::new("it is no section", "Write pre-data, data or post-data.")),
    }
}

/// `--where`: a pattern, a colon outside double quotes, a condition.
pub(super) fn condition(value: &str) -> Result<Condition, Refusal> {
    let mut quoted = false;
    let colon = value.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    });
    let parts = colon.and_then(|at| Some((value.get(..at)?.trim(), value.get(at + 1..)?.trim())));
    match parts {
        Some((pattern, sql)) if !pattern.is_empty() && !sql.is_empty() => {
            Ok(Condition { pattern: pattern.to_owned(), sql: sql.to_owned() })
        }
        _ => Err(Refusal::new(
            "it is no table and condition with a colon between them",
            "Write it as in --where 'orders: paid and total > 100'.",
        )),
    }
}

/// The shell of completions.
pub(super) fn shell(value: &str) -> Result<Shell, Refusal> {
    value.parse().map_err(|_| {
        Refusal::new("no completions are known for it", "Write bash, elvish, fish, powershell or zsh.")
    })
}

/// `--progress`.
pub(super) fn progress(value: &str) -> Result<Progress, Refusal> {
    match value {
        "auto" => Ok(Progress::Auto),
        "plain" => Ok(Progress::Plain),
        "json" => Ok(Progress::Json),
        "off" => Ok(Progress::Off),
        _ => Err(Refusal::new("it is no way to tell the progress", "Write auto, plain, json or off.")),
    }
}

/// libpq's `sslmode`.
pub(super) fn ssl_mode(value: &str) -> Result<SslMode, Refusal> {
    match value {
        "disable" => Ok(SslMode::Disable),
        "allow" => Ok(SslMode::Allow),
        "prefer" => Ok(SslMode::Prefer),
        "require" => Ok(SslMode::Require),
        "verify-ca" => Ok(SslMode::VerifyCa),
        "verify-full" => Ok(SslMode::VerifyFull),
        _ => Err(Refusal::new(
            "it is no sslmode",
            "Write disable, allow, prefer, require, verify-ca or verify-full.",
        )),
    }
}

/// libpq's `channel_binding`.
pub(super) fn channel_binding(value: &str) -> Result<ChannelBinding, Refusal> {
    match value {
        "disable" => Ok(ChannelBinding::Disable),
        "prefer" => Ok(ChannelBinding::Prefer),
        "require" => Ok(ChannelBinding::Require),
        _ => Err(Refusal::new("it is no channel_binding", "Write disable, prefer or require.")),
    }
}

/// libpq's `sslnegotiation`; true is a handshake without an SSLRequest before it.
pub(super) fn direct(value: &str) -> Result<bool, Refusal> {
    match value {
        "postgres" => Ok(false),
        "direct" => Ok(true),
        _ => Err(Refusal::new("it is no sslnegotiation", "Write postgres or direct.")),
    }
}

/// libpq's `target_session_attrs`.
pub(super) fn session_attrs(value: &str) -> Result<SessionAttrs, Refusal> {
    match value {
        "any" => Ok(SessionAttrs::Any),
        "read-write" => Ok(SessionAttrs::ReadWrite),
        "read-only" => Ok(SessionAttrs::ReadOnly),
        "primary" => Ok(SessionAttrs::Primary),
        "standby" => Ok(SessionAttrs::Standby),
        "prefer-standby" => Ok(SessionAttrs::PreferStandby),
        _ => Err(Refusal::new(
            "it is no target_session_attrs",
            "Write any, read-write, read-only, primary, standby or prefer-standby.",
        )),
    }
}

/// A severity of CockroachDB's log, by name or number, as the verbosity it asks for.
///
/// This program logs what it does at INFO and nothing between a warning and an error, so only INFO (and
/// DEFAULT or true, which mean the lowest) asks for more than nothing.
pub(super) fn severity(value: &str) -> Result<u8, Refusal> {
    match value.to_ascii_uppercase().as_str() {
        "INFO" | "DEFAULT" | "UNKNOWN" | "TRUE" | "0" | "1" => Ok(1),
        "WARNING" | "ERROR" | "FATAL" | "NONE" | "FALSE" | "2" | "3" | "4" | "5" => Ok(0),
        _ => Err(Refusal::new("it is no severity", "Write INFO, WARNING, ERROR, FATAL or NONE.")),
    }
}

/// `--verbosity`: 0 and below is nothing, anything else at most 255.
pub(super) fn verbosity(value: &str) -> Result<u8, Refusal> {
    let number: i32 =
        value.parse().map_err(|_| Refusal::new("it is no level", "Write a whole number: 0, 1 or 2."))?;
    Ok(u8::try_from(number.max(0)).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[rustfmt::skip]
    fn numbers() {
        let ports: &[(&str, &str, Option<u16>)] = &[
            ("smallest",       "1",     Some(1)),
            ("largest",        "65535", Some(65535)),
            ("spaces, as libpq takes them", " 5432 ", Some(5432)),
            ("zero",           "0",     None),
            ("too large",      "65536", None),
            ("negative",       "-1",    None),
            ("empty",          "",      None),
            ("letters",        "5432x", None),
            ("other digits",   "٥",     None),
        ];
        for (name, text, want) in ports {
            assert_eq!(port(text).ok(), *want, "port: {name}");
        }
        let sizes: &[(&str, &str, Option<u64>)] = &[
            ("off",            "0",     Some(0)),
            ("bytes",          "15728640", Some(15 << 20)),
            ("K",              "4k",    Some(4096)),
            ("M",              "15M",   Some(15 << 20)),
            ("G",              "2G",    Some(2 << 30)),
            ("largest",        "18446744073709551615", Some(u64::MAX)),
            ("overflow",       "18446744073709551616", None),
            ("overflow by G",  "17179869184G", None),
            ("unit alone",     "M",     None),
            ("empty",          "",      None),
            ("negative",       "-1",    None),
            ("fraction",       "1.5M",  None),
            ("two units",      "1KB",   None),
            ("multi-byte end", "1é",    None),
        ];
        for (name, text, want) in sizes {
            assert_eq!(bytes(text).ok(), *want, "bytes: {name}");
        }
        let limits: &[(&str, &str, Option<Option<u64>>)] = &[
            ("none",           "0",     Some(None)),
            ("some",           "15",    Some(Some(15))),
            ("unit",           "15s",   None),
            ("negative",       "-1",    None),
            ("too large",      "4294967296", None),
        ];
        for (name, text, want) in limits {
            let got = seconds(text).ok().map(|limit| limit.0.map(|time| time.as_secs()));
            assert_eq!(got, *want, "seconds: {name}");
        }
        for (text, want) in [("1", Some(1)), ("0", None), ("-1", None), ("4294967296", None), ("", None)] {
            assert_eq!(rows(text).ok().map(NonZero::get), want, "rows: {text}");
        }
    }

    #[test]
    #[rustfmt::skip]
    fn words() {
        for (text, want) in [("true", Some(true)), ("F", Some(false)), ("1", Some(true)), ("yes", None), ("", None), ("tRUE", None)] {
            assert_eq!(switch(text).ok(), want, "switch: {text}");
        }
        for (text, want) in [("data", Some(Mode::Data)), ("both", Some(Mode::Both)), ("Schema", None), ("", None)] {
            assert_eq!(mode(text).ok(), want, "mode: {text}");
        }
        for (text, want) in [("info", Some(1)), ("NONE", Some(0)), ("true", Some(1)), ("WARNING", Some(0)), ("loud", None)] {
            assert_eq!(severity(text).ok(), want, "severity: {text}");
        }
        for (text, want) in [("2", Some(2)), ("-3", Some(0)), ("300", Some(255)), ("x", None)] {
            assert_eq!(verbosity(text).ok(), want, "verbosity: {text}");
        }
        for (text, want) in [
            ("t: a = 1", Some(("t", "a = 1"))), ("s.\"a:b\":x::int > 1", Some(("s.\"a:b\"", "x::int > 1"))),
            ("t:", None), (": a", None), ("t a", None), ("\"t: a", None), ("", None),
        ] {
            let got = condition(text).ok();
            assert_eq!(got.as_ref().map(|c| (c.pattern.as_str(), c.sql.as_str())), want, "condition: {text}");
        }
        for (text, want) in [("pre-data", Some(Section::PreData)), ("data", Some(Section::Data)), ("post-data", Some(Section::PostData)), ("all", None)] {
            assert_eq!(section(text).ok(), want, "section: {text}");
        }
        for mode in ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] {
            assert_eq!(ssl_mode(mode).map(|mode| mode.to_string()).as_deref(), Ok(mode), "sslmode");
        }
        assert!(ssl_mode("Verify-full").is_err(), "sslmode: case");
    }
}
