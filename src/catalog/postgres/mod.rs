//! Queries and facts of PostgreSQL 10 to 18.
//!
//! What pg_dump (with `--no-tablespaces`) would write of schemas, extensions, types, functions, procedures,
//! aggregates, tables, sequences, constraints, indexes, comments, owners and privileges, in a number of queries that does not depend
//! on how many of them there are. A file per kind of object holds its query and makes its statements; names
//! and definitions are texts of the server's own functions (`quote_ident`, `pg_get_*def`, `pg_get_expr`,
//! `format_type`), read with an empty search path so that each has its schema. What the database has besides
//! is found by the `census`.

use std::collections::HashSet;

use super::circles::{Circle, Inside};
use super::{Catalog, Object, ObjectId, Section, Source, condition};
use crate::connect::Session;
use crate::error::{Error, Fault, Name, Result, shown, text};
use crate::options::Dump;

mod access;
mod again;
mod answer;
mod census;
mod column_types;
mod comments;
mod constraints;
mod fragments;
mod functions;
mod identities;
mod ids;
mod indexes;
mod matching;
mod names;
mod needs;
mod owners;
mod privileges;
mod relations;
mod schemas;
mod selection;
mod sequences;
mod settings;
mod snapshot;
mod tables;
mod trust;
mod types;
mod version;

use comments::Comments;
use constraints::Constraints;
pub use identities::Identities;
use ids::{class, id};
use indexes::Indexes;
use needs::{Dependencies, Missing, Parts};
use owners::Owners;
use relations::{Partitions, Relation};
use selection::{Chosen, Scope, Selection};
pub use settings::Server;
pub(super) use settings::probe;
use tables::Facts;
use tables::columns::Columns;
use types::Domains;
use types::domain::Domain;

/// Fixes the snapshot and reads the catalog in it.
///
/// # Errors
///
/// See [`super::read`].
pub(super) async fn read(session: &mut Session, server: Server, dump: &Dump) -> Result<Catalog> {
    if dump.as_of.is_some() {
        return Err(no_time_travel());
    }
    settings::pin(session).await?;
    if let Some(role) = &dump.role {
        owners::become_role(session, role).await?;
    }
    let selection = Selection::new(session, dump).await?;
    let (chosen, mut catalog, missing) = settled(session, dump, &selection, &server).await?;
    let Chosen { relations, unsupported, scope, without_data, limits } = chosen;
    catalog.prologue =
        server.prologue(dump.contents.has_objects() && relations.iter().any(Relation::is_table));
    catalog.snapshot = snapshot::name(session).await?;
    if dump.contents.has_rows() {
        let identities = Identities::read(session, server.version, &relations, &catalog.objects);
        catalog.identities = Some(identities.await?);
    }
    for object in catalog.objects.iter_mut().filter(|object| without_data.contains(&object.id)) {
        object.entries.retain(|entry| entry.section != Section::Data);
    }
    for (limit, tables) in limits {
        limit.apply(&mut catalog.objects, |table| tables.contains(&table.id))?;
    }
    settings::pin_for_rows(session).await?;
    condition::check(session, &catalog.objects).await?;
    catalog.unsupported =
        census::take(session, &dump.contents, &scope, &server, &relations, &catalog.objects, &missing)
            .await?;
    catalog.unsupported.extend(unsupported);
    catalog.unsupported.sort_unstable();
    Ok(catalog)
}

/// Fixes the snapshot and reads the definitions in it, until a second reading says the same.
async fn settled(
    session: &mut Session,
    dump: &Dump,
    selection: &Selection,
    server: &Server,
) -> Result<(Chosen, Catalog, Missing)> {
    let mut changed = String::new();
    for _ in 0..snapshot::ATTEMPTS {
        let Some(chosen) = snapshot::fix(session, dump, selection, server).await? else {
            changed = "tables were made, renamed or dropped".to_owned();
            continue;
        };
        let mut catalog = Catalog::new(Source::Postgres(server.clone()));
        let (positions, relations) = (dump.contents.has_rows(), &chosen.relations);
        let missing =
            objects(session, dump, positions, &chosen.scope, server, relations, &mut catalog).await?;
        match again::changed(session, dump, server, &chosen, &catalog.objects).await? {
            None => return Ok((chosen, catalog, missing)),
            Some(what) => changed = what,
        }
        tracing::info!("{changed} while the catalog was being read: starting over");
        snapshot::release(session).await?;
    }
    Err(snapshot::kept_changing(&changed))
}

/// Reads everything that is dumped, with where sequences stand if `positions`, and says what it needs besides.
async fn objects(
    session: &mut Session,
    dump: &Dump,
    positions: bool,
    scope: &Scope,
    server: &Server,
    relations: &[Relation],
    catalog: &mut Catalog,
) -> Result<Missing> {
    let version = server.version;
    let oids: Vec<u32> = relations.iter().filter(|r| r.is_table()).map(|r| r.oid).collect();
    let comments = Comments::read(session).await?;
    let mut constraints = Constraints::read(session, version, &oids).await?;
    let mut columns = Columns::read(session, version, &oids).await?;
    let indexes = Indexes::read(session, &oids).await?;
    let bases = Domains::read(session).await?;
    let sequences = sequences::read(session, server, relations, positions).await?;
    let all_tables = tables::read(session, version, relations).await?;
    let mut domains = Vec::new();
    if !matches!(scope, Scope::Tables) {
        catalog.objects = schemas::read(session, &comments).await?;
        catalog.objects.extend(types::read(session, version, &comments).await?);
        catalog.objects.extend(functions::read(session, version, &comments).await?);
        catalog.objects.retain(|object| scope.has(object));
        domains = types::domain::read(session).await?;
        domains.retain(|domain| scope.has(&domain.object));
    }
    let dependencies = Dependencies::read(session).await?;
    let parts = parts(&catalog.objects, &domains, relations, &columns, &constraints, &indexes);
    let apart =
        dependencies.apart(&parts).map_err(|circle| circular(&circle, relations, &catalog.objects))?;
    columns.take_out(&apart);
    constraints.take_out(&apart, |table| tables::parents(&all_tables, table));
    let untrusted = trust::read(session, &oids, dump).await?;
    let routes = tables::routes::read(session, version, relations, dump.via_root).await?;
    let facts = Facts {
        columns: &columns,
        constraints: &constraints,
        indexes: &indexes,
        sequences: &sequences,
        comments: &comments,
        domains: &bases,
        tables: &oids.iter().copied().collect::<HashSet<u32>>(),
        partitions: &Partitions::among(relations),
        untrusted: &untrusted,
        routes: &routes,
        standby: server.standby,
    };
    catalog.objects.extend(domains.iter().map(|domain| domain.made(&constraints, &comments)));
    catalog.objects.extend(sequences.iter().map(|s| s.object(&comments)));
    catalog.objects.extend(all_tables.iter().map(|t| facts.object(t)));
    let owners = Owners::read(session).await?;
    catalog.objects.iter_mut().for_each(|object| owners.give(object));
    let missing = dependencies.give(&mut catalog.objects, &constraints.elsewhere());
    privileges::give(session, version, scope, &mut catalog.objects).await?;
    Ok(missing)
}

/// What is made by itself, and what could be.
fn parts(
    objects: &[Object],
    domains: &[Domain],
    relations: &[Relation],
    columns: &Columns,
    constraints: &Constraints,
    indexes: &Indexes,
) -> Parts {
    let before = |id| (id, Section::PreData);
    let wholes = objects.iter().map(|object| object.id).chain(domains.iter().map(|domain| domain.object.id));
    let mut wholes: Vec<_> =
        wholes.chain(relations.iter().map(|r| id(class::CLASS, r.oid))).map(before).collect();
    wholes.extend(indexes.all().map(|index| (index.id(), Section::PostData)));
    let mut inside = Vec::new();
    for (whole, constraint) in constraints.all() {
        match constraint.kind {
            b'c' | b'n' if !constraint.late => {
                inside.push((constraint.id(), Inside { whole, apart: Section::PostData }));
            }
            _ => wholes.push((constraint.id(), Section::PostData)),
        }
    }
    for (table, column) in columns.all() {
        let default = column.default_id().map(|id| (id, Section::PreData));
        let whole = id(class::CLASS, table);
        inside.extend(default.map(|(id, apart)| (id, Inside { whole, apart })));
    }
    Parts { wholes, inside }
}

/// The error of a circle that nothing breaks.
fn circular(circle: &Circle, relations: &[Relation], objects: &[Object]) -> Error {
    let name = |member: &ObjectId| {
        let relation = relations.iter().find(|r| id(class::CLASS, r.oid) == *member).map(Relation::shown);
        let object = objects.iter().find(|object| object.id == *member);
        relation.or_else(|| object.map(|object| format!("{} {}", object.kind.noun(), shown(&object.printed))))
    };
    let names: Vec<String> = circle.0.iter().filter_map(name).collect();
    let message =
        format!("{} need each other in a circle: no order of their statements would load", names.join(", "));
    Error::new(Fault::Refused, message)
        .remedy("Leave one of them out, or change what it needs, and dump again.")
}

fn no_time_travel() -> Error {
    let message = text!(
        Name::AsOf,
        " needs CockroachDB: PostgreSQL cannot read tables as they were at an earlier time"
    );
    Error::new(Fault::Refused, message).remedy(text!(
        "Leave ",
        Name::AsOf,
        " out: the dump shows one snapshot, taken when it starts. For an earlier state, restore a \
             base backup to that time (point-in-time recovery) and dump the restored server.",
    ))
}
