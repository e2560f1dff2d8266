//! `--as-of`: what was typed, as a time of CockroachDB's clock.
//!
//! | typed | meaning |
//! |---|---|
//! | `2017-03-07`, `2017-03-07 19:55:00[.5]`, `2017-03-07T19:55:00` | that time; UTC |
//! | the same with `Z`, `UTC`, `+01`, `-05:30` behind it | that time |
//! | `1488916500000000000.0000000001` | nanoseconds since 1970, and the logical clock behind the point |
//! | `-10m`, `-1h30m`, `-1 day` | that long before the server's present |
//! | `follower` | the newest time that every replica can read |

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

use crate::error::{Error, Fault, Name, Result, text};

/// A time to read as of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum AsOf {
    /// A timestamp of the hybrid logical clock.
    At(Hlc),
    /// So long before the server's present.
    Before(SignedDuration),
    /// The newest time that every replica can read.
    Follower,
}

/// A timestamp of the hybrid logical clock: nanoseconds since 1970, and a counter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Hlc {
    nanoseconds: i64,
    logical: i32,
}

impl Hlc {
    /// Reads the decimal form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (nanoseconds, logical) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !digits(nanoseconds) || !digits(logical) || logical.is_empty() || logical.len() > LOGICAL_DIGITS {
            return None;
        }
        let logical: i32 = format!("{logical:0<LOGICAL_DIGITS$}").parse().ok()?;
        Some(Self { nanoseconds: nanoseconds.parse().ok()?, logical })
    }

    /// The timestamp of an instant; `None` before 1970 and after 2262.
    pub(super) fn at(instant: Timestamp) -> Option<Self> {
        Self::from_nanoseconds(instant.as_nanosecond())
    }

    /// The timestamp so long ago; `None` before 1970.
    pub(super) fn before(self, duration: SignedDuration) -> Option<Self> {
        Self::from_nanoseconds(i128::from(self.nanoseconds).checked_sub(duration.as_nanos())?)
    }

    fn from_nanoseconds(nanoseconds: i128) -> Option<Self> {
        let nanoseconds = i64::try_from(nanoseconds).ok().filter(|ns| *ns >= 0)?;
        Some(Self { nanoseconds, logical: 0 })
    }
}

impl std::fmt::Display for Hlc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:0LOGICAL_DIGITS$}", self.nanoseconds, self.logical)
    }
}

/// Digits of the logical clock behind the point of the decimal form.
const LOGICAL_DIGITS: usize = 10;

/// Shorter numbers would be times within the first second of 1970.
const SHORTEST_DECIMAL: usize = 10;

/// Reads what was typed.
///
/// # Errors
///
/// [`Fault::Usage`], with the forms there are.
pub(super) fn parse(typed: &str) -> Result<AsOf> {
    let text = typed.trim();
    let known = match text {
        "follower" => Some(AsOf::Follower),
        _ if text.starts_with('-') => before(text),
        _ => decimal(text).or_else(|| absolute(text)),
    };
    known.ok_or_else(|| unknown(typed))
}

fn unknown(typed: &str) -> Error {
    Error::new(Fault::Usage, text!(Name::AsOf, format!(": {typed:?} is not a time to dump as of"))).remedy(
        "Give a time since 1970 such as 2017-03-07 19:55:00 (UTC, unless an offset such as +01:00 follows), \
         an interval such as -10m, the word follower, \
         or a timestamp of CockroachDB such as 1488916500000000000.0000000000.",
    )
}

fn before(text: &str) -> Option<AsOf> {
    let span: Span = text.parse().ok()?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    duration.is_negative().then(|| AsOf::Before(-duration))
}

fn decimal(text: &str) -> Option<AsOf> {
    let integer = text.split('.').next().unwrap_or_default();
    Hlc::parse(text).filter(|_| integer.len() >= SHORTEST_DECIMAL).map(AsOf::At)
}

fn absolute(text: &str) -> Option<AsOf> {
    instant(text).and_then(Hlc::at).map(AsOf::At)
}

/// An instant, as `--as-of` has it and as the server writes it.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    if text.contains('[') {
        return None; // a time zone's name in brackets would be read past
    }
    let (local, offset) = split_zone(text);
    let local: DateTime = local.parse().ok()?;
    offset?.to_timestamp(local).ok()
}

/// The local time, and the offset if it is one: none is UTC.
fn split_zone(text: &str) -> (&str, Option<Offset>) {
    for utc in ["Z", "z", "UTC", "GMT"] {
        if let Some(local) = text.strip_suffix(utc) {
            return (local.trim_end(), Some(Offset::UTC));
        }
    }
    // A date has two hyphens: a sign further right belongs to an offset.
    let time = text.find([' ', 'T', 't']).unwrap_or(text.len());
    match text[time..].rfind(['+', '-']) {
        Some(sign) => {
            let (local, zone) = text.split_at(time + sign);
            (local.trim_end(), offset(zone))
        }
        None => (text, Some(Offset::UTC)),
    }
}

/// `+01`, `-0530`, `+05:30`.
fn offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let number = |text: &str| text.parse::<i32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let minutes = if minutes.is_empty() { Some(0) } else { number(minutes).filter(|m| *m < 60) };
    Offset::from_seconds(sign * (number(hours)? * 3600 + minutes? * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(nanoseconds: i64, logical: i32) -> Option<AsOf> {
        Some(AsOf::At(Hlc { nanoseconds, logical }))
    }

    fn ago(seconds: i64) -> Option<AsOf> {
        Some(AsOf::Before(SignedDuration::from_secs(seconds)))
    }

    #[test]
    fn forms() {
        const T: i64 = 1_488_916_500_000_000_000;
        #[rustfmt::skip]
        let rows: &[(&str, Option<AsOf>)] = &[
            ("2017-03-07 19:55:00", at(T, 0)),
            ("2017-03-07T19:55:00", at(T, 0)),
            ("2017-03-07 19:55:00.5", at(T + 500_000_000, 0)),
            ("2017-03-07 19:55:00.123456789", at(T + 123_456_789, 0)),
            ("2017-03-07 19:55", at(T, 0)),
            ("20170307", at(T - 71_700_000_000_000, 0)),
            ("2017-03-07", at(T - 71_700_000_000_000, 0)),
            ("2017-03-07 19:55:00Z", at(T, 0)),
            ("2017-03-07T19:55:00Z", at(T, 0)),
            ("2017-03-07 19:55:00 UTC", at(T, 0)),
            ("2017-03-07 19:55:00+00:00", at(T, 0)),
            ("2017-03-07 20:55:00+01", at(T, 0)),
            ("2017-03-07 20:55:00.000 +01:00", at(T, 0)),
            ("2017-03-07 14:25:00-0530", at(T, 0)),
            ("2017-03-07T14:25:00-05:30", at(T, 0)),
            (" 2017-03-07 19:55:00 ", at(T, 0)),
            ("1488916500000000000", at(T, 0)),
            ("1488916500000000000.0000000000", at(T, 0)),
            ("1488916500000000000.0000000012", at(T, 12)),
            ("-10m", ago(600)),
            ("-1h30m", ago(5400)),
            ("-10s", ago(10)),
            ("-1 day", ago(86_400)),
            ("-2h 5m", ago(7500)),
            ("follower", Some(AsOf::Follower)),
            ("", None),
            ("nonsense", None),
            ("now", None),
            ("10m", None),
            ("-", None),
            ("-0s", None),
            ("-1 month", None),
            ("1960-01-01", None),
            ("2999-01-01", None),
            ("2017-13-07", None),
            ("2017-03-07 25:00:00", None),
            ("2017-03-07 19:55:00 MST", None),
            ("2017-03-07 19:55:00+", None),
            ("2017-03-07 19:55:00+01:99", None),
            ("2017-03-07 19:55:00+99", None),
            ("2017-03-07T19:55:00[America/New_York]", None),
            ("1488916500000000000.", None),
            ("1488916500000000000.00000000001", None),
            ("1488916500000000000'", None),
            ("9223372036854775807", at(i64::MAX, 0)),
            ("9223372036854775808", None),
        ];
        for (typed, want) in rows {
            assert_eq!(parse(typed).ok(), *want, "{typed:?}");
        }
    }

    #[test]
    fn error() {
        let error = parse("-1x").unwrap_err();
        assert_eq!(error.fault(), Fault::Usage);
        assert_eq!(error.reason(), "as_of: \"-1x\" is not a time to dump as of");
    }

    #[test]
    fn decimals() {
        let now = Hlc::parse("1795352710873261590.0000000003").unwrap();
        assert_eq!(now.to_string(), "1795352710873261590.0000000003");
        let before = now.before(SignedDuration::from_secs(600)).unwrap();
        assert_eq!(before.to_string(), "1795352110873261590.0000000000");
        assert_eq!(now.before(SignedDuration::from_hours(1_000_000)), None);
        assert_eq!(Hlc::parse("1.5"), None, "the logical clock has 31 bits");
    }
}
