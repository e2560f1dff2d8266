//! What the user named, what the user may see, and what the user may read.
//!
//! A catalog shows a user only what there is some privilege on, and a database without a visible table looks
//! empty. A dump of nothing is an error here unless it is known that there is nothing.

use super::super::Object;
use super::Release;
use super::answer::{row, text};
use super::named::Named;
use super::objects::Found;
use super::snapshot::no_database;
use crate::connect::Session;
use crate::error::{Error, Fault, Name, Result, SqlState, Text, shown};
use crate::options::Dump;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{printed, push_qualified};

/// Tables asked about in one statement.
const CHECKED_AT_ONCE: usize = 50;

/// The objects to dump: all, or those named, in the catalog's order. One that is named twice is there twice.
///
/// # Errors
///
/// [`Fault::Refused`] for a temporary object, and for a database in which this user can see nothing; the
/// server's own error for a table that the catalog does not show.
pub(super) async fn choose(
    session: &mut Session,
    release: Release,
    database: &str,
    dump: &Dump,
    found: Found,
) -> Result<Vec<Object>> {
    if dump.names().is_empty() {
        // Who may list all databases sees all that is in them.
        let allowed = dump.allow_empty || dump.all_databases();
        if !found.objects.iter().any(is_nameable) && !allowed {
            check_empty(session, database, dump).await?;
        }
        return Ok(found.objects);
    }
    let naming = release.style().names;
    let names = dump.names().iter().map(|typed| Named::of(typed, naming)).collect::<Result<Vec<_>>>()?;
    for (name, typed) in names.iter().zip(dump.names()) {
        if found.objects.iter().any(|object| is_nameable(object) && name.is(object)) {
            continue;
        }
        if found.temporary.iter().any(|temporary| temporary == typed) {
            return Err(temporary(typed));
        }
        return Err(absent(session, database, name, typed, naming).await);
    }
    let named = |object: Object| {
        let times = names.iter().filter(|name| is_nameable(&object) && name.is(&object)).count();
        std::iter::repeat_n(object, times)
    };
    Ok(found.objects.into_iter().flat_map(named).collect())
}

/// Whether the command line can name it: no schema and no type.
fn is_nameable(object: &Object) -> bool {
    object.kind.is_relation()
}

fn temporary(name: &str) -> Error {
    Error::new(Fault::Refused, format!("cannot dump temporary table {name}"))
        .remedy("It ends with the session that made it: copy it with CREATE TABLE … AS, and dump the copy.")
}

/// An empty catalog is an empty database only if the database is there, and to those who would see everything.
async fn check_empty(session: &mut Session, database: &str, dump: &Dump) -> Result<()> {
    let [user] = row(&session.query("SELECT current_user").await?, "the user's name")?;
    if !is_admin(session).await? {
        let user = shown(&text(user, "the user's name")?);
        let what = format!("no table of database {database} is visible to user {user}");
        return Err(Error::new(Fault::Refused, what).remedy(
            Text::from("Grant the user SELECT on its tables, or dump as an administrator. ")
                .and("If the database is known to be empty, ")
                .and(Name::AllowEmpty)
                .and(" makes an empty dump."),
        ));
    }
    let databases = session.query("SHOW DATABASES").await?;
    let mut names = databases.rows.iter().filter_map(|row| row.first()).flatten();
    if names.any(|name| name == database) {
        return Ok(());
    }
    let what = format!("database {database} does not exist");
    Err(Error::new(Fault::Refused, what).remedy(no_database(dump)))
}

/// A release that does not know the question (before v20.1) answers it with an error: then nothing is proven.
pub(super) async fn is_admin(session: &mut Session) -> Result<bool> {
    match session.query("SELECT crdb_internal.is_admin()").await {
        Ok(answer) => {
            let [admin] = row(&answer, "the user's role")?;
            Ok(admin.is_some_and(|admin| admin == "t"))
        }
        Err(error) if error.fault() == Fault::Server => Ok(false),
        Err(error) => Err(error),
    }
}

/// The server's own error for a table that its catalog does not show.
async fn absent(session: &mut Session, database: &str, named: &Named, name: &str, naming: Naming) -> Error {
    let mut sql = b"SHOW CREATE TABLE ".to_vec();
    push_qualified(database, &named.schema, &named.name, &mut sql);
    match session.query(sql).await {
        Err(error) => {
            let database = shown(&printed(database.as_bytes(), naming));
            let remedy = match error.sqlstate() {
                Some(SqlState::INSUFFICIENT_PRIVILEGE) => {
                    format!("The user needs the privilege SELECT on table {name}.")
                }
                _ if naming == Naming::V20_1 => format!(
                    "Tables are named as they are, without quotes and without a database or schema before \
                     them. The statement SHOW TABLES FROM {database} lists them."
                ),
                _ => format!(
                    "Tables are named as in SQL, with their schema if it is not public, without the \
                     database. The statement SHOW TABLES FROM {database} lists them."
                ),
            };
            error.remedy(remedy)
        }
        Ok(_) => {
            Error::new(Fault::Refused, format!("table {name} of database {database} is not in the catalog"))
                .remedy("It is being made or dropped at this moment: try again.")
        }
    }
}

/// Makes sure that the user may read every table whose rows are dumped, by statements that read nothing.
///
/// # Errors
///
/// The server's own error, which names the table.
pub(super) async fn check_select(session: &mut Session, database: &str, objects: &[Object]) -> Result<()> {
    let tables: Vec<_> = objects.iter().filter(|object| object.rows().is_some()).collect();
    for tables in tables.chunks(CHECKED_AT_ONCE) {
        let reply = session.query(check_sql(database, tables)).await;
        reply.map_err(|error| {
            error.remedy("The user needs the privilege SELECT on every table of the dump.")
        })?;
    }
    Ok(())
}

fn check_sql(database: &str, tables: &[&Object]) -> Vec<u8> {
    let mut sql = Vec::new();
    for table in tables {
        if !sql.is_empty() {
            sql.extend_from_slice(b" UNION ALL ");
        }
        sql.extend_from_slice(b"SELECT 1 FROM ");
        push_qualified(database, &table.schema, &table.name, &mut sql);
    }
    sql.extend_from_slice(b" LIMIT 0");
    sql
}

#[cfg(test)]
mod tests {
    use bstr::ByteSlice;

    use super::*;
    use crate::sql::cockroach::name::PUBLIC;

    #[test]
    fn one_statement_for_many_tables() {
        let table = |name: &str| Object { schema: PUBLIC.into(), name: name.into(), ..Object::default() };
        let sql = check_sql("d", &[&table("a"), &table("b")]);
        let want = r#"SELECT 1 FROM "d"."public"."a" UNION ALL SELECT 1 FROM "d"."public"."b" LIMIT 0"#;
        assert_eq!(sql.as_bstr(), want);
    }
}
