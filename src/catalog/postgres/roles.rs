//! The roles that a dump names, made where they are missing.
//!
//! Roles are the server's, not the database's: they are dumped only if that is asked for, without passwords and without
//! what they are members of. CREATE ROLE has no IF NOT EXISTS, so a block asks first.
//!
//! Source: PostgreSQL documentation, "pg_roles", "CREATE ROLE"; `src/bin/pg_dump/pg_dumpall.c`, `dumpRoles`.

use std::collections::HashSet;

use bstr::BString;

use super::answer::{Fields, ask};
use super::ids::{class, id};
use crate::catalog::{Entry, Kind, Object, Role, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::options::Dump;
use crate::sql::concat;
use crate::sql::postgres::literal;

/// Every role but those that each server has, with what CREATE ROLE says of it.
const ROLES: &str = "\
SELECT r.oid, r.rolname, pg_catalog.quote_ident(r.rolname), pg_catalog.concat_ws(' ', \
CASE WHEN r.rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END, \
CASE WHEN r.rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END, \
CASE WHEN r.rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END, \
CASE WHEN r.rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END, \
CASE WHEN r.rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, \
CASE WHEN r.rolreplication THEN 'REPLICATION' ELSE 'NOREPLICATION' END, \
CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END, \
'CONNECTION LIMIT ' || nullif(r.rolconnlimit, -1), \
'VALID UNTIL ' || pg_catalog.quote_literal(r.rolvaliduntil)) \
FROM pg_catalog.pg_roles AS r WHERE r.rolname !~ '^pg_' ORDER BY r.rolname";

/// Reads the roles that `objects` name in what is dumped of them.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, dump: &Dump, objects: &[Object]) -> Result<Vec<Object>> {
    let wanted = |entry: &&Entry| match entry.role {
        Role::Owner => dump.owners,
        Role::Privileges => dump.privileges,
        _ => true,
    };
    let entries = objects.iter().flat_map(|object| &object.entries).filter(wanted);
    let named: HashSet<&BString> = entries.flat_map(|entry| &entry.roles).collect();
    let mut roles = Vec::new();
    for row in ask(session, "roles", ROLES).await? {
        roles.extend(Some(role(row)?).filter(|role| named.contains(&role.printed)));
    }
    Ok(roles)
}

fn role(mut row: Fields) -> Result<Object> {
    let id = id(class::ROLE, row.number()?);
    let (name, printed, attributes) = (row.text()?, row.text()?, row.text()?);
    let block = concat(&[
        b"BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ",
        &literal(&name),
        b") THEN CREATE ROLE ",
        &printed,
        b" WITH ",
        &attributes,
        b"; END IF; END",
    ]);
    let create = Statement::new(concat(&[b"DO ", &literal(&block)]));
    let entries = vec![Entry::making(id, Role::Create, create)];
    Ok(Object { id, kind: Kind::Role, name, printed, entries, ..Object::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_literals() {
        let fields = ["9", "o'x", "\"o'x\"", "LOGIN"].map(|field| Some(field.into())).to_vec();
        let role = role(Fields::new("tests", fields)).unwrap();
        let want = "DO 'BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ''o''''x'') \
                    THEN CREATE ROLE \"o''x\" WITH LOGIN; END IF; END'";
        assert_eq!(role.create().unwrap().text(), want);
    }
}
