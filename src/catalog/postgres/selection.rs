//! Which relations and schemas are dumped: those named, those that patterns choose, or all.
//!
//! | given | dumped |
//! |---|---|
//! | names behind the database | those relations, as `names` says |
//! | `-t` | relations that match and that no `-T` leaves out; nothing that is no relation |
//! | `-n` | schemas that match and that no `-N` leaves out, with what is in them; no extensions |
//! | neither | everything that no `-N` or `-T` leaves out |
//!
//! A pattern without a schema means relations that are visible on the search path. A sequence goes with the
//! table whose column owns it, where that is dumped. A pattern that chooses must match something.
//!
//! Source: PostgreSQL documentation, "pg_dump"; `selectDumpableTable`, `getOwnedSeqs`.

use std::collections::HashSet;

use bstr::BString;

use super::ids::{class, id};
use super::matching::{relations, schemas, schemas_like};
use super::names;
use super::relations::{Partitions, Relation};
use crate::catalog::condition::Limit;
use crate::catalog::patterns::{Pattern, nothing_left};
use crate::catalog::{Kind, Object, ObjectId};
use crate::connect::Session;
use crate::error::Result;
use crate::options::{Dump, Relations};

/// What the user chose, in the server's encoding.
#[derive(Debug)]
pub(super) struct Selection {
    names: Vec<BString>,
    tables: Vec<Pattern>,
    not_tables: Vec<Pattern>,
    schemas: Vec<Pattern>,
    not_schemas: Vec<Pattern>,
    not_data: Vec<Pattern>,
    limits: Vec<(Pattern, Limit)>,
}

/// What the choice comes to in this database.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The tables, sequences and views to dump.
    pub(super) relations: Vec<Relation>,
    /// What was chosen and cannot be dumped, one line each.
    pub(super) unsupported: Vec<String>,
    /// What of everything else is dumped.
    pub(super) scope: Scope,
    /// The relations whose rows are left out.
    pub(super) without_data: HashSet<ObjectId>,
    /// Conditions on rows, each with the relations it is for.
    pub(super) limits: Vec<(Limit, HashSet<ObjectId>)>,
}

impl Chosen {
    fn new(relations: Vec<Relation>, scope: Scope) -> Self {
        let (unsupported, without_data, limits) = Default::default();
        Self { relations, unsupported, scope, without_data, limits }
    }
}

/// What a dump is about.
#[derive(Debug)]
pub(super) enum Scope {
    /// The whole database.
    Everything,
    /// Relations and what belongs to them.
    Tables,
    /// What patterns leave of the database.
    Some {
        /// The schemas.
        schemas: HashSet<BString>,
        /// What is in no schema, too.
        besides: bool,
        /// Relations that are not dumped.
        excluded: HashSet<u32>,
    },
}

impl Scope {
    /// Whether a schema, type or extension is dumped.
    pub(super) fn has(&self, object: &Object) -> bool {
        match self {
            Self::Everything => true,
            Self::Tables => false,
            Self::Some { schemas, besides, .. } => match object.kind {
                Kind::Schema => schemas.contains(&object.name),
                Kind::Extension => *besides,
                Kind::DefaultPrivileges if object.schema.is_empty() => *besides,
                _ => schemas.contains(&object.schema),
            },
        }
    }

    /// Whether something that is not dumped is missed: it is in `schema`, and is or belongs to `relation`.
    pub(super) fn counts(&self, schema: Option<&BString>, relation: Option<u32>) -> bool {
        let Self::Some { schemas, besides, excluded } = self else { return true };
        match (schema, relation) {
            (_, Some(relation)) if excluded.contains(&relation) => false,
            (Some(schema), _) => schemas.contains(schema),
            (None, Some(_)) => true,
            (None, None) => *besides,
        }
    }
}

impl Selection {
    /// Reads the patterns.
    ///
    /// # Errors
    ///
    /// A pattern that is none; a character that no name of this database can have.
    pub(super) async fn new(session: &mut Session, dump: &Dump) -> Result<Self> {
        let mut limits = Vec::new();
        for condition in dump.contents.rows().into_iter().flat_map(|rows| &rows.conditions) {
            let texts = [condition.pattern.clone(), condition.sql.clone()];
            if let [pattern, sql] = &names::in_server_encoding(session, &texts).await?[..] {
                limits.push((Pattern::relation(pattern.clone())?, Limit::new(pattern, sql)));
            }
        }
        Ok(Self {
            names: names::in_server_encoding(session, dump.names()).await?,
            tables: read_relations(session, dump.tables()).await?,
            not_tables: read_relations(session, &dump.exclude.tables).await?,
            schemas: read(session, dump.schemas(), Pattern::schema).await?,
            not_schemas: read(session, &dump.exclude.schemas, Pattern::schema).await?,
            not_data: read_relations(session, &dump.exclude.data).await?,
            limits,
        })
    }

    /// Applies the choice to all relations; `path` is the search path.
    ///
    /// # Errors
    ///
    /// A name that means nothing, a pattern that matches nothing; what the server answers.
    pub(super) async fn choose(
        &self,
        session: &mut Session,
        all: &[Relation],
        path: &[u32],
    ) -> Result<Chosen> {
        let ids = |oids: HashSet<u32>| oids.into_iter().map(|oid| id(class::CLASS, oid)).collect();
        let mut chosen = self.objects(session, all, path).await?;
        chosen.without_data = ids(relations(session, &self.not_data, all, path, false).await?);
        let partitions = Partitions::among(all);
        for (pattern, limit) in &self.limits {
            let tables = relations(session, std::slice::from_ref(pattern), all, path, false).await?;
            // A partitioned table's rows are its partitions'.
            let tables = tables.into_iter().flat_map(|table| partitions.tree(table)).collect();
            chosen.limits.push((limit.clone(), ids(tables)));
        }
        Ok(chosen)
    }

    /// What is dumped, whatever becomes of its rows.
    async fn objects(&self, session: &mut Session, all: &[Relation], path: &[u32]) -> Result<Chosen> {
        let not_tables = relations(session, &self.not_tables, all, path, false).await?;
        if !self.tables.is_empty() {
            let tables = relations(session, &self.tables, all, path, true).await?;
            return by_table(all, &tables.difference(&not_tables).copied().collect());
        }
        if !self.names.is_empty() {
            let mut relations = names::choose(all, &self.names, path)?;
            relations.retain(|relation| !not_tables.contains(&relation.oid));
            return Ok(Chosen::new(relations, Scope::Tables));
        }
        if self.schemas.is_empty() && self.not_schemas.is_empty() && not_tables.is_empty() {
            return Ok(Chosen::new(names::choose(all, &[], path)?, Scope::Everything));
        }
        Ok(by_schema(all, self.schemas(session).await?, &not_tables, self.schemas.is_empty()))
    }

    /// The schemas that are dumped, by name.
    async fn schemas(&self, session: &mut Session) -> Result<HashSet<BString>> {
        let wanted = match self.schemas.is_empty() {
            true => schemas_like(session, b"").await?,
            false => schemas(session, &self.schemas, true).await?,
        };
        let not = schemas(session, &self.not_schemas, false).await?;
        Ok(wanted.difference(&not).cloned().collect())
    }
}

async fn read(
    session: &mut Session,
    given: &[String],
    parse: fn(BString) -> Result<Pattern>,
) -> Result<Vec<Pattern>> {
    names::in_server_encoding(session, given).await?.into_iter().map(parse).collect()
}

async fn read_relations(session: &mut Session, given: &[Relations]) -> Result<Vec<Pattern>> {
    let typed: Vec<String> = given.iter().map(|relations| relations.pattern.clone()).collect();
    let mut patterns = read(session, &typed, Pattern::relation).await?;
    for (pattern, relations) in patterns.iter_mut().zip(given) {
        pattern.children = relations.children;
    }
    Ok(patterns)
}

/// `-t`: what was chosen, and the sequences of its tables.
fn by_table(all: &[Relation], chosen: &HashSet<u32>) -> Result<Chosen> {
    let tables: HashSet<u32> =
        all.iter().filter(|r| r.is_table() && chosen.contains(&r.oid)).map(|r| r.oid).collect();
    let owned = |r: &Relation| r.owner.is_some_and(|owner| tables.contains(&owner));
    // The sequence of an identity column is made by its table and never alone.
    let lone = |r: &Relation| r.identity && !owned(r);
    let wanted = |r: &&Relation| (chosen.contains(&r.oid) && !lone(r)) || owned(r);
    let (relations, others): (Vec<_>, Vec<_>) =
        all.iter().filter(wanted).cloned().partition(Relation::is_supported);
    if relations.is_empty() && others.is_empty() {
        return Err(nothing_left());
    }
    let unsupported = others.iter().map(Relation::shown).collect();
    Ok(Chosen { unsupported, ..Chosen::new(relations, Scope::Tables) })
}

/// What is in `schemas` and not left out; `besides` brings what is in no schema.
fn by_schema(all: &[Relation], schemas: HashSet<BString>, not: &HashSet<u32>, besides: bool) -> Chosen {
    let inside = |r: &Relation| schemas.contains(&r.schema) && !not.contains(&r.oid);
    let kept: HashSet<u32> = all.iter().filter(|r| inside(r)).map(|r| r.oid).collect();
    let owner_kept = |r: &Relation| r.owner.is_some_and(|owner| kept.contains(&owner));
    let wanted = |r: &Relation| owner_kept(r) || (kept.contains(&r.oid) && !r.identity);
    let (relations, rest): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|relation| wanted(relation));
    let relations = relations.into_iter().filter(Relation::is_supported).collect();
    let excluded = rest.iter().map(|relation| relation.oid).collect();
    Chosen::new(relations, Scope::Some { schemas, besides, excluded })
}
