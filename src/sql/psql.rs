//! What psql would do with a statement besides sending it.
//!
//! psql reads a dump before the server does. Outside quotes a backslash begins a command of its own, `\! rm` among
//! them, and a colon before a name stands for one of its variables. So no statement is written that holds a
//! backslash outside quotes, a zero byte, or a quote that is not closed; and where a colon stands before a name, as
//! in a slice of an array, a blank is put between them.
//!
//! ```text
//! CREATE TABLE t (…)⏎\! id            refused
//! CHECK (arr[1:"PORT"] IS NOT NULL)  →  CHECK (arr[1: "PORT"] IS NOT NULL)
//! ```
//!
//! Source: PostgreSQL documentation, "psql", "Meta-Commands" and "SQL Interpolation"; "Lexical Structure".

use bstr::BString;

/// What must not stand in a statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Harm {
    /// A backslash outside quotes and comments: a command of psql's.
    Command,
    /// A zero byte, which no text of PostgreSQL's can hold.
    Zero,
    /// A quote or comment that is not closed, and would take in what follows.
    Open,
}

impl Harm {
    /// What it is, for a message.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Command => "a backslash outside quotes, which psql would take for a command",
            Self::Zero => "a zero byte",
            Self::Open => "a quote that is not closed",
        }
    }
}

/// The statement as it may stand in a dump: psql sends it as it is.
///
/// # Errors
///
/// The first [`Harm`] there is.
pub fn harmless(statement: &[u8]) -> Result<BString, Harm> {
    if memchr::memchr(0, statement).is_some() {
        return Err(Harm::Zero);
    }
    let mut written = Vec::with_capacity(statement.len());
    let mut rest = statement;
    while let Some(first) = rest.first().copied() {
        let before = written.last().copied();
        let length = match first {
            b'\\' => return Err(Harm::Command),
            b'\'' if escapes(&written) => quoted(rest, b'\'', Some(b'\\')).ok_or(Harm::Open)?,
            b'\'' | b'"' => quoted(rest, first, None).ok_or(Harm::Open)?,
            b'-' if rest.starts_with(b"--") => memchr::memchr(b'\n', rest).ok_or(Harm::Open)? + 1,
            b'/' if rest.starts_with(b"/*") => comment(rest).ok_or(Harm::Open)?,
            b'$' if !before.is_some_and(is_name) => dollars(rest)?,
            b':' if before != Some(b':') && is_variable(rest) => {
                written.extend_from_slice(b": ");
                rest = &rest[1..];
                continue;
            }
            _ => 1,
        };
        let (now, later) = rest.split_at_checked(length).ok_or(Harm::Open)?;
        written.extend_from_slice(now);
        rest = later;
    }
    Ok(written.into())
}

/// Whether the quote that comes next is an escape string's: `E'…'`, but not the end of a name.
fn escapes(before: &[u8]) -> bool {
    match before {
        [.., name, b'E' | b'e'] => !is_name(*name),
        [b'E' | b'e'] => true,
        _ => false,
    }
}

/// The length of what begins with a quote, both quotes included. A doubled quote closes nothing.
fn quoted(text: &[u8], quote: u8, escape: Option<u8>) -> Option<usize> {
    let mut at = 1;
    loop {
        let byte = *text.get(at)?;
        let doubled = byte == quote && text.get(at + 1) == Some(&quote);
        if doubled || Some(byte) == escape {
            at += 2;
        } else if byte == quote {
            return Some(at + 1);
        } else {
            at += 1;
        }
    }
}

/// The length of a comment, which may hold others.
fn comment(text: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (2, 1);
    while depth > 0 {
        let rest = text.get(at..)?;
        let (step, change) = match rest {
            [b'/', b'*', ..] => (2, 1),
            [b'*', b'/', ..] => (2, -1),
            [_, ..] => (1, 0),
            [] => return None,
        };
        at += step;
        depth += change;
    }
    Some(at)
}

/// The length of `$tag$…$tag$`, or of a mere dollar sign.
fn dollars(text: &[u8]) -> Result<usize, Harm> {
    let tag = text.iter().skip(1).take_while(|byte| is_name(**byte) && **byte != b'$').count();
    let numbered = text.get(1).is_some_and(u8::is_ascii_digit);
    let Some(tag) = text.get(..tag + 2).filter(|tag| tag.ends_with(b"$") && !numbered) else { return Ok(1) };
    let inside = &text[tag.len()..];
    let end = memchr::memmem::find(inside, tag).ok_or(Harm::Open)?;
    Ok(tag.len() + end + tag.len())
}

/// Whether a colon begins what psql takes for one of its variables: `:name`, `:'name'`, `:"name"`, `:{?name}`.
fn is_variable(text: &[u8]) -> bool {
    match text.get(1..) {
        Some([b'\'' | b'"' | b'{', ..]) => true,
        Some([byte, ..]) => is_name(*byte) && *byte != b'$' && !byte.is_ascii_digit(),
        _ => false,
    }
}

/// Whether a byte can be inside a bare name.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements() {
        #[rustfmt::skip]
        let table: &[(&str, &str, Result<&str, Harm>)] = &[
            ("plain",             "CREATE TABLE t ()",              Ok("CREATE TABLE t ()")),
            ("command",           "CREATE TABLE t ()\n\\! id",      Err(Harm::Command)),
            ("in a constant",     "SELECT '\\! id'",                Ok("SELECT '\\! id'")),
            ("in a name",         "SELECT \"\\! id\"",              Ok("SELECT \"\\! id\"")),
            ("escape string",     r"SELECT E'it\'s \\'",            Ok(r"SELECT E'it\'s \\'")),
            ("end of a name",     r"SELECT type'a\'",               Ok(r"SELECT type'a\'")),
            ("escaped quote",     r"SELECT E'\' \! id",             Err(Harm::Open)),
            ("plain backslash",   r"SELECT '\' \! id",              Err(Harm::Command)),
            ("doubled",           "SELECT 'it''s'",                 Ok("SELECT 'it''s'")),
            ("dollars",           "AS $f$ \\! ' $$ $f$",            Ok("AS $f$ \\! ' $$ $f$")),
            ("no tag",            "AS $$ \\! $$",                   Ok("AS $$ \\! $$")),
            ("a name with one",   "SELECT a$f$ \\!",                Err(Harm::Command)),
            ("parameter",         "SELECT $1 || $2",                Ok("SELECT $1 || $2")),
            ("open dollars",      "AS $f$ x $g$",                   Err(Harm::Open)),
            ("comment",           "/* \\! /* ' */ */ x",            Ok("/* \\! /* ' */ */ x")),
            ("open comment",      "/* /* */",                       Err(Harm::Open)),
            ("line comment",      "-- \\! '\nx",                    Ok("-- \\! '\nx")),
            ("open line comment", "x -- y",                         Err(Harm::Open)),
            ("open constant",     "'a",                             Err(Harm::Open)),
            ("open name",         "\"a",                            Err(Harm::Open)),
            ("zero",              "a\0b",                           Err(Harm::Zero)),
            ("cast",              "a::int",                         Ok("a::int")),
            ("cast to a name",    "a::\"T\"",                       Ok("a::\"T\"")),
            ("slice",             "a[1:\"PORT\"]",                  Ok("a[1: \"PORT\"]")),
            ("slice by a column", "a[b:c]",                         Ok("a[b: c]")),
            ("slice by numbers",  "a[1:2]",                         Ok("a[1:2]")),
            ("slice by a cast",   "a[(1)::int:(2)]",                Ok("a[(1)::int:(2)]")),
            ("open end",          "a[1:]",                          Ok("a[1:]")),
            ("beyond ASCII",      "SELECT é'\\'",                   Ok("SELECT é'\\'")),
        ];
        for (name, text, want) in table {
            let got = harmless(text.as_bytes());
            assert_eq!(got, want.map(BString::from), "{name}");
        }
    }
}
