//! What the patterns match in this database.
//!
//! The server compares names and patterns, as it does for pg_dump.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::answer::ask;
use super::fragments::own_schema;
use super::ids::with_oids;
use super::relations::Relation;
use crate::catalog::patterns::{Pattern, nothing};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;
use crate::sql::postgres::literal;

/// The relations that match any of the patterns; each must match one if it `chooses`.
///
/// # Errors
///
/// A pattern that matches nothing; what the server answers.
pub(super) async fn relations(
    session: &mut Session,
    patterns: &[Pattern],
    all: &[Relation],
    path: &[u32],
    chooses: bool,
) -> Result<HashSet<u32>> {
    let mut found = HashSet::new();
    if patterns.is_empty() {
        return Ok(found);
    }
    let visible = visible(all, path);
    for pattern in patterns {
        let mut matching = relations_like(session, pattern).await?;
        matching.retain(|oid| pattern.schema.is_some() || visible.contains(oid));
        matching.retain(|oid| all.iter().any(|relation| relation.oid == *oid));
        if chooses && matching.is_empty() {
            return Err(nothing("tables", pattern));
        }
        if pattern.children {
            matching = with_children(session, &matching).await?;
        }
        found.extend(matching);
    }
    Ok(found)
}

/// Relations with all that inherit from them, partitions among them.
async fn with_children(session: &mut Session, relations: &[u32]) -> Result<Vec<u32>> {
    const FAMILY: &str = "WITH RECURSIVE family(oid) AS (SELECT pg_catalog.unnest({oids}) UNION \
        SELECT h.inhrelid FROM family AS f JOIN pg_catalog.pg_inherits AS h \
        ON h.inhparent OPERATOR(pg_catalog.=) f.oid) SELECT f.oid FROM family AS f";
    let rows = ask(session, "children", with_oids(FAMILY, relations.iter().copied())).await?;
    rows.into_iter().map(|mut row| row.number()).collect()
}

/// The first relation of each name on the search path.
fn visible(all: &[Relation], path: &[u32]) -> HashSet<u32> {
    let mut first: HashMap<&BString, &Relation> = HashMap::new();
    let place = |relation: &Relation| path.iter().position(|schema| *schema == relation.schema_oid);
    for relation in all.iter().filter(|relation| place(relation).is_some()) {
        let known = first.entry(&relation.name).or_insert(relation);
        if place(relation) < place(known) {
            *known = relation;
        }
    }
    first.values().map(|relation| relation.oid).collect()
}

async fn relations_like(session: &mut Session, pattern: &Pattern) -> Result<Vec<u32>> {
    let mut sql = b"SELECT c.oid FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n \
        ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm', 'f') AND "
        .to_vec();
    sql.extend_from_slice(&matches("c.relname", &pattern.name));
    if let Some(schema) = &pattern.schema {
        sql.extend_from_slice(b" AND ");
        sql.extend_from_slice(&matches("n.nspname", schema));
    }
    ask(session, "relations", sql).await?.into_iter().map(|mut row| row.number()).collect()
}

/// The schemas that match any of the patterns; each must match one if it `chooses`.
///
/// # Errors
///
/// As [`relations`].
pub(super) async fn schemas(
    session: &mut Session,
    patterns: &[Pattern],
    chooses: bool,
) -> Result<HashSet<BString>> {
    let mut found = HashSet::new();
    for pattern in patterns {
        let condition = [b" AND ", matches("n.nspname", &pattern.name).as_slice()].concat();
        let matching = schemas_like(session, &condition).await?;
        if chooses && matching.is_empty() {
            return Err(nothing("schemas", pattern));
        }
        found.extend(matching);
    }
    Ok(found)
}

/// The database's own schemas, with a further condition.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn schemas_like(session: &mut Session, condition: &[u8]) -> Result<HashSet<BString>> {
    const SQL: &str = concat!("SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE ", own_schema!("n"));
    let rows = ask(session, "schemas", [SQL.as_bytes(), condition].concat()).await?;
    rows.into_iter().map(|mut row| row.text()).collect()
}

/// A condition: `column` matches the regular expression.
fn matches(column: &str, expression: &[u8]) -> BString {
    let pattern = literal(expression);
    concat(&[
        column.as_bytes(),
        b"::pg_catalog.text OPERATOR(pg_catalog.~) ",
        &pattern,
        b" COLLATE pg_catalog.\"default\"",
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stays_in_its_literal() {
        assert_eq!(
            matches("c.relname", b"^(a'b)$"),
            r#"c.relname::pg_catalog.text OPERATOR(pg_catalog.~) '^(a''b)$' COLLATE pg_catalog."default""#
        );
    }
}
