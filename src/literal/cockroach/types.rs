//! Which family serves which type.

use std::sync::Arc;

use crate::catalog::Scalar;
use crate::catalog::cockroach::built_in_named;

/// Types whose values are written alike.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Family {
    /// Decimal digits with a sign.
    Integer,
    /// Objects of the catalog, by number or by name.
    Registered,
    /// Binary floating point.
    Float,
    /// Decimal floating point.
    Decimal,
    /// `true`, `false`.
    Boolean,
    /// Bit strings.
    Bits,
    /// Byte strings.
    Bytes,
    /// Date and time without time zone; written with an offset all the same.
    Timestamp,
    /// Date and time without time zone, and without an offset.
    LocalTimestamp,
    /// Date and time with time zone.
    TimestampTz,
    /// A date; the text it is, but in the first releases.
    Date,
    /// Time with time zone.
    TimeTz,
    /// Everything that is written as the text it is.
    Text,
    /// Text with a collation, whose name is checked.
    Collated(Arc<[u8]>),
}

/// OIDs from here on are of types that users made, whatever their names.
const FIRST_USER_OID: u32 = 100_000;

/// Whether a type is one that users made.
pub(super) fn is_user_defined(oid: u32) -> bool {
    oid >= FIRST_USER_OID
}

/// The family of a type, and whether the type is an array of it.
pub(super) fn family(name: &[u8], oid: u32) -> (Family, bool) {
    if let Some(collated) = collated(name) {
        return collated;
    }
    let (element, array) = match name.strip_suffix(b"[]") {
        Some(element) => (element, true),
        None => (name, false),
    };
    if is_user_defined(oid) {
        return (Family::Text, array);
    }
    match of_scalar(built_in_named(element)) {
        Some(family) => (family, array),
        None if array => (Family::Text, true),
        None => by_oid(oid),
    }
}

/// `STRING COLLATE de`, `VARCHAR(3) COLLATE de`, `STRING[] COLLATE de`.
fn collated(name: &[u8]) -> Option<(Family, bool)> {
    let at = memchr::memmem::find(name, b" COLLATE ")?;
    let locale = name.get(at + b" COLLATE ".len()..)?;
    let locale = locale.strip_suffix(b"[]").unwrap_or(locale);
    let array = name.ends_with(b"[]") || name.get(..at)?.ends_with(b"[]");
    let known =
        !locale.is_empty() && locale.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let written = || locale.iter().map(|&b| if b == b'-' { b'_' } else { b.to_ascii_lowercase() }).collect();
    Some((if known { Family::Collated(written()) } else { Family::Text }, array))
}

/// The family of a kind of value. `None` for what is written as the text it is.
fn of_scalar(scalar: Scalar) -> Option<Family> {
    Some(match scalar {
        Scalar::Integer => Family::Integer,
        Scalar::Registered => Family::Registered,
        Scalar::Float => Family::Float,
        Scalar::Decimal => Family::Decimal,
        Scalar::Boolean => Family::Boolean,
        Scalar::Bits => Family::Bits,
        Scalar::Bytes => Family::Bytes,
        Scalar::Timestamp => Family::Timestamp,
        Scalar::TimestampTz => Family::TimestampTz,
        Scalar::Date => Family::Date,
        Scalar::TimeTz => Family::TimeTz,
        _ => return None,
    })
}

/// # Source
///
/// `pg_type` of CockroachDB v20.1.
fn by_oid(oid: u32) -> (Family, bool) {
    match oid {
        20 | 21 | 23 | 26 => (Family::Integer, false),
        700 | 701 => (Family::Float, false),
        1700 => (Family::Decimal, false),
        16 => (Family::Boolean, false),
        1560 | 1562 => (Family::Bits, false),
        17 => (Family::Bytes, false),
        1114 => (Family::Timestamp, false),
        1184 => (Family::TimestampTz, false),
        1082 => (Family::Date, false),
        1266 => (Family::TimeTz, false),
        1005 | 1007 | 1016 | 1028 => (Family::Integer, true),
        1021 | 1022 => (Family::Float, true),
        1231 => (Family::Decimal, true),
        1000 => (Family::Boolean, true),
        1561 | 1563 => (Family::Bits, true),
        1001 => (Family::Bytes, true),
        1115 => (Family::Timestamp, true),
        1185 => (Family::TimestampTz, true),
        1270 => (Family::TimeTz, true),
        1003 | 1009 | 1014 | 1015 | 1041 | 1182 | 1183 | 1187 | 2951 => (Family::Text, true),
        _ => (Family::Text, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families() {
        let collated = |locale: &str| Family::Collated(locale.as_bytes().into());
        #[rustfmt::skip]
        let rows: &[(&str, u32, Family, bool)] = &[
            ("INT8", 20, Family::Integer, false),
            ("INT", 0, Family::Integer, false),
            ("OID", 26, Family::Integer, false),
            ("REGCLASS", 2205, Family::Registered, false),
            ("REGTYPE[]", 0, Family::Registered, true),
            ("FLOAT4", 700, Family::Float, false),
            ("DECIMAL", 1700, Family::Decimal, false),
            ("DECIMAL(10,3)", 1700, Family::Decimal, false),
            ("DECIMAL(8,2)[]", 1231, Family::Decimal, true),
            ("BIT(4)", 1560, Family::Bits, false),
            ("TIMESTAMP(3)", 1114, Family::Timestamp, false),
            ("TIMESTAMPTZ(3)", 1184, Family::TimestampTz, false),
            ("DATE", 1082, Family::Date, false),
            ("TIME", 1083, Family::Text, false),
            ("TIMETZ(6)", 1266, Family::TimeTz, false),
            ("INTERVAL", 1186, Family::Text, false),
            ("STRING", 25, Family::Text, false),
            ("STRING(5)[]", 1009, Family::Text, true),
            ("VARCHAR(20)", 1043, Family::Text, false),
            ("\"char\"", 18, Family::Text, false),
            ("STRING COLLATE en_u_ks_level2", 25, collated("en_u_ks_level2"), false),
            ("VARCHAR(3) COLLATE de-AT", 1043, collated("de_at"), false),
            ("STRING[] COLLATE de", 1009, collated("de"), true),
            ("STRING COLLATE de[]", 1009, collated("de"), true),
            ("STRING COLLATE de; DROP TABLE x", 25, Family::Text, false),
            ("no such type", 0, Family::Text, false),
            ("no such type[]", 0, Family::Text, true),
            ("no such type", 20, Family::Integer, false),
            ("", 1016, Family::Integer, true),
            ("BOOL", 100_052, Family::Text, false),
            ("public.status[]", 100_053, Family::Text, true),
        ];
        for (name, oid, want, array) in rows {
            assert_eq!(family(name.as_bytes(), *oid), (want.clone(), *array), "{name} {oid}");
        }
    }
}
