//! How the rows of a table are read: the SELECT, its order, and what its columns are.
//!
//! Servers before v20.2 send the time of day 24:00:00 as 00:00:00. Asked for as `::STRING`, it is whole. So are
//! the labels in an array of enums as `::STRING[]`: v20.2 sends them as constants, `{'a,b'}`; and shapes in an array:
//! v22.2 puts colons between them.

use std::collections::HashSet;

use bstr::BString;

use super::super::{Column, Entry, KeyColumn, Object, Role, Rows, Scalar, Type};
use super::Release;
use super::answer::malformed;
use super::columns::{Found, Tables};
use super::ddl::hidden::altered_key;
use super::ddl::table::{CreateTable, PrimaryKey};
use crate::error::{Result, shown};
use crate::sql::cockroach::name::{printed, push_qualified, quoted_ident};

/// How the rows of `table` are read.
///
/// # Errors
///
/// A table without columns or CREATE text, or a key of other columns, which no server has.
pub(super) fn of_table(release: Release, database: &str, table: &Object, tables: &Tables) -> Result<Rows> {
    let named = tables.named(table)?;
    let create = create_table(table)?;
    let not_null = create.not_null();
    let mut order = b" ORDER BY PRIMARY KEY ".to_vec();
    push_qualified(database, &table.schema, &table.name, &mut order);
    Ok(Rows {
        select: select(release, database, table, &named),
        order: order.into(),
        columns: named.iter().map(|found| column(release, found, &not_null)).collect(),
        key: key(primary_key(table, &create), tables.of(table))?,
        ..Rows::default()
    })
}

/// What a table's CREATE text says.
///
/// # Errors
///
/// There is none.
pub(super) fn create_table(table: &Object) -> Result<CreateTable<'_>> {
    let create = table.create().and_then(|create| CreateTable::of(create.text()));
    create.ok_or_else(|| malformed("tables", &format!("no CREATE text of {}", shown(&table.printed))))
}

/// A column as an INSERT names it.
pub(super) fn column(release: Release, found: &Found, not_null: &HashSet<BString>) -> Column {
    Column {
        name: printed(&found.name, release.style().names),
        data_type: found.data_type.clone(),
        sent_as: cast(release, &found.data_type).map(|_| Scalar::Text),
        nullable: !not_null.contains(&found.name),
        ..Column::default()
    }
}

/// The primary key, which a statement behind the CREATE may have given.
fn primary_key(table: &Object, create: &CreateTable<'_>) -> PrimaryKey {
    let settings = table.entries.iter().filter(|entry| entry.role == Role::Setting);
    let mut altered = settings.filter_map(Entry::statement).filter_map(|set| altered_key(set.text()));
    altered.next().unwrap_or_else(|| create.primary_key())
}

/// The primary key's columns. Of a table without one it is the `rowid` that the server made up.
///
/// # Errors
///
/// The key has a column that the table has not.
pub(super) fn key(primary_key: PrimaryKey, found: &[Found]) -> Result<Vec<KeyColumn>> {
    let columns = match primary_key {
        PrimaryKey::Columns(columns) => columns,
        PrimaryKey::Prefixed => Vec::new(),
        PrimaryKey::MadeUp => {
            let made_up = found.iter().filter(|found| found.is_hidden_rowid());
            made_up.map(|found| (found.name.clone(), false)).collect()
        }
    };
    let column = |(name, descending): (BString, bool)| {
        let found = found.iter().find(|found| found.name == name);
        let found = found.ok_or_else(|| malformed("columns", &format!("no {} of a key", shown(&name))))?;
        let mut quoted = Vec::new();
        quoted_ident(&name, &mut quoted);
        Ok(KeyColumn { name: quoted.into(), data_type: found.data_type.clone(), descending })
    };
    columns.into_iter().map(column).collect()
}

/// What makes the server send values of a type whole. An array's times are whole by themselves.
fn cast(release: Release, data_type: &Type) -> Option<&'static str> {
    match data_type.scalar {
        Scalar::Time | Scalar::TimeTz if !data_type.array && !release.sends_whole_days() => Some("::STRING"),
        Scalar::Unknown if is_array_of_shapes(data_type) && release.sends_colons_between_shapes() => {
            Some("::STRING[]")
        }
        Scalar::UserDefined if data_type.array && !release.sends_plain_labels() => Some("::STRING[]"),
        _ => None,
    }
}

/// `GEOMETRY(POINT,4326)[]`
fn is_array_of_shapes(data_type: &Type) -> bool {
    let name = &data_type.name;
    data_type.array && (name.starts_with(b"GEOMETRY") || name.starts_with(b"GEOGRAPHY"))
}

fn select(release: Release, database: &str, table: &Object, columns: &[&Found]) -> BString {
    let mut sql = b"SELECT ".to_vec();
    for (nth, column) in columns.iter().enumerate() {
        if nth > 0 {
            sql.extend_from_slice(b", ");
        }
        quoted_ident(&column.name, &mut sql);
        sql.extend_from_slice(cast(release, &column.data_type).unwrap_or_default().as_bytes());
    }
    sql.extend_from_slice(b" FROM ");
    push_qualified(database, &table.schema, &table.name, &mut sql);
    sql.into()
}

#[cfg(test)]
mod tests {
    use super::super::type_named;
    use super::*;

    fn found(name: &str, type_name: &str) -> Found {
        let data_type = type_named(type_name.as_bytes());
        Found { name: name.into(), data_type, hidden: name.starts_with("rowid"), computed: false }
    }

    #[test]
    fn statements() {
        let table = Object { schema: "public".into(), name: "a\"b".into(), ..Object::default() };
        let columns = [found("x y", "INT8"), found("t", "TIME"), found("z", "TIMETZ(3)")];
        let others = [found("a", "TIME[]"), found("m", "public.mood"), found("ms", "public.mood[]")];
        let columns: Vec<_> = columns.iter().chain(&others).collect();
        #[rustfmt::skip]
        let rows = [
            ("v20.1.5", r#""x y", "t"::STRING, "z"::STRING, "a", "m", "ms"::STRING[]"#),
            ("v20.2.0", r#""x y", "t", "z", "a", "m", "ms"::STRING[]"#),
            ("v21.2.0", r#""x y", "t", "z", "a", "m", "ms""#),
        ];
        for (release, want) in rows {
            let got = select(Release::of(release).unwrap(), "D", &table, &columns);
            let table = r#""D"."public"."a""b""#;
            assert_eq!(got, format!("SELECT {want} FROM {table}"));
        }
    }

    #[test]
    fn columns_and_casts() {
        let release = Release::of("v20.1.5").unwrap();
        let not_null = HashSet::from([BString::from("a")]);
        let read = |name: &str, type_name: &str| column(release, &found(name, type_name), &not_null);
        let (a, t) = (read("a", "INT8"), read("T", "TIME"));
        assert_eq!((a.nullable, a.sent_as, a.data_type.scalar), (false, None, Scalar::Integer));
        assert_eq!((t.nullable, t.sent_as, t.data_type.scalar), (true, Some(Scalar::Text), Scalar::Time));
        assert_eq!(t.name, "\"T\"");
    }

    #[test]
    fn keys() {
        let found = [found("a", "INT8"), found("B", "STRING"), found("rowid", "INT8")];
        let key = |create: &str| {
            let key = key(CreateTable::of(create.as_bytes()).unwrap().primary_key(), &found).unwrap();
            let said = |k: &KeyColumn| {
                format!("{} {}{}", k.name, k.data_type.name, if k.descending { " DESC" } else { "" })
            };
            key.iter().map(said).collect::<Vec<_>>().join(", ")
        };
        #[rustfmt::skip]
        let rows = [
            ("CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tCONSTRAINT p PRIMARY KEY (\"B\" DESC, a ASC)\n)", "\"B\" STRING DESC, \"a\" INT8"),
            ("CREATE TABLE t (\n\ta INT8 NULL\n)",                                                    "\"rowid\" INT8"),
            ("CREATE TABLE t (\n\tCONSTRAINT p PRIMARY KEY (a ASC) USING HASH WITH BUCKET_COUNT = 4\n)", ""),
        ];
        for (create, want) in rows {
            assert_eq!(key(create), want, "{create}");
        }
        let other =
            CreateTable::of(b"CREATE TABLE t (\n\tCONSTRAINT p PRIMARY KEY (a ASC, gone ASC)\n)").unwrap();
        assert!(
            super::key(other.primary_key(), &found)
                .unwrap_err()
                .to_string()
                .contains("columns with no gone of a key")
        );
    }
}
