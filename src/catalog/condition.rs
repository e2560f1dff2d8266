//! Conditions on rows: `--where`.
//!
//! A condition is the user's text, and must stay what it says: one condition. `1=1) UNION SELECT …` would be
//! something else, and so would a comment that swallows what follows, or a second statement. No lexer of this
//! program's own decides that: the server itself has to accept, by Parse, the text in two places where it
//! would have to leave a different bracket behind to be anything but an expression.
//!
//! ```text
//! SELECT … WHERE CASE WHEN⏎ text ⏎THEN true END …
//! SELECT … WHERE (⏎ text ⏎) …
//! ```
//!
//! What leaves the parentheses is a syntax error between CASE and END, and the other way round. Parse takes
//! one statement, so neither holds a semicolon. The second text is, byte for byte, what reads the rows later.

use bstr::BString;

use super::Object;
use super::rows::parenthesised;
use crate::connect::Session;
use crate::error::{Error, Fault, Name, Result, shown, text};

/// A condition, and the pattern of the tables it is for, in the session's encoding.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    pattern: BString,
    sql: BString,
}

impl Limit {
    /// The condition `sql` on the tables that `pattern` stands for.
    pub(super) fn new(pattern: &[u8], sql: &[u8]) -> Self {
        Self { pattern: pattern.into(), sql: sql.into() }
    }

    /// Puts the condition on the tables with rows that `matches` says it is for.
    ///
    /// # Errors
    ///
    /// [`Fault::Refused`] if there is none.
    pub(super) fn apply(&self, objects: &mut [Object], matches: impl Fn(&Object) -> bool) -> Result<()> {
        if self.put(objects, matches) { Ok(()) } else { Err(self.unmatched()) }
    }

    /// As [`Self::apply`], and says whether there is such a table.
    pub(super) fn put(&self, objects: &mut [Object], matches: impl Fn(&Object) -> bool) -> bool {
        let mut found = false;
        for object in objects.iter_mut().filter(|object| matches(object)) {
            if let Some(rows) = object.rows_mut() {
                rows.conditions.push(self.sql.clone());
                found = true;
            }
        }
        found
    }

    /// The error of a condition for no table.
    pub(super) fn unmatched(&self) -> Error {
        let pattern = shown(&self.pattern);
        let message =
            text!(format!("no table whose rows are dumped matches \"{pattern}\" of "), Name::Conditions);
        Error::new(Fault::Refused, message).remedy(text!(
            "The pattern is one as for ",
            Name::TablePattern,
            ", with the schema if the table is outside the search path; \
             letters outside double quotes are taken for lower case.",
        ))
    }
}

/// Has the server say of every condition that it is one; see the top of the file.
///
/// # Errors
///
/// The server's error; [`Fault::Refused`] for a condition with parameters, or on a table whose owner's code it would
/// run.
pub(super) async fn check(session: &mut Session, objects: &[Object]) -> Result<()> {
    for object in objects {
        let Some(rows) = object.rows() else { continue };
        if rows.copy.is_some() && !rows.conditions.is_empty() {
            return Err(untrusted(object));
        }
        for condition in &rows.conditions {
            let context = |error: Error| {
                error.context(text!(
                    Name::Conditions,
                    format!(" for table {}: {}", shown(&object.printed), shown(condition)),
                ))
            };
            for place in [between_keywords(condition), parenthesised(condition)] {
                let prepared = session.prepare("", rows.select_where([place])).await.map_err(context)?;
                if !prepared.parameters.is_empty() {
                    return Err(context(parameters()));
                }
            }
        }
    }
    Ok(())
}

/// A condition needs a SELECT.
fn untrusted(object: &Object) -> Error {
    let message = format!(
        "a condition on table {} would run functions that its owner wrote, with this user's rights",
        shown(&object.printed)
    );
    Error::new(Fault::Refused, message).remedy(text!(
        "An index, a statistics object or a check of it calls them, and planning evaluates them. Dump it as its owner, \
         without ",
        Name::Conditions,
        ", or with ",
        Name::TrustExpressions,
        " if you have read them.",
    ))
}

fn parameters() -> Error {
    Error::new(Fault::Refused, "a condition has no parameters")
        .remedy("Write the values in the place of $1, $2, …")
}

fn between_keywords(condition: &[u8]) -> Vec<u8> {
    [b"CASE WHEN\n", condition, b"\nTHEN true END"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Entry, ObjectId, Rows};

    fn table(name: &str) -> Object {
        let rows = Rows { select: "SELECT a FROM t".into(), order: " ORDER BY a".into(), ..Rows::default() };
        let entries = vec![Entry::rows(ObjectId(1), rows)];
        Object { name: name.into(), entries, ..Object::default() }
    }

    fn statement(object: &Object) -> String {
        object.rows().unwrap().select().to_string()
    }

    #[test]
    fn conditions_stand_in_parentheses() {
        let mut objects = [table("t"), table("u"), Object { name: "v".into(), ..Object::default() }];
        assert_eq!(statement(&objects[0]), "SELECT a FROM t ORDER BY a");
        for (sql, name) in [("a = 1 or b", "t"), ("c -- d", "t")] {
            Limit::new(b"t", sql.as_bytes()).apply(&mut objects, |object| object.name == name).unwrap();
        }
        let want = "SELECT a FROM t WHERE (\na = 1 or b\n) AND (\nc -- d\n) ORDER BY a";
        assert_eq!(statement(&objects[0]), want);
        assert_eq!(statement(&objects[1]), "SELECT a FROM t ORDER BY a");
        for name in ["v", "none"] {
            let error = Limit::new(b"x", b"a").apply(&mut objects, |object| object.name == name).unwrap_err();
            assert!(error.to_string().contains("matches \"x\" of conditions"), "{error}");
        }
    }
}
