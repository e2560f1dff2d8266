//! `TIMESTAMP`, `TIMESTAMPTZ`, `TIMETZ`: the server's text with its offset in full.
//!
//! ```text
//! TIMESTAMP[TZ]  2016-01-25 10:10:10.5[+00[:00]]  →  '2016-01-25 10:10:10.5+00:00'
//!                0044-03-15 00:00:00 BC           →  '-0043-03-15 00:00:00+00:00'
//!                0001-12-31 00:00:00 BC           →  '0001-12-31 00:00:00+00:00 BC'
//! TIMETZ         01:02:03+05[:30]                 →  '01:02:03+05:30:00'
//! ```
//!
//! A TIMESTAMP gets the offset too: v20.1's program wrote it, and every server reads past it (v20.2's did not). Years before
//! Christ it wrote by the astronomers' count. Their year 0000 no server reads: here it keeps its era. What is
//! not of that form (`infinity`) is quoted as it is.

use std::io::Write;

use super::{BadValue, text};

/// The offset in full.
pub(super) const UTC: &[u8] = b"+00:00";

/// `full` completes the offset that the value has, if any.
pub(super) fn timestamp(value: &[u8], full: &'static [u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let (clock, before_christ) = value.strip_suffix(b" BC").map_or((value, false), |clock| (clock, true));
    let Some((year, rest)) = split_year(clock) else {
        return text::write(value, out);
    };
    // An array's elements come by the astronomers' count already.
    let (year, era) = match (before_christ, year) {
        (false, 0) => (1, " BC"),
        (true, 1) => (1, " BC"),
        (true, year) => (1 - year, ""),
        (false, year) => (year, ""),
    };
    let width = if year < 0 { 5 } else { 4 };
    let (local, offset) = split_offset(rest);
    let mut write = |text: std::fmt::Arguments<'_>| {
        let wrote = out.write_fmt(text);
        debug_assert!(wrote.is_ok(), "a vector takes every byte");
    };
    write(format_args!("'{year:0width$}"));
    out.extend_from_slice(local);
    out.extend_from_slice(offset);
    out.extend_from_slice(missing(offset, full));
    out.extend_from_slice(era.as_bytes());
    out.push(b'\'');
    Ok(())
}

pub(super) fn timetz(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let (local, offset) = split_offset(value);
    text::join([local, offset, missing(offset, b"+00:00:00")].into_iter(), out)
}

/// CockroachDB's years have up to six digits.
const LONGEST_YEAR: usize = 6;

/// The year, and the rest of a date and a time: digits and what stands between them.
fn split_year(clock: &[u8]) -> Option<(i32, &[u8])> {
    let (sign, digits) = clock.strip_prefix(b"-").map_or((1, clock), |digits| (-1, digits));
    let (year, rest) = digits.split_at_checked(digits.iter().position(|b| *b == b'-')?)?;
    let is_clock = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'.' | b' ' | b'+');
    let is_year = year.len() <= LONGEST_YEAR && year.iter().all(u8::is_ascii_digit);
    if !is_year || !rest.contains(&b' ') || !rest.iter().all(is_clock) {
        return None;
    }
    let year: i32 = std::str::from_utf8(year).ok()?.parse().ok()?;
    Some((sign * year, rest))
}

/// Splits before the offset's sign, which follows the first colon.
fn split_offset(clock: &[u8]) -> (&[u8], &[u8]) {
    let time = clock.iter().position(|b| *b == b':').unwrap_or(0);
    let sign = clock.iter().skip(time).position(|b| matches!(b, b'+' | b'-'));
    clock.split_at(sign.map_or(clock.len(), |sign| time + sign))
}

/// What `offset` lacks to be as long as `full`; nothing if it is as long.
fn missing(offset: &[u8], full: &'static [u8]) -> &'static [u8] {
    &full[offset.len().min(full.len())..]
}

#[cfg(test)]
mod tests {
    use super::super::{Notation, check};
    use crate::sql::cockroach::LiteralStyle;

    #[test]
    fn literals_of_v20_2() {
        #[rustfmt::skip]
        let rows: &[(&str, &str, &str)] = &[
            ("TIMESTAMP", "2016-01-25 10:10:10.5", "'2016-01-25 10:10:10.5'"),
            ("TIMESTAMP(3)", "0044-03-15 00:00:00 BC", "'-0043-03-15 00:00:00'"),
            ("TIMESTAMP[]", "{\"2016-01-25 10:10:10\",NULL}", "ARRAY['2016-01-25 10:10:10',NULL]"),
            ("TIMESTAMPTZ", "2016-01-25 15:10:10+00", "'2016-01-25 15:10:10+00:00'"),
            ("TIMETZ", "24:00:00+00", "'24:00:00+00:00:00'"),
            ("INT8", "-1", "(-1)"),
        ];
        for (type_name, value, want) in rows {
            let mut out = Vec::new();
            let literal = Notation::of(type_name.as_bytes(), 0).in_style(LiteralStyle::V20_2);
            assert_eq!(literal.write(value.as_bytes(), &mut out), Ok(()), "{type_name} {value}");
            assert_eq!(String::from_utf8_lossy(&out), *want, "{type_name} {value}");
        }
    }

    #[test]
    fn literals() {
        #[rustfmt::skip]
        check(&[
            ("TIMESTAMP", "2016-01-25 10:10:10", Ok("'2016-01-25 10:10:10+00:00'")),
            ("TIMESTAMP(3)", "2016-01-25 10:10:10.123", Ok("'2016-01-25 10:10:10.123+00:00'")),
            ("TIMESTAMP", "0001-01-01 00:00:00", Ok("'0001-01-01 00:00:00+00:00'")),
            ("TIMESTAMP", "290000-12-31 23:59:59", Ok("'290000-12-31 23:59:59+00:00'")),
            ("TIMESTAMP", "4713-01-01 00:00:00 BC", Ok("'-4712-01-01 00:00:00+00:00'")),
            ("TIMESTAMP", "0044-03-15 00:00:00.5 BC", Ok("'-0043-03-15 00:00:00.5+00:00'")),
            ("TIMESTAMPTZ", "0002-03-15 00:00:00-08:00 BC", Ok("'-0001-03-15 00:00:00-08:00'")),
            ("TIMESTAMP[]", "{\"-4712-01-01 00:00:00+00:00\",\"0000-12-31 00:00:00+00:00\"}", Ok("ARRAY['-4712-01-01 00:00:00+00:00','0001-12-31 00:00:00+00:00 BC']")),
            ("TIMESTAMPTZ", "2016-01-25 15:10:10.555+00:00", Ok("'2016-01-25 15:10:10.555+00:00'")),
            ("TIMESTAMPTZ", "2016-01-25 15:10:10+00", Ok("'2016-01-25 15:10:10+00:00'")),
            ("TIMESTAMPTZ", "2016-01-25 15:10:10-03:30", Ok("'2016-01-25 15:10:10-03:30'")),
            ("TIMESTAMPTZ", "0001-12-31 23:59:59+00:00 BC", Ok("'0001-12-31 23:59:59+00:00 BC'")),
            ("TIMESTAMP", "infinity", Ok("'infinity'")),
            ("TIMESTAMPTZ", "-infinity", Ok("'-infinity'")),
            ("TIMESTAMP", "2016-01-25", Ok("'2016-01-25'")),
            ("TIMESTAMP", "99999999999-01-25 00:00:00", Ok("'99999999999-01-25 00:00:00'")),
            ("TIMESTAMP", "1'; x", Ok(r"e'1\'; x'")),
            ("TIMETZ", "01:02:03+00:00", Ok("'01:02:03+00:00:00'")),
            ("TIMETZ", "01:02:03.5-07", Ok("'01:02:03.5-07:00:00'")),
            ("TIMETZ", "12:00:00+05:30:15", Ok("'12:00:00+05:30:15'")),
            ("TIMETZ", "12:00:00.5+05:30", Ok("'12:00:00.5+05:30:00'")),
            ("TIMETZ", "24:00:00+00:00:00", Ok("'24:00:00+00:00:00'")),
            ("TIMETZ", "'", Ok(r"e'\'+00:00:00'")),
        ]);
    }
}
