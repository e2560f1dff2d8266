//! The first releases that dumped whole databases: beta-20170309, the release of the 2017 document, and v1.0.
//!
//! They have no transaction at a fixed time, so every SELECT carries the timestamp; no `create_statements`;
//! no schemas, sequences, arrays or computed columns; and they do not say which release they are at log-in.

use super::super::{Catalog, Object, Section, Source, condition};
use super::selection::Selection;
use super::{Release, as_of, databases, settings, snapshot};
use crate::connect::Session;
use crate::error::{Error, Fault, Name, Result, text};
use crate::options::Options;
use crate::sql::cockroach::name::quoted_ident;

mod tables;

/// Chooses the timestamp and reads the catalog at it.
///
/// # Errors
///
/// See [`super::super::read`].
pub(in crate::catalog) async fn read(
    session: &mut Session,
    release: Release,
    options: &Options,
) -> Result<Catalog> {
    let dump = &options.dump;
    if dump.all_databases() {
        return Err(Error::new(
            Fault::Refused,
            text!(Name::AllDatabases, " needs a server of v2.0 or later"),
        )
        .remedy("Dump each database by its name."));
    }
    let time = dump.as_of.as_deref().map(as_of::parse).transpose()?;
    settings::pin(session).await?;
    let mut selection = Selection::new(dump)?;
    let snapshot = snapshot::choose(session, time).await?;
    let at = snapshot.into_text();
    let objects = in_snapshot(session, release, options, &mut selection, &at).await;
    let mut objects = objects.map_err(|error| snapshot.explain(error, dump))?;
    selection.check()?;
    condition::check(session, &objects).await?;
    if dump.contents.making().is_some_and(|making| making.database) {
        objects = databases::with_database(0, options.database(), objects, []);
    }
    Ok(Catalog { snapshot: at, objects, ..Catalog::new(Source::Cockroach(release)) })
}

async fn in_snapshot(
    session: &mut Session,
    release: Release,
    options: &Options,
    selection: &mut Selection,
    at: &str,
) -> Result<Vec<Object>> {
    let mut objects = named(session, release, options, at).await?;
    selection.keep(&mut objects);
    for object in objects.iter_mut().filter(|object| !selection.has_data(object)) {
        object.entries.retain(|entry| entry.section != Section::Data);
    }
    selection.limit(&mut objects);
    check_select(session, options, objects, at).await
}

/// All objects, or those named on the command line.
async fn named(session: &mut Session, release: Release, options: &Options, at: &str) -> Result<Vec<Object>> {
    let found = tables::read(session, release, options, at).await?;
    if options.dump.names().is_empty() {
        if found.is_empty() && !options.dump.allow_empty {
            let what = format!("no table of database {} is visible to this user", options.database());
            return Err(Error::new(Fault::Refused, what).remedy(text!(
                "SHOW DATABASES lists the databases there are. If this one is known to be empty, ",
                Name::AllowEmpty,
                " makes an empty dump.",
            )));
        }
        return Ok(found);
    }
    let mut objects = Vec::new();
    for name in options.dump.names() {
        match found.iter().find(|object| object.name == *name) {
            Some(object) => objects.push(object.clone()),
            None => return Err(absent(session, options, name, at).await),
        }
    }
    Ok(objects)
}

/// Makes sure that the user may read every table whose rows are to be dumped.
async fn check_select(
    session: &mut Session,
    options: &Options,
    objects: Vec<Object>,
    at: &str,
) -> Result<Vec<Object>> {
    for object in objects.iter().filter(|object| object.rows().is_some()) {
        let reply = session.query(probe(options.database(), &object.name, at)).await;
        reply.map_err(|error| {
            error.remedy("The user needs the privilege SELECT on every table of the dump.")
        })?;
    }
    Ok(objects)
}

/// A SELECT that reads nothing, and fails if it may not.
fn probe(database: &str, table: &[u8], at: &str) -> Vec<u8> {
    let mut sql = b"SELECT 1 FROM ".to_vec();
    push_table(database, table, &mut sql);
    sql.extend_from_slice(format!(" AS OF SYSTEM TIME '{at}' LIMIT 0").as_bytes());
    sql
}

/// The server's own error for a table that its catalog does not show.
async fn absent(session: &mut Session, options: &Options, name: &str, at: &str) -> Error {
    let what = format!("table {name} of database {} is not in the catalog", options.database());
    let reply = session.query(probe(options.database(), name.as_bytes(), at)).await;
    reply.err().unwrap_or_else(|| Error::new(Fault::Refused, what)).remedy(
        "Tables are named as they are, without quotes and without a database before them, and the user needs \
         the privilege SELECT on them.",
    )
}

/// Appends `"database"."table"`.
fn push_table(database: &str, table: &[u8], sql: &mut Vec<u8>) {
    quoted_ident(database.as_bytes(), sql);
    sql.push(b'.');
    quoted_ident(table, sql);
}
