//! Text as an SQL string literal.
//!
//! Identifiers are quoted by the server itself (`quote_ident`), which knows its own keywords.

use bstr::{BString, ByteSlice};

use crate::error::shown;

/// `text` as a string literal under `standard_conforming_strings = on`, which the prologue sets: every
/// quote is doubled and nothing else is special. No encoding that a server may have uses a quote's byte
/// inside a character.
pub(super) fn literal(text: &[u8]) -> BString {
    let mut quoted = Vec::with_capacity(text.len() + 2);
    quoted.push(b'\'');
    quoted.extend_from_slice(&text.replace("'", "''"));
    quoted.push(b'\'');
    quoted.into()
}

/// Bytes as text on one line of a message: a name with a line feed in it cannot pretend to be two lines.
pub(super) fn one_line(text: &[u8]) -> String {
    shown(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// Pieces put together: names and texts are bytes, so `format!` does not serve.
pub(super) fn concat(pieces: &[&[u8]]) -> BString {
    pieces.concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_name_stays_on_its_line() {
        assert_eq!(one_line(b"view s.\"a\n\t\x1b\xff\""), "view s.\"a\\n\\t\\u{1b}\u{fffd}\"");
    }
}
