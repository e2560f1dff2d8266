//! `TIMESTAMP`, `TIMESTAMPTZ`, `TIMETZ`: the server's text with its offset in full.
//!
//! ```text
//! TIMESTAMP[TZ]  2016-01-25 10:10:10.5[+00[:00]]  →  '2016-01-25 10:10:10.5+00:00'
//! TIMETZ         01:02:03+05[:30]                 →  '01:02:03+05:30:00'
//! ```
//!
//! A TIMESTAMP gets the offset too: v20.1's program wrote it, and every server reads past it. What is not of
//! that form (`infinity`) is quoted as it is.

use super::{BadValue, text};

pub(super) fn timestamp(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let (clock, era) = value.strip_suffix(b" BC").map_or((value, &b""[..]), |clock| (clock, b" BC"));
    let is_clock = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'.' | b' ' | b'+');
    let Some(day) = clock.iter().position(|&b| b == b' ').filter(|_| clock.iter().all(is_clock)) else {
        return text::write(value, out);
    };
    let (local, offset) = split_offset(clock, day);
    let parts = [local, offset, missing(offset, b"+00:00"), era];
    text::parts(parts.into_iter(), out)
}

pub(super) fn timetz(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let (local, offset) = split_offset(value, 0);
    let parts = [local, offset, missing(offset, b"+00:00:00")];
    text::parts(parts.into_iter(), out)
}

/// Splits before the sign that follows the time of day, which begins after `day`.
fn split_offset(clock: &[u8], day: usize) -> (&[u8], &[u8]) {
    let time = clock.get(day..).unwrap_or_default();
    let sign = time.iter().position(|b| matches!(b, b'+' | b'-'));
    clock.split_at(sign.map_or(clock.len(), |sign| day + sign))
}

/// What `offset` lacks to be as long as `full`.
fn missing(offset: &[u8], full: &'static [u8]) -> &'static [u8] {
    full.get(offset.len()..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn literals() {
        #[rustfmt::skip]
        check(&[
            ("TIMESTAMP", "2016-01-25 10:10:10", Ok("'2016-01-25 10:10:10+00:00'")),
            ("TIMESTAMP(3)", "2016-01-25 10:10:10.123", Ok("'2016-01-25 10:10:10.123+00:00'")),
            ("TIMESTAMP", "0001-01-01 00:00:00", Ok("'0001-01-01 00:00:00+00:00'")),
            ("TIMESTAMP", "290000-12-31 23:59:59", Ok("'290000-12-31 23:59:59+00:00'")),
            ("TIMESTAMP", "4713-01-01 00:00:00 BC", Ok("'4713-01-01 00:00:00+00:00 BC'")),
            ("TIMESTAMPTZ", "2016-01-25 15:10:10.555+00:00", Ok("'2016-01-25 15:10:10.555+00:00'")),
            ("TIMESTAMPTZ", "2016-01-25 15:10:10+00", Ok("'2016-01-25 15:10:10+00:00'")),
            ("TIMESTAMPTZ", "2016-01-25 15:10:10-03:30", Ok("'2016-01-25 15:10:10-03:30'")),
            ("TIMESTAMPTZ", "0001-12-31 23:59:59+00:00 BC", Ok("'0001-12-31 23:59:59+00:00 BC'")),
            ("TIMESTAMP", "infinity", Ok("'infinity'")),
            ("TIMESTAMPTZ", "-infinity", Ok("'-infinity'")),
            ("TIMESTAMP", "1'; x", Ok(r"e'1\'; x'")),
            ("TIMETZ", "01:02:03+00:00", Ok("'01:02:03+00:00:00'")),
            ("TIMETZ", "01:02:03.5-07", Ok("'01:02:03.5-07:00:00'")),
            ("TIMETZ", "12:00:00.5+05:30", Ok("'12:00:00.5+05:30:00'")),
            ("TIMETZ", "24:00:00+00:00:00", Ok("'24:00:00+00:00:00'")),
            ("TIMETZ", "'", Ok(r"e'\'+00:00:00'")),
        ]);
    }
}
