//! Tables and views of the first releases: five queries, whatever their number.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::super::super::{Entry, KeyColumn, Kind, Object, Rows};
use super::super::answer::{self, id, malformed, number, rows, statement, text};
use super::super::columns::Found;
use super::super::ddl::first::{with_capitals_quoted, without_foreign_keys};
use super::super::ddl::table::CreateTable;
use super::super::listed::Listed;
use super::super::rows::{column, create_table, key};
use super::super::{Release, type_named};
use super::push_table;
use crate::connect::{Answer, Session};
use crate::error::{Result, shown};
use crate::options::Options;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{printed, quoted_ident};
use crate::sql::cockroach::string::push_constant;

/// The type of a constraint that is a primary key.
const PRIMARY: &str = "PRIMARY KEY";

/// Names by the name of the table they are of, in order.
type Names = HashMap<BString, Vec<BString>>;

/// What the catalog says, as it says it.
#[derive(Debug, Default)]
struct Answers {
    tables: Answer,
    created: Answer,
    columns: Answer,
    constraints: Answer,
    keys: Answer,
}

/// Reads all tables that the user may see, in the order of their names' bytes.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    release: Release,
    options: &Options,
    at: &str,
) -> Result<Vec<Object>> {
    let mut ask = async |columns, table, filter| {
        session.query(sql(columns, table, filter, options.database(), at)).await
    };
    let answers = Answers {
        tables: ask("TABLE_NAME", "information_schema.tables", "TABLE_SCHEMA").await?,
        created: ask("table_id, name, state, create_table", "crdb_internal.tables", "DATABASE_NAME").await?,
        columns: ask("table_name, column_name, data_type", "information_schema.columns", "TABLE_SCHEMA")
            .await?,
        constraints: ask(
            "table_name, constraint_name, constraint_type",
            "information_schema.table_constraints",
            "TABLE_SCHEMA",
        )
        .await?,
        keys: ask(
            "table_name, constraint_name, column_name, ordinal_position",
            "information_schema.key_column_usage",
            "TABLE_SCHEMA",
        )
        .await?,
    };
    objects(release, &answers, options, at)
}

fn sql(columns: &str, table: &str, filter: &str, database: &str, at: &str) -> Vec<u8> {
    let mut sql =
        format!("SELECT {columns} FROM {table} AS OF SYSTEM TIME '{at}' WHERE {filter} = ").into_bytes();
    push_constant(database, &mut sql);
    sql
}

fn objects(release: Release, answers: &Answers, options: &Options, at: &str) -> Result<Vec<Object>> {
    const WHAT: &str = "tables";
    let columns = columns(&answers.columns)?;
    let keys = primary_keys(answers)?;
    let names = names(answers)?;
    let mut made = created(&answers.created)?;
    let object = |[name]: [Option<&BString>; 1]| {
        let name: &BString = text(name, WHAT)?;
        let mut listed = made
            .remove(name)
            .ok_or_else(|| malformed(WHAT, &format!("no CREATE text of {}", shown(name))))?;
        rewrite(&mut listed, &names);
        let mut object = listed.object(Naming::V20_1);
        if object.kind == Kind::Table && options.dump.contents.has_rows() {
            let none = || malformed("columns", &format!("none for table {}", shown(name)));
            let table = Readable {
                database: options.database(),
                name,
                create: create_table(&object)?,
                columns: columns.get(name).ok_or_else(none)?,
                key: keys.get(name).map_or(&[], Vec::as_slice),
            };
            let rows = table.rows(release, at)?;
            object.entries.push(Entry::rows(object.id, rows));
        }
        Ok(object)
    };
    rows(&answers.tables, WHAT)?.into_iter().map(object).collect()
}

/// Every table's DDL by its name; of two tables of a name one is being dropped.
fn created(listed: &Answer) -> Result<HashMap<BString, Listed>> {
    const WHAT: &str = "tables";
    let mut made = HashMap::new();
    for [descriptor, name, state, create] in rows(listed, WHAT)? {
        if text(state, WHAT)? != "PUBLIC" {
            continue;
        }
        let (name, create) = (answer::name(name, WHAT)?, statement(create, WHAT)?);
        let kind = if create.starts_with(b"CREATE VIEW ") { Kind::View } else { Kind::Table };
        let object = Listed {
            id: id(descriptor, WHAT)?,
            kind,
            printed: printed(name, Naming::V20_1),
            name: name.clone(),
            create: create.clone(),
            ..Listed::default()
        };
        made.insert(name.clone(), object);
    }
    Ok(made)
}

/// Quotes what has to be quoted, and moves foreign keys behind the rows.
fn rewrite(object: &mut Listed, names: &HashSet<BString>) {
    object.create = with_capitals_quoted(&object.create, names);
    if let Some((rest, keys)) = without_foreign_keys(&object.create, &object.printed) {
        object.create = rest;
        for key in keys {
            object.links.push(key.add);
            object.validate.push(key.validate);
        }
    }
}

/// The columns of every table; hidden ones are not listed.
fn columns(answer: &Answer) -> Result<HashMap<BString, Vec<Found>>> {
    const WHAT: &str = "columns";
    let mut tables: HashMap<BString, Vec<Found>> = HashMap::new();
    for [table, name, type_name] in rows(answer, WHAT)? {
        let (name, data_type) = (text(name, WHAT)?.clone(), type_named(text(type_name, WHAT)?));
        let column = Found { name, data_type, hidden: false, computed: false };
        tables.entry(text(table, WHAT)?.clone()).or_default().push(column);
    }
    Ok(tables)
}

/// The columns of every table's primary key, in the key's order.
fn primary_keys(answers: &Answers) -> Result<Names> {
    const WHAT: &str = "keys";
    let mut primary = HashSet::new();
    for [table, name, kind] in rows(&answers.constraints, WHAT)? {
        if text(kind, WHAT)? == PRIMARY {
            primary.insert((text(table, WHAT)?, text(name, WHAT)?));
        }
    }
    let mut keys: HashMap<BString, Vec<(u32, BString)>> = HashMap::new();
    for [table, name, column, place] in rows(&answers.keys, WHAT)? {
        let (table, name) = (text(table, WHAT)?, text(name, WHAT)?);
        if primary.contains(&(table, name)) {
            let column = (number(place, WHAT)?, text(column, WHAT)?.clone());
            keys.entry(table.clone()).or_default().push(column);
        }
    }
    let in_order = |mut columns: Vec<(u32, BString)>| {
        columns.sort();
        columns.into_iter().map(|(_, name)| name).collect()
    };
    Ok(keys.into_iter().map(|(table, columns)| (table, in_order(columns))).collect())
}

/// All names that DDL may hold: of tables, columns and constraints.
fn names(answers: &Answers) -> Result<HashSet<BString>> {
    const WHAT: &str = "names";
    let mut names = HashSet::new();
    for [table, column, _] in rows(&answers.columns, WHAT)? {
        names.extend([text(table, WHAT)?.clone(), text(column, WHAT)?.clone()]);
    }
    for [_, constraint, _] in rows(&answers.constraints, WHAT)? {
        names.insert(text(constraint, WHAT)?.clone());
    }
    Ok(names)
}

/// A table as its rows are read.
#[derive(Debug)]
struct Readable<'a> {
    database: &'a str,
    name: &'a [u8],
    create: CreateTable<'a>,
    columns: &'a [Found],
    /// The columns of the primary key.
    key: &'a [BString],
}

impl Readable<'_> {
    /// The order is ascending, as `cockroach dump` had it, also where the key is not. A table without a key is
    /// in the order of its hidden `rowid`.
    fn rows(&self, release: Release, at: &str) -> Result<Rows> {
        let mut sql = b"SELECT ".to_vec();
        list(self.columns.iter().map(|column| &column.name), &mut sql);
        sql.extend_from_slice(b" FROM ");
        push_table(self.database, self.name, &mut sql);
        sql.extend_from_slice(format!(" AS OF SYSTEM TIME '{at}'").as_bytes());
        let mut order = b" ORDER BY ".to_vec();
        if self.key.is_empty() {
            order.extend_from_slice(b"rowid");
        }
        list(self.key.iter(), &mut order);
        let not_null = self.create.not_null();
        let columns = self.columns.iter().map(|found| column(release, found, &not_null)).collect();
        Ok(Rows { select: sql.into(), order: order.into(), columns, key: self.key()?, ..Rows::default() })
    }

    fn key(&self) -> Result<Vec<KeyColumn>> {
        match self.key {
            [] => {
                Ok(vec![KeyColumn { name: "rowid".into(), data_type: type_named(b"INT"), descending: false }])
            }
            _ => key(self.create.primary_key(), self.columns),
        }
    }
}

/// Appends names with commas between them.
fn list<'a>(names: impl Iterator<Item = &'a BString>, sql: &mut Vec<u8>) {
    for (nth, name) in names.enumerate() {
        sql.extend_from_slice(if nth > 0 { b", " } else { b"" });
        quoted_ident(name, sql);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::answer::of;
    use super::*;

    #[test]
    fn selects() {
        let listed = columns(&of(&[&["T", "a", "INT"], &["T", "B", "STRING"]])).unwrap();
        let columns = &listed[&BString::from("T")];
        let create = b"CREATE TABLE \"T\" (\n\ta INT NOT NULL,\n\t\"B\" STRING NULL,\n\tCONSTRAINT \"primary\" PRIMARY KEY (\"B\" DESC, a ASC)\n)";
        let rows = |key: &[&str]| {
            let key: Vec<BString> = key.iter().map(|name| (*name).into()).collect();
            let create = CreateTable::of(create).unwrap();
            let table = Readable { database: "d", name: b"T", create, columns, key: &key };
            table.rows(Release::of("beta-20170309").unwrap(), "1.0").unwrap()
        };
        let select = |key: &[&str]| rows(key).select().to_string();
        let want = "SELECT \"a\", \"B\" FROM \"d\".\"T\" AS OF SYSTEM TIME '1.0' ORDER BY ";
        assert_eq!(select(&["B", "a"]), format!("{want}\"B\", \"a\""));
        assert_eq!(select(&[]), format!("{want}rowid"));
        let key = |names: &[&str]| {
            let of = |column: KeyColumn| format!("{} {}", column.name, column.descending);
            rows(names).key.into_iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(
            (key(&["B", "a"]), key(&[])),
            (vec!["\"B\" true".into(), "\"a\" false".into()], vec!["rowid false".into()])
        );
        assert_eq!(rows(&[]).columns.iter().map(|column| column.nullable).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn keys_in_order() {
        let answers = Answers {
            constraints: of(&[&["t", "p", PRIMARY], &["t", "u", "UNIQUE"]]),
            keys: of(&[&["t", "p", "b", "2"], &["t", "u", "c", "1"], &["t", "p", "a", "1"]]),
            ..Answers::default()
        };
        assert_eq!(
            primary_keys(&answers).unwrap().get(&BString::from("t")),
            Some(&vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn dropped_tables() {
        let made =
            created(&of(&[&["1", "t", "DROP", "CREATE TABLE old"], &["2", "t", "PUBLIC", "CREATE TABLE t"]]));
        assert_eq!(made.unwrap()[&BString::from("t")].create, "CREATE TABLE t");
    }
}
