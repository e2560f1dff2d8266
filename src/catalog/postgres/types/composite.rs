//! Composite types made by CREATE TYPE; a table's row type comes with the table.

use bstr::BString;

use super::super::answer::{Fields, ask};
use super::super::comments::Comments;
use super::super::fragments::qualified;
use super::{NAMED, OWN, created, join, made, object};
use crate::catalog::Object;
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

const COLLATION: &str = qualified!("cn", "co.collname");

/// One row per column; one row without a column for a type that has none.
fn query() -> String {
    format!(
        "SELECT {NAMED}, t.typrelid, a.attnum, pg_catalog.quote_ident(a.attname), \
         pg_catalog.format_type(a.atttypid, a.atttypmod), \
         CASE WHEN a.attcollation <> at.typcollation THEN {COLLATION} END \
         {OWN} AND t.typtype = 'c' \
         JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c' \
         LEFT JOIN pg_catalog.pg_attribute AS a \
         ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped \
         LEFT JOIN pg_catalog.pg_type AS at ON at.oid = a.atttypid \
         LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = a.attcollation \
         LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace \
         ORDER BY n.nspname, t.typname, a.attnum"
    )
}

/// A composite type while its columns are read.
#[derive(Debug)]
struct Composite {
    object: Object,
    columns: Vec<BString>,
    /// The relation behind it, its columns' numbers and names.
    named: Vec<(u32, i16, BString)>,
}

/// Reads all composite types.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, comments: &Comments) -> Result<Vec<Object>> {
    let mut types: Vec<Composite> = Vec::new();
    for mut row in ask(session, "composite types", query()).await? {
        let object = object(&mut row)?;
        if types.last().is_none_or(|last| last.object.id != object.id) {
            types.push(Composite { object, columns: Vec::new(), named: Vec::new() });
        }
        if let Some(last) = types.last_mut() {
            last.add(row)?;
        }
    }
    Ok(types.into_iter().map(|composite| composite.finish(comments)).collect())
}

impl Composite {
    fn add(&mut self, mut row: Fields) -> Result<()> {
        let relation: u32 = row.number()?;
        let Some(number) = row.maybe_number::<i16>()? else { return Ok(()) };
        let (name, type_name) = (row.quoted()?, row.text()?);
        let mut column = concat(&[b"\n    ", &name, b" ", &type_name]);
        if let Some(collation) = row.maybe_quoted()? {
            column.extend_from_slice(&concat(&[b" COLLATE ", &collation]));
        }
        self.columns.push(column);
        self.named.push((relation, number, name));
        Ok(())
    }

    fn finish(self, comments: &Comments) -> Object {
        let Self { object, columns, named } = self;
        let text = concat(&[b"CREATE TYPE ", &object.printed, b" AS (", &join(&columns, b","), b"\n)"]);
        let create = created(&object, text);
        let comment = |(relation, number, name): &(u32, i16, BString)| {
            comments.on_column(*relation, *number, &object.printed, name, &create)
        };
        let further = named.iter().filter_map(comment).collect();
        made(object, create, comments, further)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(number: Option<&str>, name: &str, collation: Option<&str>) -> Fields {
        let fields = [Some("16400"), number, Some(name), Some("text"), collation];
        Fields::new("tests", fields.iter().map(|f| f.map(Into::into)).collect())
    }

    #[test]
    fn columns_with_collations() {
        let object = Object { printed: "s.c".into(), ..Object::default() };
        let mut read = Composite { object, columns: Vec::new(), named: Vec::new() };
        let comments = Comments::default();
        read.add(column(Some("1"), "a", None)).unwrap();
        read.add(column(Some("3"), "\"B\"", Some("pg_catalog.\"C\""))).unwrap();
        let want = "CREATE TYPE s.c AS (\n    a text,\n    \"B\" text COLLATE pg_catalog.\"C\"\n)";
        assert_eq!(read.finish(&comments).create().unwrap().text(), want);
    }

    #[test]
    fn no_columns() {
        let object = Object { printed: "s.c".into(), ..Object::default() };
        let mut read = Composite { object, columns: Vec::new(), named: Vec::new() };
        read.add(column(None, "", None)).unwrap();
        let made = read.finish(&Comments::default());
        assert_eq!(made.create().unwrap().text(), "CREATE TYPE s.c AS (\n)");
    }
}
