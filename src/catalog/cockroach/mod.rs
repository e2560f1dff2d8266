//! Queries and facts of CockroachDB.
//!
//! ```text
//! settings ─▶ as_of ─▶ snapshot ─▶ objects, columns, sequences ─▶ Catalog
//! ```
//!
//! Everything after `snapshot` happens in one read-only transaction at one timestamp, and the rows are read
//! in it later. The number of catalog queries does not depend on the number of tables; a sequence's position
//! is its one row of data.

mod answer;
mod as_of;
mod columns;
mod databases;
pub mod ddl;
pub mod first;
mod fragments;
mod listed;
mod named;
mod objects;
mod routines;
mod selection;
mod sequences;
mod settings;
mod snapshot;
mod statistics;
mod unchecked;
mod user_defined;
mod version;
mod visible;

use selection::Selection;
use version::Version;

use super::{Catalog, Dialect, Entry, Kind, Object, Role, Statement, condition};

use crate::connect::Session;
use crate::error::{Error, Result};
use crate::options::{Dump, Options};

/// Fixes the snapshot and reads the catalog in it.
///
/// # Errors
///
/// See [`super::read`]. A database that does not exist, or that shows no table to this user.
pub async fn read(session: &mut Session, options: &Options) -> Result<Catalog> {
    Version::check(session.info().crdb_version.as_deref().unwrap_or_default())?;
    let (database, dump) = (options.database(), &options.dump);
    let time = dump.as_of.as_deref().map(as_of::parse).transpose()?;
    settings::pin(session).await?;
    let snapshot = snapshot::open(session, time).await?;
    let mut selection = Selection::new(dump)?;
    let objects = if dump.all_databases() {
        all_databases(session, dump, &mut selection).await
    } else {
        one_database(session, database, dump, &mut selection).await
    };
    let mut objects = objects.map_err(|error| snapshot.explain(error, dump))?;
    selection.check()?;
    let unsupported = routines::read(session, options).await?;
    condition::check(session, &objects).await?;
    if dump.dry_run {
        statistics::note(session, &mut objects).await?;
    }
    let server = session.info().crdb_version.as_deref().unwrap_or_default();
    let prologue = settings::prologue(server, &objects);
    let profile = Version::profile(session);
    if dump.contents.making().is_some_and(|making| making.database) && !dump.all_databases() {
        objects = databases::with_database(0, database, objects);
    }
    let dialect = Dialect::Cockroach(profile);
    Ok(Catalog { dialect, objects, unsupported, prologue, snapshot: snapshot.into_text() })
}

/// Adds to an error of a table's rows what the snapshot's time has to do with it.
#[must_use]
pub fn explain_rows(error: Error, snapshot: &str) -> Error {
    if snapshot::is_collected(&error) { error.remedy(snapshot::collected(snapshot)) } else { error }
}

async fn all_databases(session: &mut Session, dump: &Dump, selection: &mut Selection) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    for (nth, database) in (0..).zip(databases::list(session).await?) {
        let inside = one_database(session, &database, dump, selection).await?;
        if !inside.is_empty() || !selection.is_partial() {
            objects.extend(databases::with_database(nth, &database, inside));
        }
    }
    Ok(objects)
}

async fn one_database(
    session: &mut Session,
    database: &str,
    dump: &Dump,
    selection: &mut Selection,
) -> Result<Vec<Object>> {
    let found = objects::read(session, database, Version::profile(session).naming()).await?;
    let referred = found.referred.clone();
    let mut objects = visible::choose(session, database, dump, found).await?;
    selection.keep(&mut objects);
    if dump.contents.has_rows() {
        let tables = columns::read(session, database, &referred).await?;
        for object in objects.iter_mut().filter(|object| selection.has_data(object)) {
            let data = data(session, database, &tables, object).await?;
            object.entries.extend(data);
        }
        selection.limit(&mut objects);
        visible::check_select(session, database, &objects).await?;
    }
    Ok(objects)
}

async fn data(
    session: &mut Session,
    database: &str,
    tables: &columns::Tables,
    object: &Object,
) -> Result<Option<Entry>> {
    let is_virtual = || object.create().is_some_and(|create| ddl::is_virtual_sequence(create.text()));
    Ok(match object.kind {
        Kind::Table => Some(Entry::rows(object.id, tables.rows(database, object)?)),
        Kind::Sequence if !is_virtual() => {
            let position = sequences::position(session, database, object).await?;
            Some(Entry::new(object.id, Role::Position, Statement::new(position)))
        }
        _ => None,
    })
}
