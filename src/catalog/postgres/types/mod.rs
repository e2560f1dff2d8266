//! The types that tables stand on: enums, domains, composite types and ranges.
//!
//! Each is read by one query for all types of its form. A type made for a table's rows, an array's or a
//! multirange's type comes with what it was made for.

use std::collections::HashMap;

use bstr::BString;

use super::answer::{Fields, ask};
use super::comments::Comments;
use super::fragments::{no_member, own_schema, qualified};
use super::ids::{Name, class, id};
use super::version::Version;
use crate::catalog::{Entry, Kind, Object, Removal, Role, Statement};
use crate::connect::Session;
use crate::error::Result;

mod composite;
pub(super) mod domain;
mod enumeration;
mod range;

/// The part of every query that picks the database's own types: `t` is `pg_type`, `n` its schema.
const OWN: &str = concat!(
    "\
FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
AND ",
    own_schema!("n"),
    " AND t.oid >= 16384 \
AND ",
    no_member!("pg_type", "t.oid")
);

/// The first fields of every query: OID, schema, name, and both as the dump prints them.
const NAMED: &str = concat!("t.oid, n.nspname, t.typname, ", qualified!("n", "t.typname"));

/// Reads all types but domains, which wait for what is known of their constraints.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    version: Version,
    comments: &Comments,
) -> Result<Vec<Object>> {
    let mut objects = enumeration::read(session, comments).await?;
    objects.extend(composite::read(session, comments).await?);
    objects.extend(range::read(session, version, comments).await?);
    Ok(objects)
}

/// Which type each domain is made of, all the way down: RowDescription names a domain's values by it.
#[derive(Debug, Default)]
pub(super) struct Domains(HashMap<u32, u32>);

impl Domains {
    /// Reads all domains, the system's and the extensions' too.
    ///
    /// # Errors
    ///
    /// What the server answers.
    pub(super) async fn read(session: &mut Session) -> Result<Self> {
        const DOMAINS: &str = "SELECT oid, typbasetype FROM pg_catalog.pg_type WHERE typtype = 'd'";
        let mut bases = HashMap::new();
        for mut row in ask(session, "domains", DOMAINS).await? {
            bases.insert(row.number()?, row.number()?);
        }
        Ok(Self(bases))
    }

    /// The type that is no domain below `oid`.
    pub(super) fn base(&self, oid: u32) -> u32 {
        // As many steps as there are domains: an answer with a loop in it ends too.
        let mut oid = oid;
        for _ in 0..=self.0.len() {
            match self.0.get(&oid) {
                Some(base) => oid = *base,
                None => break,
            }
        }
        oid
    }
}

/// A type's object from the first fields of a row; its statements are added by the caller.
fn object(row: &mut Fields) -> Result<Object> {
    let id = id(class::TYPE, row.number()?);
    let (schema, Name { raw: name, printed }) = row.qualified()?;
    Ok(Object { id, kind: Kind::Type, schema, name, printed, ..Object::default() })
}

/// What a type or domain is called in statements.
fn word(object: &Object) -> &'static str {
    if object.kind == Kind::Domain { "DOMAIN" } else { "TYPE" }
}

/// What makes a type.
fn created(object: &Object, text: BString) -> Entry {
    let create = Entry::making(object.id, Role::Create, Statement::once(text));
    create.undone_by(Removal::drop(word(object), &object.printed))
}

/// The type with what makes it, the comment on it, and what else is said.
fn made(mut object: Object, create: Entry, comments: &Comments, further: Vec<Entry>) -> Object {
    let comment = comments.on(object.id, &[word(&object).as_bytes(), b" ", &object.printed], &create);
    object.entries = [Some(create), comment].into_iter().flatten().chain(further).collect();
    object
}

/// `items` with `separator` between them.
fn join(items: &[BString], separator: &[u8]) -> BString {
    bstr::join(separator, items).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_over_a_domain_is_followed() {
        let domains = Domains([(20_000, 20_001), (20_001, 25), (7, 8), (8, 7)].into());
        assert_eq!(domains.base(20_000), 25);
        assert_eq!(domains.base(23), 23);
        assert!([7, 8].contains(&domains.base(7)), "a loop ends");
    }
}
