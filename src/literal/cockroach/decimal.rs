//! `DECIMAL`: the server's digits with their trailing zeros, in scientific form as the General Decimal
//! Arithmetic has it, a negative number in parentheses.
//!
//! v20.1 sends that form (`1E+10`, `1E-7`); a server that writes small numbers out (`0.0000001`) is put back
//! into it.
//!
//! # Source
//!
//! CockroachDB v20.1, `DDecimal.Format`; apd, `Decimal.Append`; General Decimal Arithmetic,
//! "to-scientific-string".

use std::io::Write;

use super::{BadValue, integer};

pub(super) fn write(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    if let Some(constant) = not_finite(value) {
        out.extend_from_slice(constant);
        return Ok(());
    }
    let number = value.strip_prefix(b"-").unwrap_or(value);
    let end = number.iter().position(|b| matches!(b, b'E' | b'e')).unwrap_or(number.len());
    let (digits, exponent) = number.split_at(end);
    if !is_fixed(digits) || !is_exponent(exponent) {
        return Err(BadValue { expected: "a decimal number" });
    }
    match small(digits).filter(|_| exponent.is_empty()) {
        Some((coefficient, power)) => scientific(value.len() > number.len(), coefficient, power, out),
        None => integer::signed(value, out),
    }
    Ok(())
}

fn not_finite(value: &[u8]) -> Option<&'static [u8]> {
    match value {
        b"NaN" => Some(b"'NaN'"),
        b"Infinity" => Some(b"'Infinity'"),
        b"-Infinity" => Some(b"'-Infinity'"),
        _ => None,
    }
}

/// Digits with at most one point, at least one of them before it.
fn is_fixed(text: &[u8]) -> bool {
    let mut parts = text.split(|&b| b == b'.');
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    parts.next().is_some_and(digits) && parts.next().is_none_or(digits) && parts.next().is_none()
}

/// Nothing, or `E`, a sign and digits.
fn is_exponent(text: &[u8]) -> bool {
    match text.split_first() {
        None => true,
        Some((_, power)) => {
            let digits = power.strip_prefix(b"-").or_else(|| power.strip_prefix(b"+")).unwrap_or(power);
            !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
        }
    }
}

/// The coefficient and the exponent of its first digit, if that is so small that the scientific form is
/// due: below -6.
fn small(digits: &[u8]) -> Option<(&[u8], usize)> {
    let fraction = digits.strip_prefix(b"0.")?;
    let zeros = fraction.iter().position(|&b| b != b'0').unwrap_or(fraction.len() - 1);
    let (_, coefficient) = fraction.split_at(zeros);
    (zeros >= 6).then_some((coefficient, zeros + 1))
}

fn scientific(negative: bool, coefficient: &[u8], power: usize, out: &mut Vec<u8>) {
    let (first, rest) = coefficient.split_at(coefficient.len().min(1));
    out.extend_from_slice(if negative { b"(-" } else { b"" });
    out.extend_from_slice(first);
    if !rest.is_empty() {
        out.push(b'.');
        out.extend_from_slice(rest);
    }
    let wrote = write!(out, "E-{power}");
    debug_assert!(wrote.is_ok(), "a vector takes every byte");
    out.extend_from_slice(if negative { b")" } else { b"" });
}

#[cfg(test)]
mod tests {
    use super::super::{BadValue, check};

    #[test]
    fn literals() {
        let bad = Err(BadValue { expected: "a decimal number" });
        #[rustfmt::skip]
        check(&[
            ("DECIMAL", "0", Ok("0")),
            ("DECIMAL", "1.10", Ok("1.10")),
            ("DECIMAL(10,3)", "-1.000", Ok("(-1.000)")),
            ("DECIMAL", "-0", Ok("(-0)")),
            ("DECIMAL", "0.000001", Ok("0.000001")),
            ("DECIMAL", "0.0000010", Ok("0.0000010")),
            ("DECIMAL", "0.0000001", Ok("1E-7")),
            ("DECIMAL", "-0.0000001230", Ok("(-1.230E-7)")),
            ("DECIMAL", "0.000000", Ok("0.000000")),
            ("DECIMAL", "0.0000000", Ok("0E-7")),
            ("DECIMAL", "1E+10", Ok("1E+10")),
            ("DECIMAL", "-1E-20", Ok("(-1E-20)")),
            ("DECIMAL", "1.5E+10", Ok("1.5E+10")),
            ("DECIMAL", "123456789012345678901234567890.123456789", Ok("123456789012345678901234567890.123456789")),
            ("DECIMAL", "NaN", Ok("'NaN'")),
            ("DECIMAL", "Infinity", Ok("'Infinity'")),
            ("DECIMAL", "-Infinity", Ok("'-Infinity'")),
            ("DECIMAL", "", bad),
            ("DECIMAL", ".", bad),
            ("DECIMAL", "1.", bad),
            ("DECIMAL", "1.2.3", bad),
            ("DECIMAL", "1E", bad),
            ("DECIMAL", "1E+-1", bad),
            ("DECIMAL", "1+1", bad),
            ("DECIMAL", "x", bad),
        ]);
    }
}
