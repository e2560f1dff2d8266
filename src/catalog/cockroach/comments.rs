//! Comments that stand in no CREATE text: on schemas, types, views, sequences, and on the database itself.
//!
//! A text of the server's holds the comments on a table and what is in it; later releases add those on schemas and
//! types. What has a comment already gets no other.

use std::collections::HashMap;

use bstr::{BString, ByteSlice};

use super::super::{Kind, ObjectId, Role};
use super::answer::{id, malformed, name, rows, text};
use super::ddl;
use super::fragments::quoted;
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::Result;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::printed;
use crate::sql::cockroach::string::push_constant;

const WHAT: &str = "comments";

/// OIDs from here on are of virtual tables.
const FIRST_VIRTUAL: u64 = 4_294_900_000;

/// What is added to the descriptor id of a type or routine to make its OID.
pub(super) const TYPE_OIDS: u64 = 100_000;

/// Adds the comments, in one query, or two where there are schemas.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, database: &str, listed: &mut [Listed]) -> Result<()> {
    let database = quoted(database);
    let comments = comments(&session.query(sql(&database)).await?)?;
    let is_schema = |object: &Listed| object.kind == Kind::Schema;
    let mut schemas = HashMap::new();
    if listed.iter().any(is_schema) && comments.keys().any(|(class, _)| *class == Class::Schema) {
        let sql = format!("SELECT nspname, oid::INT8 FROM {database}.pg_catalog.pg_namespace");
        schemas = oids(&session.query(sql).await?)?;
    }
    for object in listed {
        // Up to v22.1 a comment on a schema has the descriptor's id, later the OID.
        let keys = match object.kind {
            Kind::Schema => vec![Some(object.id), schemas.get(&object.name).copied()],
            Kind::Type => vec![Some(ObjectId(object.id.0 + TYPE_OIDS))],
            Kind::Table => continue,
            _ => vec![Some(object.id)],
        };
        if ddl::statements(&object.create).iter().any(|statement| ddl::is_comment(statement)) {
            continue;
        }
        let found = keys.into_iter().flatten().find_map(|id| comments.get(&(Class::of(object.kind), id)));
        for (column, comment) in found.into_iter().flatten() {
            let made = match column {
                None => comment_on(noun(object.kind), &object.printed, comment)?,
                Some(column) => {
                    let column = [&object.printed[..], b".", &printed(column, Naming::V20_2)].concat();
                    comment_on("COLUMN", &column, comment)?
                }
            };
            object.before.push((Role::Comment, made));
        }
    }
    Ok(())
}

/// What statements call it: a sequence or a view is commented on as a table.
fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "SCHEMA",
        Kind::Type => "TYPE",
        _ => "TABLE",
    }
}

/// What a comment is on.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Class {
    Relation,
    Schema,
    Type,
}

impl Class {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Schema => Self::Schema,
            Kind::Type => Self::Type,
            _ => Self::Relation,
        }
    }

    fn named(class: &[u8]) -> Option<Self> {
        match class {
            b"pg_class" => Some(Self::Relation),
            b"pg_namespace" => Some(Self::Schema),
            b"pg_type" => Some(Self::Type),
            _ => None,
        }
    }
}

/// Comments by what they are on, each with the column if it is on one.
type Comments = HashMap<(Class, ObjectId), Vec<(Option<BString>, BString)>>;

fn sql(database: &str) -> String {
    format!(
        "SELECT c.relname, d.objoid::INT8, a.attname, d.description FROM {database}.pg_catalog.pg_description AS d \
         JOIN {database}.pg_catalog.pg_class AS c ON c.oid = d.classoid \
         LEFT JOIN {database}.pg_catalog.pg_attribute AS a \
         ON d.objsubid > 0 AND a.attrelid = d.objoid AND a.attnum = d.objsubid \
         WHERE d.objoid::INT8 < {FIRST_VIRTUAL} ORDER BY d.objoid, d.objsubid"
    )
}

fn comments(answer: &Answer) -> Result<Comments> {
    let mut comments = Comments::new();
    for [class, on, column, comment] in rows(answer, WHAT)? {
        let Some(class) = Class::named(text(class, WHAT)?) else { continue };
        let comment: &BString = text(comment, WHAT)?;
        comments.entry((class, id(on, WHAT)?)).or_default().push((column.cloned(), comment.clone()));
    }
    Ok(comments)
}

fn oids(answer: &Answer) -> Result<HashMap<BString, ObjectId>> {
    let row = |[schema, oid]: [Option<&BString>; 2]| Ok((name(schema, WHAT)?.clone(), id(oid, WHAT)?));
    rows(answer, WHAT)?.into_iter().map(row).collect()
}

/// The comment on a database, as a statement, if it has one.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn of_database(session: &mut Session, database: &str) -> Result<Option<BString>> {
    let mut sql = b"SELECT s.description FROM pg_catalog.pg_shdescription AS s \
                    JOIN pg_catalog.pg_database AS d ON d.oid = s.objoid WHERE d.datname = "
        .to_vec();
    push_constant(database, &mut sql);
    match session.query(sql).await?.single() {
        Some(comment) => {
            comment_on("DATABASE", &printed(database.as_bytes(), Naming::V20_2), comment).map(Some)
        }
        None => Ok(None),
    }
}

/// `COMMENT ON what name IS '…'`
pub(super) fn comment_on(what: &str, printed: &[u8], comment: &BString) -> Result<BString> {
    let comment = comment.to_str().map_err(|_| malformed(WHAT, "one that is not UTF-8"))?;
    let mut sql = [format!("COMMENT ON {what} ").as_bytes(), printed, b" IS "].concat();
    push_constant(comment, &mut sql);
    Ok(sql.into())
}
