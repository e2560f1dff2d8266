//! Queries and facts of PostgreSQL 10 to 18.
//!
//! What pg_dump (with `--no-tablespaces`) would write of schemas, extensions, types, functions, procedures,
//! aggregates, tables, sequences, views, constraints, indexes, rules, triggers, policies, comments, owners and
//! privileges, in a number of queries that does not depend on how many of them there are. A file per kind of
//! object holds its query and makes its statements; names and definitions are texts of the server's own functions
//! (`quote_ident`, `pg_get_*def`, `pg_get_expr`, `format_type`), read with an empty search path so that each has
//! its schema. What the database has besides is found by the `census`.

use std::collections::HashSet;

use super::circles::{Circle, Inside, Node};
use super::{Catalog, Kind, Object, ObjectId, Pass, Role, Section, Source, condition};
use crate::connect::Session;
use crate::error::{Error, Fault, Name, Result, shown, text};
use crate::options::Dump;

mod access;
mod again;
mod answer;
mod belonging;
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
mod policies;
mod privileges;
mod relations;
mod roles;
mod rules;
mod schemas;
mod selection;
mod sequences;
mod settings;
mod snapshot;
mod tables;
mod triggers;
mod trust;
mod types;
mod version;
mod views;

use comments::Comments;
use constraints::Constraints;
pub use identities::Identities;
use ids::{class, id};
use indexes::Indexes;
use needs::{Dependencies, Missing};
use owners::Owners;
use relations::{Partitions, Relation};
use selection::{Chosen, Scope, Selection};
pub use settings::Server;
pub(super) use settings::probe;
use tables::Facts;
use tables::columns::Columns;
use types::Domains;
use types::domain::Domain;
use views::View;

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
    if dump.roles {
        let roles = roles::read(session, dump, &catalog.objects).await?;
        catalog.objects.extend(roles);
    }
    for object in catalog.objects.iter_mut().filter(|object| without_data.contains(&object.id)) {
        object.entries.retain(|entry| entry.section != Section::Data && entry.role != Role::Refresh);
    }
    super::refresh::order(&mut catalog.objects);
    if !dump.contents.refreshes() {
        let entries = catalog.objects.iter_mut().map(|object| &mut object.entries);
        entries.for_each(|entries| entries.retain(|entry| entry.role != Role::Refresh));
    }
    for (limit, tables) in limits {
        limit.apply(&mut catalog.objects, |table| tables.contains(&table.id))?;
    }
    let contents = &dump.contents;
    catalog.unsupported = unsupported;
    catalog.unsupported.extend(
        census::take(session, contents, &scope, &server, &relations, &catalog.objects, &missing).await?,
    );
    // Of a catalog the pins make each lookup a scan: 3,000 tables take the census 0.1 s without them, 2.8 s with.
    settings::pin_for_rows(session).await?;
    condition::check(session, &catalog.objects).await?;
    catalog.unsupported.extend(census::rows(session, contents, &scope, &server, &relations).await?);
    catalog.unsupported.sort_unstable();
    catalog.unsupported.dedup();
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
    let views: Vec<u32> = relations.iter().filter(|r| r.is_view()).map(|r| r.oid).collect();
    let oids_and_views = [&oids[..], &views].concat();
    let mut columns = Columns::read(session, version, &oids_and_views).await?;
    let indexes = Indexes::read(session, &oids_and_views).await?;
    let bases = Domains::read(session).await?;
    let sequences = sequences::read(session, server, relations, positions).await?;
    let all_tables = tables::read(session, version, relations).await?;
    let mut views = views::read(session, version, relations).await?;
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
    let nodes = nodes(&catalog.objects, &domains, relations, &views, &columns, &constraints, &indexes);
    let apart = dependencies.apart(nodes).map_err(|circle| circular(&circle, relations, &catalog.objects))?;
    columns.take_out(&apart);
    constraints.take_out(&apart, |table| tables::parents(&all_tables, table));
    views.iter_mut().for_each(|view| view.take_out(&apart));
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
    catalog.objects.extend(views.iter().map(|view| view.object(&facts)));
    let owners = Owners::read(session).await?;
    catalog.objects.iter_mut().for_each(|object| owners.give(object));
    postpone(&mut catalog.objects, &apart);
    let mut belonging = rules::read(session, &oids_and_views, &comments).await?;
    belonging.extend(triggers::read(session, version, &oids_and_views, &comments).await?);
    belonging.extend(policies::read(session, &oids, &comments).await?);
    belonging::give(&mut catalog.objects, belonging);
    let missing = dependencies.give(&mut catalog.objects, &constraints.elsewhere());
    privileges::give(session, version, scope, &mut catalog.objects).await?;
    Ok(missing)
}

/// What is made by itself, what is made inside of that, and what could wait.
fn nodes(
    objects: &[Object],
    domains: &[Domain],
    relations: &[Relation],
    views: &[View],
    columns: &Columns,
    constraints: &Constraints,
    indexes: &Indexes,
) -> Vec<Node> {
    let before = |id| Node::new(id, Section::PreData);
    let is_routine = |object: &&Object| matches!(object.kind, Kind::Function | Kind::Procedure);
    let (routines, others): (Vec<_>, Vec<_>) = objects.iter().partition(is_routine);
    let mut nodes: Vec<Node> = routines.iter().map(|routine| before(routine.id).that_can_wait()).collect();
    let wholes = others.iter().map(|object| object.id).chain(domains.iter().map(|domain| domain.object.id));
    let relations_too = relations.iter().filter(|r| !r.is_view()).map(|r| id(class::CLASS, r.oid));
    nodes.extend(wholes.chain(relations_too).map(before));
    nodes.extend(views.iter().flat_map(View::nodes));
    nodes.extend(indexes.all().map(|index| Node::new(index.id(), Section::PostData)));
    for (whole, constraint) in constraints.all() {
        let inside = Inside { whole, apart: Section::PostData };
        nodes.push(match constraint.kind {
            b'c' | b'n' if !constraint.late => before(constraint.id()).inside(inside),
            _ => Node::new(constraint.id(), Section::PostData),
        });
    }
    let of_views: HashSet<u32> = relations.iter().filter(|r| r.is_view()).map(|r| r.oid).collect();
    for (table, column) in columns.all() {
        let inside = Inside { whole: id(class::CLASS, table), apart: Section::PreData };
        let default = column.default_id().map(before);
        // A view's is never said inside of it.
        nodes.extend(default.map(|node| if of_views.contains(&table) { node } else { node.inside(inside) }));
    }
    nodes
}

/// Has what those objects say before the rows said behind them.
fn postpone(objects: &mut [Object], apart: &HashSet<ObjectId>) {
    let late = objects.iter_mut().filter(|object| apart.contains(&object.id));
    for entry in late.flat_map(|object| &mut object.entries) {
        if (entry.section, entry.pass) == (Section::PreData, Pass::Main) {
            entry.section = Section::PostData;
        }
    }
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
