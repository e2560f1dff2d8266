//! User-defined schemas and types, which v20.2 brought: what makes them.
//!
//! Privileges, zone configurations and settings are not dumped; as with `cockroach dump`, they are not
//! counted.

use bstr::BString;

use super::super::{Kind, ObjectId};
use super::Release;
use super::answer::{self, id, rows, statement};
use super::fragments::select;
use super::listed::Listed;
use super::shape::{Shape, Table};
use crate::connect::{Answer, Session};
use crate::error::{Error, Fault, Result};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{PUBLIC, printed, printed_name};
use crate::sql::cockroach::string::push_constant;

/// Schemas have no descriptor id in the catalog; theirs begin here, above all others.
const FIRST_SCHEMA_ID: u64 = 1 << 63;

/// What the pre-releases of v20.2 want to be told first, as their `cockroach dump` did.
const EXPERIMENTAL: [(Kind, &str); 2] = [
    (Kind::Schema, "SET experimental_enable_user_defined_schemas = true"),
    (Kind::Type, "SET experimental_enable_enums = true"),
];

/// Reads them in two queries: schemas, then types, each kind in the server's order. If the database `holds_tables`, the
/// user must be able to see them.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    database: &str,
    release: Release,
    shape: &Shape,
    holds_tables: bool,
) -> Result<Vec<Listed>> {
    let mut objects = match shape.has(Table::Schemas) {
        true => created_schemas(&session.query(created_schemas_sql(database)).await?)?,
        false => schemas(&session.query(schemas_sql(database)).await?)?,
    };
    if release.has_no_stock() && objects.is_empty() && holds_tables {
        check_connect(session, database).await?;
    }
    objects.extend(types(&session.query(types_sql(database)).await?)?);
    if release.wants_types_and_schemas_enabled() {
        enable(&mut objects);
    }
    Ok(objects)
}

/// A user who may not connect to a database, and may read a table in it, sees neither its schemas nor its types: what
/// stands on them would not load.
///
/// # Errors
///
/// [`Fault::Refused`] if not even the schema that every database has is to be seen.
async fn check_connect(session: &mut Session, database: &str) -> Result<()> {
    let mut sql = select("schema_name", database, "information_schema.schemata WHERE catalog_name = ");
    push_constant(database, &mut sql);
    if !session.query(sql).await?.rows.is_empty() {
        return Ok(());
    }
    let what = format!("the schemas and types of database {database} are not visible to this user");
    Err(Error::new(Fault::Refused, what)
        .remedy("The user needs the privilege CONNECT on the database: GRANT CONNECT ON DATABASE … TO …"))
}

/// Puts what enables a kind before the first object of it.
fn enable(objects: &mut [Listed]) {
    for (kind, set) in EXPERIMENTAL {
        if let Some(first) = objects.iter_mut().find(|object| object.kind == kind) {
            first.enable = Some(set);
        }
    }
}

fn schemas_sql(database: &str) -> Vec<u8> {
    const SCHEMATA: &str =
        "information_schema.schemata WHERE crdb_is_user_defined = 'YES' AND catalog_name = ";
    let mut sql = select("schema_name", database, SCHEMATA);
    push_constant(database, &mut sql);
    sql
}

fn schemas(listed: &Answer) -> Result<Vec<Listed>> {
    const WHAT: &str = "schemas";
    let schema = |(nth, [name]): (u64, [Option<&BString>; 1])| {
        let name = answer::name(name, WHAT)?;
        let printed = printed(name, Naming::V20_2);
        Ok(Listed {
            id: ObjectId(FIRST_SCHEMA_ID + nth),
            kind: Kind::Schema,
            name: name.clone(),
            create: [&b"CREATE SCHEMA "[..], &printed].concat().into(),
            printed,
            is_there: name == PUBLIC,
            ..Listed::default()
        })
    };
    (0..).zip(rows(listed, WHAT)?).map(schema).collect()
}

/// From v22.1 schemas have what makes them, and the schema that every database has is among them.
fn created_schemas_sql(database: &str) -> Vec<u8> {
    const COLUMNS: &str = "descriptor_id, schema_name, create_statement";
    let mut sql = select(COLUMNS, database, "crdb_internal.create_schema_statements WHERE database_name = ");
    push_constant(database, &mut sql);
    sql
}

fn created_schemas(listed: &Answer) -> Result<Vec<Listed>> {
    const WHAT: &str = "schemas";
    let schema = |[descriptor, name, create]: [Option<&BString>; 3]| {
        let name = answer::name(name, WHAT)?;
        let create = statement(create, WHAT)?;
        Ok(Listed {
            id: id(descriptor, WHAT)?,
            kind: Kind::Schema,
            name: name.clone(),
            printed: printed(name, Naming::V20_2),
            create: create.clone(),
            is_there: name == PUBLIC,
            ..Listed::default()
        })
    };
    rows(listed, WHAT)?.into_iter().map(schema).collect()
}

fn types_sql(database: &str) -> Vec<u8> {
    const COLUMNS: &str = "descriptor_id, schema_name, descriptor_name, create_statement";
    let mut sql = select(COLUMNS, database, "crdb_internal.create_type_statements WHERE database_name = ");
    push_constant(database, &mut sql);
    sql
}

fn types(listed: &Answer) -> Result<Vec<Listed>> {
    const WHAT: &str = "types";
    let made = |[descriptor, schema, name, create]: [Option<&BString>; 4]| {
        let (schema, name) = (answer::name(schema, WHAT)?.clone(), answer::name(name, WHAT)?.clone());
        Ok(Listed {
            id: id(descriptor, WHAT)?,
            kind: Kind::Type,
            printed: printed_name(&schema, &name, Naming::V20_2),
            schema,
            name,
            create: statement(create, WHAT)?.clone(),
            ..Listed::default()
        })
    };
    rows(listed, WHAT)?.into_iter().map(made).collect()
}

#[cfg(test)]
mod tests {
    use super::super::answer::of;
    use super::*;

    #[test]
    fn statements() {
        let mut objects = schemas(&of(&[&["Sc 2"], &["sc1"]])).unwrap();
        objects.extend(types(&of(&[&["87", "sc1", "mood", "CREATE TYPE sc1.mood AS ENUM ()"]])).unwrap());
        let create = |objects: &[Listed]| -> Vec<String> {
            let set = |object: &Listed| object.enable.map(ToString::to_string);
            objects
                .iter()
                .flat_map(|object| set(object).into_iter().chain([object.create.to_string()]))
                .collect()
        };
        let plain = ["CREATE SCHEMA \"Sc 2\"", "CREATE SCHEMA sc1", "CREATE TYPE sc1.mood AS ENUM ()"];
        assert_eq!(create(&objects), plain);
        assert_eq!(objects[2].printed, "sc1.mood");
        assert_ne!(objects[0].id, objects[1].id);
        enable(&mut objects);
        let [schemas, types] = EXPERIMENTAL.map(|(_, set)| set);
        assert_eq!(create(&objects), [schemas, plain[0], plain[1], types, plain[2]]);
    }
}
