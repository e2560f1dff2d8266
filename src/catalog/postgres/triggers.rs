//! Triggers of tables and views, constraint triggers among them.
//!
//! A trigger of a partitioned table has a clone on every partition, which comes with it; only where a clone fires
//! otherwise than what it is a clone of, that is said.
//!
//! Source: PostgreSQL documentation, "pg_trigger"; `src/bin/pg_dump/pg_dump.c`, `getTriggers`.

use super::answer::{Fields, ask};
use super::belonging::Part;
use super::comments::Comments;
use super::fragments::qualified;
use super::ids::{class, with_oids};
use super::version::Version;
use crate::catalog::{Entry, ObjectId, Role, Statement};
use crate::connect::Session;
use crate::error::Result;

const TRIGGERS: &str = concat!(
    "SELECT t.tgrelid, t.oid, ",
    qualified!("n", "c.relname"),
    ", pg_catalog.quote_ident(t.tgname), pg_catalog.pg_get_triggerdef(t.oid, false), t.tgenabled, {clone} \
FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid \
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace {parent} \
WHERE t.tgrelid IN (SELECT pg_catalog.unnest({oids})) AND {chosen} ORDER BY t.tgrelid, t.tgname"
);

/// Those that a user made, and clones that fire otherwise than theirs. Those of a foreign key come with it.
const OR_CLONE: &str = "\
CASE WHEN u.oid IS NULL THEN NOT t.tgisinternal ELSE t.tgenabled <> u.tgenabled \
AND u.tgrelid IN (SELECT pg_catalog.unnest({oids})) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint AS k \
WHERE k.oid = t.tgconstraint AND k.contype = 'f') END";

fn query(version: Version, relations: &[u32]) -> String {
    let parent = if version.has_trigger_parents() {
        "LEFT JOIN pg_catalog.pg_trigger AS u ON u.oid = t.tgparentid"
    } else {
        "LEFT JOIN pg_catalog.pg_depend AS d ON d.classid = 2620 AND d.objid = t.oid AND d.refclassid = 2620 \
         LEFT JOIN pg_catalog.pg_trigger AS u ON u.oid = d.refobjid"
    };
    let (clone, parent, chosen) = match version.has_trigger_clones() {
        true => ("u.oid IS NOT NULL", parent, OR_CLONE),
        false => ("false", "", "NOT t.tgisinternal"),
    };
    let sql = TRIGGERS.replace("{clone}", clone).replace("{parent}", parent).replace("{chosen}", chosen);
    with_oids(&sql, relations.iter().copied())
}

/// Reads the triggers of `relations`.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    version: Version,
    relations: &[u32],
    comments: &Comments,
) -> Result<Vec<(ObjectId, Vec<Entry>)>> {
    let rows = ask(session, "triggers", query(version, relations)).await?;
    rows.into_iter().map(|row| trigger(row, comments)).collect()
}

fn trigger(mut row: Fields, comments: &Comments) -> Result<(ObjectId, Vec<Entry>)> {
    let part = Part::new(&mut row, class::TRIGGER, "TRIGGER")?;
    let (definition, state, clone) = (row.text()?, row.letter()?, row.flag()?);
    if clone {
        let entry = Entry::making(part.id, Role::Trigger, Statement::new(part.fires(state)));
        return Ok((part.owner(), vec![entry]));
    }
    Ok(part.made(Role::Trigger, definition, state, comments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases() {
        let sql = |version| query(Version(version), &[7]);
        assert!(!sql(100_000).contains("u.oid"), "no clones");
        assert!(sql(110_000).contains("d.refobjid") && !sql(110_000).contains("tgparentid"));
        assert!(sql(130_000).contains("u.oid = t.tgparentid"));
        assert!(!sql(180_000).contains('{') || sql(180_000).contains("'{7}'"));
    }
}
