//! The columns of every table, and which of them an INSERT names.
//!
//! Left out are
//!
//! * computed columns, hash-sharded indexes' among them: their values follow from the others;
//! * a hidden `rowid` (`rowid_1`, if a column of that name is there) that the server made up for a table
//!   without a primary key, unless a foreign key, an index, a check or another column is made of it: loading makes
//!   up another.
//!
//! Every other hidden column is user data and is named. A table that has nothing else keeps its `rowid`, or
//! the number of its rows would be lost.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::super::{Object, ObjectId, Type};
use super::answer::{flag, id, malformed, rows, text};
use super::ddl::hidden::is_rowid;
use super::fragments::{NOT_OF_SYSTEM, quoted, select};
use super::shape::Shape;
use super::type_named;
use crate::connect::Answer;
use crate::connect::Session;
use crate::error::{Result, shown};
use crate::sql::cockroach::string::push_constant;

const WHAT: &str = "columns";

/// A column: its table, and its name.
pub(super) type ColumnId = (ObjectId, BString);

/// One column as the catalog has it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Its name as it is.
    pub(super) name: BString,
    pub(super) data_type: Type,
    /// `SELECT *` leaves it out.
    pub(super) hidden: bool,
    /// Its values follow from other columns'.
    pub(super) computed: bool,
}

/// The columns of every table.
#[derive(Debug)]
pub(super) struct Tables {
    /// By schema and name of the table, in the table's order.
    columns: HashMap<(BString, BString), Vec<Found>>,
    /// The columns that the server made up and nothing is made of.
    made_up: HashSet<ColumnId>,
}

/// Reads them in one query, or two if there is a hidden column. The values of `kept` matter, whoever made them.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    database: &str,
    shape: &Shape,
    kept: &HashSet<ColumnId>,
) -> Result<Tables> {
    let columns = found(&session.query(columns_sql(database)).await?)?;
    let mut tables = Tables { columns, made_up: HashSet::new() };
    if tables.columns.values().flatten().any(|column| column.hidden && !column.computed) {
        let defaults = if shape.is_closed() { open_defaults_sql(database) } else { defaults_sql(database) };
        let defaults = session.query(defaults).await?;
        tables.made_up = &made_up(&defaults)? - kept;
    }
    Ok(tables)
}

fn columns_sql(database: &str) -> Vec<u8> {
    const COLUMNS: &str =
        "table_schema, table_name, column_name, crdb_sql_type, is_hidden, generation_expression";
    let mut sql = select(COLUMNS, database, "information_schema.columns WHERE table_catalog = ");
    push_constant(database, &mut sql);
    let order = "ORDER BY table_schema, table_name, ordinal_position";
    sql.extend_from_slice(format!(" AND table_schema {NOT_OF_SYSTEM} {order}").as_bytes());
    sql
}

fn defaults_sql(database: &str) -> Vec<u8> {
    select("descriptor_id, column_name, default_expr, hidden", database, "crdb_internal.table_columns")
}

/// The same where the server keeps its own tables from the user, of hidden columns.
fn open_defaults_sql(database: &str) -> Vec<u8> {
    let database = quoted(database);
    format!(
        "SELECT t.oid::INT8, c.column_name, c.column_default, c.is_hidden = 'YES' \
         FROM {database}.information_schema.columns AS c \
         JOIN {database}.pg_catalog.pg_namespace AS n ON n.nspname = c.table_schema \
         JOIN {database}.pg_catalog.pg_class AS t ON t.relnamespace = n.oid AND t.relname = c.table_name \
         WHERE c.is_hidden = 'YES'"
    )
    .into_bytes()
}

fn found(answer: &Answer) -> Result<HashMap<(BString, BString), Vec<Found>>> {
    let mut tables: HashMap<_, Vec<Found>> = HashMap::new();
    for [schema, table, name, type_name, hidden, expression] in rows(answer, WHAT)? {
        let table = (text(schema, WHAT)?.clone(), text(table, WHAT)?.clone());
        tables.entry(table).or_default().push(Found {
            name: text(name, WHAT)?.clone(),
            data_type: type_named(text(type_name, WHAT)?),
            hidden: flag(hidden, ["YES", "NO"], WHAT)?,
            computed: expression.is_some_and(|expression| !expression.is_empty()),
        });
    }
    Ok(tables)
}

/// Hidden keys that the server fills.
fn made_up(answer: &Answer) -> Result<HashSet<ColumnId>> {
    let mut columns = HashSet::<ColumnId>::new();
    for [table, name, default, hidden] in rows(answer, WHAT)? {
        let name: &BString = text(name, WHAT)?;
        let filled = default.is_some_and(|default| default == "unique_rowid()");
        if filled && flag(hidden, ["t", "f"], WHAT)? && is_rowid(name) {
            columns.insert((id(table, WHAT)?, name.clone()));
        }
    }
    Ok(columns)
}

impl Found {
    /// Whether the server may have made it up: [`is_rowid`], and hidden.
    pub(super) fn is_hidden_rowid(&self) -> bool {
        self.hidden && is_rowid(&self.name)
    }
}

impl Tables {
    /// All columns of a table.
    pub(super) fn of(&self, table: &Object) -> &[Found] {
        let key = (table.schema.clone(), table.name.clone());
        self.columns.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The columns that the INSERT of a table names.
    ///
    /// # Errors
    ///
    /// There is none, which no server answers.
    pub(super) fn named(&self, table: &Object) -> Result<Vec<&Found>> {
        let stored: Vec<&Found> = self.of(table).iter().filter(|column| !column.computed).collect();
        let made_up = |column: &Found| self.made_up.contains(&(table.id, column.name.clone()));
        let mut named: Vec<&Found> = stored.iter().copied().filter(|column| !made_up(column)).collect();
        // A copy has it behind the columns that were added to the source later.
        named.sort_by_key(|column| column.is_hidden_rowid());
        match (named.is_empty(), stored.is_empty()) {
            (false, _) => Ok(named),
            (true, false) => Ok(stored),
            (true, true) => Err(malformed(WHAT, &format!("none for table {}", shown(&table.printed)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::of;
    use super::*;

    type Cells<'a> = &'a [&'a [&'a str]];

    fn named(columns: Cells<'_>, defaults: Cells<'_>, referred: &[&str]) -> String {
        let table =
            Object { id: ObjectId(7), schema: "public".into(), name: "T".into(), ..Object::default() };
        let columns: Vec<Vec<&str>> = columns.iter().map(|c| [&["public", "T"], *c].concat()).collect();
        let columns: Vec<&[&str]> = columns.iter().map(Vec::as_slice).collect();
        let defaults: Vec<Vec<&str>> = defaults.iter().map(|d| [&["7"], *d].concat()).collect();
        let defaults: Vec<&[&str]> = defaults.iter().map(Vec::as_slice).collect();
        let referred: HashSet<_> = referred.iter().map(|name| (ObjectId(7), BString::from(*name))).collect();
        let tables = Tables {
            columns: found(&of(&columns)).unwrap(),
            made_up: &made_up(&of(&defaults)).unwrap() - &referred,
        };
        match tables.named(&table) {
            Ok(named) => named.iter().map(|column| column.name.to_string()).collect::<Vec<_>>().join(" "),
            Err(error) => error.reason(),
        }
    }

    #[test]
    fn which_columns() {
        let a: &[&str] = &["a", "INT8", "NO", ""];
        let rowid: &[&str] = &["rowid", "INT8", "YES", ""];
        let made: &[&str] = &["rowid", "unique_rowid()", "t"];
        #[rustfmt::skip]
        let rows: &[(&str, Cells<'_>, Cells<'_>, &[&str], &str)] = &[
            ("plain", &[a], &[], &[], "a"),
            ("quoted", &[&["A b", "INT8", "NO", ""]], &[], &[], "A b"),
            ("computed", &[a, &["c", "INT8", "NO", "a + 1"]], &[], &[], "a"),
            ("hash shard", &[a, &["crdb_internal_a_shard_8", "INT4", "YES", "mod(fnv32(a), 8)"]], &[], &[], "a"),
            ("made-up rowid", &[a, rowid], &[made], &[], "a"),
            ("made-up rowid beside a column of that name", &[&["rowid", "INT8", "NO", ""], &["rowid_1", "INT8", "YES", ""]], &[&["rowid", "unique_rowid()", "f"], &["rowid_1", "unique_rowid()", "t"]], &[], "rowid"),
            ("made-up rowid that a key refers to", &[a, rowid], &[made], &["rowid"], "a rowid"),
            ("made-up rowid before another column", &[rowid, a], &[made], &["rowid"], "a rowid"),
            ("hidden rowid of the user", &[a, rowid], &[&["rowid", "1:::INT8", "t"]], &[], "a rowid"),
            ("visible rowid", &[a, &["rowid", "INT8", "NO", ""]], &[&["rowid", "unique_rowid()", "f"]], &[], "a rowid"),
            ("other hidden column", &[a, &["crdb_region", "STRING", "YES", ""]], &[&["crdb_region", "unique_rowid()", "t"]], &[], "a crdb_region"),
            ("nothing but rowid", &[rowid], &[made], &[], "rowid"),
            ("nothing", &[], &[], &[], "the server answered a question for columns with none for table "),
        ];
        for (name, columns, defaults, referred, want) in rows {
            assert_eq!(named(columns, defaults, referred), *want, "{name}");
        }
    }
}
