//! Tables: how each is made, what follows when its rows are loaded, and how its rows are read.
//!
//! | before the rows | after the rows | after all of that |
//! |---|---|---|
//! | CREATE TABLE, sequences' owners, column settings, comments, ATTACH PARTITION, defaults that stand apart | keys, indexes, checks that stand apart | foreign keys |
//!
//! Tablespaces are not dumped (as `pg_dump --no-tablespaces`): the loading server may not have them.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::answer::{Fields, ask};
use super::comments::Comments;
use super::constraints::Constraints;
use super::fragments::qualified;
use super::ids::{class, id, with_oids};
use super::indexes::Indexes;
use super::relations::{Partitions, Relation};
use super::sequences::Sequence;
use super::types::Domains;
use super::version::Version;
use crate::catalog::{Object, ObjectId};
use crate::connect::Session;
use crate::error::Result;

pub(super) mod columns;
mod create;
mod inherit;
mod object;
pub(super) mod routes;
mod rows;

use columns::{Column, Columns};

/// One table, without its columns, constraints and indexes.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    relation: Relation,
    partition_key: Option<BString>,
    /// `FOR VALUES …` or `DEFAULT` of a partition.
    bound: Option<BString>,
    of_type: Option<BString>,
    /// Its access method, if it is not `heap`.
    method: Option<BString>,
    parameters: Option<BString>,
    replica_identity: u8,
    /// Rows by the last ANALYZE; negative or 0 if there was none.
    estimate: i64,
    /// Bytes of its pages and those of its long values, at that time.
    pages: i64,
    parents: Vec<Parent>,
}

/// A table that another inherits from or is a partition of.
#[derive(Clone, Debug)]
struct Parent {
    oid: u32,
    printed: BString,
}

/// Everything read about all tables.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// Columns by table.
    pub(super) columns: &'a Columns,
    /// Constraints by table.
    pub(super) constraints: &'a Constraints,
    /// Indexes by table.
    pub(super) indexes: &'a Indexes,
    /// The sequences that are dumped.
    pub(super) sequences: &'a [Sequence],
    /// Comments on everything.
    pub(super) comments: &'a Comments,
    /// Domains' base types.
    pub(super) domains: &'a Domains,
    /// The tables that are dumped.
    pub(super) tables: &'a HashSet<u32>,
    /// Which of them are partitions of which.
    pub(super) partitions: &'a Partitions,
    /// The tables whose expressions are not to be evaluated.
    pub(super) untrusted: &'a HashSet<u32>,
    /// The partitioned tables that partitions' rows are loaded into.
    pub(super) routes: &'a HashMap<u32, BString>,
    /// The server is a standby, which cannot read unlogged tables.
    pub(super) standby: bool,
}

/// Source: PostgreSQL documentation, "pg_class", "pg_partitioned_table".
const TABLES: &str = "\
SELECT c.oid, CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, \
CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END, \
CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END, {method}, \
(SELECT pg_catalog.string_agg(o.name || '=' || pg_catalog.quote_literal(o.value), ', ') FROM (\
SELECT pg_catalog.quote_ident(option_name), option_value FROM pg_catalog.pg_options_to_table(c.reloptions) \
UNION ALL SELECT 'toast.' || pg_catalog.quote_ident(option_name), option_value \
FROM pg_catalog.pg_options_to_table(t.reloptions)) AS o(name, value)), \
c.relreplident, c.reltuples::pg_catalog.int8, \
(c.relpages::pg_catalog.int8 + coalesce(t.relpages, 0)) * pg_catalog.current_setting('block_size')::pg_catalog.int8 \
FROM pg_catalog.pg_class AS c LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid {method_join} \
WHERE c.oid IN (SELECT pg_catalog.unnest({oids})) ORDER BY c.oid";

/// Source: PostgreSQL documentation, "pg_inherits".
const PARENTS: &str = concat!(
    "SELECT h.inhrelid, h.inhparent, ",
    qualified!("n", "c.relname"),
    " \
FROM pg_catalog.pg_inherits AS h JOIN pg_catalog.pg_class AS c ON c.oid = h.inhparent \
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE h.inhrelid IN (SELECT pg_catalog.unnest({oids})) ORDER BY h.inhrelid, h.inhseqno"
);

/// The access method of `c`, a row of `pg_class`, if it is not `heap`, and what joins it; both as SQL.
pub(super) fn method(version: Version) -> (&'static str, &'static str) {
    if version.has_table_methods() {
        let method = "CASE WHEN m.amname <> 'heap' THEN pg_catalog.quote_ident(m.amname) END";
        (method, "LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam")
    } else {
        ("NULL", "")
    }
}

fn query(version: Version, tables: &[u32]) -> String {
    let (method, join) = method(version);
    let sql = TABLES.replace("{method}", method).replace("{method_join}", join);
    with_oids(&sql, tables.iter().copied())
}

/// Reads the tables among `relations`.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    version: Version,
    relations: &[Relation],
) -> Result<Vec<Table>> {
    let oids: Vec<u32> = relations.iter().filter(|r| r.is_table()).map(|r| r.oid).collect();
    let mut tables = HashMap::new();
    for row in ask(session, "tables", query(version, &oids)).await? {
        let (oid, table) = Table::new(row)?;
        tables.insert(oid, table);
    }
    for mut row in ask(session, "inheritance", with_oids(PARENTS, oids.iter().copied())).await? {
        let (child, parent): (u32, _) =
            (row.number()?, Parent { oid: row.number()?, printed: row.quoted()? });
        tables.entry(child).and_modify(|table: &mut Table| table.parents.push(parent));
    }
    let named =
        relations.iter().filter_map(|r| Some(Table { relation: r.clone(), ..tables.remove(&r.oid)? }));
    Ok(named.collect())
}

/// The tables that `table` inherits from or is a partition of.
pub(super) fn parents(all: &[Table], table: ObjectId) -> Vec<ObjectId> {
    let of = |oid: u32| id(class::CLASS, oid);
    let own = all.iter().filter(|candidate| of(candidate.relation.oid) == table);
    own.flat_map(|table| &table.parents).map(|parent| of(parent.oid)).collect()
}

impl Facts<'_> {
    /// A table as an object of the catalog.
    pub(super) fn object(&self, table: &Table) -> Object {
        object::object(table, self)
    }

    /// The columns that a child's column comes from; none in a partition, which is made by itself.
    fn parent_columns(&self, table: &Table, column: &Column) -> Vec<&Column> {
        let parents = table.parents.iter().filter(|_| table.is_child());
        let same = |parent: &Parent| self.columns.of_table(parent.oid).iter().find(|c| c.name == column.name);
        parents.filter_map(same).collect()
    }
}

impl Table {
    fn new(mut row: Fields) -> Result<(u32, Self)> {
        let oid = row.number()?;
        let table = Self {
            partition_key: row.maybe()?,
            bound: row.maybe()?,
            of_type: row.maybe()?,
            method: row.maybe_quoted()?,
            parameters: row.maybe()?,
            replica_identity: row.letter()?,
            estimate: row.number()?,
            pages: row.number()?,
            ..Self::default()
        };
        Ok((oid, table))
    }

    fn relation_is_partition(&self) -> bool {
        self.bound.is_some()
    }

    /// It inherits, other than as a partition.
    fn is_child(&self) -> bool {
        !self.relation_is_partition() && !self.parents.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::super::ids::Name;
    use super::*;

    static CONSTRAINTS: LazyLock<Constraints> = LazyLock::new(Constraints::default);
    static INDEXES: LazyLock<Indexes> = LazyLock::new(Indexes::default);
    static COMMENTS: LazyLock<Comments> = LazyLock::new(Comments::default);
    static DOMAINS: LazyLock<Domains> = LazyLock::new(Domains::default);
    static PARTITIONS: LazyLock<Partitions> = LazyLock::new(Partitions::default);
    static NONE: LazyLock<HashSet<u32>> = LazyLock::new(HashSet::new);
    static ROUTES: LazyLock<HashMap<u32, BString>> = LazyLock::new(HashMap::new);
    static TABLES: LazyLock<HashSet<u32>> = LazyLock::new(|| HashSet::from([1]));

    pub(super) fn name(printed: &str) -> Name {
        Name { raw: printed.into(), printed: printed.into() }
    }

    /// The table `s.t`, OID 1.
    pub(super) fn table() -> Table {
        let relation =
            Relation { oid: 1, name: "t".into(), printed: "s.t".into(), kind: b'r', ..Relation::default() };
        Table { relation, ..Table::default() }
    }

    /// A database of nothing but these columns.
    pub(super) fn facts(columns: &Columns) -> Facts<'_> {
        Facts {
            columns,
            constraints: &CONSTRAINTS,
            indexes: &INDEXES,
            sequences: &[],
            comments: &COMMENTS,
            domains: &DOMAINS,
            tables: &TABLES,
            partitions: &PARTITIONS,
            untrusted: &NONE,
            routes: &ROUTES,
            standby: false,
        }
    }
}
