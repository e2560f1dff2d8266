//! Types of PostgreSQL's columns, by OID; a domain's is that of the type below it.

use bstr::BString;

use crate::catalog::{Scalar, Type, built_in};

/// OIDs from here on are of types that users made.
const FIRST_USER_OID: u32 = 16384;

/// The type of an OID and a name, as `format_type` writes it.
pub(super) fn type_of(oid: u32, name: BString) -> Type {
    let named_array = name.ends_with(b"[]");
    let (scalar, array) = match built_in(oid) {
        Some(known) => known,
        None if oid >= FIRST_USER_OID => (Scalar::UserDefined, named_array),
        None => (Scalar::Unknown, named_array),
    };
    Type { name, scalar, array, collation: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        #[rustfmt::skip]
        let rows: &[(u32, &str, Scalar, bool)] = &[
            (23,     "integer",          Scalar::Integer,     false),
            (1700,   "numeric(10,2)",    Scalar::Decimal,     false),
            (1007,   "integer[]",        Scalar::Integer,     true),
            (23,     "public.positive",  Scalar::Integer,     false),
            (790,    "money",            Scalar::Unknown,     false),
            (791,    "money[]",          Scalar::Unknown,     true),
            (16_400, "public.mood",      Scalar::UserDefined, false),
            (16_399, "public.mood[]",    Scalar::UserDefined, true),
        ];
        for (oid, name, scalar, array) in rows {
            let got = type_of(*oid, (*name).into());
            assert_eq!((got.scalar, got.array), (*scalar, *array), "{name}");
        }
    }
}
