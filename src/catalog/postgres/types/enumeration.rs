//! Enum types.

use bstr::BString;

use super::super::answer::ask;
use super::super::comments::Comments;
use super::{NAMED, OWN, created, join, made, object};
use crate::catalog::Object;
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;
use crate::sql::postgres::literal;

/// One row per label, in the enum's order; one row without a label for an enum that has none.
fn query() -> String {
    format!(
        "SELECT {NAMED}, e.enumlabel {OWN} AND t.typtype = 'e' \
         LEFT JOIN pg_catalog.pg_enum AS e ON e.enumtypid = t.oid ORDER BY n.nspname, t.typname, e.enumsortorder"
    )
}

/// Reads all enum types.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, comments: &Comments) -> Result<Vec<Object>> {
    let mut enums: Vec<(Object, Vec<BString>)> = Vec::new();
    for mut row in ask(session, "enum types", query()).await? {
        let object = object(&mut row)?;
        if enums.last().is_none_or(|(last, _)| last.id != object.id) {
            enums.push((object, Vec::new()));
        }
        let label = row.maybe()?;
        enums.last_mut().into_iter().for_each(|(_, labels)| labels.extend(label.clone()));
    }
    Ok(enums.into_iter().map(|(object, labels)| finish(object, &labels, comments)).collect())
}

fn finish(object: Object, labels: &[BString], comments: &Comments) -> Object {
    let create = created(&object, create(&object.printed, labels));
    made(object, create, comments, Vec::new())
}

fn create(name: &[u8], labels: &[BString]) -> BString {
    let labels: Vec<BString> = labels.iter().map(|label| concat(&[b"\n    ", &literal(label)])).collect();
    concat(&[b"CREATE TYPE ", name, b" AS ENUM (", &join(&labels, b","), b"\n)"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_literals() {
        assert_eq!(
            create(b"s.e", &["a".into(), "it's \\".into()]),
            "CREATE TYPE s.e AS ENUM (\n    'a',\n    'it''s \\'\n)"
        );
        assert_eq!(create(b"s.e", &[]), "CREATE TYPE s.e AS ENUM (\n)");
    }
}
