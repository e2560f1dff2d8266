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
}
