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
mod making;
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

use super::{Catalog, Data, Dialect, Kind, Object, Wanted, condition};

use crate::connect::Session;
use crate::error::{Error, Result};

/// Fixes the snapshot and reads the catalog in it.
///
/// # Errors
///
/// See [`super::read`]. A database that does not exist, or that shows no table to this user.
pub async fn read(session: &mut Session, wanted: &Wanted<'_>) -> Result<Catalog> {
    Version::check(session.info().crdb_version.as_deref().unwrap_or_default())?;
    let time = wanted.as_of.map(as_of::parse).transpose()?;
    settings::pin(session).await?;
    let snapshot = snapshot::open(session, time).await?;
    let mut selection = Selection::new(wanted)?;
    let objects = if wanted.all_databases {
        all_databases(session, wanted, &mut selection).await
    } else {
        one_database(session, wanted, &mut selection).await
    };
    let mut objects = objects.map_err(|error| snapshot.explain(error, wanted))?;
    selection.check()?;
    let unsupported = routines::read(session, wanted).await?;
    condition::check(session, &objects).await?;
    if wanted.statistics {
        statistics::note(session, &mut objects).await?;
    }
    let server = session.info().crdb_version.as_deref().unwrap_or_default();
    let prologue = settings::prologue(server, &objects);
    let profile = Version::profile(session);
    let objects = making::complete(objects, profile.naming(), wanted);
    let dialect = Dialect::Cockroach(profile);
    Ok(Catalog { dialect, objects, unsupported, prologue, snapshot: snapshot.into_text() })
}

/// Adds to an error of a table's rows what the snapshot's time has to do with it.
#[must_use]
pub fn explain_rows(error: Error, snapshot: &str) -> Error {
    if snapshot::is_collected(&error) { error.remedy(snapshot::collected(snapshot)) } else { error }
}

async fn all_databases(
    session: &mut Session,
    wanted: &Wanted<'_>,
    selection: &mut Selection,
) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    for (nth, database) in (0..).zip(databases::list(session).await?) {
        // Who may list the databases sees all that is in them.
        let wanted = Wanted { database: &database, allow_empty: true, ..*wanted };
        let inside = one_database(session, &wanted, selection).await?;
        if !inside.is_empty() || !selection.is_partial() {
            objects.extend(databases::with_database(nth, &database, inside));
        }
    }
    Ok(objects)
}

async fn one_database(
    session: &mut Session,
    wanted: &Wanted<'_>,
    selection: &mut Selection,
) -> Result<Vec<Object>> {
    let found = objects::read(session, wanted.database, Version::profile(session).naming()).await?;
    let referred = found.referred.clone();
    let mut objects = visible::choose(session, wanted, found).await?;
    selection.keep(&mut objects);
    if wanted.mode.data() {
        let tables = columns::read(session, wanted.database, &referred).await?;
        for object in objects.iter_mut().filter(|object| selection.has_data(object)) {
            object.data = data(session, wanted.database, &tables, object).await?;
        }
        selection.limit(&mut objects);
        visible::check_select(session, wanted.database, &objects).await?;
    }
    Ok(objects)
}

async fn data(
    session: &mut Session,
    database: &str,
    tables: &columns::Tables,
    object: &Object,
) -> Result<Data> {
    Ok(match object.kind {
        Kind::Table => Data::Rows(tables.rows(database, object)?),
        Kind::Sequence if object.create.iter().any(|create| ddl::is_virtual_sequence(create)) => Data::None,
        Kind::Sequence => Data::Position(sequences::position(session, database, object).await?),
        _ => Data::None,
    })
}
