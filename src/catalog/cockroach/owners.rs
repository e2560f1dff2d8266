//! Sequences that belong to a column: dropped with it. No release says so in their CREATE text, and `cockroach
//! dump` lost it.
//!
//! ```text
//! CREATE SEQUENCE s …
//! CREATE TABLE t (id INT8 NOT NULL DEFAULT nextval('s':::STRING), …)
//! ALTER SEQUENCE s OWNED BY t.id                                      behind both, which may need each other
//! CREATE TABLE u (id INT8 NOT NULL GENERATED … AS IDENTITY, …)        makes its sequence itself
//! ```

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::super::{Entry, Kind, Object, ObjectId, Removal, Role, Statement};
use super::answer::{self, id, rows};
use super::ddl;
use super::fragments::{quoted, select};
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::Result;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{printed, printed_name, quoted_ident};

/// The column that each sequence belongs to: its table, and its name.
pub(super) type Owners = HashMap<ObjectId, (ObjectId, BString)>;

/// What gives a sequence to its owner is a thing of its own: it stands neither with the sequence nor with the
/// table. Its id is the sequence's, above those of descriptors.
const FIRST_ID: u64 = 1 << 62;

/// Reads the owners in one query, of a server whose own tables may be `closed`.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, database: &str, closed: bool) -> Result<Owners> {
    owners(&session.query(if closed { open_sql(database) } else { sql(database) }).await?)
}

fn sql(database: &str) -> Vec<u8> {
    const COLUMNS: &str = "d.objid::INT8, d.refobjid::INT8, c.column_name";
    let mut sql = select(COLUMNS, database, "pg_catalog.pg_depend AS d JOIN ");
    quoted_ident(database.as_bytes(), &mut sql);
    sql.extend_from_slice(
        b".crdb_internal.table_columns AS c \
          ON c.descriptor_id = d.refobjid::INT8 AND c.column_id = d.refobjsubid WHERE d.deptype = 'a'",
    );
    sql
}

/// From v25.4 on, which may close its tables, the sequence of an identity column depends on it otherwise.
fn open_sql(database: &str) -> Vec<u8> {
    let database = quoted(database);
    format!(
        "SELECT d.objid::INT8, d.refobjid::INT8, a.attname FROM {database}.pg_catalog.pg_depend AS d \
         JOIN {database}.pg_catalog.pg_class AS c ON c.oid = d.objid AND c.relkind = 'S' \
         JOIN {database}.pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
         WHERE d.deptype IN ('a', 'i')"
    )
    .into_bytes()
}

fn owners(answer: &Answer) -> Result<Owners> {
    const WHAT: &str = "owners of sequences";
    let owner = |[sequence, table, column]: [Option<&BString>; 3]| {
        Ok((id(sequence, WHAT)?, (id(table, WHAT)?, answer::name(column, WHAT)?.clone())))
    };
    rows(answer, WHAT)?.into_iter().map(owner).collect()
}

/// Adds what gives owners their sequences.
pub(super) fn give(owners: &Owners, naming: Naming, objects: &mut [Object]) {
    let tables = objects.iter().filter(|object| object.kind == Kind::Table);
    let tables: HashMap<ObjectId, BString> = tables.map(|table| (table.id, table.printed.clone())).collect();
    for sequence in objects.iter_mut().filter(|object| object.kind == Kind::Sequence) {
        let owner = owners.get(&sequence.id);
        let Some((id, table, column)) = owner.and_then(|(id, column)| Some((*id, tables.get(id)?, column)))
        else {
            continue;
        };
        let parts = [sequence.printed.as_slice(), b" OWNED BY ", table, b".", &printed(column, naming)];
        let given = Statement::new([&b"ALTER SEQUENCE "[..], &parts.concat()].concat());
        let disowned = [sequence.printed.as_slice(), b" OWNED BY NONE"].concat();
        let entry = Entry::new(ObjectId(FIRST_ID + sequence.id.0), Role::OwnedBy, given)
            .undone_by(Removal::new([&b"ALTER SEQUENCE "[..], &disowned]));
        sequence.entries.push(Entry { needs: vec![sequence.id, id], ..entry });
    }
}

/// Leaves alone the sequences whose owner is not dumped.
pub(super) fn of_chosen(objects: &mut [Object]) {
    let chosen: HashSet<ObjectId> = objects.iter().map(|object| object.id).collect();
    for object in objects {
        let is_there = |entry: &Entry| entry.needs.iter().all(|id| chosen.contains(id));
        object.entries.retain(|entry| entry.role != Role::OwnedBy || is_there(entry));
    }
}

/// Takes out the sequences that identity columns make: each by the table.
pub(super) fn take_identities(owners: &Owners, listed: &mut Vec<Listed>) -> HashMap<ObjectId, Vec<Listed>> {
    let mut columns: HashSet<(ObjectId, BString)> = HashSet::new();
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

#[cfg(test)]
mod tests {
    use super::super::answer::of;
    use super::*;

    fn objects() -> Vec<Object> {
        [(7, Kind::Table, "public.t"), (8, Kind::Sequence, "public.\"S s\""), (9, Kind::Sequence, "public.u")]
            .map(|(id, kind, printed)| Object {
                id: ObjectId(id),
                kind,
                printed: printed.into(),
                ..Object::default()
            })
            .into()
    }

    #[test]
    fn statements() {
        let mut objects = objects();
        let owners = owners(&of(&[&["8", "7", "C c"], &["9", "5", "x"]])).unwrap();
        give(&owners, Naming::V20_2, &mut objects);
        let [_, sequence, other] = objects.as_slice() else { panic!("{objects:?}") };
        let [given] = sequence.entries.as_slice() else { panic!("{sequence:?}") };
        let text = given.statement().unwrap().text();
        assert_eq!(text, "ALTER SEQUENCE public.\"S s\" OWNED BY public.t.\"C c\"");
        assert_eq!(given.needs, [ObjectId(8), ObjectId(7)]);
        let removal = given.removal.as_ref().unwrap().statement(true);
        assert_eq!(removal, "ALTER SEQUENCE IF EXISTS public.\"S s\" OWNED BY NONE");
        assert!(other.entries.is_empty(), "its owner is in another database");
    }

    #[test]
    fn without_its_owner() {
        let mut objects = objects();
        give(&HashMap::from([(ObjectId(8), (ObjectId(7), "a".into()))]), Naming::V20_1, &mut objects);
        of_chosen(&mut objects);
        assert_eq!(objects[1].entries.len(), 1);
        of_chosen(&mut objects[1..]);
        assert!(objects[1].entries.is_empty());
        assert!(owners(&of(&[&["8", "7"]])).is_err());
    }
}
