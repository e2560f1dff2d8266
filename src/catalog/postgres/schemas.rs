//! Schemas and extensions.
//!
//! As in pg_dump, `public` is expected to be there and gets no CREATE SCHEMA, only a comment that differs
//! from the one every database starts with; an extension that came with the server (`plpgsql`) is not
//! dumped, and what belongs to an extension comes with the extension.

use bstr::BString;

use super::answer::{Fields, ask};
use super::comments::{Comments, statement};
use super::fragments::{no_member, own_schema};
use super::ids::{Name, class, id};
use crate::catalog::{Entry, Kind, Object, Removal, Role, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

/// The comment that initdb puts on the schema `public`.
const STANDARD: &str = "standard public schema";

const SCHEMAS: &str = concat!(
    "\
SELECT n.oid, n.nspname, pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_namespace AS n \
WHERE ",
    own_schema!("n"),
    " AND ",
    no_member!("pg_namespace", "n.oid"),
    " ORDER BY n.nspname"
);

const EXTENSIONS: &str = "\
SELECT e.oid, e.extname, pg_catalog.quote_ident(e.extname), n.nspname, pg_catalog.quote_ident(n.nspname) \
FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace \
WHERE e.oid >= 16384 ORDER BY e.extname";

/// Reads all schemas and extensions.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, comments: &Comments) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    for row in ask(session, "schemas", SCHEMAS).await? {
        objects.push(schema(row, comments)?);
    }
    for row in ask(session, "extensions", EXTENSIONS).await? {
        objects.push(extension(row, comments)?);
    }
    Ok(objects)
}

fn schema(mut row: Fields, comments: &Comments) -> Result<Object> {
    let id = id(class::NAMESPACE, row.number()?);
    let Name { raw: name, printed } = row.name()?;
    let what: [&[u8]; 2] = [b"SCHEMA ", &printed];
    let mut entries = Vec::new();
    if name != "public" {
        let create = Entry::making(id, Role::Create, Statement::guarded("CREATE SCHEMA ", &printed));
        let create = create.undone_by(Removal::drop("SCHEMA", &printed));
        let comment = comments.on(id, &what, &create);
        entries.extend([Some(create), comment].into_iter().flatten());
    } else if let Some(text) = changed_comment(comments.text(id, 0)) {
        entries.push(Entry::new(id, Role::Comment, statement(&what, &text)));
    }
    Ok(Object { id, kind: Kind::Schema, name, printed, entries, ..Object::default() })
}

/// What to say of the comment on `public`, as pg_dump does: nothing if it is the first one, and `''`, which
/// removes it, if there is none.
fn changed_comment(text: Option<&BString>) -> Option<BString> {
    match text {
        Some(text) if text == STANDARD => None,
        text => Some(text.cloned().unwrap_or_default()),
    }
}

fn extension(mut row: Fields, comments: &Comments) -> Result<Object> {
    let id = id(class::EXTENSION, row.number()?);
    let Name { raw: name, printed } = row.name()?;
    let Name { printed: schema, .. } = row.name()?;
    let text = concat(&[b"CREATE EXTENSION IF NOT EXISTS ", &printed, b" WITH SCHEMA ", &schema]);
    let create = Entry::making(id, Role::Create, Statement::new(text));
    let create = create.undone_by(Removal::drop("EXTENSION", &printed));
    let comment = comments.on(id, &[b"EXTENSION ", &printed], &create);
    let entries = [Some(create), comment].into_iter().flatten().collect();
    Ok(Object { id, kind: Kind::Extension, name, printed, entries, ..Object::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_changed_comment_of_public_is_said() {
        #[rustfmt::skip]
        let table = [
            ("as initdb made it",  Some(STANDARD), None),
            ("changed",            Some("mine"),   Some("mine")),
            ("removed",            None,           Some("")),
        ];
        for (name, text, want) in table {
            let text = text.map(BString::from);
            assert_eq!(changed_comment(text.as_ref()), want.map(BString::from), "{name}");
        }
    }
}
