//! The database's relations as names: what there is to choose from, to lock and to be refused.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::answer::{Fields, ask};
use super::fragments::{no_member, of_column, own_schema, qualified};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::one_line;

/// One table, partitioned table, sequence, view, materialized view or foreign table.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Relation {
    /// `pg_class.oid`.
    pub(super) oid: u32,
    /// Its schema's OID.
    pub(super) schema_oid: u32,
    /// Its schema's name, unquoted.
    pub(super) schema: BString,
    /// Its name, unquoted.
    pub(super) name: BString,
    /// Its name with its schema, quoted by the server.
    pub(super) printed: BString,
    /// `pg_class.relkind`.
    pub(super) kind: u8,
    /// It is unlogged: a standby has no rows of it.
    pub(super) unlogged: bool,
    /// The partitioned table it is a partition of.
    pub(super) partition_of: Option<u32>,
    /// The table with a column that owns this sequence.
    pub(super) owner: Option<u32>,
    /// It is the sequence of an identity column.
    pub(super) identity: bool,
    /// The user may read it (SELECT on it).
    pub(super) readable: bool,
    /// The user may name it (USAGE on its schema).
    pub(super) reachable: bool,
    /// A row-security policy applies to the user.
    pub(super) filtered: bool,
}

/// All relations of the database's own: not the system's, not another session's temporary ones, and no
/// member of an extension, which comes with the extension.
///
/// Source: PostgreSQL documentation, "pg_class", "pg_depend" (deptype `e`, `a` and `i`), "Access Privilege
/// Inquiry Functions", and "Row Security" (`row_security_active`).
const LIST: &str = concat!(
    "SELECT c.oid, n.oid, n.nspname, c.relname, ",
    qualified!("n", "c.relname"),
    ", \
c.relkind, c.relpersistence = 'u', \
CASE WHEN c.relispartition THEN \
(SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid LIMIT 1) END, \
CASE WHEN c.relkind = 'S' THEN \
(SELECT d.refobjid FROM pg_catalog.pg_depend AS d WHERE ",
    of_column!("c.oid"),
    " AND d.deptype IN ('a', 'i') LIMIT 1) END, \
c.relkind = 'S' AND EXISTS \
(SELECT 1 FROM pg_catalog.pg_depend AS d WHERE ",
    of_column!("c.oid"),
    " AND d.deptype = 'i'), \
CASE WHEN c.relkind = 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT') \
ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END, \
pg_catalog.has_schema_privilege(n.oid, 'USAGE'), \
c.relrowsecurity AND pg_catalog.row_security_active(c.oid) \
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm', 'f') AND c.relpersistence <> 't' AND c.oid >= 16384 \
AND ",
    own_schema!("n"),
    " AND ",
    no_member!("pg_class", "c.oid"),
    " ORDER BY n.nspname, c.relname"
);

/// Lists the relations, sorted by schema and name.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn list(session: &mut Session) -> Result<Vec<Relation>> {
    ask(session, "relations", LIST).await?.into_iter().map(Relation::new).collect()
}

/// Which tables are partitions of which.
#[derive(Debug, Default)]
pub(super) struct Partitions(HashMap<u32, Vec<u32>>);

impl Partitions {
    /// The partitions among `relations`.
    pub(super) fn among(relations: &[Relation]) -> Self {
        let mut partitions: HashMap<u32, Vec<u32>> = HashMap::new();
        for relation in relations {
            if let Some(parent) = relation.partition_of {
                partitions.entry(parent).or_default().push(relation.oid);
            }
        }
        Self(partitions)
    }

    /// A table and its partitions at any depth.
    pub(super) fn tree(&self, table: u32) -> HashSet<u32> {
        let (mut tree, mut left) = (HashSet::new(), vec![table]);
        while let Some(oid) = left.pop() {
            if tree.insert(oid) {
                left.extend(self.0.get(&oid).into_iter().flatten());
            }
        }
        tree
    }
}

impl Relation {
    fn new(mut row: Fields) -> Result<Self> {
        let (oid, schema_oid) = (row.number()?, row.number()?);
        let (schema, name) = row.qualified()?;
        Ok(Self {
            oid,
            schema_oid,
            schema,
            name: name.raw,
            printed: name.printed,
            kind: row.letter()?,
            unlogged: row.flag()?,
            partition_of: row.maybe_number()?,
            owner: row.maybe_number()?,
            identity: row.flag()?,
            readable: row.flag()?,
            reachable: row.flag()?,
            filtered: row.flag()?,
        })
    }

    /// It is a table, partitioned or not.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.kind, b'r' | b'p')
    }

    /// It is a view, materialized or not.
    pub(super) fn is_view(&self) -> bool {
        matches!(self.kind, b'v' | b'm')
    }

    /// It can be dumped.
    pub(super) fn is_supported(&self) -> bool {
        self.is_table() || self.is_sequence() || self.is_view()
    }

    /// It is a sequence.
    pub(super) fn is_sequence(&self) -> bool {
        self.kind == b'S'
    }

    /// Its kind and name for a message: `table public.t`.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.kind_name(), one_line(&self.printed))
    }

    /// What PostgreSQL calls its kind.
    pub(super) fn kind_name(&self) -> &'static str {
        match self.kind {
            b'r' | b'p' => "table",
            b'S' => "sequence",
            b'v' => "view",
            b'm' => "materialized view",
            b'f' => "foreign table",
            _ => "relation",
        }
    }
}
