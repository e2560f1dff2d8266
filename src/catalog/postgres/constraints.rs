//! Constraints of tables and domains.
//!
//! The server writes each constraint's definition; which of them stands in CREATE TABLE, which is added when
//! the rows are loaded and which after every other is decided here:
//!
//! | constraint | place |
//! |---|---|
//! | NOT NULL (a constraint from 18 on tables, 17 on domains), CHECK | CREATE TABLE, CREATE DOMAIN |
//! | the same not validated or not enforced, or taken out to break a circle | after the rows |
//! | PRIMARY KEY, UNIQUE, EXCLUDE | after the rows, with the index that stands behind it |
//! | FOREIGN KEY | after all of these |

use std::collections::{HashMap, HashSet};

use bstr::{BString, ByteSlice};

use super::answer::{Fields, ask};
use super::fragments::no_member;
use super::ids::{class, id, with_oids};
use super::version::Version;
use crate::catalog::ObjectId;
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

/// One row of `pg_constraint`.
#[derive(Clone, Debug, Default)]
pub(super) struct Constraint {
    /// `pg_constraint.oid`.
    pub(super) oid: u32,
    /// `contype`: `c` check, `n` not null, `p` primary key, `u` unique, `x` exclusion, `f` foreign key.
    pub(super) kind: u8,
    /// Its name as it is.
    pub(super) name: BString,
    /// Its name, quoted.
    pub(super) printed: BString,
    /// `pg_get_constraintdef`, which leaves out the name.
    pub(super) definition: BString,
    /// It was said of this table, not only of a parent.
    pub(super) local: bool,
    /// It is added when the rows are loaded, because rows may break it or because it would close a circle.
    pub(super) late: bool,
    /// The table that a foreign key references.
    pub(super) references: u32,
    /// The index behind a primary key, unique or exclusion constraint.
    pub(super) index: u32,
    /// It came with the same constraint of a partitioned table.
    pub(super) inherited_key: bool,
    /// The numbers of the columns that a NOT NULL or a primary key is of, in its order.
    pub(super) columns: Vec<i16>,
    /// Another constraint in the schema has the same name.
    pub(super) shared_name: bool,
}

impl Constraint {
    /// What it is known by.
    pub(super) fn id(&self) -> ObjectId {
        id(class::CONSTRAINT, self.oid)
    }

    /// It is a CHECK.
    pub(super) fn is_check(&self) -> bool {
        self.kind == b'c'
    }

    /// `CONSTRAINT name definition`.
    pub(super) fn clause(&self) -> BString {
        concat(&[b"CONSTRAINT ", &self.printed, b" ", &self.definition])
    }

    /// The definition with an index's storage parameters, which `pg_get_constraintdef` leaves out. They
    /// stand before what says when the constraint is checked.
    pub(super) fn definition_with(&self, parameters: Option<&[u8]>) -> BString {
        let Some(parameters) = parameters else { return self.definition.clone() };
        let at = [" DEFERRABLE", " INITIALLY DEFERRED"]
            .iter()
            .filter_map(|word| self.timing_at(word.as_bytes()))
            .min()
            .unwrap_or(self.definition.len());
        let (head, tail) = self.definition.split_at(at);
        concat(&[head, b" WITH (", parameters, b")", tail])
    }

    /// Where `word` stands among the words that end the definition, after its last parenthesis.
    fn timing_at(&self, word: &[u8]) -> Option<usize> {
        let after = self.definition.rfind_byte(b')')?;
        self.definition.get(after..)?.find(word).map(|at| after + at)
    }
}

/// All constraints, by the table or domain they are of, by name.
#[derive(Debug, Default)]
pub(super) struct Constraints {
    by_owner: HashMap<ObjectId, Vec<Constraint>>,
}

/// Source: PostgreSQL documentation, "pg_constraint".
const CONSTRAINTS: &str = concat!(
    "\
SELECT c.conrelid, c.contypid, c.oid, c.contype, c.conname, pg_catalog.quote_ident(c.conname), \
pg_catalog.pg_get_constraintdef(c.oid), c.conislocal, \
NOT c.convalidated, \
c.confrelid, c.conindid, {inherited_key}, \
CASE WHEN c.contype IN ('n', 'p') THEN pg_catalog.array_to_string(c.conkey, ' ') END, \
c.contype = 'n' AND EXISTS (SELECT 1 FROM pg_catalog.pg_constraint AS o \
WHERE o.conname = c.conname AND o.connamespace = c.connamespace AND o.oid <> c.oid) \
FROM pg_catalog.pg_constraint AS c \
WHERE c.contype IN ('c', 'n', 'p', 'u', 'x', 'f') \
AND (c.conrelid IN (SELECT pg_catalog.unnest({oids})) \
OR (c.contypid >= 16384 AND ",
    no_member!("pg_type", "c.contypid"),
    ")) \
ORDER BY c.conrelid, c.contypid, c.conname, c.oid"
);

fn query(version: Version, tables: &[u32]) -> String {
    // From 11 a partition's key has its parent's constraint there.
    let inherited = if version.has_partitioned_indexes() { "c.conparentid <> 0" } else { "false" };
    with_oids(&CONSTRAINTS.replace("{inherited_key}", inherited), tables.iter().copied())
}

impl Constraints {
    /// Reads the constraints of `tables` and of all domains.
    ///
    /// # Errors
    ///
    /// What the server answers.
    pub(super) async fn read(session: &mut Session, version: Version, tables: &[u32]) -> Result<Self> {
        let mut constraints = Self::default();
        for row in ask(session, "constraints", query(version, tables)).await? {
            let (owner, constraint) = Constraint::new(row)?;
            constraints.by_owner.entry(owner).or_default().push(constraint);
        }
        Ok(constraints)
    }

    /// A table's constraints.
    pub(super) fn of_table(&self, oid: u32) -> &[Constraint] {
        self.by_owner.get(&id(class::CLASS, oid)).map_or(&[], Vec::as_slice)
    }

    /// A domain's constraints.
    pub(super) fn of_domain(&self, domain: ObjectId) -> &[Constraint] {
        self.by_owner.get(&domain).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the columns of a table's primary key, in its order; none if it has none.
    pub(super) fn primary_key(&self, oid: u32) -> &[i16] {
        self.of_table(oid).iter().find(|c| c.kind == b'p').map_or(&[], |c| &c.columns)
    }

    /// The OIDs of the tables that a table's foreign keys reference.
    pub(super) fn references(&self, oid: u32) -> impl Iterator<Item = u32> {
        self.of_table(oid).iter().filter(|c| c.kind == b'f').map(|c| c.references)
    }

    /// All of them, each with the table or domain it is of.
    pub(super) fn all(&self) -> impl Iterator<Item = (ObjectId, &Constraint)> {
        self.by_owner.iter().flat_map(|(owner, all)| all.iter().map(|constraint| (*owner, constraint)))
    }

    /// Those that are added when the rows are loaded and come with a parent's, in whose place nothing is said.
    pub(super) fn elsewhere(&self) -> HashSet<ObjectId> {
        self.all().filter(|(_, c)| c.late && !c.local).map(|(_, c)| c.id()).collect()
    }

    /// Has those of `apart` added when the rows are loaded. What a partition has from its partitioned table comes
    /// with that one's: `parents` has the tables that each table inherits from.
    pub(super) fn take_out(
        &mut self,
        apart: &HashSet<ObjectId>,
        parents: impl Fn(ObjectId) -> Vec<ObjectId>,
    ) {
        let taken = self.all().filter(|(_, constraint)| apart.contains(&constraint.id()));
        let mut left: Vec<_> = taken.map(|(owner, constraint)| (owner, constraint.name.clone())).collect();
        while let Some((owner, name)) = left.pop() {
            let own = self.by_owner.get_mut(&owner).into_iter().flatten();
            for constraint in own.filter(|c| c.is_check() && c.name == name) {
                constraint.late = true;
                if !constraint.local {
                    left.extend(parents(owner).into_iter().map(|parent| (parent, name.clone())));
                }
            }
        }
    }
}

impl Constraint {
    /// The constraint and what it is of.
    fn new(mut row: Fields) -> Result<(ObjectId, Self)> {
        let (table, domain): (u32, u32) = (row.number()?, row.number()?);
        let owner = if table != 0 { id(class::CLASS, table) } else { id(class::TYPE, domain) };
        let (oid, kind) = (row.number()?, row.letter()?);
        let name = row.name()?;
        let constraint = Self {
            oid,
            kind,
            name: name.raw,
            printed: name.printed,
            definition: row.text()?,
            local: row.flag()?,
            late: row.flag()?,
            references: row.number()?,
            index: row.number()?,
            inherited_key: row.flag()?,
            columns: row.numbers()?,
            shared_name: row.flag()?,
        };
        Ok((owner, constraint))
    }
}

#[cfg(test)]
impl Constraints {
    /// The constraints of one table.
    pub(super) fn of(table: u32, constraints: impl IntoIterator<Item = Constraint>) -> Self {
        let by_owner = HashMap::from([(id(class::CLASS, table), constraints.into_iter().collect())]);
        Self { by_owner }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_parameters_stand_before_the_timing() {
        #[rustfmt::skip]
        let table = [
            ("plain",       "PRIMARY KEY (a)",                     "PRIMARY KEY (a) WITH (fillfactor='70')"),
            ("deferrable",  "UNIQUE (a) DEFERRABLE",               "UNIQUE (a) WITH (fillfactor='70') DEFERRABLE"),
            ("deferred",    "UNIQUE (a) DEFERRABLE INITIALLY DEFERRED",
                            "UNIQUE (a) WITH (fillfactor='70') DEFERRABLE INITIALLY DEFERRED"),
            ("include",     "UNIQUE (a) INCLUDE (b)",              "UNIQUE (a) INCLUDE (b) WITH (fillfactor='70')"),
            ("a name's own", "UNIQUE (\"x DEFERRABLE\")",          "UNIQUE (\"x DEFERRABLE\") WITH (fillfactor='70')"),
        ];
        for (name, definition, want) in table {
            let constraint = Constraint { definition: definition.into(), ..Constraint::default() };
            assert_eq!(constraint.definition_with(Some(b"fillfactor='70'")), want, "{name}");
            assert_eq!(constraint.definition_with(None), definition, "{name}");
        }
    }
}
