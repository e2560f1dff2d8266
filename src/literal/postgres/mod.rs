//! The `postgres` dialect: literals as `pg_dump --column-inserts` writes them.
//!
//! | type | literal |
//! |---|---|
//! | smallint, integer, bigint, oid, real, double precision, numeric | bare if it is a number's text, else quoted |
//! | real, double precision negative zero | `'-0'`: the bare `-0` that pg_dump writes loads as `0` |
//! | boolean | `true`, `false` |
//! | bit, bit varying | `B'101'` |
//! | all others | `'…'` with `'` doubled; the dump sets standard_conforming_strings on |
//!
//! Source: PostgreSQL `src/bin/pg_dump/pg_dump.c`, `dumpTableData_insert`;
//! `src/fe_utils/string_utils.c`, `appendStringLiteral`.

mod number;
mod text;

pub(super) use text::StreamedText;

use super::BadValue;

/// Types whose values are written alike.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Family {
    /// A number without a fraction or with an exact one.
    Number,
    /// A binary floating-point number.
    Float,
    /// A boolean.
    Boolean,
    /// A bit string.
    Bits,
    /// Everything else.
    Text,
}

impl Family {
    /// The family of a type, by the OID that RowDescription gives.
    ///
    /// Source: PostgreSQL `src/include/catalog/pg_type.dat`.
    pub fn of(type_oid: u32) -> Self {
        match type_oid {
            20 | 21 | 23 | 26 | 1700 => Self::Number,
            700 | 701 => Self::Float,
            16 => Self::Boolean,
            1560 | 1562 => Self::Bits,
            _ => Self::Text,
        }
    }

    /// Appends the literal of one value that is not NULL.
    #[inline]
    pub(super) fn write(self, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Text => text::quoted(value, out),
            Self::Number => number::bare(value, out),
            Self::Float if value == b"-0" => text::quoted(value, out),
            Self::Float => number::bare(value, out),
            Self::Boolean => match value {
                b"t" => bare(b"true", out),
                b"f" => bare(b"false", out),
                other => text::quoted(other, out),
            },
            Self::Bits => {
                out.push(b'B');
                text::quoted(value, out)
            }
        }
    }

    /// What writes a value of `size` bytes as it comes; `None` for types whose text must be seen whole. No
    /// number is longer than 150 KB: a longer one is quoted.
    pub(super) fn streamed(self, size: u32) -> Option<StreamedText> {
        match self {
            Self::Text => Some(StreamedText::text()),
            Self::Bits => Some(StreamedText::bits()),
            Self::Number | Self::Float | Self::Boolean if size > 1 << 20 => Some(StreamedText::text()),
            Self::Number | Self::Float | Self::Boolean => None,
        }
    }
}

fn bare(literal: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    out.extend_from_slice(literal);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        #[rustfmt::skip]
        let table: &[(&str, u32, &[u8], &[u8])] = &[
            ("integer",            23,   b"42",           b"42"),
            ("negative",           20,   b"-1",           b"-1"),
            ("numeric",            1700, b"1.50",         b"1.50"),
            ("numeric NaN",        1700, b"NaN",          b"'NaN'"),
            ("float exponent",     701,  b"1e+20",        b"1e+20"),
            ("float infinity",     701,  b"-Infinity",    b"'-Infinity'"),
            ("float zero",         700,  b"-0",           b"'-0'"),
            ("numeric zero",       1700, b"-0",           b"-0"),
            ("smuggled comment",   1700, b"1--",          b"'1--'"),
            ("no number",          23,   b"",             b"''"),
            ("smuggled SQL",       23,   b"1); DROP --",  b"'1); DROP --'"),
            ("true",               16,   b"t",            b"true"),
            ("false",              16,   b"f",            b"false"),
            ("neither",            16,   b"x'",           b"'x'''"),
            ("bits",               1560, b"101",          b"B'101'"),
            ("no bits",            1562, b"",             b"B''"),
            ("text",               25,   b"it's",         b"'it''s'"),
            ("backslash",          25,   b"a\\b",         b"'a\\b'"),
            ("empty",              25,   b"",             b"''"),
            ("only quotes",        25,   b"'''",          b"''''''''"),
            ("bytea",              17,   b"\\x00ff",      b"'\\x00ff'"),
            ("array",              1009, b"{a,\"it's\"}", b"'{a,\"it''s\"}'"),
        ];
        for &(name, oid, value, want) in table {
            let family = Family::of(oid);
            let mut out = Vec::new();
            family.write(value, &mut out).unwrap();
            assert_eq!(out, want, "{name}");
            for size in 1..=value.len().max(1) {
                let Some(text) = family.streamed(value.len() as u32) else { break };
                let mut out = Vec::new();
                text.open(&mut out);
                value.chunks(size).for_each(|chunk| text.chunk(chunk, &mut out).unwrap());
                text.close(&mut out);
                assert_eq!(out, want, "{name}, in chunks of {size}");
            }
        }
    }

    #[test]
    fn nul_ends_no_statement() {
        let mut out = Vec::new();
        assert!(Family::of(25).write(b"a\0b", &mut out).is_err());
    }
}
