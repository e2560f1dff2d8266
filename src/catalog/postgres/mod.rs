//! Queries and facts of PostgreSQL 10 to 18.
//!
//! What pg_dump (with `--no-owner --no-privileges --no-tablespaces`) would write of schemas, extensions,
//! types, tables, sequences, constraints, indexes and comments, in a number of queries that does not depend
//! on how many of them there are. A file per kind of object holds its query and makes its statements; names
//! and definitions are texts of the server's own functions (`quote_ident`, `pg_get_*def`, `pg_get_expr`,
//! `format_type`), read with an empty search path so that each has its schema. What the database has besides
//! is found by the `census`.

use std::collections::HashSet;

use super::{Catalog, Data, Dialect, condition};
use crate::connect::Session;
use crate::error::{Error, Fault, Result};
use crate::options::Dump;

mod access;
mod answer;
mod census;
mod comments;
mod constraints;
mod depends;
mod fragments;
mod ids;
mod indexes;
mod matching;
mod names;
mod relations;
mod schemas;
mod selection;
mod sequences;
mod settings;
mod snapshot;
mod tables;
mod types;
mod version;

use comments::Comments;
use constraints::Constraints;
use depends::Needs;
use indexes::Indexes;
use relations::{Partitions, Relation};
use selection::{Chosen, Scope, Selection};
use settings::Server;
use tables::Facts;
use tables::columns::Columns;
use types::Domains;

/// Fixes the snapshot and reads the catalog in it.
///
/// # Errors
///
/// See [`super::read`].
pub async fn read(session: &mut Session, dump: &Dump) -> Result<Catalog> {
    if dump.as_of.is_some() {
        return Err(no_time_travel());
    }
    let server = settings::pin(session).await?;
    let selection = Selection::new(session, dump).await?;
    let Chosen { relations, unsupported, scope, without_data, limits } =
        snapshot::fix(session, dump, &selection, &server).await?;
    let mut catalog = Catalog {
        dialect: Dialect::Postgres,
        prologue: server.prologue(dump.contents.has_objects() && relations.iter().any(Relation::is_table)),
        snapshot: snapshot::name(session).await?,
        ..Catalog::default()
    };
    let needs = objects(session, dump, &scope, &server, &relations, &mut catalog).await?;
    for object in catalog.objects.iter_mut().filter(|object| without_data.contains(&object.id)) {
        object.data = Data::None;
    }
    if !dump.comments {
        comments::remove(&mut catalog.objects);
    }
    for (limit, tables) in limits {
        limit.apply(&mut catalog.objects, |table| tables.contains(&table.id))?;
    }
    condition::check(session, &catalog.objects).await?;
    catalog.unsupported =
        census::take(session, &dump.contents, &scope, &server, &relations, &catalog.objects, &needs).await?;
    catalog.unsupported.extend(unsupported);
    catalog.unsupported.sort_unstable();
    Ok(catalog)
}

/// Reads everything that is dumped, and says what it needs besides.
async fn objects(
    session: &mut Session,
    dump: &Dump,
    scope: &Scope,
    server: &Server,
    relations: &[Relation],
    catalog: &mut Catalog,
) -> Result<Needs> {
    let version = server.version;
    let oids: Vec<u32> = relations.iter().filter(|r| r.is_table()).map(|r| r.oid).collect();
    let comments = Comments::read(session).await?;
    let constraints = Constraints::read(session, version, &oids).await?;
    let columns = Columns::read(session, version, &oids).await?;
    let indexes = Indexes::read(session, &oids).await?;
    let domains = Domains::read(session).await?;
    let sequences = sequences::read(session, server, relations, dump.contents.has_rows()).await?;
    let all_tables = tables::read(session, version, relations).await?;
    if !matches!(scope, Scope::Tables) {
        catalog.objects = schemas::read(session, &comments).await?;
        catalog.objects.extend(types::read(session, version, &constraints, &comments).await?);
        catalog.objects.retain(|object| scope.has(object));
    }
    let facts = Facts {
        columns: &columns,
        constraints: &constraints,
        indexes: &indexes,
        sequences: &sequences,
        comments: &comments,
        domains: &domains,
        tables: &oids.iter().copied().collect::<HashSet<u32>>(),
        partitions: &Partitions::among(relations),
        standby: server.standby,
    };
    catalog.objects.extend(sequences.iter().map(|s| s.object(&comments)));
    catalog.objects.extend(all_tables.iter().map(|t| facts.object(t)));
    let late = constraints.late().chain(columns.late_defaults()).collect();
    depends::fill(session, &mut catalog.objects, &late).await
}

fn no_time_travel() -> Error {
    Error::new(Fault::Refused, "--as-of needs CockroachDB: PostgreSQL cannot read tables as they were at an earlier time")
        .remedy(
            "Leave --as-of out: the dump shows one snapshot, taken when it starts. For an earlier state, restore a \
             base backup to that time (point-in-time recovery) and dump the restored server.",
        )
}
