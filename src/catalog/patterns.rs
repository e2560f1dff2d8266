//! pg_dump's patterns: names with wildcards, as regular expressions.
//!
//! | in a pattern | means |
//! |---|---|
//! | `*`, `?` | any characters, any one character |
//! | `.` | stands between the schema and the name |
//! | `"…"` | characters as they are; `""` inside is a quote |
//! | letters outside quotes | lower case |
//! | anything else outside quotes | a regular expression's, but `$` and `[]` are themselves |
//!
//! Source: PostgreSQL documentation, "Patterns" of psql; `patternToSQLRegex`.

use std::mem;

use bstr::{BString, ByteSlice};

use crate::error::{Error, Fault, Name, Result, shown, text};

/// A pattern, read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Pattern {
    /// As it was typed.
    pub(super) typed: BString,
    /// The regular expression for the schema, if the pattern has one.
    pub(super) schema: Option<BString>,
    /// The regular expression for the name.
    pub(super) name: BString,
    /// The partitions and children of the tables that match are meant as well.
    pub(super) children: bool,
}

impl Pattern {
    /// Reads a pattern for relations: `name` or `schema.name`.
    ///
    /// # Errors
    ///
    /// [`Fault::Refused`] for more dots, or a quote that is not closed.
    pub(super) fn relation(typed: BString) -> Result<Self> {
        let mut parts = parts(&typed)?;
        match (parts.len(), parts.pop(), parts.pop()) {
            (1 | 2, Some(name), schema) => Ok(Self { typed, schema, name, children: false }),
            _ => Err(dots(&typed, "SCHEMA.TABLE; the database stands first on the command line")),
        }
    }

    /// Reads a pattern for schemas.
    ///
    /// # Errors
    ///
    /// As [`Self::relation`].
    pub(super) fn schema(typed: BString) -> Result<Self> {
        let mut parts = parts(&typed)?;
        match (parts.len(), parts.pop()) {
            (1, Some(name)) => Ok(Self { typed, schema: None, name, children: false }),
            _ => Err(dots(&typed, "the schema alone")),
        }
    }
}

/// The error of a pattern that chooses and matches nothing; `what` are tables or schemas.
pub(super) fn nothing(what: &str, pattern: &Pattern) -> Error {
    let typed = shown(&pattern.typed);
    Error::new(Fault::Refused, format!("no matching {what} were found for pattern \"{typed}\"")).remedy(
        "Letters outside double quotes are taken for lower case; * stands for any characters. \
         A table outside the search path needs its schema: SCHEMA.TABLE.",
    )
}

/// The error of patterns of `-t` and `-T` that together leave nothing.
pub(super) fn nothing_left() -> Error {
    Error::new(Fault::Refused, "no matching tables were found").remedy(text!(
        "Everything that ",
        Name::Tables,
        " chooses is left out by ",
        Name::ExcludeTables,
        ".",
    ))
}

fn dots(typed: &[u8], write: &str) -> Error {
    Error::new(Fault::Refused, format!("improper qualified name (too many dotted names): {}", shown(typed)))
        .remedy(format!("Write {write}."))
}

/// The pattern, cut at its dots, each part as a regular expression for a whole name.
fn parts(typed: &[u8]) -> Result<Vec<BString>> {
    let (mut parts, mut part) = (Vec::new(), Vec::new());
    let mut quoted = false;
    let mut rest = typed;
    while let [byte, behind @ ..] = rest {
        rest = behind;
        match (byte, behind) {
            (b'"', [b'"', behind @ ..]) if quoted => {
                rest = behind;
                part.push(b'"');
            }
            (b'"', _) => quoted = !quoted,
            (b'.', _) if !quoted => parts.push(mem::take(&mut part)),
            (b'*', _) if !quoted => part.extend(b".*"),
            (b'?', _) if !quoted => part.push(b'.'),
            (b'$', _) => part.extend(b"\\$"),
            (b'[', [b']', ..]) if !quoted => part.extend(b"\\["),
            (byte, _) if quoted && SPECIAL.contains(byte) => part.extend([b'\\', *byte]),
            (byte, _) if quoted => part.push(*byte),
            (byte, _) => part.push(byte.to_ascii_lowercase()),
        }
    }
    parts.push(part);
    if quoted {
        let message = format!("a quote is not closed in the pattern {}", typed.to_str_lossy());
        return Err(
            Error::new(Fault::Refused, message).remedy("Close it, or write it as \"\" between quotes.")
        );
    }
    Ok(parts.into_iter().map(|part| [b"^(", part.as_slice(), b")$"].concat().into()).collect())
}

/// What has a meaning in regular expressions.
const SPECIAL: &[u8] = b"|*+?()[]{}.^$\\";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        type Row = (&'static str, &'static str, Result<&'static [&'static str], &'static str>);
        #[rustfmt::skip]
        let table: &[Row] = &[
            ("name",             "episodes",      Ok(&["^(episodes)$"])),
            ("folded",           "Epi",           Ok(&["^(epi)$"])),
            ("as it is",         r#""Epi""#,      Ok(&["^(Epi)$"])),
            ("half quoted",      r#"A"B"C"#,      Ok(&["^(aBc)$"])),
            ("quote inside",     r#""a""b""#,     Ok(&[r#"^(a"b)$"#])),
            ("wildcards",        "a*b?",          Ok(&["^(a.*b.)$"])),
            ("quoted wildcards", r#""a*b?""#,     Ok(&[r"^(a\*b\?)$"])),
            ("schema",           "s.t",           Ok(&["^(s)$", "^(t)$"])),
            ("quoted dot",       r#""s.t""#,      Ok(&[r"^(s\.t)$"])),
            ("three",            "d.s.t",         Ok(&["^(d)$", "^(s)$", "^(t)$"])),
            ("expression",       "t[0-9]+|x",     Ok(&["^(t[0-9]+|x)$"])),
            ("dollar",           "a$b",           Ok(&[r"^(a\$b)$"])),
            ("array",            "a[]",           Ok(&[r"^(a\[])$"])),
            ("beyond ASCII",     "Éa",            Ok(&["^(Éa)$"])),
            ("apostrophe",       "a'b",           Ok(&["^(a'b)$"])),
            ("open quote",       r#"a"b"#,        Err("a quote is not closed")),
        ];
        for (name, typed, want) in table {
            match (parts(typed.as_bytes()), want) {
                (Ok(got), Ok(want)) => assert_eq!(got, *want, "{name}"),
                (Err(got), Err(want)) => assert!(got.to_string().contains(want), "{name}: {got}"),
                (got, _) => panic!("{name}: {got:?}"),
            }
        }
    }

    #[test]
    fn too_many_dots() {
        assert!(Pattern::relation("d.s.t".into()).is_err());
        assert!(Pattern::schema("s.t".into()).is_err());
        assert_eq!(Pattern::relation("s.t".into()).unwrap().schema, Some("^(s)$".into()));
    }
}
