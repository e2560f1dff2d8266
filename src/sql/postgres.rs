//! Text as an SQL string literal of PostgreSQL.
//!
//! Identifiers are quoted by the server itself (`quote_ident`), which knows its own keywords.

use bstr::{BString, ByteSlice};

/// `text` as a string literal under `standard_conforming_strings = on`, which the prologue sets: every
/// quote is doubled and nothing else is special. No encoding that a server may have uses a quote's byte
/// inside a character.
pub fn literal(text: &[u8]) -> BString {
    let mut quoted = Vec::with_capacity(text.len() + 2);
    quoted.push(b'\'');
    quoted.extend_from_slice(&text.replace("'", "''"));
    quoted.push(b'\'');
    quoted.into()
}

/// The names that a text holds as `quote_ident` writes them with dots between them: `s."T"`. `None` if it is
/// anything else: a bare name is of lower-case letters, digits and underlines and begins with no digit.
pub fn names(quoted: &[u8]) -> Option<Vec<BString>> {
    let mut names = Vec::new();
    let mut rest = quoted;
    loop {
        let (name, behind) = if rest.first() == Some(&b'"') { in_quotes(rest)? } else { bare(rest)? };
        names.push(name);
        match behind.split_first() {
            None => return Some(names),
            Some((b'.', further)) => rest = further,
            Some(_) => return None,
        }
    }
}

fn in_quotes(text: &[u8]) -> Option<(BString, &[u8])> {
    let (mut name, mut rest) = (Vec::new(), text.strip_prefix(b"\"")?);
    loop {
        let (inside, behind) = rest.split_at_checked(memchr::memchr(b'"', rest)?)?;
        name.extend_from_slice(inside);
        rest = behind.get(1..)?;
        match rest.strip_prefix(b"\"") {
            Some(further) => {
                name.push(b'"');
                rest = further;
            }
            None => return Some((name.into(), rest)),
        }
    }
}

fn bare(text: &[u8]) -> Option<(BString, &[u8])> {
    let plain = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    let length = text.iter().take_while(|byte| plain(byte)).count();
    let (name, rest) = text.split_at_checked(length)?;
    name.first().filter(|first| !first.is_ascii_digit())?;
    Some((name.into(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_names() {
        #[rustfmt::skip]
        let table: &[(&str, Option<&[&str]>)] = &[
            ("t",                Some(&["t"])),
            ("s.t_1",            Some(&["s", "t_1"])),
            ("s.\"T\"",          Some(&["s", "T"])),
            ("\"a.b\".\"c\"\"d\"", Some(&["a.b", "c\"d"])),
            ("\"\\! id\n\"",     Some(&["\\! id\n"])),
            ("t\n\\! id",        None),
            ("T",                None),
            ("1a",               None),
            ("é",                None),
            ("",                 None),
            ("s.",               None),
            ("\"a",              None),
            ("\"a\"b",           None),
        ];
        for (text, want) in table {
            let want = want.map(|names| names.iter().map(|name| BString::from(*name)).collect());
            assert_eq!(names(text.as_bytes()), want, "{text}");
        }
    }

    #[test]
    fn literals() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8], &[u8])] = &[
            ("empty",        b"",           b"''"),
            ("plain",        b"public.t",   b"'public.t'"),
            ("quote",        b"it's ''",    b"'it''s '''''"),
            ("backslash",    b"a\\'b",      b"'a\\''b'"),
            ("not UTF-8",    b"\xff'",      b"'\xff'''"),
            ("line feed",    b"a\n;--",     b"'a\n;--'"),
        ];
        for (name, text, want) in table {
            assert_eq!(literal(text), *want, "{name}");
        }
    }
}
