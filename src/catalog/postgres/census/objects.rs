//! What is found in the catalogs themselves.
//!
//! Every catalog of this database with an `oid` column is looked through, those of later releases included:
//! the list comes from the server. What is part of another object (`pg_depend` says so) is counted with it.

use bstr::{BString, ByteSlice};

use super::super::answer::ask;
use super::super::fragments::no_member;
use super::super::ids::with_oids;
use super::super::selection::Scope;
use super::super::version::Version;
use crate::connect::Session;
use crate::error::Result;
use crate::sql::one_line;

/// One object that is not dumped.
#[derive(Debug)]
pub(super) struct Found {
    /// Its catalog.
    pub(super) class: u32,
    /// Its OID there.
    pub(super) oid: u32,
    /// Its type and identity: `view public.v`.
    pub(super) line: String,
    /// The schema it is in.
    pub(super) place: Option<BString>,
    /// The relation it is or belongs to.
    pub(super) relation: Option<u32>,
    /// It is part of that relation, as an index or a constraint is, and missed only where that is dumped.
    pub(super) part: bool,
}

/// Catalogs whose rows are objects. Left out are those whose rows are parts of other objects (defaults,
/// labels of enums, a publication's tables), privileges, extensions, and large objects and user mappings,
/// which are read elsewhere.
const CATALOGS: &str = "\
SELECT c.relname FROM pg_catalog.pg_class AS c \
WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND c.relkind = 'r' AND NOT c.relisshared \
AND EXISTS (SELECT 1 FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'oid') \
AND c.relname NOT IN ('pg_attrdef', 'pg_enum', 'pg_publication_rel', 'pg_publication_namespace', \
'pg_default_acl', 'pg_extension', 'pg_largeobject_metadata', 'pg_user_mapping') \
ORDER BY c.relname";

/// Names what is found, without members of extensions (`e`), parts of other objects (`i`, before 13 `I`) and
/// what a partition has from its table (`P`, `S`).
///
/// Source: PostgreSQL documentation, "pg_depend", "Object Information and Addressing Functions".
const IDENTIFY: &str = "\
SELECT o.class, o.oid, i.type, i.identity, coalesce(o.schema, i.schema), o.relation, o.part \
FROM ({found}) AS o(class, oid, relation, schema, part), \
LATERAL pg_catalog.pg_identify_object(o.class, o.oid, 0) AS i \
WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d WHERE d.classid = o.class AND d.objid = o.oid \
AND d.objsubid = 0 AND d.deptype IN ('e', 'i', 'I', 'P', 'S')) \
AND (i.schema IS NULL OR i.schema !~ '^pg_(toast_)?temp_')";

/// Finds all objects that are not dumped; with `tables`, those that belong to them.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    version: Version,
    tables: Option<&[u32]>,
) -> Result<Vec<Found>> {
    let mut selects = Vec::new();
    for mut row in ask(session, "catalogs", CATALOGS).await? {
        selects.extend(select(&row.text()?, version, tables));
    }
    let sql = IDENTIFY.replace("{found}", &selects.join(" UNION ALL "));
    let mut found = Vec::new();
    for mut row in ask(session, "objects", sql).await? {
        let (class, oid) = (row.number()?, row.number()?);
        let line = format!("{} {}", one_line(&row.text()?), one_line(&row.text()?));
        let (place, relation, part) = (row.maybe()?, row.maybe_number()?, row.flag()?);
        found.push(Found { class, oid, line, place, relation, part });
    }
    Ok(found)
}

/// The objects of one catalog that may have to be counted. `None` for a catalog whose objects belong to no
/// table, if only those of `tables` count.
fn select(catalog: &BString, version: Version, tables: Option<&[u32]>) -> Option<String> {
    // A catalog's name is of letters, digits and underlines; anything else is no catalog.
    let name = catalog.to_str().ok().filter(|n| n.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))?;
    let table = table_column(name);
    let (relation, schema, part) = place(name, table);
    let mut sql = format!(
        "SELECT 'pg_catalog.{name}'::pg_catalog.regclass::pg_catalog.oid, x.oid, {relation}, {schema}, {part} \
         FROM pg_catalog.{name} AS x WHERE x.oid >= 16384"
    );
    if let Some(condition) = condition(name, version) {
        sql.push_str(&format!(" AND {condition}"));
    }
    if let Some(column) = table {
        sql.push_str(&format!(" AND x.{column} IN (SELECT r.oid FROM ({OF_DATABASE}) AS r)"));
    }
    match (tables, table) {
        (None, _) => Some(sql),
        (Some(_), None) => None,
        (Some(oids), Some(column)) => {
            let own = with_oids("{oids}", oids.iter().copied());
            Some(format!("{sql} AND x.{column} IN (SELECT pg_catalog.unnest({own}))"))
        }
    }
}

/// Where an object of a catalog is, as SQL: the relation it is or belongs to, the schema if the server does not say
/// it of such an object, and whether it is part of the relation.
fn place(catalog: &str, table: Option<&str>) -> (String, &'static str, &'static str) {
    const NO_RELATION: &str = "NULL::pg_catalog.oid";
    match (catalog, table) {
        ("pg_class", _) => {
            let table = "(SELECT i.indrelid FROM pg_catalog.pg_index AS i WHERE i.indexrelid = x.oid)";
            (format!("coalesce({table}, x.oid)"), "NULL", "x.relkind IN ('i', 'I')")
        }
        ("pg_constraint", _) => ("nullif(x.conrelid, 0)".to_owned(), "NULL", "x.conrelid <> 0"),
        ("pg_namespace", _) => (NO_RELATION.to_owned(), "x.nspname", "false"),
        (_, Some(column)) => (format!("x.{column}"), "NULL", "false"),
        (_, None) => (NO_RELATION.to_owned(), "NULL", "false"),
    }
}

/// The relations that are neither temporary nor an extension's: what stands on those is not the dump's.
const OF_DATABASE: &str = concat!(
    "SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.relpersistence <> 't' AND ",
    no_member!("pg_class", "c.oid")
);

/// The column of a catalog that says which relation an object belongs to.
fn table_column(catalog: &str) -> Option<&'static str> {
    match catalog {
        "pg_trigger" => Some("tgrelid"),
        "pg_rewrite" => Some("ev_class"),
        "pg_policy" => Some("polrelid"),
        "pg_statistic_ext" => Some("stxrelid"),
        _ => None,
    }
}

/// Which rows of a catalog are not dumped, or come with something else that is counted.
fn condition(catalog: &str, version: Version) -> Option<&'static str> {
    match catalog {
        // What is temporary, an index that stands on what is, or that was never completed (as with pg_dump).
        "pg_class" => Some(
            "x.relpersistence <> 't' AND x.relkind <> 't' AND x.relnamespace <> 'pg_toast'::pg_catalog.regnamespace \
             AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid \
             WHERE i.indexrelid = x.oid AND (t.relpersistence = 't' OR NOT i.indisready OR NOT i.indisvalid AND t.relkind <> 'p'))",
        ),
        "pg_namespace" => Some("x.nspname !~ '^pg_(toast_)?temp_'"),
        // A constraint trigger's comes with the trigger, a child's with its parent's.
        "pg_constraint" => Some("x.contype <> 't' AND (x.conislocal OR x.contype NOT IN ('c', 'n'))"),
        // Members of an operator family or class of the database's own come with it.
        "pg_amop" | "pg_amproc" => Some(
            "NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d WHERE d.objid = x.oid AND d.classid = x.tableoid \
             AND d.deptype IN ('a', 'i') AND d.refobjid >= 16384)",
        ),
        "pg_trigger" if version.has_trigger_parents() => Some("NOT x.tgisinternal AND x.tgparentid = 0"),
        "pg_trigger" => Some("NOT x.tgisinternal"),
        _ => None,
    }
}

/// What has no OID of its own in this database's catalogs: labels, user mappings (readable through their
/// view only) and subscriptions (which all databases share).
const WITHOUT_ID: &str = "\
SELECT 'security label of ' || l.provider || ' on ' || i.type || ' ' || i.identity, \
CASE WHEN l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass THEN l.objoid END \
FROM pg_catalog.pg_seclabel AS l, \
LATERAL pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) AS i \
UNION ALL SELECT 'user mapping for ' || pg_catalog.quote_ident(coalesce(m.usename, 'public')) || ' on server ' || \
pg_catalog.quote_ident(m.srvname), NULL FROM pg_catalog.pg_user_mappings AS m \
UNION ALL SELECT 'subscription ' || pg_catalog.quote_ident(s.subname), NULL FROM pg_catalog.pg_subscription AS s \
WHERE s.subdbid = (SELECT b.oid FROM pg_catalog.pg_database AS b WHERE b.datname = pg_catalog.current_database())";

/// Lists what has no OID; with `tables`, what belongs to them.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn without_id(
    session: &mut Session,
    tables: Option<&[u32]>,
    scope: &Scope,
) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for mut row in ask(session, "objects", WITHOUT_ID).await? {
        let (line, table) = (row.text()?, row.maybe_number::<u32>()?);
        let named = tables.is_none_or(|tables| table.is_some_and(|table| tables.contains(&table)));
        if named && scope.counts(None, table) {
            lines.push(one_line(&line));
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogs_are_looked_through_by_name() {
        let sql = |name: &str, tables| select(&name.into(), Version(150_000), tables);
        assert!(sql("pg_proc", None).unwrap().ends_with("FROM pg_catalog.pg_proc AS x WHERE x.oid >= 16384"));
        assert_eq!(sql("pg_proc", Some(&[1])), None, "a function belongs to no table");
        assert!(
            sql("pg_trigger", Some(&[1, 2]))
                .unwrap()
                .contains("x.tgrelid IN (SELECT pg_catalog.unnest('{1,2}'")
        );
        assert_eq!(sql("x; DROP TABLE t", None), None);
        assert!(select(&"pg_trigger".into(), Version(120_000), None).unwrap().find("tgparentid").is_none());
    }
}
