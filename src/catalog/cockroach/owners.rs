//! Sequences that belong to a column, and go with it: the one of an identity column, and those that a statement gave.
//!
//! ```text
//! a INT8 GENERATED … AS IDENTITY     making the table makes the sequence: it is no object of its own
//! ALTER SEQUENCE s OWNED BY t.a      of any other
//! ```

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::super::{Kind, ObjectId, Role};
use super::answer::{id, name, rows};
use super::ddl;
use super::fragments::quoted;
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::Result;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{printed, printed_name};

const WHAT: &str = "owners of sequences";

/// The column that a sequence belongs to.
type Owner = (ObjectId, BString);

/// Adds who owns which sequence, in one query, and takes out the sequences of identity columns: each by the table that
/// makes it.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    database: &str,
    listed: &mut Vec<Listed>,
) -> Result<HashMap<ObjectId, Vec<Listed>>> {
    if !listed.iter().any(|object| object.kind == Kind::Sequence) {
        return Ok(HashMap::new());
    }
    let owners = owners(&session.query(sql(database)).await?)?;
    let identities = take_identities(&owners, listed);
    add(&owners, listed);
    Ok(identities)
}

fn sql(database: &str) -> String {
    let database = quoted(database);
    format!(
        "SELECT d.objid::INT8, d.refobjid::INT8, a.attname FROM {database}.pg_catalog.pg_depend AS d \
         JOIN {database}.pg_catalog.pg_class AS c ON c.oid = d.objid AND c.relkind = 'S' \
         JOIN {database}.pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
         WHERE d.deptype IN ('a', 'i')"
    )
}

fn owners(answer: &Answer) -> Result<HashMap<ObjectId, Owner>> {
    let owner = |[sequence, table, column]: [Option<&BString>; 3]| {
        Ok((id(sequence, WHAT)?, (id(table, WHAT)?, name(column, WHAT)?.clone())))
    };
    rows(answer, WHAT)?.into_iter().map(owner).collect()
}

/// Adds the statement that gives a sequence to its column.
fn add(owners: &HashMap<ObjectId, Owner>, listed: &mut [Listed]) {
    let tables: HashMap<ObjectId, BString> =
        listed.iter().map(|object| (object.id, object.printed.clone())).collect();
    for sequence in listed.iter_mut().filter(|object| object.kind == Kind::Sequence) {
        let Some((table, column)) = owners.get(&sequence.id) else { continue };
        let Some(table) = tables.get(table) else { continue };
        let column = printed(column, Naming::V20_2);
        let owned = [b"ALTER SEQUENCE ", &sequence.printed[..], b" OWNED BY ", table, b".", &column].concat();
        sequence.after.push((Role::OwnedBy, owned.into()));
    }
}

/// Takes out the sequences that identity columns make.
fn take_identities(
    owners: &HashMap<ObjectId, Owner>,
    listed: &mut Vec<Listed>,
) -> HashMap<ObjectId, Vec<Listed>> {
    let mut columns: HashSet<Owner> = HashSet::new();
    for table in listed.iter().filter(|object| object.kind == Kind::Table) {
        columns.extend(ddl::identity::columns(&table.create).into_iter().map(|column| (table.id, column)));
    }
    let of_identity = |object: &Listed| {
        object.kind == Kind::Sequence && owners.get(&object.id).is_some_and(|owner| columns.contains(owner))
    };
    let (taken, left): (Vec<_>, Vec<_>) = std::mem::take(listed).into_iter().partition(of_identity);
    *listed = left;
    let mut identities: HashMap<ObjectId, Vec<Listed>> = HashMap::new();
    for sequence in taken {
        let Some((table, column)) = owners.get(&sequence.id) else { continue };
        let Some(at) = listed.iter().position(|object| object.id == *table) else { continue };
        rename(at, column, &sequence, listed);
        identities.entry(*table).or_default().push(sequence);
    }
    identities
}

/// Gives the sequence that a column makes the name of the one there is, if that is another. What has the name that it
/// is made with comes after.
///
/// Source: CockroachDB v22.1 `pkg/sql/create_table.go`, `processSerialLikeInColumnDef`.
fn rename(table: usize, column: &[u8], sequence: &Listed, listed: &mut [Listed]) {
    let (id, schema) = (listed[table].id, listed[table].schema.clone());
    let made = [&listed[table].name[..], b"_", column, b"_seq"].concat();
    if *sequence.name == *made {
        return;
    }
    for other in listed.iter_mut().filter(|other| other.schema == schema && *other.name == *made) {
        other.needs.push(id);
    }
    let made = printed_name(&schema, &made, Naming::V20_2);
    let name = printed_name(&sequence.schema, &sequence.name, Naming::V20_2);
    let rename = [b"ALTER SEQUENCE ", &made[..], b" RENAME TO ", &name].concat();
    listed[table].before.push((Role::Setting, rename.into()));
}
