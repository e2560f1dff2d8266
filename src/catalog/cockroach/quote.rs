//! Names and strings as a server quotes them in its own DDL, and `cockroach dump` in its INSERTs.
//!
//! ```text
//! plain text          'plain text'       every byte 0x20–0x7E, no ' and no \
//! Mudd's, é, 日       e'Mudd\'s, \u00E9, \U000065E5'
//! a_name, é           a_name, é          lower case, normalized, not reserved
//! Table, select, a"b  "Table", "select", "a""b"
//! ```
//!
//! # Source
//!
//! CockroachDB v20.1, `lex.EncodeSQLStringWithFlags`, `lex.EncodeRestrictedSQLIdent`, `lex.NormalizeName`.

use std::io::Write;

use bstr::{BString, ByteSlice};
use unicode_normalization::UnicodeNormalization;

use super::words;
use crate::catalog::Profile;

/// Text that is not UTF-8, in a place where CockroachDB has nothing else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotUtf8;

/// Appends `name` as SQL, in double quotes where the releases of a profile need them.
pub fn ident(name: &[u8], profile: Profile, out: &mut Vec<u8>) {
    if is_bare(name, profile) {
        out.extend_from_slice(name);
    } else {
        quoted_ident(name, out);
    }
}

/// `name` as [`ident`] writes it.
pub fn printed(name: &[u8], profile: Profile) -> BString {
    let mut out = Vec::with_capacity(name.len() + 2);
    ident(name, profile, &mut out);
    out.into()
}

/// Appends `name` in double quotes, whether it needs them or not.
pub fn quoted_ident(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for part in name.split_inclusive(|&b| b == b'"') {
        out.extend_from_slice(part);
        if part.ends_with(b"\"") {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

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

fn is_bare(name: &[u8], profile: Profile) -> bool {
    let Some((first, rest)) = name.split_first() else {
        return false;
    };
    matches!(first, b'a'..=b'z' | b'_' | 0x80..)
        && rest.iter().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$' | 0x80..))
        && is_normal(name)
        && !words::is_reserved(name, profile)
}

/// Whether the server's own reading of the bare name gives the name back: lower case by single characters,
/// every kind of i folded to the ASCII one, then NFC.
fn is_normal(name: &[u8]) -> bool {
    if name.is_ascii() {
        return true;
    }
    let Ok(name) = name.to_str() else {
        return false;
    };
    name.chars().map(lower).nfc().eq(name.chars())
}

/// A bare name as the server reads it: without an ASCII capital as it is, otherwise in lower case and NFC.
pub(super) fn fold(name: &[u8]) -> BString {
    match name.to_str() {
        Ok(text) if name.iter().any(u8::is_ascii_uppercase) => {
            text.chars().map(lower).nfc().collect::<String>().into()
        }
        _ => name.into(),
    }
}

fn lower(c: char) -> char {
    match c {
        '\u{130}' | '\u{131}' => 'i',
        c => c.to_lowercase().next().unwrap_or(c),
    }
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

    #[test]
    fn names() {
        #[rustfmt::skip]
        let rows: &[(&str, &str, &str)] = &[
            ("bare", "a_name", "a_name"),
            ("digits and dollar inside", "d1$", "d1$"),
            ("underscore first", "_x", "_x"),
            ("empty", "", "\"\""),
            ("digit first", "1st", "\"1st\""),
            ("dollar first", "$d", "\"$d\""),
            ("upper case", "Table", "\"Table\""),
            ("blank", "a b", "\"a b\""),
            ("double quote", "q\"q", "\"q\"\"q\""),
            ("only double quotes", "\"\"", "\"\"\"\"\"\""),
            ("apostrophe", "'", "\"'\""),
            ("semicolon", ";", "\";\""),
            ("lower accent", "é", "é"),
            ("upper accent", "É", "\"É\""),
            ("decomposed accent", "e\u{301}", "\"e\u{301}\""),
            ("dotless i", "\u{131}", "\"\u{131}\""),
            ("dotted capital i", "\u{130}", "\"\u{130}\""),
            ("no case", "日本", "日本"),
            ("reserved", "select", "\"select\""),
            ("reserved as a column", "timestamp", "\"timestamp\""),
            ("looked ahead", "ordinality", "\"ordinality\""),
            ("not reserved", "name", "name"),
            ("only v20.2 reserves it", "geometry", "geometry"),
            ("no longer reserved", "string", "string"),
        ];
        for (name, text, want) in rows {
            assert_eq!(printed(text.as_bytes(), Profile::V20_1), *want, "{name}");
        }
        assert_eq!(printed(b"geometry", Profile::V20_2), "\"geometry\"");
        assert_eq!(printed(b"a\xff", Profile::V20_1), BString::from(&b"\"a\xff\""[..]), "not UTF-8");
    }
}
