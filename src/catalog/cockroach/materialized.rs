//! Materialized views: which of the views they are, their indexes, and that they are filled when the rows are there.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::super::{Kind, ObjectId, Role};
use super::answer::{id, malformed, name, rows, text};
use super::comments::comment_on;
use super::ddl::view::{index_on, materialized};
use super::fragments::quoted;
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::{Result, shown};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::printed;

const WHAT: &str = "materialized views";

/// Makes materialized views of the views that are some: in one query if there are views, and two more if any is.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, database: &str, listed: &mut [Listed]) -> Result<()> {
    if !listed.iter().any(|object| object.kind == Kind::View) {
        return Ok(());
    }
    let database = quoted(database);
    let ids = format!("SELECT oid::INT8 FROM {database}.pg_catalog.pg_class WHERE relkind = 'm'");
    let ids = ids_of(&session.query(ids).await?)?;
    if ids.is_empty() {
        return Ok(());
    }
    let hidden = hidden_of(&session.query(hidden_sql(&database)).await?)?;
    let indexes = session.query(indexes_sql(&database)).await?;
    for object in listed.iter_mut().filter(|object| ids.contains(&object.id)) {
        object.kind = Kind::MaterializedView;
        let key = (object.schema.clone(), object.name.clone());
        let hidden = hidden.get(&key).map(Vec::as_slice).unwrap_or_default();
        object.create = materialized(&object.create, hidden);
        let refresh = [b"REFRESH MATERIALIZED VIEW ", &object.printed[..]].concat();
        object.after.push((Role::Refresh, refresh.into()));
    }
    add_indexes(&indexes, listed)
}

fn ids_of(answer: &Answer) -> Result<HashSet<ObjectId>> {
    rows(answer, WHAT)?.into_iter().map(|[oid]: [Option<&BString>; 1]| id(oid, WHAT)).collect()
}

/// Hidden columns by schema and name of what they are in.
type Hidden = HashMap<(BString, BString), Vec<BString>>;

fn hidden_sql(database: &str) -> String {
    format!(
        "SELECT table_schema, table_name, column_name FROM {database}.information_schema.columns \
         WHERE is_hidden = 'YES'"
    )
}

fn hidden_of(answer: &Answer) -> Result<Hidden> {
    let mut hidden = Hidden::new();
    for [schema, table, column] in rows(answer, WHAT)? {
        let key = (text(schema, WHAT)?.clone(), text(table, WHAT)?.clone());
        hidden.entry(key).or_default().push(name(column, WHAT)?.clone());
    }
    Ok(hidden)
}

/// Indexes that someone made: without the one that keeps the rows.
fn indexes_sql(database: &str) -> String {
    format!(
        "SELECT x.indrelid::INT8, i.indexname, i.indexdef, d.description \
         FROM {database}.pg_catalog.pg_index AS x \
         JOIN {database}.pg_catalog.pg_indexes AS i ON i.crdb_oid = x.indexrelid \
         JOIN {database}.pg_catalog.pg_class AS c ON c.oid = x.indrelid \
         LEFT JOIN {database}.pg_catalog.pg_description AS d ON d.objoid = x.indexrelid \
         WHERE c.relkind = 'm' AND NOT x.indisprimary ORDER BY 1, 2"
    )
}

fn add_indexes(answer: &Answer, listed: &mut [Listed]) -> Result<()> {
    for [view, index, definition, comment] in rows(answer, WHAT)? {
        let (view, definition) = (id(view, WHAT)?, text(definition, WHAT)?);
        let Some(view) = listed.iter_mut().find(|object| object.id == view) else { continue };
        let create =
            index_on(definition, &view.printed).ok_or_else(|| malformed(WHAT, &shown(definition)))?;
        view.after.push((Role::Index, create));
        if let Some(comment) = comment {
            let index = [&view.printed[..], b"@", &printed(name(index, WHAT)?, Naming::V20_2)].concat();
            view.after.push((Role::Comment, comment_on("INDEX", &index, comment)?));
        }
    }
    Ok(())
}
