//! What rows are read by and no lock holds: the names of tables, sequences, schemas and types, the labels of
//! enums, the attributes of composite types.
//!
//! Rows are read by name, and their text holds labels and attributes as the newest catalog has them. So what a
//! query says of these things in the snapshot, it must say in a fresh one after the rows:
//!
//! | thing | must stay |
//! |---|---|
//! | schema of anything below | its name |
//! | table, sequence that is dumped | its name and schema |
//! | type that is dumped, or that a dumped column is made of, at any depth | its name and schema; if composite, its attributes |
//! | label of such an enum | its text |
//!
//! Each is known by its OID. What comes to be meanwhile, a label too, changes no row of the snapshot. In the
//! snapshot's own transaction the query would prove nothing: there the catalog is as old as the snapshot.
//!
//! Source: PostgreSQL documentation, "pg_type", "pg_enum", "pg_attribute", "pg_range".

use std::collections::HashMap;

use super::again;
use super::answer::{Fields, ask};
use super::ids::{class, oid_array, oid_in};
use super::relations::Relation;
use super::version::Version;
use crate::catalog::{Kind, Object};
use crate::connect::Session;
use crate::error::{Error, Fault, Result};
use crate::sql::one_line;

/// The types that are dumped and those that dumped columns are made of, each with its schema. Arrays are named
/// by what they are made of.
const TYPES: &str = "\
WITH RECURSIVE used(oid) AS (\
SELECT pg_catalog.unnest({types}) \
UNION SELECT a.atttypid FROM pg_catalog.pg_attribute AS a \
WHERE a.attrelid IN (SELECT pg_catalog.unnest({tables})) AND a.attnum > 0 AND NOT a.attisdropped \
UNION SELECT x.oid FROM used AS u JOIN pg_catalog.pg_type AS t ON t.oid = u.oid CROSS JOIN LATERAL (\
SELECT t.typelem UNION ALL SELECT t.typbasetype \
UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute AS a \
WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped \
UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range AS r WHERE r.rngtypid = t.oid{multiranges}\
) AS x(oid) WHERE x.oid <> 0) \
SELECT t.oid, t.typnamespace FROM used AS u JOIN pg_catalog.pg_type AS t ON t.oid = u.oid \
WHERE t.oid >= 16384 AND (t.typelem = 0 OR t.typlen <> -1)";

/// A multirange is made of ranges.
const MULTIRANGES: &str =
    " UNION ALL SELECT r.rngtypid FROM pg_catalog.pg_range AS r WHERE r.rngmultitypid = t.oid";

/// In the order in which a change is told: a schema's new name is also that of all that is in it.
const THINGS: &str = "\
SELECT 0, n.oid, 'schema', '', n.nspname::pg_catalog.text, '' \
FROM pg_catalog.pg_namespace AS n WHERE n.oid IN (SELECT pg_catalog.unnest({schemas})) \
UNION ALL \
SELECT 1, c.oid, CASE WHEN c.relkind = 'S' THEN 'sequence' ELSE 'table' END, n.nspname, c.relname, '' \
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE c.oid IN (SELECT pg_catalog.unnest({relations})) \
UNION ALL \
SELECT 2, t.oid, CASE WHEN t.typtype = 'd' THEN 'domain' ELSE 'type' END, n.nspname, t.typname, \
coalesce((SELECT pg_catalog.string_agg(\
pg_catalog.format('%s %s %s %s', a.attnum, a.attname, a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) \
FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') \
FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
WHERE t.oid IN (SELECT pg_catalog.unnest({types})) \
UNION ALL \
SELECT 3, e.oid, 'type', n.nspname, t.typname, e.enumlabel \
FROM pg_catalog.pg_enum AS e JOIN pg_catalog.pg_type AS t ON t.oid = e.enumtypid \
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
WHERE e.enumtypid IN (SELECT pg_catalog.unnest({types}))";

/// The rank in [`THINGS`] of what has attributes.
const TYPE: u8 = 2;

/// What must be called after the rows what it was called before them.
#[derive(Debug, Default)]
pub struct Identities {
    query: String,
    things: Vec<Thing>,
}

/// One thing. Sorted as changes are told.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Thing {
    rank: u8,
    schema: Vec<u8>,
    name: Vec<u8>,
    oid: u32,
    noun: String,
    /// A label's text, a composite type's attributes.
    detail: Vec<u8>,
}

impl Identities {
    /// Reads them, in the snapshot, of what was chosen and read.
    ///
    /// # Errors
    ///
    /// What the server answers.
    pub(super) async fn read(
        session: &mut Session,
        version: Version,
        relations: &[Relation],
        objects: &[Object],
    ) -> Result<Self> {
        let multiranges = if version.has_multiranges() { MULTIRANGES } else { "" };
        let tables = relations.iter().filter(|relation| relation.is_table());
        let dumped = objects.iter().filter(|object| matches!(object.kind, Kind::Type | Kind::Domain));
        let sql = TYPES
            .replace("{types}", &oid_array(dumped.filter_map(|object| oid_in(class::TYPE, object.id))))
            .replace("{tables}", &oid_array(tables.map(|relation| relation.oid)))
            .replace("{multiranges}", multiranges);
        let mut types: Vec<u32> = Vec::new();
        let mut schemas: Vec<u32> = relations.iter().map(|relation| relation.schema_oid).collect();
        for mut row in ask(session, "types in use", sql).await? {
            types.push(row.number()?);
            schemas.push(row.number()?);
        }
        schemas.sort_unstable();
        schemas.dedup();
        let query = THINGS
            .replace("{schemas}", &oid_array(schemas))
            .replace("{relations}", &oid_array(relations.iter().map(|relation| relation.oid)))
            .replace("{types}", &oid_array(types));
        let mut things = things(session, &query).await?;
        things.sort_unstable();
        Ok(Self { query, things })
    }

    /// Fails if anything is called otherwise now: in a further session, or where that is refused in this one,
    /// whose transaction ends.
    ///
    /// # Errors
    ///
    /// [`Fault::Refused`], naming what has changed; what the server answers.
    pub async fn check(&self, session: &mut Session) -> Result<()> {
        let now = match again::open(session).await {
            Ok(mut second) => {
                let now = things(&mut second, &self.query).await;
                second.close().await;
                now?
            }
            Err(_) => {
                session.query("COMMIT").await?;
                things(session, &self.query).await?
            }
        };
        let Some(change) = change(&self.things, &now) else { return Ok(()) };
        let message =
            format!("{change} while rows were being read, which may be other rows now, or have other values");
        Err(Error::new(Fault::Refused, message)
            .remedy("Run the dump again when nothing is being renamed, moved or dropped."))
    }
}

async fn things(session: &mut Session, query: &str) -> Result<Vec<Thing>> {
    ask(session, "names", query).await?.into_iter().map(Thing::new).collect()
}

/// The first thing of `before` that is not `now` what it was, and what became of it.
fn change(before: &[Thing], now: &[Thing]) -> Option<String> {
    let now: HashMap<(u8, u32), &Thing> = now.iter().map(|thing| ((thing.rank, thing.oid), thing)).collect();
    before.iter().find_map(|thing| match now.get(&(thing.rank, thing.oid)) {
        Some(same) if *same == thing => None,
        found => Some(thing.became(found.copied())),
    })
}

impl Thing {
    fn new(mut row: Fields) -> Result<Self> {
        Ok(Self {
            rank: row.number()?,
            oid: row.number()?,
            noun: row.text()?.to_string(),
            schema: row.text()?.into(),
            name: row.text()?.into(),
            detail: row.text()?.into(),
        })
    }

    /// Its name for a message: `live.t`.
    fn place(&self) -> String {
        let dot = if self.schema.is_empty() { "" } else { "." };
        format!("{}{dot}{}", one_line(&self.schema), one_line(&self.name))
    }

    /// What became of it.
    fn became(&self, now: Option<&Self>) -> String {
        let (noun, place) = (&self.noun, self.place());
        match now {
            None => format!("{noun} {place} was dropped"),
            Some(now) if now.place() != place => format!("{noun} {place} became {}", now.place()),
            Some(_) if self.rank == TYPE => format!("the attributes of {noun} {place} changed"),
            Some(now) => {
                let (old, new) = (one_line(&self.detail), one_line(&now.detail));
                format!("the label '{old}' of {noun} {place} became '{new}'")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(rank: u8, oid: u32, noun: &str, schema: &str, name: &str, detail: &str) -> Thing {
        Thing {
            rank,
            oid,
            noun: noun.into(),
            schema: schema.into(),
            name: name.into(),
            detail: detail.into(),
        }
    }

    #[test]
    fn what_became_of_it() {
        let before = [
            thing(0, 5, "schema", "", "live", ""),
            thing(1, 6, "table", "live", "t", ""),
            thing(2, 7, "type", "live", "c", "1 x 23 -1, 2 y 25 -1"),
            thing(2, 8, "type", "live", "e", ""),
            thing(3, 7, "type", "live", "e", "a"),
        ];
        let now = |at: usize, schema: &str, name: &str, detail: &str| {
            let mut now = before.to_vec();
            now[at] =
                Thing { schema: schema.into(), name: name.into(), detail: detail.into(), ..now[at].clone() };
            now.push(thing(3, 9, "type", "live", "e", "new label"));
            now
        };
        #[rustfmt::skip]
        let table = [
            ("a label more",  now(1, "live", "t", ""),           None),
            ("schema",        now(0, "", "old\n", ""),           Some("schema live became old\\n")),
            ("moved",         now(1, "old", "t", ""),            Some("table live.t became old.t")),
            ("attribute",     now(2, "live", "c", "1 x 23 -1"),  Some("the attributes of type live.c changed")),
            ("type",          now(3, "live", "f", ""),           Some("type live.e became live.f")),
            ("label",         now(4, "live", "e", "z"),          Some("the label 'a' of type live.e became 'z'")),
            ("dropped",       before[..3].to_vec(),              Some("type live.e was dropped")),
        ];
        for (name, now, want) in table {
            assert_eq!(change(&before, &now).as_deref(), want, "{name}");
        }
    }
}
