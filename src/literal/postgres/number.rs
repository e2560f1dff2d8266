//! Which texts are numbers.
//!
//! pg_dump asks only for the alphabet `0123456789 +-eE.`; that would let `--` through, which begins a comment. The
//! two agree on everything a real server sends.

/// `-?digits`
#[inline]
pub(super) fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// `-?digits(.digits)?([eE][+-]?digits)?`
#[inline]
pub(super) fn is_number(text: &[u8]) -> bool {
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
