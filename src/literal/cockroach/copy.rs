//! Values in a line of COPY, as CockroachDB up to v20.2 reads it.
//!
//! | type | in the line |
//! |---|---|
//! | arrays, `STRING COLLATE x` | the literal an INSERT would have |
//! | `BYTES` | every byte as `\x00` |
//! | `JSONB`, enums, `REGCLASS` … | the text as it is: the server takes no escapes there |
//! | anything else | the text, escaped |
//!
//! # Source
//!
//! CockroachDB v20.1 `pkg/sql/copy.go`, `readTextTuple` and `decodeCopy`; `pkg/sql/sqlbase/roundtrip_format.go`.

use super::types::{Family, is_user_defined};
use super::{BadValue, Notation};
use crate::literal::copy_text::escape;
use crate::sql::cockroach::LiteralStyle;

/// How the values of one column are written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CopyNotation {
    /// As text with escapes.
    Escaped,
    /// As the text it is.
    Raw,
    /// As escapes of all its bytes.
    Bytes,
    /// As a literal.
    Literal(Notation),
}

/// What would end a value or a row.
const BREAK: BadValue = BadValue { expected: "text that COPY can hold: it has a tab or a line feed" };

const BAD_BYTES: BadValue = BadValue { expected: "bytes in hexadecimal form" };

impl CopyNotation {
    /// How values of a type are written; see [`Notation::of`].
    pub fn of(type_name: &[u8], type_oid: u32, style: LiteralStyle) -> Self {
        let literal = Notation::of(type_name, type_oid).in_style(style);
        match &literal.family {
            _ if literal.array => Self::Literal(literal),
            Family::Collated(_) => Self::Literal(literal),
            Family::Bytes => Self::Bytes,
            Family::Registered => Self::Raw,
            Family::Text if is_user_defined(type_oid) || is_json(type_name, type_oid) => Self::Raw,
            _ => Self::Escaped,
        }
    }

    /// Appends one value that is not NULL, given in text format.
    ///
    /// # Errors
    ///
    /// [`BadValue`] for text that is not of its type, or that would end the line.
    pub fn write(&self, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        let start = out.len();
        match self {
            Self::Escaped => {
                escape(value, out);
                return Ok(());
            }
            Self::Bytes => return bytes(value, out),
            Self::Raw => out.extend_from_slice(value),
            Self::Literal(literal) => literal.write(value, out)?,
        }
        let written = &out[start..];
        if memchr::memchr3(b'\t', b'\n', b'\r', written).is_some() || written == b"\\N" {
            return Err(BREAK);
        }
        Ok(())
    }
}

fn is_json(name: &[u8], oid: u32) -> bool {
    const JSONB: u32 = 3802;
    matches!(name, b"JSONB" | b"JSON") || oid == JSONB
}

/// `\x00ff` as `\x00\xff`.
fn bytes(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let digits = value.strip_prefix(b"\\x").ok_or(BAD_BYTES)?;
    if digits.len() % 2 != 0 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(BAD_BYTES);
    }
    for digits in digits.chunks(2) {
        out.extend_from_slice(b"\\x");
        out.extend_from_slice(digits);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        #[rustfmt::skip]
        let rows: &[(&str, u32, &str, Result<&str, BadValue>)] = &[
            ("STRING",            0, "a\tb\\\n",        Ok("a\\tb\\\\\\n")),
            ("INT8",              0, "-1",              Ok("-1")),
            ("TIMESTAMPTZ",       0, "2016-01-25 10:10:10+00:00", Ok("2016-01-25 10:10:10+00:00")),
            ("BYTES",             0, "\\x00fF",         Ok("\\x00\\xfF")),
            ("BYTES",             0, "\\x",             Ok("")),
            ("BYTES",             0, "\\x0",            Err(BAD_BYTES)),
            ("BYTES",             0, "00",              Err(BAD_BYTES)),
            ("JSONB",             0, "{\"a\": \"\\n\"}", Ok("{\"a\": \"\\n\"}")),
            ("JSONB",             0, "{\n}",            Err(BREAK)),
            ("public.mood", 100_052, "a\\b",            Ok("a\\b")),
            ("public.mood", 100_052, "\\N",             Err(BREAK)),
            ("INT8[]",            0, "{1,NULL}",        Ok("ARRAY[1,NULL]")),
            ("STRING[]",          0, "{\"a\tb\",c}",    Ok("ARRAY[e'a\\tb','c']")),
            ("STRING COLLATE de", 0, "a\nb",            Ok("e'a\\nb' COLLATE de")),
        ];
        for (type_name, oid, value, want) in rows {
            let mut out = Vec::new();
            let copy = CopyNotation::of(type_name.as_bytes(), *oid, LiteralStyle::V20_1);
            let got = copy.write(value.as_bytes(), &mut out);
            let got = got.map(|()| String::from_utf8_lossy(&out).into_owned());
            assert_eq!(got.as_deref().map_err(|error| *error), *want, "{type_name} {value:?}");
        }
    }
}
