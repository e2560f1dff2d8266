//! Comments on what is dumped, as COMMENT ON statements.

use std::collections::HashMap;

use bstr::BString;

use super::answer::ask;
use super::ids::{class, id};
use crate::catalog::{Entry, ObjectId, Role, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;
use crate::sql::postgres::literal;

/// All comments on the database's own; 2200 is the schema `public` of every database.
///
/// Source: PostgreSQL documentation, "pg_description".
const COMMENTS: &str = "\
SELECT d.classoid, d.objoid, d.objsubid, d.description FROM pg_catalog.pg_description AS d \
WHERE d.objoid >= 16384 OR d.objoid = 2200";

/// The database's comments by what they stand on.
#[derive(Debug, Default)]
pub(super) struct Comments(HashMap<(ObjectId, i32), BString>);

impl Comments {
    /// Reads all comments.
    ///
    /// # Errors
    ///
    /// What the server answers.
    pub(super) async fn read(session: &mut Session) -> Result<Self> {
        let mut comments = HashMap::new();
        for mut row in ask(session, "comments", COMMENTS).await? {
            let key = (id(row.number()?, row.number()?), row.number()?);
            comments.insert(key, row.text()?);
        }
        Ok(Self(comments))
    }

    /// The comment on an object, or on its column `number` if that is not 0.
    pub(super) fn text(&self, object: ObjectId, number: i32) -> Option<&BString> {
        self.0.get(&(object, number))
    }

    /// The comment on `object`, if it has one, behind what makes it. `what` is its kind and name, such as
    /// `TABLE public.t`.
    pub(super) fn on(&self, object: ObjectId, what: &[&[u8]], made: &Entry) -> Option<Entry> {
        let text = self.text(object, 0)?;
        Some(Entry::about(made, Role::Comment, statement(what, text)))
    }

    /// The comment on column `number` of the relation `oid`.
    pub(super) fn on_column(
        &self,
        oid: u32,
        number: i16,
        relation: &[u8],
        column: &[u8],
        made: &Entry,
    ) -> Option<Entry> {
        let text = self.text(id(class::CLASS, oid), i32::from(number))?;
        let what: [&[u8]; 4] = [b"COLUMN ", relation, b".", column];
        Some(Entry::about(made, Role::Comment, statement(&what, text)))
    }
}

/// `COMMENT ON what IS 'text'`.
pub(super) fn statement(what: &[&[u8]], text: &[u8]) -> Statement {
    Statement::new(concat(&[b"COMMENT ON ", &what.concat(), b" IS ", &literal(text)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cannot_leave_its_literal() {
        let mut comments = Comments::default();
        comments.0.insert((id(class::CLASS, 7), 0), "x'; DROP TABLE t; --\n\\".into());
        comments.0.insert((id(class::CLASS, 7), 2), "c".into());
        let table = Entry::making(id(class::CLASS, 7), Role::Create, Statement::new(""));
        let text = |entry: Option<Entry>| entry.map(|entry| entry.statement().unwrap().text().to_string());
        assert_eq!(
            text(comments.on(table.id, &[b"TABLE ", b"s.t"], &table)).unwrap(),
            "COMMENT ON TABLE s.t IS 'x''; DROP TABLE t; --\n\\'"
        );
        assert_eq!(
            text(comments.on_column(7, 2, b"s.t", b"\"a b\"", &table)).unwrap(),
            "COMMENT ON COLUMN s.t.\"a b\" IS 'c'"
        );
        assert_eq!(text(comments.on(id(class::TYPE, 7), &[b"TYPE s.t"], &table)), None);
    }
}
