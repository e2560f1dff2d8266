//! Domains, with their defaults and constraints.

use bstr::BString;

use super::super::answer::{Fields, ask};
use super::super::comments::Comments;
use super::super::constraints::{Constraint, Constraints};
use super::super::fragments::qualified;
use super::super::ids::{class, id};
use super::{NAMED, OWN, comment, object};
use crate::catalog::Object;
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

const COLLATION: &str = qualified!("cn", "c.collname");

fn query() -> String {
    format!(
        "SELECT {NAMED}, pg_catalog.format_type(t.typbasetype, t.typtypmod), \
         CASE WHEN t.typcollation <> b.typcollation THEN {COLLATION} END, \
         coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass), \
         pg_catalog.quote_literal(t.typdefault)), \
         t.typnotnull {OWN} AND t.typtype = 'd' \
         JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype \
         LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = t.typcollation \
         LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.collnamespace \
         ORDER BY n.nspname, t.typname"
    )
}

/// What a domain is made of besides its constraints.
#[derive(Debug, Default)]
struct Domain {
    base: BString,
    collation: Option<BString>,
    default: Option<BString>,
    not_null: bool,
}

/// Reads all domains.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    constraints: &Constraints,
    comments: &Comments,
) -> Result<Vec<Object>> {
    let rows = ask(session, "domains", query()).await?;
    rows.into_iter().map(|row| finish(row, constraints, comments)).collect()
}

fn finish(mut row: Fields, constraints: &Constraints, comments: &Comments) -> Result<Object> {
    let mut object = object(&mut row)?;
    let domain =
        Domain { base: row.text()?, collation: row.maybe()?, default: row.maybe()?, not_null: row.flag()? };
    let own = constraints.of_domain(object.id);
    object.create.push(create(&object.printed, &domain, own));
    comment(&mut object, comments, b"DOMAIN");
    for constraint in own {
        let added = concat(&[b"ALTER DOMAIN ", &object.printed, b" ADD ", &constraint.clause()]);
        let text = comments.on(
            id(class::CONSTRAINT, constraint.oid),
            &[b"CONSTRAINT ", &constraint.printed, b" ON DOMAIN ", &object.printed],
        );
        if constraint.late {
            object.after_rows.push(added);
            object.after_rows.extend(text);
        } else {
            object.create.extend(text);
        }
    }
    Ok(object)
}

/// CREATE DOMAIN with the constraints that hold for every value from the start.
fn create(name: &[u8], domain: &Domain, constraints: &[Constraint]) -> BString {
    let mut text = concat(&[b"CREATE DOMAIN ", name, b" AS ", &domain.base]);
    for (word, value) in [(" COLLATE ", &domain.collation), (" DEFAULT ", &domain.default)] {
        if let Some(value) = value {
            text.extend_from_slice(&concat(&[word.as_bytes(), value]));
        }
    }
    // From 17 NOT NULL is a constraint with a name, before that a mere flag.
    if domain.not_null && !constraints.iter().any(|c| c.kind == b'n') {
        text.extend_from_slice(b" NOT NULL");
    }
    for constraint in constraints.iter().filter(|c| !c.late) {
        text.extend_from_slice(&concat(&[b"\n    ", &constraint.clause()]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constraint(kind: u8, definition: &str, late: bool) -> Constraint {
        Constraint { kind, printed: "c".into(), definition: definition.into(), late, ..Constraint::default() }
    }

    #[test]
    fn domains() {
        let plain = Domain { base: "text".into(), ..Domain::default() };
        assert_eq!(create(b"s.d", &plain, &[]), "CREATE DOMAIN s.d AS text");
        let full = Domain {
            base: "text".into(),
            collation: Some("pg_catalog.\"C\"".into()),
            default: Some("'x'::text".into()),
            not_null: true,
        };
        let head = "CREATE DOMAIN s.d AS text COLLATE pg_catalog.\"C\" DEFAULT 'x'::text";
        let check = constraint(b'c', "CHECK ((VALUE > 0))", false);
        let late = constraint(b'c', "CHECK ((VALUE < 9)) NOT VALID", true);
        let want = format!("{head} NOT NULL\n    CONSTRAINT c CHECK ((VALUE > 0))");
        assert_eq!(create(b"s.d", &full, &[check, late]), want);
        let named = constraint(b'n', "NOT NULL", false);
        assert_eq!(create(b"s.d", &full, &[named]), format!("{head}\n    CONSTRAINT c NOT NULL"));
    }
}
