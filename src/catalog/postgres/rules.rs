//! Rules of tables and views, but for those that say what a view shows: these are the view.
//!
//! Source: PostgreSQL documentation, "pg_rewrite".

use bstr::BString;

use super::answer::{Fields, ask};
use super::belonging::Part;
use super::comments::Comments;
use super::fragments::qualified;
use super::ids::{class, with_oids};
use crate::catalog::{Entry, ObjectId, Role};
use crate::connect::Session;
use crate::error::Result;

const RULES: &str = concat!(
    "SELECT r.ev_class, r.oid, ",
    qualified!("n", "c.relname"),
    ", pg_catalog.quote_ident(r.rulename), pg_catalog.pg_get_ruledef(r.oid), r.ev_enabled \
FROM pg_catalog.pg_rewrite AS r JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class \
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE r.ev_class IN (SELECT pg_catalog.unnest({oids})) AND r.rulename <> '_RETURN' ORDER BY r.ev_class, r.rulename"
);

/// Reads the rules of `relations`.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    relations: &[u32],
    comments: &Comments,
) -> Result<Vec<(ObjectId, Vec<Entry>)>> {
    let rows = ask(session, "rules", with_oids(RULES, relations.iter().copied())).await?;
    rows.into_iter().map(|row| rule(row, comments)).collect()
}

fn rule(mut row: Fields, comments: &Comments) -> Result<(ObjectId, Vec<Entry>)> {
    let part = Part::new(&mut row, class::REWRITE, "RULE")?;
    let (definition, state) = (row.text()?, row.letter()?);
    Ok(part.made(Role::Rule, without_semicolon(&definition), state, comments))
}

/// A definition as the server writes it, without the semicolon at its end.
pub(super) fn without_semicolon(definition: &BString) -> BString {
    definition.strip_suffix(b";").unwrap_or(definition).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_semicolon_goes() {
        assert_eq!(without_semicolon(&"DO (SELECT 1; SELECT 2);".into()), "DO (SELECT 1; SELECT 2)");
        assert_eq!(without_semicolon(&" SELECT 1".into()), " SELECT 1");
    }
}
