//! Numbers: bare where their text is a number, quoted otherwise.

use super::text;
use crate::literal::BadValue;

/// Appends the number. NaN, infinities and whatever a hostile server sends come quoted, and every server
/// reads a quoted number.
///
/// pg_dump asks only for the alphabet `0123456789 +-eE.`; that would let `--` through, which begins a
/// comment. The two agree on everything a real server sends.
#[inline]
pub(super) fn bare(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    if is_number(value) {
        out.extend_from_slice(value);
        Ok(())
    } else {
        text::quoted(value, out)
    }
}

/// `-?digits(.digits)?([eE][+-]?digits)?`
#[inline]
fn is_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    match text.iter().position(|byte| !byte.is_ascii_digit()) {
        None => !text.is_empty(),
        Some(at) => at > 0 && is_fraction_or_exponent(&text[at..]),
    }
}

fn is_fraction_or_exponent(text: &[u8]) -> bool {
    let exponent = match text {
        [b'.', rest @ ..] => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            &rest[digits..]
        }
        rest => rest,
    };
    match exponent {
        [] => true,
        [b'e' | b'E', b'+' | b'-', digits @ ..] | [b'e' | b'E', digits @ ..] => {
            !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}
