//! Types of columns: what their values are, on whichever server.
//!
//! ```text
//! name, OID ─▶ cockroach/types, postgres/column_types ─▶ Type ─▶ literal: which literal serves it
//! ```

use bstr::BString;

/// The type of a column.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Type {
    /// Its name as the server writes it: `DECIMAL(10,3)[]`, `STRING COLLATE de` (CockroachDB), `integer`
    /// (PostgreSQL).
    pub name: BString,
    /// What a value is; of an array, what each element is.
    pub scalar: Scalar,
    /// A value is an array.
    pub array: bool,
    /// The collation that is part of the type, as the server writes it. Only CockroachDB's types have one.
    pub collation: Option<BString>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Scalar {
    /// An integer of any size, or an OID.
    Integer,
    /// A binary floating-point number.
    Float,
    /// A decimal number.
    Decimal,
    /// True or false.
    Boolean,
    /// A bit string.
    Bits,
    /// A byte string.
    Bytes,
    /// Text.
    Text,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A time of day with its time zone.
    TimeTz,
    /// A date and a time of day.
    Timestamp,
    /// An instant.
    TimestampTz,
    /// A span of time.
    Interval,
    /// JSON.
    Json,
    /// A UUID.
    Uuid,
    /// An address of a network.
    Inet,
    /// An object of the catalog, by its number or its name: a table (`regclass`), a type (`regtype`).
    Registered,
    /// Of a type that users made.
    UserDefined,
    /// Something else.
    #[default]
    Unknown,
}

/// What the values of a built-in type are, by its OID, and whether it is an array. CockroachDB took its OIDs
/// from PostgreSQL.
///
/// Source: PostgreSQL `src/include/catalog/pg_type.dat`; `pg_type` of CockroachDB v20.1.
pub fn built_in(oid: u32) -> Option<(Scalar, bool)> {
    BUILT_IN.iter().find_map(|(scalar, oids, arrays)| {
        let among = |all: &[u32]| all.contains(&oid);
        (among(oids) || among(arrays)).then(|| (*scalar, among(arrays)))
    })
}

/// OIDs, and those of arrays.
#[rustfmt::skip]
const BUILT_IN: &[(Scalar, &[u32], &[u32])] = &[
    // int8, int2, int4, oid
    (Scalar::Integer,     &[20, 21, 23, 26],         &[1016, 1005, 1007, 1028]),
    // float4, float8
    (Scalar::Float,       &[700, 701],               &[1021, 1022]),
    // numeric
    (Scalar::Decimal,     &[1700],                   &[1231]),
    // bool
    (Scalar::Boolean,     &[16],                     &[1000]),
    // bit, varbit
    (Scalar::Bits,        &[1560, 1562],             &[1561, 1563]),
    // bytea
    (Scalar::Bytes,       &[17],                     &[1001]),
    // "char", name, text, bpchar, varchar
    (Scalar::Text,        &[18, 19, 25, 1042, 1043], &[1002, 1003, 1009, 1014, 1015]),
    // date
    (Scalar::Date,        &[1082],                   &[1182]),
    // time
    (Scalar::Time,        &[1083],                   &[1183]),
    // timetz
    (Scalar::TimeTz,      &[1266],                   &[1270]),
    // timestamp
    (Scalar::Timestamp,   &[1114],                   &[1115]),
    // timestamptz
    (Scalar::TimestampTz, &[1184],                   &[1185]),
    // interval
    (Scalar::Interval,    &[1186],                   &[1187]),
    // json, jsonb
    (Scalar::Json,        &[114, 3802],              &[199, 3807]),
    // uuid
    (Scalar::Uuid,        &[2950],                   &[2951]),
    // inet
    (Scalar::Inet,        &[869],                    &[1041]),
    // regproc, regprocedure, regclass, regtype, regnamespace, regrole
    (Scalar::Registered,  &[24, 2202, 2205, 2206, 4089, 4096], &[1008, 2207, 2210, 2211, 4090, 4097]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_oid() {
        #[rustfmt::skip]
        let rows = [
            ("int4",        23,     Some((Scalar::Integer, false))),
            ("array of it", 1007,   Some((Scalar::Integer, true))),
            ("jsonb",       3802,   Some((Scalar::Json, false))),
            ("regrole",     4096,   Some((Scalar::Registered, false))),
            ("money",       790,    None),
            ("none",        0,      None),
            ("a user's",    16_400, None),
        ];
        for (name, oid, want) in rows {
            assert_eq!(built_in(oid), want, "{name}");
        }
    }

    #[test]
    fn no_oid_stands_twice() {
        let mut all: Vec<u32> =
            BUILT_IN.iter().flat_map(|(_, oids, arrays)| [*oids, *arrays].concat()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
