//! Which tables may be read by SELECT.
//!
//! A SELECT is planned, and planning evaluates immutable functions that it finds in the expressions and predicates
//! of the table's indexes, in its statistics objects and in its constraints: code of the table's owner, with the
//! rights of whoever dumps. A table with an expression that calls anything that initdb did not make is therefore
//! read by `COPY … TO STDOUT`, which plans nothing. What is only a column of an index, or an operator class of an
//! extension, calls nothing.
//!
//! The one place that decides it, for every statement on a user's table.
//!
//! Source: PostgreSQL `src/backend/optimizer/util/plancat.c`, `get_relation_info`; documentation, "pg_depend".

use std::collections::HashSet;

use super::answer::ask;
use super::ids::with_oids;
use crate::connect::Session;
use crate::error::Result;
use crate::options::Dump;

/// A condition: an expression that belongs to the relation `{table}` calls a function, an operator or a cast, or
/// makes a value of a domain, that initdb did not make. Keys of the partitioned tables above it count too.
const CALLS: &str = "\
EXISTS (WITH RECURSIVE above(oid) AS (SELECT {table} UNION ALL SELECT h.inhparent FROM above AS b \
JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = b.oid) \
SELECT 1 FROM (\
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, i.indexrelid FROM pg_catalog.pg_index AS i \
WHERE i.indrelid = {table} \
UNION ALL SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid, s.oid \
FROM pg_catalog.pg_statistic_ext AS s WHERE s.stxrelid = {table} \
UNION ALL SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid, n.oid \
FROM pg_catalog.pg_constraint AS n WHERE n.conrelid = {table} AND n.contype = 'c' \
UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, b.oid FROM above AS b) AS p(class, oid) \
JOIN pg_catalog.pg_depend AS d ON d.classid = p.class AND d.objid = p.oid AND d.refobjid >= 16384 \
LEFT JOIN pg_catalog.pg_type AS t ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = d.refobjid \
WHERE d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass, \
'pg_catalog.pg_cast'::pg_catalog.regclass) OR (t.typtype = 'd' AND d.classid <> 'pg_catalog.pg_class'::pg_catalog.regclass) \
OR (t.typtype = 'd' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND EXISTS (SELECT 1 \
FROM pg_catalog.pg_index AS i WHERE i.indexrelid = d.objid)))";

/// The condition for a relation whose OID is the SQL expression `table`.
pub(super) fn calls_others(table: &str) -> String {
    CALLS.replace("{table}", table)
}

/// The tables that are not read by SELECT: not those that the user trusts, nor those that the dumping user owns where
/// conditions are put on them.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, tables: &[u32], dump: &Dump) -> Result<HashSet<u32>> {
    const OWNED: &str =
        "c.relowner = (SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)";
    if dump.trust_expressions {
        return Ok(HashSet::new());
    }
    let sql = format!(
        "SELECT c.oid, {OWNED} FROM pg_catalog.pg_class AS c \
         WHERE c.oid IN (SELECT pg_catalog.unnest({{oids}})) AND {}",
        calls_others("c.oid")
    );
    let conditions = dump.contents.rows().is_some_and(|rows| !rows.conditions.is_empty());
    let mut untrusted = HashSet::new();
    for mut row in ask(session, "expressions", with_oids(&sql, tables.iter().copied())).await? {
        let (table, owned): (u32, bool) = (row.number()?, row.flag()?);
        untrusted.extend((!(owned && conditions)).then_some(table));
    }
    Ok(untrusted)
}
