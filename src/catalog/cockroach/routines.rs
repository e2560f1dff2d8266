//! Functions and procedures, which v22.2 and v23.2 brought, and triggers, which v24.3 did.
//!
//! A function's body is checked when it is made, a trigger function's is not: so the first comes behind what it names.

use bstr::{BString, ByteSlice};

use super::super::{Kind, Role};
use super::Release;
use super::answer::{id, malformed, name, named, rows, statement, text};
use super::ddl;
use super::fragments::{quoted, select};
use super::listed::Listed;
use super::shape::{Shape, Table};
use crate::connect::Session;
use crate::error::{Result, shown};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{printed_name, push_qualified};
use crate::sql::cockroach::string::push_constant;

const WHAT: &str = "routines";

/// Reads functions and procedures, in a query for each of the two.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, database: &str, shape: &Shape) -> Result<Vec<Listed>> {
    let mut listed = Vec::new();
    for (table, kind, what) in
        [(Table::Functions, Kind::Function, "function"), (Table::Procedures, Kind::Procedure, "procedure")]
    {
        if shape.has(table) {
            let columns = format!("schema_name, {what}_id, {what}_name, create_statement");
            let from = format!("crdb_internal.{} WHERE database_name = ", table.name());
            let mut sql = select(&columns, database, &from);
            push_constant(database, &mut sql);
            for row in rows(&session.query(sql).await?, WHAT)? {
                listed.push(routine(kind, row)?);
            }
        }
    }
    Ok(listed)
}

fn routine(kind: Kind, row: [Option<&BString>; 4]) -> Result<Listed> {
    let [schema, descriptor, routine, create] = row;
    let (schema, routine, create) = (name(schema, WHAT)?, name(routine, WHAT)?, statement(create, WHAT)?);
    let create = ddl::without_semicolon(create);
    let parameters = ddl::routine::parameters(create).ok_or_else(|| malformed(WHAT, &shown(create)))?;
    Ok(Listed {
        id: id(descriptor, WHAT)?,
        kind,
        printed: [&printed_name(schema, routine, Naming::V20_2)[..], &parameters].concat().into(),
        schema: schema.clone(),
        name: routine.clone(),
        create: create.into(),
        ..Listed::default()
    })
}

/// Adds the triggers to their tables: in one query, from v24.3 to v25.2 in some for each table.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read_triggers(
    session: &mut Session,
    release: Release,
    database: &str,
    shape: &Shape,
    listed: &mut [Listed],
) -> Result<()> {
    if shape.has(Table::Triggers) {
        const COLUMNS: &str = "table_id, create_statement";
        let mut sql =
            select(COLUMNS, database, "crdb_internal.create_trigger_statements WHERE database_name = ");
        push_constant(database, &mut sql);
        for [table, create] in rows(&session.query(sql).await?, WHAT)? {
            let (table, create) = (id(table, WHAT)?, statement(create, WHAT)?);
            let table = listed.iter_mut().find(|object| object.id == table);
            let table = table.ok_or_else(|| malformed(WHAT, "a trigger of a table that is not there"))?;
            table.after.push((Role::Trigger, ddl::without_semicolon(create).into()));
        }
        return Ok(());
    }
    let makes_triggers = |object: &Listed| ddl::routine::is_of_trigger(&object.create);
    if !release.has_triggers() || !listed.iter().any(makes_triggers) {
        return Ok(());
    }
    for table in listed.iter_mut().filter(|object| object.kind == Kind::Table) {
        let mut on = Vec::new();
        push_qualified(database, &table.schema, &table.name, &mut on);
        let triggers = session.query([b"SHOW TRIGGERS FROM ", &on[..]].concat()).await?;
        for [trigger] in named(&triggers, ["trigger_name"], WHAT)? {
            let trigger = quoted(&text(trigger, WHAT)?.to_str_lossy());
            let show = [format!("SHOW CREATE TRIGGER {trigger} ON ").as_bytes(), &on].concat();
            let create = session.query(show).await?;
            let [create] = *named(&create, ["create_statement"], WHAT)?
                .first()
                .ok_or_else(|| malformed(WHAT, "no CREATE TRIGGER"))?;
            let create = ddl::without_semicolon(statement(create, WHAT)?);
            table.after.push((Role::Trigger, create.into()));
        }
    }
    Ok(())
}
