//! Sequences: the statement that puts one where it stood.
//!
//! ```text
//! SELECT setval('s', <the next value>, false)
//! SELECT setval('s', <the last value>, true)     if the sequence is used up
//! ```
//!
//! The next value of a used-up sequence is out of its bounds: `cockroach dump` wrote it, and loading failed. So
//! it did for a virtual sequence, which has no position: it has no statement.

use bstr::BString;

use super::super::{Entry, Object, Role, Statement};
use super::answer::{flag, malformed, number, row};
use super::ddl;
use crate::connect::Session;
use crate::error::{Result, shown};
use crate::sql::cockroach::name::push_qualified;
use crate::sql::cockroach::string::{NotUtf8, string};

/// Reads where a sequence stands; nothing of one that stands nowhere.
///
/// # Errors
///
/// What the server answers; 42501 if the user may not read the sequence.
pub(super) async fn entry(session: &mut Session, database: &str, sequence: &Object) -> Result<Option<Entry>> {
    if sequence.create().is_some_and(|create| ddl::is_virtual_sequence(create.text())) {
        return Ok(None);
    }
    let position = position(session, database, sequence).await?;
    Ok(Some(Entry::new(sequence.id, Role::Position, Statement::new(position))))
}

async fn position(session: &mut Session, database: &str, sequence: &Object) -> Result<BString> {
    const WHAT: &str = "a sequence";
    let mut sql = b"SELECT last_value, is_called FROM ".to_vec();
    push_qualified(database, &sequence.schema, &sequence.name, &mut sql);
    let [last, called] = row(&session.query(sql).await?, WHAT)?;
    let called = flag(called.as_ref(), ["t", "f"], WHAT)?;
    statement(sequence, number(last.as_ref(), WHAT)?, called)
}

fn statement(sequence: &Object, last: i64, called: bool) -> Result<BString> {
    let increment = option(sequence, "INCREMENT")?;
    let next = if called { i128::from(last) + i128::from(increment) } else { last.into() };
    let bounds = option(sequence, "MINVALUE")?.into()..=option(sequence, "MAXVALUE")?.into();
    let mut sql = b"SELECT setval(".to_vec();
    string(std::iter::once(sequence.printed.as_slice()), &mut sql)
        .map_err(|NotUtf8| malformed("a sequence", "a name that is not UTF-8"))?;
    let value = if bounds.contains(&next) { format!(", {next}, false)") } else { format!(", {last}, true)") };
    sql.extend_from_slice(value.as_bytes());
    Ok(sql.into())
}

/// The number behind `keyword` in the CREATE text, which has all of them.
fn option(sequence: &Object, keyword: &str) -> Result<i64> {
    let create = sequence.create().map(Statement::text);
    create.and_then(|create| ddl::sequence_option(create, keyword)).ok_or_else(|| {
        let create = create.map_or_else(|| "no CREATE text".to_owned(), |create| shown(create));
        malformed("a sequence", &format!("no {keyword}: {create}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ObjectId;

    #[test]
    fn statements() {
        const PLAIN: &str = "CREATE SEQUENCE s MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 1 START 1";
        const DOWN: &str = "CREATE SEQUENCE s MINVALUE -1000 MAXVALUE 10 INCREMENT -5 START 10";
        const SHORT: &str = "CREATE SEQUENCE s MINVALUE 1 MAXVALUE 3 INCREMENT 1 START 1";
        #[rustfmt::skip]
        let rows: &[(&str, &str, &str, i64, bool, &str)] = &[
            ("fresh", "s", PLAIN, 0, true, "SELECT setval('s', 1, false)"),
            ("used", "s", PLAIN, 2, true, "SELECT setval('s', 3, false)"),
            ("not called", "s", PLAIN, 1, false, "SELECT setval('s', 1, false)"),
            ("downwards", "s", DOWN, 10, true, "SELECT setval('s', 5, false)"),
            ("at its bound", "s", SHORT, 2, true, "SELECT setval('s', 3, false)"),
            ("used up", "s", SHORT, 3, true, "SELECT setval('s', 3, true)"),
            ("used up downwards", "s", DOWN, -1000, true, "SELECT setval('s', -1000, true)"),
            ("used up at the end of INT8", "s", PLAIN, i64::MAX, true, "SELECT setval('s', 9223372036854775807, true)"),
            ("quoted", "\"My Seq\"", PLAIN, 0, true, "SELECT setval('\"My Seq\"', 1, false)"),
            ("apostrophe", "\"'\"", PLAIN, 0, true, r#"SELECT setval(e'"\'"', 1, false)"#),
        ];
        for (name, printed, create, last, called, want) in rows {
            let create = Entry::making(ObjectId(1), Role::Create, Statement::new(*create));
            let sequence = Object { printed: (*printed).into(), entries: vec![create], ..Object::default() };
            assert_eq!(statement(&sequence, *last, *called).unwrap(), *want, "{name}");
        }
        assert!(statement(&Object::default(), 1, true).is_err());
    }
}
