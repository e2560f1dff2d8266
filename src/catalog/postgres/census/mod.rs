//! The census: what exists and is not dumped, by name.
//!
//! | asked for | counted |
//! |---|---|
//! | everything, with the schema | every object of every catalog that is not dumped |
//! | everything, rows only | what holds data: foreign tables, and the three below |
//! | named tables, with the schema | what belongs to those tables: statistics |
//! | rows, in any of these | large objects and rows of extensions' tables (not with named tables), rows that a standby does not have |
//!
//! What patterns leave out, the user left out: it is not counted.
//!
//! Owners, privileges, settings of the database and of roles, tablespaces: not counted, as pg_dump with `-O -x
//! --no-tablespaces` and without `-C` leaves them out. What belongs to an extension comes with it.

use std::collections::{HashMap, HashSet};

use super::ids::{class, id};
use super::needs::Missing;
use super::relations::Relation;
use super::selection::Scope;
use super::settings::Server;
use crate::catalog::{Object, ObjectId};
use crate::connect::Session;
use crate::error::Result;
use crate::options::Contents;
use crate::sql::one_line;

mod data;
mod objects;

/// How many dumped objects a line names that need what is left out.
const NEEDED_BY: usize = 3;

/// Lists what is not dumped, one line each: everything in the catalogs that no entry makes. `missing` has what
/// dumped objects need and do not find among the dumped.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn take(
    session: &mut Session,
    contents: &Contents,
    scope: &Scope,
    server: &Server,
    relations: &[Relation],
    dumped: &[Object],
    missing: &Missing,
) -> Result<Vec<String>> {
    let tables: Vec<u32> = relations.iter().filter(|r| r.is_table()).map(|r| r.oid).collect();
    let named = matches!(scope, Scope::Tables).then_some(&tables[..]);
    let mut lines = Vec::new();
    if contents.has_objects() {
        let (needed_by, made) = (needed_by(dumped, missing), made(dumped));
        let mut all = objects::read(session, server.version, named).await?;
        let has = |relation| made.contains(&id(class::CLASS, relation));
        all.retain(|found| {
            !made.contains(&id(found.class, found.oid)) && (!found.part || found.relation.is_some_and(has))
        });
        for found in all.into_iter().filter(|found| scope.counts(found.place.as_ref(), found.relation)) {
            let suffix = needed_by.get(&id(found.class, found.oid)).map_or("", String::as_str);
            lines.push(format!("{}{suffix}", found.line));
        }
        lines.extend(objects::without_id(session, named, scope).await?);
    } else if named.is_none() {
        lines.extend(data::stored_elsewhere(session, scope).await?);
    }
    Ok(lines)
}

/// Lists the rows that are not dumped, one line each. Looks into tables: the session is pinned for rows.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn rows(
    session: &mut Session,
    contents: &Contents,
    scope: &Scope,
    server: &Server,
    relations: &[Relation],
) -> Result<Vec<String>> {
    if !contents.has_rows() {
        return Ok(Vec::new());
    }
    data::rows(session, server, relations, matches!(scope, Scope::Tables)).await
}

/// What is there when the dump is loaded.
fn made(dumped: &[Object]) -> HashSet<ObjectId> {
    let entries = dumped.iter().flat_map(|object| &object.entries);
    let made = entries.flat_map(|entry| &entry.makes).copied();
    made.chain(dumped.iter().map(|object| object.id)).collect()
}

/// For each thing that is needed: ` (needed by table public.t)`.
fn needed_by(dumped: &[Object], missing: &Missing) -> HashMap<ObjectId, String> {
    let by_id: HashMap<_, _> = dumped.iter().map(|o| (o.id, o)).collect();
    let said = |who: &Vec<ObjectId>| {
        let mut names: Vec<String> = who.iter().filter_map(|id| by_id.get(id)).map(|o| named(o)).collect();
        names.sort_unstable();
        names.dedup();
        let more = names.len().saturating_sub(NEEDED_BY);
        names.truncate(NEEDED_BY);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!(" (needed by {}{more})", names.join(", "))
    };
    missing.iter().map(|(id, who)| (*id, said(who))).collect()
}

fn named(object: &Object) -> String {
    format!("{} {}", object.kind.noun(), one_line(&object.printed))
}
