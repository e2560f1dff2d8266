//! Row-level security hides rows from a reader without a word: then there is no dump.
//!
//! From v26.1 on `row_security = off` has the server say so itself; from v25.2 to v25.4 the setting has no effect.

use std::collections::HashSet;

use bstr::{BString, ByteSlice};

use super::super::{Object, Role};
use super::answer::{name, named, row, rows};
use super::fragments::quoted;
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::{Error, Fault, Result, shown};

const WHAT: &str = "row-level security";

/// Makes sure that no policy filters the rows that are dumped.
///
/// # Errors
///
/// [`Fault::Refused`], naming the first table of which one does.
pub(super) async fn check(session: &mut Session, database: &str, objects: &[Object]) -> Result<()> {
    let secured = secured(&session.query(sql(database)).await?)?;
    let is_secured = |object: &&Object| secured.contains(&(object.schema.clone(), object.name.clone()));
    let Some(table) = objects.iter().filter(|object| object.rows().is_some()).find(is_secured) else {
        return Ok(());
    };
    if is_admin(session).await? || bypasses(session).await? {
        return Ok(());
    }
    let message =
        format!("row-level security may hide rows of table {} from this user", shown(&table.printed));
    Err(Error::new(Fault::Refused, message).remedy(
        "Dump as an administrator, as the owner of the tables, or as a user with the role option BYPASSRLS.",
    ))
}

/// Makes sure that what SHOW CREATE ALL TABLES gave has the policies of every table that has row-level security.
///
/// # Errors
///
/// [`Fault::Refused`], naming the first table without: a copy would show its rows to everyone.
pub(super) async fn check_listed(session: &mut Session, database: &str, listed: &[Listed]) -> Result<()> {
    let database = quoted(database);
    let sql = format!(
        "SELECT n.nspname, c.relname FROM {database}.pg_catalog.pg_class AS c \
         JOIN {database}.pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relrowsecurity"
    );
    let secured = secured(&session.query(sql).await?)?;
    let is_bare = |object: &&Listed| {
        secured.contains(&(object.schema.clone(), object.name.clone()))
            && !object.after.iter().any(|(role, _)| *role == Role::Policy)
    };
    let Some(table) = listed.iter().find(is_bare) else { return Ok(()) };
    let message =
        format!("SHOW CREATE ALL TABLES does not say what policies table {} has", shown(&table.printed));
    Err(Error::new(Fault::Refused, message).remedy(
        "Dump as a user who may set allow_unsafe_internals on: the policies are read from crdb_internal.",
    ))
}

/// Tables whose policies are in force for this user, if none of the user's rights lifts them.
fn sql(database: &str) -> String {
    let database = quoted(database);
    format!(
        "SELECT n.nspname, c.relname FROM {database}.pg_catalog.pg_class AS c \
         JOIN {database}.pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         JOIN {database}.pg_catalog.pg_roles AS r ON r.oid = c.relowner \
         WHERE c.relrowsecurity AND (c.relforcerowsecurity OR r.rolname != current_user)"
    )
}

fn secured(answer: &Answer) -> Result<HashSet<(BString, BString)>> {
    let table = |[schema, table]: [Option<&BString>; 2]| {
        Ok((name(schema, WHAT)?.clone(), name(table, WHAT)?.clone()))
    };
    rows(answer, WHAT)?.into_iter().map(table).collect()
}

/// Whether no policy is in force for the user. `crdb_internal.is_admin` can be closed.
async fn is_admin(session: &mut Session) -> Result<bool> {
    let answer = session.query("SELECT pg_catalog.pg_has_role(current_user, 'admin', 'member')").await?;
    let [admin] = row(&answer, WHAT)?;
    Ok(admin.is_some_and(|admin| admin == "t"))
}

/// Whether the user has the role option that lifts policies. `pg_roles` tells it from v25.3 on only.
async fn bypasses(session: &mut Session) -> Result<bool> {
    let [user] = row(&session.query("SELECT current_user").await?, WHAT)?;
    let roles = session.query("SHOW ROLES").await?;
    let bypasses = |[role, options]: [Option<&BString>; 2]| {
        role == user.as_ref() && options.is_some_and(|options| options.contains_str("BYPASSRLS"))
    };
    Ok(named(&roles, ["username", "options"], WHAT)?.into_iter().any(bypasses))
}
