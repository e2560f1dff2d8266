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

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::answer::ask;
use super::ids::{class, id};
use super::names;
use super::patterns::{Pattern, matches};
use super::relations::Relation;
use crate::catalog::{Kind, Object, ObjectId, Wanted};
use crate::connect::Session;
use crate::error::{Error, Fault, Result, shown};

/// What the user chose, in the server's encoding.
#[derive(Debug)]
pub(super) struct Selection {
    names: Vec<BString>,
    tables: Vec<Pattern>,
    not_tables: Vec<Pattern>,
    schemas: Vec<Pattern>,
    not_schemas: Vec<Pattern>,
    not_data: Vec<Pattern>,
}

/// What the choice comes to in this database.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The tables and sequences to dump.
    pub(super) relations: Vec<Relation>,
    /// What was chosen and cannot be dumped, one line each.
    pub(super) unsupported: Vec<String>,
    /// What of everything else is dumped.
    pub(super) scope: Scope,
    /// The relations whose rows are left out.
    pub(super) without_data: HashSet<ObjectId>,
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
    pub(super) async fn new(session: &mut Session, wanted: &Wanted<'_>) -> Result<Self> {
        let given = wanted.patterns;
        Ok(Self {
            names: names::in_server_encoding(session, wanted.tables).await?,
            tables: read(session, &given.tables, Pattern::relation).await?,
            not_tables: read(session, &given.exclude_tables, Pattern::relation).await?,
            schemas: read(session, &given.schemas, Pattern::schema).await?,
            not_schemas: read(session, &given.exclude_schemas, Pattern::schema).await?,
            not_data: read(session, &given.exclude_data, Pattern::relation).await?,
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
        let not_data = relations(session, &self.not_data, all, path, false).await?;
        let not_tables = relations(session, &self.not_tables, all, path, false).await?;
        let without_data = not_data.into_iter().map(|oid| id(class::CLASS, oid)).collect();
        if !self.tables.is_empty() {
            let tables = relations(session, &self.tables, all, path, true).await?;
            let chosen = tables.difference(&not_tables).copied().collect();
            return Ok(Chosen { without_data, ..by_table(all, &chosen)? });
        }
        if !self.names.is_empty() {
            let relations: Vec<_> = names::choose(all, &self.names, path)?
                .into_iter()
                .filter(|relation| !not_tables.contains(&relation.oid))
                .collect();
            let (unsupported, scope) = (Vec::new(), Scope::Tables);
            return Ok(Chosen { relations, unsupported, scope, without_data });
        }
        let plain = self.schemas.is_empty() && self.not_schemas.is_empty() && self.not_tables.is_empty();
        let relations = match plain {
            true => names::choose(all, &[], path)?,
            false => Vec::new(),
        };
        if plain {
            let (unsupported, scope) = (Vec::new(), Scope::Everything);
            return Ok(Chosen { relations, unsupported, scope, without_data });
        }
        let schemas = self.schemas(session).await?;
        Ok(Chosen { without_data, ..by_schema(all, schemas, &not_tables, self.schemas.is_empty()) })
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

/// `-t`: what was chosen, and the sequences of its tables.
fn by_table(all: &[Relation], chosen: &HashSet<u32>) -> Result<Chosen> {
    let dumped = |r: &&Relation| r.is_table() || r.is_sequence();
    let tables: HashSet<u32> =
        all.iter().filter(|r| r.is_table() && chosen.contains(&r.oid)).map(|r| r.oid).collect();
    let owned = |r: &Relation| r.owner.is_some_and(|owner| tables.contains(&owner));
    // The sequence of an identity column is made by its table and never alone.
    let lone = |r: &Relation| r.identity && !owned(r);
    let wanted = |r: &&Relation| (chosen.contains(&r.oid) && !lone(r)) || owned(r);
    let (relations, others): (Vec<_>, Vec<_>) =
        all.iter().filter(wanted).cloned().partition(|relation| dumped(&relation));
    if relations.is_empty() && others.is_empty() {
        return Err(Error::new(Fault::Refused, "no matching tables were found")
            .remedy("Everything that -t chooses is left out by -T."));
    }
    let unsupported = others.iter().map(Relation::shown).collect();
    Ok(Chosen { relations, unsupported, scope: Scope::Tables, without_data: HashSet::new() })
}

/// What is in `schemas` and not left out; `besides` brings what is in no schema.
fn by_schema(all: &[Relation], schemas: HashSet<BString>, not: &HashSet<u32>, besides: bool) -> Chosen {
    let inside = |r: &Relation| schemas.contains(&r.schema) && !not.contains(&r.oid);
    let kept: HashSet<u32> = all.iter().filter(|r| inside(r)).map(|r| r.oid).collect();
    let owner_kept = |r: &Relation| r.owner.is_some_and(|owner| kept.contains(&owner));
    let wanted = |r: &Relation| owner_kept(r) || (kept.contains(&r.oid) && !r.identity);
    let (relations, rest): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|relation| wanted(relation));
    let relations = relations.into_iter().filter(|r| r.is_table() || r.is_sequence()).collect();
    let excluded = rest.iter().map(|relation| relation.oid).collect();
    let scope = Scope::Some { schemas, besides, excluded };
    Chosen { relations, unsupported: Vec::new(), scope, without_data: HashSet::new() }
}

/// The relations that match any of the patterns; each must match one if it `chooses`.
async fn relations(
    session: &mut Session,
    patterns: &[Pattern],
    all: &[Relation],
    path: &[u32],
    chooses: bool,
) -> Result<HashSet<u32>> {
    let mut found = HashSet::new();
    if patterns.is_empty() {
        return Ok(found);
    }
    let visible = visible(all, path);
    for pattern in patterns {
        let mut matching = relations_like(session, pattern).await?;
        matching.retain(|oid| pattern.schema.is_some() || visible.contains(oid));
        matching.retain(|oid| all.iter().any(|relation| relation.oid == *oid));
        if chooses && matching.is_empty() {
            return Err(nothing("tables", pattern));
        }
        found.extend(matching);
    }
    Ok(found)
}

/// The first relation of each name on the search path.
fn visible(all: &[Relation], path: &[u32]) -> HashSet<u32> {
    let mut first: HashMap<&BString, &Relation> = HashMap::new();
    let place = |relation: &Relation| path.iter().position(|schema| *schema == relation.schema_oid);
    for relation in all.iter().filter(|relation| place(relation).is_some()) {
        let known = first.entry(&relation.name).or_insert(relation);
        if place(relation) < place(known) {
            *known = relation;
        }
    }
    first.values().map(|relation| relation.oid).collect()
}

async fn relations_like(session: &mut Session, pattern: &Pattern) -> Result<Vec<u32>> {
    let mut sql = b"SELECT c.oid FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n \
        ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm', 'f') AND "
        .to_vec();
    sql.extend_from_slice(&matches("c.relname", &pattern.name));
    if let Some(schema) = &pattern.schema {
        sql.extend_from_slice(b" AND ");
        sql.extend_from_slice(&matches("n.nspname", schema));
    }
    ask(session, "relations", sql).await?.into_iter().map(|mut row| row.number()).collect()
}

/// The schemas that match any of the patterns; each must match one if it `chooses`.
async fn schemas(session: &mut Session, patterns: &[Pattern], chooses: bool) -> Result<HashSet<BString>> {
    let mut found = HashSet::new();
    for pattern in patterns {
        let condition = [b" AND ", matches("n.nspname", &pattern.name).as_slice()].concat();
        let matching = schemas_like(session, &condition).await?;
        if chooses && matching.is_empty() {
            return Err(nothing("schemas", pattern));
        }
        found.extend(matching);
    }
    Ok(found)
}

/// The database's own schemas, with a further condition.
async fn schemas_like(session: &mut Session, condition: &[u8]) -> Result<HashSet<BString>> {
    let sql = b"SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.nspname !~ '^pg_' \
        AND n.nspname <> 'information_schema'";
    let rows = ask(session, "schemas", [sql, condition].concat()).await?;
    rows.into_iter().map(|mut row| row.text()).collect()
}

fn nothing(what: &str, pattern: &Pattern) -> Error {
    let typed = shown(&pattern.typed);
    Error::new(Fault::Refused, format!("no matching {what} were found for pattern \"{typed}\"")).remedy(
        "Letters outside double quotes are taken for lower case; * stands for any characters. \
         A table outside the search path needs its schema: SCHEMA.TABLE.",
    )
}
