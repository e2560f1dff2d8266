//! Domains, with their defaults and constraints.

use bstr::BString;

use super::super::answer::{Fields, ask};
use super::super::comments::Comments;
use super::super::constraints::{Constraint, Constraints};
use super::super::fragments::qualified;
use super::{NAMED, OWN, created, made, object};
use crate::catalog::{Entry, Kind, Object, Removal, Role, Statement};
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
pub(in super::super) struct Domain {
    /// The domain, which nothing makes yet.
    pub(in super::super) object: Object,
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
pub(in super::super) async fn read(session: &mut Session) -> Result<Vec<Domain>> {
    ask(session, "domains", query()).await?.into_iter().map(Domain::new).collect()
}

impl Domain {
    fn new(mut row: Fields) -> Result<Self> {
        let object = Object { kind: Kind::Domain, ..object(&mut row)? };
        Ok(Self {
            object,
            base: row.text()?,
            collation: row.maybe_quoted()?,
            default: row.maybe()?,
            not_null: row.flag()?,
        })
    }

    /// The domain with what makes it.
    pub(in super::super) fn made(&self, constraints: &Constraints, comments: &Comments) -> Object {
        let own = constraints.of_domain(self.object.id);
        let printed = &self.object.printed;
        let inside = own.iter().filter(|c| !c.late).map(Constraint::id);
        let create = created(&self.object, create(printed, self, own)).with(inside);
        let mut further = Vec::new();
        for constraint in own {
            let added = concat(&[b"ALTER DOMAIN ", printed, b" ADD ", &constraint.clause()]);
            let place = concat(&[printed, b" DROP CONSTRAINT "]);
            let removal = Removal::new([b"ALTER DOMAIN ", &place[..], &constraint.printed]);
            let added =
                Entry::making(constraint.id(), Role::Check, Statement::once(added)).undone_by(removal);
            let what: [&[u8]; 4] = [b"CONSTRAINT ", &constraint.printed, b" ON DOMAIN ", printed];
            let place = if constraint.late { &added } else { &create };
            let comment = comments.on(constraint.id(), &what, place);
            further.extend(Some(added).filter(|_| constraint.late).into_iter().chain(comment));
        }
        made(self.object.clone(), create, comments, further)
    }
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
            ..Domain::default()
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
