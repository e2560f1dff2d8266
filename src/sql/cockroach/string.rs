//! String constants as a server quotes them in its own DDL, and `cockroach dump` in its INSERTs.
//!
//! ```text
//! plain text          'plain text'       every byte 0x20–0x7E, no ' and no \
//! Mudd's, é, 日       e'Mudd\'s, \u00E9, \U000065E5'
//! ```
//!
//! # Source
//!
//! CockroachDB v20.1, `lex.EncodeSQLStringWithFlags`.

use std::io::Write;

use bstr::{BString, ByteSlice, ByteVec};

/// Text that is not UTF-8, in a place where CockroachDB has nothing else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotUtf8;

/// Appends a string constant whose value is `parts`, one after the other.
///
/// Parts exist so that a value with escapes (an array's element) needs no copy; a character is never cut
/// between two of them.
///
/// # Errors
///
/// [`NotUtf8`]; `out` then holds a part of the constant.
pub fn string<'a>(parts: impl Iterator<Item = &'a [u8]> + Clone, out: &mut Vec<u8>) -> Result<(), NotUtf8> {
    if parts.clone().all(is_plain) {
        out.push(b'\'');
        parts.for_each(|part| out.extend_from_slice(part));
    } else {
        out.extend_from_slice(b"e'");
        for part in parts {
            escape(part, out)?;
        }
    }
    out.push(b'\'');
    Ok(())
}

/// Appends `text` as it stands between `e'` and `'`.
///
/// # Errors
///
/// [`NotUtf8`]; `out` then holds a part of the text.
pub fn escape(text: &[u8], out: &mut Vec<u8>) -> Result<(), NotUtf8> {
    let mut rest = text;
    loop {
        let plain = rest.iter().position(|&b| is_special(b)).unwrap_or(rest.len());
        let (before, from) = rest.split_at(plain);
        out.extend_from_slice(before);
        let special = from.iter().position(|&b| !is_special(b)).unwrap_or(from.len());
        let (specials, after) = from.split_at(special);
        if specials.is_empty() {
            return Ok(());
        }
        for c in specials.to_str().map_err(|_| NotUtf8)?.chars() {
            escape_char(c, out);
        }
        rest = after;
    }
}

/// Whether `text` stands between apostrophes as it is.
fn is_plain(text: &[u8]) -> bool {
    // Blocks without an early end inside: the compiler turns them into vector instructions.
    !text.chunks(64).any(|block| block.iter().fold(false, |any, &b| any | is_special(b)))
}

fn is_special(byte: u8) -> bool {
    !(0x20..0x7f).contains(&byte) || byte == b'\'' || byte == b'\\'
}

fn escape_char(c: char, out: &mut Vec<u8>) {
    let letter = match c {
        '\u{8}' => b'b',
        '\u{c}' => b'f',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\\' | '\'' => c as u8,
        _ => return escape_code(c, out),
    };
    out.extend_from_slice(&[b'\\', letter]);
}

/// The escapes with a number. Stock's program took U+FFFD for a mark of invalid text and wrote its bytes.
fn escape_code(c: char, out: &mut Vec<u8>) {
    let code = u32::from(c);
    let written = match code {
        0..0x80 => write!(out, "\\x{code:02x}"),
        0xfffd => out.write_all(br"\xef\xbf\xbd"),
        0x80..0x800 => write!(out, "\\u{code:04X}"),
        _ => write!(out, "\\U{code:08X}"),
    };
    debug_assert!(written.is_ok(), "a vector takes every byte");
}

/// What a constant says that a server wrote, `'…'` or `e'…'`; `None` for any other, and for an escape that no
/// server writes.
pub fn value(constant: &[u8]) -> Option<BString> {
    if let Some(inside) = constant.strip_prefix(b"'") {
        return Some(inside.strip_suffix(b"'")?.replace("''", "'").into());
    }
    let mut rest = constant.strip_prefix(b"e'")?.strip_suffix(b"'")?;
    let mut out = Vec::with_capacity(rest.len());
    while let Some(at) = rest.find_byte(b'\\') {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        let (letter, after) = from.get(1..)?.split_first()?;
        let digits = match letter {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let (code, after) = after.split_at_checked(digits)?;
        match letter {
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'\\' | b'\'' => out.push(*letter),
            b'x' => out.push(number(code)?.try_into().ok()?),
            b'u' | b'U' => out.push_char(char::from_u32(number(code)?)?),
            _ => return None,
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    Some(out.into())
}

fn number(hexadecimal: &[u8]) -> Option<u32> {
    let digits = hexadecimal.to_str().ok()?;
    let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    plain.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// Appends text of this program's own as a string constant.
pub fn push_constant(text: &str, sql: &mut Vec<u8>) {
    let written = string(std::iter::once(text.as_bytes()), sql);
    debug_assert!(written.is_ok(), "a str is UTF-8");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &[u8]) -> Result<BString, NotUtf8> {
        let mut out = Vec::new();
        string(std::iter::once(text), &mut out).map(|()| out.into())
    }

    #[test]
    fn strings() {
        #[rustfmt::skip]
        let rows: &[(&str, &str, &str)] = &[
            ("empty", "", "''"),
            ("plain", "abc", "'abc'"),
            ("double quote", "a\"b", "'a\"b'"),
            ("all of plain ASCII", " !\"#$%&()*+,-./09:;<=>?@AZ[]^_`az{|}~", "' !\"#$%&()*+,-./09:;<=>?@AZ[]^_`az{|}~'"),
            ("apostrophe", "Mudd's", r"e'Mudd\'s'"),
            ("backslash", "\\", r"e'\\'"),
            ("named controls", "\u{8}\u{c}\n\r\t", r"e'\b\f\n\r\t'"),
            ("other controls", "\u{1}\u{1f}\u{7f}\u{0}", r"e'\x01\x1f\x7f\x00'"),
            ("vertical tab and bell", "\u{b}\u{7}", r"e'\x0b\x07'"),
            ("first of two bytes", "\u{80}", r"e'\u0080'"),
            ("two bytes", "éÿ", r"e'\u00E9\u00FF'"),
            ("last of two bytes", "\u{7ff}", r"e'\u07FF'"),
            ("first of three bytes", "\u{800}", r"e'\U00000800'"),
            ("three bytes", "日", r"e'\U000065E5'"),
            ("four bytes", "😀", r"e'\U0001F600'"),
            ("last of all", "\u{10ffff}", r"e'\U0010FFFF'"),
            ("replacement character", "\u{fffd}", r"e'\xef\xbf\xbd'"),
            ("line separator and BOM", "a\u{2028}b\u{feff}c", r"e'a\U00002028b\U0000FEFFc'"),
            ("mixed", "a'é b", r"e'a\'\u00E9 b'"),
        ];
        for (name, text, want) in rows {
            assert_eq!(of(text.as_bytes()), Ok(BString::from(*want)), "{name}");
            assert_eq!(value(want.as_bytes()), Some(BString::from(*text)), "{name}");
        }
    }

    #[test]
    fn values() {
        #[rustfmt::skip]
        let rows: &[(&str, Option<&str>)] = &[
            ("'it''s'", Some("it's")),
            (r"'a\n'", Some(r"a\n")),
            (r"e'\u00e9'", Some("é")),
            (r"e'\q'", None),
            (r"e'\u00'", None),
            (r"e'\u+0e9'", None),
            (r"e'\UFFFFFFFF'", None),
            ("b'a'", None),
            ("'a", None),
            ("", None),
        ];
        for (constant, want) in rows {
            assert_eq!(value(constant.as_bytes()), want.map(BString::from), "{constant}");
        }
    }

    #[test]
    fn special_at_every_place() {
        for length in 1..200 {
            for at in [0, length / 2, length - 1] {
                let mut text = vec![b'x'; length];
                text[at] = b'\'';
                let want = format!("e'{}\\'{}'", "x".repeat(at), "x".repeat(length - at - 1));
                assert_eq!(of(&text), Ok(want.into()), "{length} {at}");
            }
        }
    }

    #[test]
    fn not_utf8() {
        for text in [&b"\xff"[..], b"a\xc3", b"\xc3(", b"\xed\xa0\x80", b"\xf0\x9f'", b"\xc0\x80"] {
            assert_eq!(of(text), Err(NotUtf8), "{text:?}");
        }
    }
}
