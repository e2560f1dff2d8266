//! `FLOAT8`, `FLOAT4`: the shortest digits that read back as the same number, in the form of Go's `%g`.
//!
//! ```text
//! a whole number below 1e6   999999.0   (-7.0)
//! exponent from -4 to 5      0.0001     123456.789
//! else                       1e-05      1.2345675e+06
//! not a number               'NaN'      '+Inf'      '-Inf'
//! ```
//!
//! A server that is asked for all digits sends just these: text in that form with 17 digits at most is taken as
//! it is. What is in another form, as PostgreSQL's and newer servers' `1000000`, is read and written anew.
//!
//! # Source
//!
//! CockroachDB v20.1, `DFloat.Format`.

use std::io::Write;

use super::{BadValue, integer};

const BAD: BadValue = BadValue { expected: "a floating-point number" };

pub(super) fn write(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    if let Some(constant) = not_finite(value) {
        out.extend_from_slice(constant);
        return Ok(());
    }
    if is_shortest(value.strip_prefix(b"-").unwrap_or(value)) {
        integer::signed(value, out);
        return Ok(());
    }
    let number = std::str::from_utf8(value).ok().and_then(|text| text.parse::<f64>().ok());
    let number = number.filter(|number| number.is_finite()).ok_or(BAD)?;
    anew(number, out).ok_or(BAD)
}

fn not_finite(value: &[u8]) -> Option<&'static [u8]> {
    match value {
        b"NaN" => Some(b"'NaN'"),
        b"+Inf" | b"Inf" | b"Infinity" => Some(b"'+Inf'"),
        b"-Inf" | b"-Infinity" => Some(b"'-Inf'"),
        _ => None,
    }
}

/// The most digits that the shortest form of a number has.
const DIGITS: usize = 17;

/// Whether `text`, which has no sign, is a decimal fraction in the form that it is to have. What has an
/// exponent is read and written anew: it may be out of bounds.
fn is_shortest(text: &[u8]) -> bool {
    let mut parts = text.split(|b| *b == b'.');
    let (Some(whole), Some(fraction), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let noughts = fraction.iter().take_while(|b| **b == b'0').count();
    let fits = match whole {
        b"0" => noughts < 4 && fraction.len() - noughts <= DIGITS,
        [b'1'..=b'9', ..] => whole.len() <= 6 && whole.len() + fraction.len() <= DIGITS,
        _ => false,
    };
    fits && digits(whole) && digits(fraction) && fraction.last().is_some_and(|b| *b != b'0')
}

/// Appends the shortest digits of a number, in parentheses if it has a minus sign; `None` if what was written
/// is no number.
fn anew(number: f64, out: &mut Vec<u8>) -> Option<()> {
    let negative = number.is_sign_negative();
    out.extend_from_slice(if negative { b"(" } else { b"" });
    if number.trunc() == number && number.abs() < 1e6 {
        put(out, format_args!("{number:.1}"));
    } else {
        let start = out.len();
        put(out, format_args!("{number:e}"));
        let mantissa = out.iter().rposition(|byte| *byte == b'e').filter(|at| *at > start)?;
        let exponent: i32 = std::str::from_utf8(out.get(mantissa + 1..)?).ok()?.parse().ok()?;
        if (-4..6).contains(&exponent) {
            out.truncate(start);
            put(out, format_args!("{number}"));
        } else {
            out.truncate(mantissa);
            let sign = if exponent < 0 { '-' } else { '+' };
            put(out, format_args!("e{sign}{:02}", exponent.unsigned_abs()));
        }
    }
    out.extend_from_slice(if negative { b")" } else { b"" });
    Some(())
}

fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    let wrote = out.write_fmt(text);
    debug_assert!(wrote.is_ok(), "a vector takes every byte");
}

#[cfg(test)]
mod tests {
    use super::super::{BadValue, check};
    use super::{anew, write};

    /// What is taken as it is, is what would be written anew.
    #[test]
    fn shortest() {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        for nth in 0..if cfg!(miri) { 100 } else { 100_000 } {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let scale = 10_f64.powi(nth % 14 - 6);
            let number =
                (state >> 11) as f64 / (1_u64 << 53) as f64 * if nth % 2 == 0 { scale } else { -scale };
            let (mut want, mut got) = (Vec::new(), Vec::new());
            anew(number, &mut want).unwrap();
            write(number.to_string().as_bytes(), &mut got).unwrap();
            assert_eq!(got, want, "{number}");
        }
    }

    #[test]
    fn literals() {
        let bad = Err(BadValue { expected: "a floating-point number" });
        #[rustfmt::skip]
        check(&[
            ("FLOAT8", "0", Ok("0.0")),
            ("FLOAT8", "-0", Ok("(-0.0)")),
            ("FLOAT8", "1", Ok("1.0")),
            ("FLOAT8", "-7", Ok("(-7.0)")),
            ("FLOAT8", "2.3", Ok("2.3")),
            ("FLOAT8", "-2.5", Ok("(-2.5)")),
            ("FLOAT8", "0.1", Ok("0.1")),
            ("FLOAT8", "100000.5", Ok("100000.5")),
            ("FLOAT8", "123456.789", Ok("123456.789")),
            ("FLOAT8", "999999", Ok("999999.0")),
            ("FLOAT8", "999999.5", Ok("999999.5")),
            ("FLOAT8", "1e+06", Ok("1e+06")),
            ("FLOAT8", "-1000000", Ok("(-1e+06)")),
            ("FLOAT8", "1000000.5", Ok("1.0000005e+06")),
            ("FLOAT8", "123456789", Ok("1.23456789e+08")),
            ("FLOAT8", "0.0001", Ok("0.0001")),
            ("FLOAT8", "0.00012345678901234567", Ok("0.00012345678901234567")),
            ("FLOAT8", "0.00001", Ok("1e-05")),
            ("FLOAT8", "-1e-05", Ok("(-1e-05)")),
            ("FLOAT8", "1e+100", Ok("1e+100")),
            ("FLOAT8", "1.7976931348623157e+308", Ok("1.7976931348623157e+308")),
            ("FLOAT8", "-1.7976931348623157e+308", Ok("(-1.7976931348623157e+308)")),
            ("FLOAT8", "-2.2250738585072014e-308", Ok("(-2.2250738585072014e-308)")),
            ("FLOAT8", "5e-324", Ok("5e-324")),
            ("FLOAT8", "0.10000000149011612", Ok("0.10000000149011612")),
            ("FLOAT8", "-0.00010000000149011612", Ok("(-0.00010000000149011612)")),
            ("FLOAT8", "0.100000001490116119384765625", Ok("0.10000000149011612")),
            ("FLOAT8", "0.50", Ok("0.5")),
            ("FLOAT8", "007.5", Ok("7.5")),
            ("FLOAT8", "0.0", Ok("0.0")),
            ("FLOAT8", "0.00005", Ok("5e-05")),
            ("FLOAT8", "1.5.5", bad),
            ("FLOAT8", "1.5a", bad),
            ("FLOAT4", "3.4e+38", Ok("3.4e+38")),
            ("FLOAT8", "NaN", Ok("'NaN'")),
            ("FLOAT8", "+Inf", Ok("'+Inf'")),
            ("FLOAT8", "Infinity", Ok("'+Inf'")),
            ("FLOAT8", "-Inf", Ok("'-Inf'")),
            ("FLOAT8", "-Infinity", Ok("'-Inf'")),
            ("FLOAT8", "1e400", bad),
            ("FLOAT8", "nan", bad),
            ("FLOAT8", "", bad),
            ("FLOAT8", "0x1p3", bad),
            ("FLOAT8", "1)", bad),
        ]);
    }
}
