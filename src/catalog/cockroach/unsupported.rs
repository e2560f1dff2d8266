//! What a database holds that is not dumped: user-defined types and schemas, which v20.2 brought.
//!
//! Privileges, zone configurations and settings are not dumped either; as with `cockroach dump`, they are
//! not counted.

use super::answer::{rows, text};
use super::quote::{printed, quoted_ident};
use super::version::{TYPES_AND_SCHEMAS, Version};
use crate::connect::Session;
use crate::error::{Result, shown};

/// One line for each, sorted.
pub(super) async fn list(session: &mut Session, database: &str) -> Result<Vec<String>> {
    if Version::of_server(session).is_none_or(|version| version < TYPES_AND_SCHEMAS) {
        return Ok(Vec::new());
    }
    let mut lines = types(session, database).await?;
    lines.extend(schemas(session, database).await?);
    lines.sort();
    Ok(lines)
}

async fn types(session: &mut Session, database: &str) -> Result<Vec<String>> {
    const WHAT: &str = "types";
    let mut sql = b"SELECT descriptor_id, schema_name, descriptor_name, create_statement FROM ".to_vec();
    quoted_ident(database.as_bytes(), &mut sql);
    sql.extend_from_slice(b".crdb_internal.create_type_statements WHERE database_name = ");
    super::objects::push_constant(database, &mut sql);
    let answer = session.query(sql).await?;
    let line = |[_, schema, name, _]: [Option<&bstr::BString>; 4]| {
        let (schema, name) = (printed(text(schema, WHAT)?), printed(text(name, WHAT)?));
        Ok(format!("type {}.{}", shown(&schema), shown(&name)))
    };
    rows(&answer, WHAT)?.into_iter().map(line).collect()
}

async fn schemas(session: &mut Session, database: &str) -> Result<Vec<String>> {
    const WHAT: &str = "schemas";
    let mut sql = b"SELECT schema_name FROM ".to_vec();
    quoted_ident(database.as_bytes(), &mut sql);
    sql.extend_from_slice(
        b".information_schema.schemata WHERE crdb_is_user_defined = 'YES' AND catalog_name = ",
    );
    super::objects::push_constant(database, &mut sql);
    let answer = session.query(sql).await?;
    let line = |[name]: [Option<&bstr::BString>; 1]| {
        text(name, WHAT).map(|name| format!("schema {}", shown(&printed(name))))
    };
    rows(&answer, WHAT)?.into_iter().map(line).collect()
}
