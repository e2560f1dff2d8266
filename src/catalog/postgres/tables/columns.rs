//! Columns as the catalogs have them.
//!
//! The column option `pg_attver` is left out: a minor release of PostgreSQL 15 (15.20 on Debian) keeps it for
//! itself, another value in every table, and pg_dump leaves it out too.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::super::answer::{Fields, ask};
use super::super::fragments::qualified;
use super::super::ids::{Name, class, id, with_oids};
use super::super::version::Version;
use crate::catalog::ObjectId;
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

/// One row of `pg_attribute`, with its default.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Column {
    /// `attnum`.
    pub(in super::super) number: i16,
    /// Its name.
    pub(in super::super) name: Name,
    /// `format_type`, with the modifier.
    pub(in super::super) type_name: BString,
    /// `pg_type.oid`.
    pub(in super::super) type_oid: u32,
    /// Its collation, if it is not its type's.
    pub(in super::super) collation: Option<BString>,
    /// `attnotnull`.
    pub(in super::super) not_null: bool,
    /// `attidentity`: `a` always, `d` by default, 0 none.
    pub(in super::super) identity: u8,
    /// `attgenerated`: `s` stored, `v` virtual, 0 not generated.
    pub(in super::super) generated: u8,
    /// It was said of this table, not only of a parent.
    pub(in super::super) local: bool,
    /// The default, or what a generated column is generated from.
    pub(in super::super) default: Option<BString>,
    /// `pg_attrdef.oid`.
    pub(in super::super) default_oid: u32,
    /// The default is set by itself, when the table is there: inside CREATE TABLE it would close a circle.
    pub(in super::super) default_apart: bool,
    /// What ALTER TABLE … ALTER COLUMN … says of it: `SET STATISTICS 100`.
    pub(in super::super) settings: Vec<BString>,
}

/// The columns of all tables and views and of the tables' parents, by table, in the order of their numbers.
#[derive(Debug, Default)]
pub(in super::super) struct Columns(HashMap<u32, Vec<Column>>);

/// Source: PostgreSQL documentation, "pg_attribute", "pg_attrdef", and "ALTER TABLE" for the settings.
const COLUMNS: &str = concat!(
    "\
WITH own AS (SELECT pg_catalog.unnest({oids}) AS oid), \
relation AS (SELECT oid FROM own UNION \
SELECT h.inhparent FROM pg_catalog.pg_inherits AS h JOIN own ON own.oid = h.inhrelid) \
SELECT a.attrelid, a.attnum, a.attname, pg_catalog.quote_ident(a.attname), \
pg_catalog.format_type(a.atttypid, a.atttypmod), a.atttypid, \
CASE WHEN a.attcollation <> t.typcollation THEN ",
    qualified!("cn", "c.collname"),
    " END, \
a.attnotnull, a.attidentity, {generated}, a.attislocal, \
pg_catalog.pg_get_expr(d.adbin, d.adrelid), coalesce(d.oid, 0), \
CASE WHEN a.attstattarget >= 0 THEN 'SET STATISTICS ' || a.attstattarget END, \
CASE WHEN a.attstorage <> t.typstorage THEN 'SET STORAGE ' || CASE a.attstorage \
WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' WHEN 'x' THEN 'EXTENDED' END END, \
CASE {compression} WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END, \
(SELECT 'SET (' || pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || '=' || o.option_value, ', ') \
|| ')' FROM pg_catalog.pg_options_to_table(a.attoptions) AS o WHERE o.option_name <> 'pg_attver') \
FROM relation AS w \
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped \
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid \
LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = a.attcollation \
LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.collnamespace \
ORDER BY a.attrelid, a.attnum"
);

fn query(version: Version, tables: &[u32]) -> String {
    let generated = if version.has_generated_columns() { "a.attgenerated" } else { "''" };
    let compression = if version.has_compression() { "a.attcompression" } else { "''" };
    let sql = COLUMNS.replace("{generated}", generated).replace("{compression}", compression);
    with_oids(&sql, tables.iter().copied())
}

impl Columns {
    /// Reads the columns of `tables` and of the tables they inherit from.
    ///
    /// # Errors
    ///
    /// What the server answers.
    pub(in super::super) async fn read(
        session: &mut Session,
        version: Version,
        tables: &[u32],
    ) -> Result<Self> {
        let mut columns: HashMap<u32, Vec<Column>> = HashMap::new();
        for mut row in ask(session, "columns", query(version, tables)).await? {
            columns.entry(row.number()?).or_default().push(Column::new(row)?);
        }
        Ok(Self(columns))
    }

    /// A table's columns.
    pub(in super::super) fn of_table(&self, oid: u32) -> &[Column] {
        self.0.get(&oid).map_or(&[], Vec::as_slice)
    }

    /// The columns of all tables, each with its table.
    pub(in super::super) fn all(&self) -> impl Iterator<Item = (u32, &Column)> {
        self.0.iter().flat_map(|(table, columns)| columns.iter().map(|column| (*table, column)))
    }

    /// Has those defaults of `apart` set by themselves.
    pub(in super::super) fn take_out(&mut self, apart: &HashSet<ObjectId>) {
        for column in self.0.values_mut().flatten() {
            column.default_apart = column.default_id().is_some_and(|id| apart.contains(&id));
        }
    }
}

#[cfg(test)]
impl From<HashMap<u32, Vec<Column>>> for Columns {
    fn from(columns: HashMap<u32, Vec<Column>>) -> Self {
        Self(columns)
    }
}

impl Column {
    fn new(mut row: Fields) -> Result<Self> {
        let mut column = Self {
            number: row.number()?,
            name: row.name()?,
            type_name: row.text()?,
            type_oid: row.number()?,
            collation: row.maybe_quoted()?,
            not_null: row.flag()?,
            identity: row.letter()?,
            generated: row.letter()?,
            local: row.flag()?,
            default: row.maybe()?,
            default_oid: row.number()?,
            default_apart: false,
            settings: Vec::new(),
        };
        for _setting in ["statistics", "storage", "compression", "options"] {
            column.settings.extend(row.maybe()?);
        }
        Ok(column)
    }

    /// What its default is known by, if it has one that could stand by itself: what a column is generated from
    /// could not.
    pub(in super::super) fn default_id(&self) -> Option<ObjectId> {
        (self.default.is_some() && !self.is_generated()).then(|| id(class::DEFAULT, self.default_oid))
    }

    /// ALTER TABLE that says `what` of it, such as `SET STATISTICS 100`.
    pub(in super::super) fn alter(&self, table: &[u8], what: &[u8]) -> BString {
        concat(&[b"ALTER TABLE ONLY ", table, b" ALTER COLUMN ", &self.name.printed, b" ", what])
    }

    /// It is generated from other columns, so no INSERT names it.
    pub(in super::super) fn is_generated(&self) -> bool {
        self.generated != 0
    }
}
