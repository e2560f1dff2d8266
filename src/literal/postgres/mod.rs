//! The `postgres` dialect: literals as `pg_dump --column-inserts` writes them.
//!
//! | type | literal | what is no such value |
//! |---|---|---|
//! | smallint, integer, bigint, oid | bare | anything but digits, behind a minus sign or not |
//! | numeric | bare; `'NaN'`, `'Infinity'`, `'-Infinity'` | anything but a decimal fraction with an exponent or not |
//! | real, double precision | the same; `'-0'`: the bare `-0` that pg_dump writes loads as `0` | the same |
//! | boolean | `true`, `false` | anything but `t` and `f` |
//! | bit, bit varying | `B'101'` | anything but noughts and ones |
//! | all others | `'…'` with `'` doubled; the dump sets standard_conforming_strings on | a NUL |
//!
//! A value that is not of its type is an error: a server cannot put SQL of its own into a dump, nor damage pass for
//! a value.
//!
//! Source: PostgreSQL `src/bin/pg_dump/pg_dump.c`, `dumpTableData_insert`;
//! `src/fe_utils/string_utils.c`, `appendStringLiteral`.

mod number;
mod text;

pub(super) use text::StreamedText;

use super::BadValue;
use crate::catalog::{Scalar, built_in};

/// Types whose values are written alike.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Family {
    /// A number without a fraction.
    Integer,
    /// A number with an exact fraction.
    Numeric,
    /// A binary floating-point number.
    Float,
    /// A boolean.
    Boolean,
    /// A bit string.
    Bits,
    /// Everything else.
    Text,
}

/// No number's text is longer: 131,072 digits before the point and 16,383 behind it, the point, the sign.
///
/// Source: PostgreSQL `src/backend/utils/adt/numeric.c`, `NUMERIC_WEIGHT_MAX`, `NUMERIC_DSCALE_MAX`.
const LONGEST_NUMBER: usize = 131_072 + 16_383 + 2;

impl Family {
    /// The family of a type, by the OID that RowDescription gives.
    pub fn of(type_oid: u32) -> Self {
        match built_in(type_oid) {
            Some((Scalar::Integer, false)) => Self::Integer,
            Some((Scalar::Decimal, false)) => Self::Numeric,
            Some((Scalar::Float, false)) => Self::Float,
            Some((Scalar::Boolean, false)) => Self::Boolean,
            Some((Scalar::Bits, false)) => Self::Bits,
            _ => Self::Text,
        }
    }

    /// Appends the literal of one value that is not NULL.
    #[inline]
    pub(super) fn write(self, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        self.hold(value.len())?;
        let literal = match (self, value) {
            (Self::Text, _) => return text::quoted(value, out),
            (Self::Bits, _) => return text::bits(value, out),
            (Self::Integer, _) if number::is_integer(value) => value,
            (Self::Float, b"-0") => b"'-0'",
            (Self::Numeric | Self::Float, b"NaN") => b"'NaN'",
            (Self::Numeric | Self::Float, b"Infinity") => b"'Infinity'",
            (Self::Numeric | Self::Float, b"-Infinity") => b"'-Infinity'",
            (Self::Numeric | Self::Float, _) if number::is_number(value) => value,
            (Self::Boolean, b"t") => b"true",
            (Self::Boolean, b"f") => b"false",
            (Self::Integer | Self::Numeric | Self::Float | Self::Boolean, _) => return Err(self.bad()),
        };
        out.extend_from_slice(literal);
        Ok(())
    }

    /// What writes a value as it comes; `None` for types whose text must be seen whole.
    pub(super) fn streamed(self) -> Option<StreamedText> {
        match self {
            Self::Text => Some(StreamedText::Text),
            Self::Bits => Some(StreamedText::Bits),
            Self::Integer | Self::Numeric | Self::Float | Self::Boolean => None,
        }
    }

    /// Whether a value may be held whole that has so many bytes.
    pub(super) fn hold(self, size: usize) -> Result<(), BadValue> {
        let short = matches!(self, Self::Text | Self::Bits) || size <= LONGEST_NUMBER;
        if short { Ok(()) } else { Err(self.bad()) }
    }

    fn bad(self) -> BadValue {
        let expected = match self {
            Self::Integer => "an integer",
            Self::Numeric => "a decimal number",
            Self::Float => "a floating-point number",
            Self::Boolean => "a boolean",
            Self::Bits => "a bit string",
            Self::Text => "text: it holds a NUL byte",
        };
        BadValue { expected }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The literal of a value that comes in chunks, where it can be written so.
    fn chunked(family: Family, value: &[u8], size: usize) -> Option<Result<Vec<u8>, BadValue>> {
        let (text, mut out) = (family.streamed()?, Vec::new());
        text.open(&mut out);
        let written = value.chunks(size).try_for_each(|chunk| text.chunk(chunk, &mut out));
        text.close(&mut out);
        Some(written.map(|()| out))
    }

    /// A name, a type, a value, and its literal.
    type Case = (&'static str, u32, &'static [u8], Result<&'static str, BadValue>);

    #[test]
    fn literals() {
        let bad = |expected| Err(BadValue { expected });
        let (integer, decimal, float) =
            (bad("an integer"), bad("a decimal number"), bad("a floating-point number"));
        let (boolean, bits, text) = (bad("a boolean"), bad("a bit string"), bad("text: it holds a NUL byte"));
        #[rustfmt::skip]
        let table: &[Case] = &[
            ("integer",            23,   b"42",           Ok("42")),
            ("negative",           20,   b"-1",           Ok("-1")),
            ("smallint",           21,   b"-32768",       Ok("-32768")),
            ("oid",                26,   b"4294967295",   Ok("4294967295")),
            ("no integer",         23,   b"abc",          integer),
            ("a fraction",         23,   b"1.5",          integer),
            ("no digits",          23,   b"",             integer),
            ("a sign alone",       23,   b"-",            integer),
            ("smuggled SQL",       23,   b"1); DROP --",  integer),
            ("not finite",         23,   b"NaN",          integer),
            ("numeric",            1700, b"1.50",         Ok("1.50")),
            ("numeric NaN",        1700, b"NaN",          Ok("'NaN'")),
            ("numeric infinity",   1700, b"-Infinity",    Ok("'-Infinity'")),
            ("numeric zero",       1700, b"-0",           Ok("-0")),
            ("smuggled comment",   1700, b"1--",          decimal),
            ("two points",         1700, b"1.2.3",        decimal),
            ("point at the end",   1700, b"1.",           decimal),
            ("point first",        1700, b".5",           decimal),
            ("another NaN",        1700, b"nan",          decimal),
            ("float exponent",     701,  b"1e+20",        Ok("1e+20")),
            ("float infinity",     701,  b"Infinity",     Ok("'Infinity'")),
            ("float NaN",          700,  b"NaN",          Ok("'NaN'")),
            ("float zero",         700,  b"-0",           Ok("'-0'")),
            ("exponent missing",   701,  b"1e",           float),
            ("hexadecimal",        701,  b"0x1p3",        float),
            ("true",               16,   b"t",            Ok("true")),
            ("false",              16,   b"f",            Ok("false")),
            ("neither",            16,   b"x'",           boolean),
            ("no boolean",         16,   b"",             boolean),
            ("bits",               1560, b"101",          Ok("B'101'")),
            ("no bits",            1562, b"",             Ok("B''")),
            ("other bits",         1562, b"102",          bits),
            ("smuggled bits",      1562, b"1'",           bits),
            ("text",               25,   b"it's",         Ok("'it''s'")),
            ("backslash",          25,   b"a\\b",         Ok("'a\\b'")),
            ("empty",              25,   b"",             Ok("''")),
            ("only quotes",        25,   b"'''",          Ok("''''''''")),
            ("NUL",                25,   b"a\0b",         text),
            ("bytea",              17,   b"\\x00ff",      Ok("'\\x00ff'")),
            ("array",              1009, b"{a,\"it's\"}", Ok("'{a,\"it''s\"}'")),
        ];
        for &(name, oid, value, want) in table {
            let (family, mut out) = (Family::of(oid), Vec::new());
            let written = family.write(value, &mut out);
            let want = want.map(|literal| literal.as_bytes().to_vec());
            assert_eq!(written.map(|()| out), want, "{name}");
            for size in 1..=value.len().max(1) {
                let Some(got) = chunked(family, value, size) else { break };
                assert_eq!(got, want, "{name}, in chunks of {size}");
            }
        }
    }

    #[test]
    fn no_number_is_so_long() {
        for oid in [23, 1700, 701] {
            let (longest, mut out) = (vec![b'1'; LONGEST_NUMBER], Vec::new());
            assert_eq!(Family::of(oid).write(&longest, &mut out), Ok(()), "{oid}");
            assert!(Family::of(oid).write(&[&longest[..], b"1"].concat(), &mut out).is_err(), "{oid}");
        }
    }
}
