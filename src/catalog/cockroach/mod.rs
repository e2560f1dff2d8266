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
mod release;
mod routines;
mod rows;
mod selection;
mod sequences;
mod settings;
mod snapshot;
mod statistics;
mod types;
mod unchecked;
mod user_defined;
mod visible;

use super::{Catalog, Entry, Kind, Object, Role, Source, Statement, condition};
use crate::connect::Session;
use crate::error::{Error, Result, shown};
use crate::options::{Dump, Options};
pub use release::Release;
use selection::Selection;
pub(super) use types::sent;
pub use types::{built_in_named, type_named};

/// Which release a server is, if it is a CockroachDB. The first do not say so at log-in, and all call
/// themselves PostgreSQL 9.5.
///
/// # Errors
///
/// A broken connection; [`Release::of`].
pub(super) async fn probe(session: &mut Session) -> Result<Option<Release>> {
    if let Some(version) = &session.info().crdb_version {
        return Release::of(version).map(Some);
    }
    if !session.info().server_version.starts_with("9.5") {
        return Ok(None);
    }
    let answer = session.query("SELECT version()").await?;
    match answer.single() {
        Some(version) if version.starts_with(b"CockroachDB ") => Release::of(&shown(version)).map(Some),
        _ => Ok(None),
    }
}

/// Fixes the snapshot and reads the catalog in it.
///
/// # Errors
///
/// See [`super::read`]. A database that does not exist, or that shows no table to this user.
pub(super) async fn read(session: &mut Session, release: Release, options: &Options) -> Result<Catalog> {
    let (database, dump) = (options.database(), &options.dump);
    let time = dump.as_of.as_deref().map(as_of::parse).transpose()?;
    settings::pin(session).await?;
    let snapshot = snapshot::open(session, time).await?;
    let mut selection = Selection::new(dump)?;
    let objects = if dump.all_databases() {
        all_databases(session, release, dump, &mut selection).await
    } else {
        one_database(session, release, database, dump, &mut selection).await
    };
    let mut objects = objects.map_err(|error| snapshot.explain(error, dump))?;
    selection.check()?;
    let unsupported = routines::read(session, release, options).await?;
    condition::check(session, &objects).await?;
    if dump.dry_run {
        statistics::note(session, &mut objects).await?;
    }
    let prologue = settings::prologue(release, &objects);
    if dump.contents.making().is_some_and(|making| making.database) && !dump.all_databases() {
        objects = databases::with_database(0, database, objects);
    }
    let catalog = Catalog::new(Source::Cockroach(release));
    Ok(Catalog { objects, unsupported, prologue, snapshot: snapshot.into_text(), ..catalog })
}

/// Adds to an error of a table's rows what the snapshot's time has to do with it.
pub(super) fn explain_rows(error: Error, snapshot: &str) -> Error {
    if snapshot::is_collected(&error) { error.remedy(snapshot::collected(snapshot)) } else { error }
}

async fn all_databases(
    session: &mut Session,
    release: Release,
    dump: &Dump,
    selection: &mut Selection,
) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    for (nth, database) in (0..).zip(databases::list(session).await?) {
        let inside = one_database(session, release, &database, dump, selection).await?;
        if !inside.is_empty() || !selection.is_partial() {
            objects.extend(databases::with_database(nth, &database, inside));
        }
    }
    Ok(objects)
}

async fn one_database(
    session: &mut Session,
    release: Release,
    database: &str,
    dump: &Dump,
    selection: &mut Selection,
) -> Result<Vec<Object>> {
    let found = objects::read(session, database, release).await?;
    let referred = found.referred.clone();
    let mut objects = visible::choose(session, release, database, dump, found).await?;
    selection.keep(&mut objects);
    if dump.contents.has_rows() {
        let tables = columns::read(session, database, &referred).await?;
        for object in objects.iter_mut().filter(|object| selection.has_data(object)) {
            let data = data(session, release, database, &tables, object).await?;
            object.entries.extend(data);
        }
        selection.limit(&mut objects);
        visible::check_select(session, database, &objects).await?;
    }
    Ok(objects)
}

async fn data(
    session: &mut Session,
    release: Release,
    database: &str,
    tables: &columns::Tables,
    object: &Object,
) -> Result<Option<Entry>> {
    let is_virtual = || object.create().is_some_and(|create| ddl::is_virtual_sequence(create.text()));
    Ok(match object.kind {
        Kind::Table => Some(Entry::rows(object.id, rows::of_table(release, database, object, tables)?)),
        Kind::Sequence if !is_virtual() => {
            let position = sequences::position(session, database, object).await?;
            Some(Entry::new(object.id, Role::Position, Statement::new(position)))
        }
        _ => None,
    })
}
