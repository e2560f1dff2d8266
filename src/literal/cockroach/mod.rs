//! The `cockroach` dialect: literals as `cockroach dump` of v2.1 – v20.1 wrote them, and of v20.2 and
//! of the first releases (`first`) where that differs.
//!
//! | type | literal | file |
//! |---|---|---|
//! | `INT8` … , `OID` | `42`, `(-1)` | `integer` |
//! | `REGCLASS`, `REGTYPE` … | `42`, `'a_name'` | `integer` |
//! | `FLOAT8`, `FLOAT4` | `1.0`, `1e+06`, `(-2.5)`, `'NaN'` | `float` |
//! | `DECIMAL` | `1.10`, `1E+10`, `(-0.001)`, `'NaN'` | `decimal` |
//! | `BOOL` | `true` | `boolean` |
//! | `BIT`, `VARBIT` | `B'101'` | `bits` |
//! | `BYTES` | `'\x00ff'` | `bytes` |
//! | `TIMESTAMP`, `TIMESTAMPTZ`, `TIMETZ` | `'2016-01-25 10:10:10+00:00'`, `'01:02:03+00:00:00'` | `time` |
//! | `TIMESTAMP` in v20.2 | `'2016-01-25 10:10:10'` | `time` |
//! | `STRING COLLATE x` | `'a' COLLATE x` | `text` |
//! | any array | `ARRAY['a',NULL]` | `array` |
//! | `STRING`, `JSONB`, `DATE`, `TIME`, `INTERVAL`, `UUID`, `INET`, enums, anything unknown | `'a'`, `e'it\'s'` | `text` |
//!
//! What a family writes bare (numbers, `true`, bits) is checked against the family's alphabet: a server cannot
//! put SQL of its own into a dump. Everything else stands between apostrophes.

mod array;
mod bits;
mod boolean;
mod bytes;
mod copy;
mod decimal;
mod first;
mod float;
mod integer;
mod streamed;
mod text;
mod time;
mod types;

use super::BadValue;
use crate::sql::cockroach::LiteralStyle;
pub use copy::CopyNotation;
pub use streamed::StreamedLiteral;
use types::Family;

/// How the values of one column are written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notation {
    family: Family,
    array: bool,
    first: bool,
}

impl Notation {
    /// How values of a type are written: by its name as `information_schema.columns.crdb_sql_type` has it
    /// (`INT8`, `DECIMAL(10,3)[]`, `STRING COLLATE de`), else by its OID (0 if it is not known).
    ///
    /// A type that neither names is written as text, which every server reads back.
    pub fn of(type_name: &[u8], type_oid: u32) -> Self {
        let (family, array) = types::family(type_name, type_oid);
        Self { family, array, first: false }
    }

    /// The same in another style. `of` gives [`LiteralStyle::V20_1`].
    #[must_use]
    pub fn in_style(self, style: LiteralStyle) -> Self {
        let family = match (style, self.family) {
            (LiteralStyle::V20_2, Family::Timestamp) => Family::LocalTimestamp,
            (_, family) => family,
        };
        Self { family, array: self.array, first: style == LiteralStyle::First }
    }

    /// Appends the literal of one value that is not NULL, given in text format.
    ///
    /// # Errors
    ///
    /// [`BadValue`] if the text is not of the type's alphabet; `out` then holds a part of the literal.
    pub fn write(&self, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        if self.array {
            return array::write(&self.family, value, out);
        }
        let first = if self.first { first::write(&self.family, value, out) } else { None };
        first.unwrap_or_else(|| self.family.write(value, out))
    }

    /// A writer for one value that arrives in chunks, if values of this type can be written before they
    /// have been read to the end.
    ///
    /// Text then always starts with `e'`, which loads equally: whether `'` would do depends on its last byte.
    pub fn streamed(&self) -> Option<StreamedLiteral> {
        if self.array { None } else { self.family.streamed() }
    }
}

/// What the values of a type mostly look like, for whoever writes those faster. All others are
/// [`Notation::write`]'s.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    /// Digits, behind a minus sign in parentheses.
    Integer,
    /// A decimal fraction, `.0` behind a whole number.
    Float,
    /// A decimal fraction.
    Decimal,
    /// `t` or `f`, written out.
    Boolean,
    /// Noughts and ones between `B'` and `'`.
    Bits,
    /// Hexadecimal digits between apostrophes.
    Bytes,
    /// A timestamp between apostrophes, with the offset in full.
    Timestamp,
    /// A timestamp between apostrophes, as it is.
    LocalTimestamp,
    /// Between apostrophes, behind `e` if there is something to escape.
    Text,
    /// Whatever else.
    Other,
}

impl Notation {
    /// What values of this type mostly look like.
    pub(super) fn shape(&self) -> Shape {
        match &self.family {
            _ if self.array => Shape::Other,
            Family::Boolean => Shape::Boolean,
            Family::Bits => Shape::Bits,
            Family::Timestamp | Family::TimestampTz => Shape::Timestamp,
            Family::LocalTimestamp => Shape::LocalTimestamp,
            Family::Text => Shape::Text,
            Family::TimeTz | Family::Collated(_) => Shape::Other,
            _ if self.first => Shape::Other,
            Family::Integer | Family::Registered => Shape::Integer,
            Family::Float => Shape::Float,
            Family::Decimal => Shape::Decimal,
            Family::Bytes => Shape::Bytes,
            Family::Date => Shape::Text,
        }
    }
}

impl Family {
    fn write(&self, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Integer => integer::write(value, out),
            Self::Registered => integer::or_text(value, out),
            Self::Float => float::write(value, out),
            Self::Decimal => decimal::write(value, out),
            Self::Boolean => boolean::write(value, out),
            Self::Bits => bits::write(value, out),
            Self::Bytes => bytes::write(value, out),
            Self::Timestamp | Self::TimestampTz => time::timestamp(value, time::UTC, out),
            Self::LocalTimestamp => time::timestamp(value, b"", out),
            Self::TimeTz => time::timetz(value, out),
            Self::Date | Self::Text => text::write(value, out),
            Self::Collated(locale) => text::write(value, out).map(|()| text::collate(locale, out)),
        }
    }

    fn streamed(&self) -> Option<StreamedLiteral> {
        match self {
            Self::Bytes => Some(StreamedLiteral::bytes()),
            Self::Date | Self::Text => Some(StreamedLiteral::text(None)),
            Self::Collated(locale) => Some(StreamedLiteral::text(Some(locale.clone()))),
            _ => None,
        }
    }
}

/// A table of tests: type, value, literal.
#[cfg(test)]
fn check(rows: &[(&str, &str, Result<&str, BadValue>)]) {
    for (type_name, value, want) in rows {
        let mut out = b"(".to_vec();
        let wrote = Notation::of(type_name.as_bytes(), 0).write(value.as_bytes(), &mut out);
        let got = wrote.map(|()| String::from_utf8_lossy(&out[1..]).into_owned());
        assert_eq!(got.as_deref().map_err(|e| *e), *want, "{type_name} {value:?}");
        assert_eq!(out[0], b'(', "what stood there before {type_name} {value:?}");
    }
}
