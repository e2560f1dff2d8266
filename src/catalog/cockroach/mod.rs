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
mod comments;
mod databases;
pub mod ddl;
pub mod first;
mod fragments;
mod grants;
mod identities;
mod listed;
mod made_up;
mod materialized;
mod mended;
mod named;
mod needs;
mod objects;
mod owners;
mod release;
mod routines;
mod row_security;
mod rows;
mod selection;
mod sequences;
mod settings;
mod shape;
mod show_create;
mod snapshot;
mod statistics;
mod types;
mod unchecked;
mod user_defined;
mod visible;
mod zones;
mod zones_told;

use bstr::BString;

use super::{Catalog, Entry, Kind, Object, Role, Source, condition};
use crate::connect::Session;
use crate::error::{Error, Name, Result, Text, shown, text};
use crate::options::{Dump, Options};
pub use release::Release;
use selection::Selection;
use shape::Shape;
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
    let shape = if release.has_no_stock() { Shape::probe(session).await? } else { Shape::default() };
    // Up to v20.2 no dump asks for them but one that only says what it would do.
    let asks = release.has_no_stock() && dump.contents.has_rows();
    let known = if asks { statistics::read(session, release).await? } else { statistics::Known::new() };
    let snapshot = snapshot::open(session, time).await?;
    let (unsupported, warnings, of_database) = Default::default();
    let selection = Selection::new(dump)?;
    let mut reading = Reading { release, shape, dump, selection, unsupported, warnings, of_database };
    let objects = if dump.all_databases() {
        reading.all_databases(session).await
    } else {
        reading.named_database(session, database).await
    };
    let mut objects = objects.map_err(|error| snapshot.explain(error, dump))?;
    reading.selection.check()?;
    let Reading { mut unsupported, mut warnings, .. } = reading;
    warnings.extend(zones_told::left_out(session, release, options, &objects).await?);
    unsupported.sort_unstable();
    condition::check(session, &objects).await?;
    let known = match dump.dry_run && !asks {
        true => statistics::read(session, release).await?,
        false => known,
    };
    statistics::note(&known, &mut objects);
    let prologue = settings::prologue(release, &objects);
    super::refresh::order(&mut objects);
    if !dump.contents.refreshes() {
        objects.iter_mut().for_each(|object| object.entries.retain(|entry| entry.role != Role::Refresh));
    }
    let catalog = Catalog::new(Source::Cockroach(release));
    Ok(Catalog { objects, unsupported, warnings, prologue, snapshot: snapshot.into_text(), ..catalog })
}

/// Adds to an error of a table's rows what the snapshot's time has to do with it.
pub(super) fn explain_rows(error: Error, snapshot: &str) -> Error {
    if snapshot::is_collected(&error) { error.remedy(snapshot::collected(snapshot)) } else { error }
}

/// What is read, and what of it was found so far.
#[derive(Debug)]
struct Reading<'a> {
    release: Release,
    shape: Shape,
    dump: &'a Dump,
    selection: Selection,
    unsupported: Vec<String>,
    warnings: Vec<Text>,
    /// What is said of the last database that was read when it is made.
    of_database: Vec<(Role, BString)>,
}

impl Reading<'_> {
    async fn all_databases(&mut self, session: &mut Session) -> Result<Vec<Object>> {
        let mut objects = Vec::new();
        for (nth, database) in (0..).zip(databases::list(session).await?) {
            let inside = self.one_database(session, &database).await?;
            if !inside.is_empty() || !self.selection.is_partial() {
                objects.extend(self.with_database(session, nth, &database, inside).await?);
            }
        }
        Ok(objects)
    }

    async fn named_database(&mut self, session: &mut Session, database: &str) -> Result<Vec<Object>> {
        let inside = self.one_database(session, database).await?;
        match self.dump.contents.making() {
            Some(making) if making.database => self.with_database(session, 0, database, inside).await,
            _ => {
                let message =
                    || text!("the database's own zone configuration is dumped with ", Name::CreateDatabase);
                self.warnings.extend((!self.of_database.is_empty()).then(message));
                Ok(inside)
            }
        }
    }

    async fn with_database(
        &mut self,
        session: &mut Session,
        nth: u64,
        database: &str,
        inside: Vec<Object>,
    ) -> Result<Vec<Object>> {
        let mut said = std::mem::take(&mut self.of_database);
        if self.release.has_no_stock() {
            let comment = comments::of_database(session, database).await?;
            said.extend(comment.map(|comment| (Role::Comment, comment)));
        }
        Ok(databases::with_database(nth, database, inside, said))
    }

    async fn one_database(&mut self, session: &mut Session, database: &str) -> Result<Vec<Object>> {
        let mut found = objects::read(session, database, self.release, &self.shape, self.dump).await?;
        let (kept, sequences) = (std::mem::take(&mut found.kept), std::mem::take(&mut found.identities));
        self.unsupported.append(&mut found.unsupported);
        self.warnings.append(&mut found.warnings);
        self.of_database = std::mem::take(&mut found.of_database);
        let mut objects = visible::choose(session, self.release, database, self.dump, found).await?;
        self.selection.keep(&mut objects);
        owners::of_chosen(&mut objects);
        if self.dump.contents.has_rows() {
            let tables = columns::read(session, database, &self.shape, &kept).await?;
            for object in objects.iter_mut().filter(|object| self.selection.has_data(object)) {
                let data = data(session, self.release, database, &tables, object).await?;
                object.entries.extend(data);
                let sequences = sequences.get(&object.id).map(Vec::as_slice).unwrap_or_default();
                let warnings = identities::load(session, self.release, database, object, sequences).await?;
                self.warnings.extend(warnings);
            }
            self.selection.limit(&mut objects);
            visible::check_select(session, database, &objects).await?;
            if self.release.has_row_security() {
                row_security::check(session, database, &objects).await?;
            }
        }
        Ok(objects)
    }
}

async fn data(
    session: &mut Session,
    release: Release,
    database: &str,
    tables: &columns::Tables,
    object: &Object,
) -> Result<Option<Entry>> {
    Ok(match object.kind {
        Kind::Table => Some(Entry::rows(object.id, rows::of_table(release, database, object, tables)?)),
        Kind::Sequence => sequences::entry(session, database, object).await?,
        _ => None,
    })
}
