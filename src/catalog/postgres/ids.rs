//! What an object id is made of, and sets of OIDs as query parameters.

use bstr::BString;

use crate::catalog::ObjectId;

/// The OIDs of the catalogs themselves, the same in every database and release.
///
/// Source: the header of each catalog in PostgreSQL's `src/include/catalog`.
pub(super) mod class {
    /// `pg_type`.
    pub(crate) const TYPE: u32 = 1247;
    /// `pg_proc`.
    pub(crate) const PROC: u32 = 1255;
    /// `pg_authid`.
    pub(crate) const ROLE: u32 = 1260;
    /// `pg_class`.
    pub(crate) const CLASS: u32 = 1259;
    /// `pg_attrdef`.
    pub(crate) const DEFAULT: u32 = 2604;
    /// `pg_constraint`.
    pub(crate) const CONSTRAINT: u32 = 2606;
    /// `pg_rewrite`.
    pub(crate) const REWRITE: u32 = 2618;
    /// `pg_trigger`.
    pub(crate) const TRIGGER: u32 = 2620;
    /// `pg_namespace`.
    pub(crate) const NAMESPACE: u32 = 2615;
    /// `pg_extension`.
    pub(crate) const EXTENSION: u32 = 3079;
    /// `pg_policy`.
    pub(crate) const POLICY: u32 = 3256;
}

/// The id of the object that catalog `class` has under `oid`.
pub(super) fn id(class: u32, oid: u32) -> ObjectId {
    ObjectId(u64::from(class) << 32 | u64::from(oid))
}

/// The OID that catalog `class` has an object under, if it is that catalog's.
pub(super) fn oid_in(class: u32, object: ObjectId) -> Option<u32> {
    let [.., a, b, c, d] = object.0.to_be_bytes();
    let oid = u32::from_be_bytes([a, b, c, d]);
    (object == id(class, oid)).then_some(oid)
}

/// Puts the array `oids` where a query says `{oids}`: simple queries have no parameters.
pub(super) fn with_oids(sql: &str, oids: impl IntoIterator<Item = u32>) -> String {
    sql.replace("{oids}", &oid_array(oids))
}

/// The array `oids` as SQL.
pub(super) fn oid_array(oids: impl IntoIterator<Item = u32>) -> String {
    let list: Vec<String> = oids.into_iter().map(|oid| oid.to_string()).collect();
    format!("'{{{}}}'::pg_catalog.oid[]", list.join(","))
}

/// A name of an object below a table, as messages and statements need both: quoted and as it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Name {
    /// As it is.
    pub(super) raw: BString,
    /// Quoted by the server where needed.
    pub(super) printed: BString,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_both_halves() {
        let id = id(class::EXTENSION, u32::MAX);
        assert_eq!((id.0 >> 32, id.0 as u32), (3079, u32::MAX));
        assert_eq!(oid_in(class::EXTENSION, id), Some(u32::MAX));
        assert_eq!((oid_in(class::TYPE, id), oid_in(class::TYPE, ObjectId(7))), (None, None));
    }

    #[test]
    fn oids_become_an_array() {
        assert_eq!(with_oids("unnest({oids})", [1, 22]), "unnest('{1,22}'::pg_catalog.oid[])");
        assert_eq!(with_oids("{oids}", []), "'{}'::pg_catalog.oid[]");
    }
}
