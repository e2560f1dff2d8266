//! Names as a server quotes them in its own DDL, and `cockroach dump` in its INSERTs.
//!
//! ```text
//! a_name, é           a_name, é          lower case, normalized, not reserved
//! Table, select, a"b  "Table", "select", "a""b"
//! ```
//!
//! # Source
//!
//! CockroachDB v20.1, `lex.EncodeRestrictedSQLIdent`, `lex.NormalizeName`.

use bstr::{BString, ByteSlice};
use unicode_normalization::UnicodeNormalization;

use super::Naming;
use super::words;

/// The schema that names without one mean.
pub const PUBLIC: &str = "public";

/// Appends `name` as SQL, in double quotes where the releases need them.
pub fn ident(name: &[u8], naming: Naming, out: &mut Vec<u8>) {
    if is_bare(name, naming) {
        out.extend_from_slice(name);
    } else {
        quoted_ident(name, out);
    }
}

/// `name` as [`ident`] writes it.
pub fn printed(name: &[u8], naming: Naming) -> BString {
    let mut out = Vec::with_capacity(name.len() + 2);
    ident(name, naming, &mut out);
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

/// The name in INSERT: before v20.2 there is no schema but `public`, and nothing names it.
pub fn printed_name(schema: &[u8], name: &[u8], naming: Naming) -> BString {
    if naming == Naming::V20_1 && schema == PUBLIC.as_bytes() {
        return printed(name, naming);
    }
    let mut qualified = printed(schema, naming);
    qualified.push(b'.');
    qualified.append(&mut printed(name, naming));
    qualified
}

/// Appends `"database"."schema"."name"`.
pub fn push_qualified(database: &str, schema: &[u8], name: &[u8], sql: &mut Vec<u8>) {
    quoted_ident(database.as_bytes(), sql);
    sql.push(b'.');
    quoted_ident(schema, sql);
    sql.push(b'.');
    quoted_ident(name, sql);
}

fn is_bare(name: &[u8], naming: Naming) -> bool {
    let Some((first, rest)) = name.split_first() else {
        return false;
    };
    matches!(first, b'a'..=b'z' | b'_' | 0x80..)
        && rest.iter().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$' | 0x80..))
        && is_normal(name)
        && !words::is_reserved(name, naming)
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
pub fn fold(name: &[u8]) -> BString {
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
            assert_eq!(printed(text.as_bytes(), Naming::V20_1), *want, "{name}");
        }
        assert_eq!(printed(b"geometry", Naming::V20_2), "\"geometry\"");
        assert_eq!(printed(b"a\xff", Naming::V20_1), BString::from(&b"\"a\xff\""[..]), "not UTF-8");
    }

    #[test]
    fn names_in_insert() {
        #[rustfmt::skip]
        let rows = [
            ("public", Naming::V20_1, "\"T\""),
            ("public", Naming::V20_2, "public.\"T\""),
            ("Sc 2",   Naming::V20_2, "\"Sc 2\".\"T\""),
        ];
        for (schema, naming, want) in rows {
            assert_eq!(printed_name(schema.as_bytes(), b"T", naming), want, "{schema} {naming:?}");
        }
    }
}
