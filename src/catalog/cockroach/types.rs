//! Types of CockroachDB's columns: by the name that the catalog has, and by the OID that comes with the rows.
//!
//! | name | type |
//! |---|---|
//! | `INT8`, `DECIMAL(10,3)`, `TIMESTAMP WITH TIME ZONE` | built in |
//! | `INT8[]` | an array of it |
//! | `STRING COLLATE de`, `STRING[] COLLATE de`, `STRING COLLATE de[]` | text with a collation |
//! | `public.mood` | a user's own: it stands with its schema |
//!
//! Releases name their types alike, and differ in the OIDs they send (an INT4 is a 20 or a 23): so an OID is
//! held against the kind of value alone.
//!
//! # Source
//!
//! CockroachDB v20.1, `information_schema.columns`, `pg_type`.

use bstr::{BString, ByteSlice};

use super::super::types::built_in;
use super::super::{Column, Scalar, Type};

/// OIDs from here on are of types that users made, whatever their names.
const FIRST_USER_OID: u32 = 100_000;

/// What stands before a collation.
const COLLATE: &[u8] = b" COLLATE ";

/// The type of a name.
pub fn type_named(name: &[u8]) -> Type {
    let (rest, collation) = match name.split_once_str(COLLATE) {
        Some((rest, collation)) => (rest, Some(collation)),
        None => (name, None),
    };
    let (base, array) = without_brackets(rest);
    let (collation, collated_array) = match collation.map(without_brackets) {
        Some((collation, array)) => (Some(BString::from(collation)), array),
        None => (None, false),
    };
    let scalar = if base.contains(&b'.') { Scalar::UserDefined } else { built_in_named(base) };
    Type { name: name.into(), scalar, array: array || collated_array, collation }
}

/// A name without its `[]`, and whether it had them.
fn without_brackets(name: &[u8]) -> (&[u8], bool) {
    name.strip_suffix(b"[]").map_or((name, false), |element| (element, true))
}

/// The kind of value that a type without brackets has, whatever its modifier: `DECIMAL(10,3)` as `DECIMAL`.
pub fn built_in_named(name: &[u8]) -> Scalar {
    match name.split(|byte| *byte == b'(').next().unwrap_or(name) {
        b"INT8" | b"INT4" | b"INT2" | b"INT" | b"OID" => Scalar::Integer,
        b"REGCLASS" | b"REGNAMESPACE" | b"REGPROC" | b"REGPROCEDURE" | b"REGROLE" | b"REGTYPE" => {
            Scalar::Registered
        }
        b"FLOAT8" | b"FLOAT4" | b"FLOAT" => Scalar::Float,
        b"DECIMAL" => Scalar::Decimal,
        b"BOOL" => Scalar::Boolean,
        b"BIT" | b"VARBIT" => Scalar::Bits,
        b"BYTES" => Scalar::Bytes,
        b"STRING" | b"VARCHAR" | b"CHAR" | b"\"char\"" | b"NAME" => Scalar::Text,
        b"DATE" => Scalar::Date,
        b"TIME" => Scalar::Time,
        b"TIMETZ" => Scalar::TimeTz,
        b"TIMESTAMP" => Scalar::Timestamp,
        b"TIMESTAMPTZ" | b"TIMESTAMP WITH TIME ZONE" => Scalar::TimestampTz,
        b"INTERVAL" => Scalar::Interval,
        b"JSONB" | b"JSON" => Scalar::Json,
        b"UUID" => Scalar::Uuid,
        b"INET" => Scalar::Inet,
        _ => Scalar::Unknown,
    }
}

/// The type of a column's values where RowDescription gives `oid`; `None` if the column can have no such
/// values.
pub(in crate::catalog) fn sent(column: &Column, oid: u32) -> Option<Type> {
    let known = &column.data_type;
    let own = column.sent_as.unwrap_or(known.scalar);
    match (own, built_in(oid)) {
        _ if oid >= FIRST_USER_OID => Some(Type { scalar: Scalar::UserDefined, ..known.clone() }),
        (Scalar::UserDefined, _) | (_, None) => Some(known.clone()),
        (Scalar::Unknown, Some(_)) if known.array => Some(known.clone()),
        (Scalar::Unknown, Some((scalar, array))) => Some(Type { scalar, array, ..known.clone() }),
        (own, Some(sent)) => ((own, known.array) == sent).then(|| known.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        #[rustfmt::skip]
        let rows: &[(&str, Scalar, bool, Option<&str>)] = &[
            ("INT8",                      Scalar::Integer,     false, None),
            ("INT",                       Scalar::Integer,     false, None),
            ("OID",                       Scalar::Integer,     false, None),
            ("REGTYPE[]",                 Scalar::Registered,  true,  None),
            ("FLOAT4",                    Scalar::Float,       false, None),
            ("DECIMAL(10,3)",             Scalar::Decimal,     false, None),
            ("DECIMAL(8,2)[]",            Scalar::Decimal,     true,  None),
            ("BIT(4)",                    Scalar::Bits,        false, None),
            ("TIMESTAMP(3)",              Scalar::Timestamp,   false, None),
            ("TIMESTAMP WITH TIME ZONE",  Scalar::TimestampTz, false, None),
            ("TIMETZ(6)",                 Scalar::TimeTz,      false, None),
            ("STRING(5)[]",               Scalar::Text,        true,  None),
            ("VARCHAR(20)",               Scalar::Text,        false, None),
            ("\"char\"",                  Scalar::Text,        false, None),
            ("STRING COLLATE de",         Scalar::Text,        false, Some("de")),
            ("VARCHAR(3) COLLATE de-AT",  Scalar::Text,        false, Some("de-AT")),
            ("STRING[] COLLATE de",       Scalar::Text,        true,  Some("de")),
            ("STRING COLLATE de[]",       Scalar::Text,        true,  Some("de")),
            ("public.mood",               Scalar::UserDefined, false, None),
            ("public.mood[]",             Scalar::UserDefined, true,  None),
            ("no such type",              Scalar::Unknown,     false, None),
            ("no such type[]",            Scalar::Unknown,     true,  None),
            ("",                          Scalar::Unknown,     false, None),
        ];
        for (name, scalar, array, collation) in rows {
            let collation = collation.map(BString::from);
            let want = Type { name: (*name).into(), scalar: *scalar, array: *array, collation };
            assert_eq!(type_named(name.as_bytes()), want, "{name}");
        }
    }

    #[test]
    fn what_comes_with_the_rows() {
        type Sent = Option<(Scalar, bool)>;
        #[rustfmt::skip]
        let rows: &[(&str, Option<Scalar>, u32, Sent)] = &[
            ("INT4",            None,               20,      Some((Scalar::Integer, false))),
            ("INT4",            None,               25,      None),
            ("INT4[]",          None,               1016,    Some((Scalar::Integer, true))),
            ("INT4[]",          None,               20,      None),
            ("TIME",            Some(Scalar::Text), 25,      Some((Scalar::Time, false))),
            ("TIME",            None,               25,      None),
            ("public.mood",     None,               100_052, Some((Scalar::UserDefined, false))),
            ("public.mood[]",   Some(Scalar::Text), 1009,    Some((Scalar::UserDefined, true))),
            ("BOOL",            None,               100_052, Some((Scalar::UserDefined, false))),
            ("no such type",    None,               20,      Some((Scalar::Integer, false))),
            ("no such type",    None,               1016,    Some((Scalar::Integer, true))),
            ("no such type[]",  None,               1016,    Some((Scalar::Unknown, true))),
            ("BYTES",           None,               90_000,  Some((Scalar::Bytes, false))),
        ];
        for (name, sent_as, oid, want) in rows {
            let data_type = type_named(name.as_bytes());
            let column = Column { data_type, sent_as: *sent_as, ..Column::default() };
            let got = sent(&column, *oid).map(|sent| (sent.scalar, sent.array));
            assert_eq!(got, *want, "{name} {oid}");
        }
    }
}
