//! A table with everything that belongs to it as one object of the catalog.

use std::collections::BTreeSet;

use bstr::BString;

use super::super::constraints::Constraint;
use super::super::ids::{class, id};
use super::columns::Column;
use super::{Facts, Table, create, inherit, rows};
use crate::catalog::{Kind, Object, ObjectId, Removal};
use crate::sql::concat;

/// The statements around a table, and its rows.
pub(super) fn object(table: &Table, facts: &Facts<'_>) -> Object {
    let relation = &table.relation;
    Object {
        id: id(class::CLASS, relation.oid),
        kind: Kind::Table,
        schema: relation.schema.clone(),
        name: relation.name.clone(),
        printed: relation.printed.clone(),
        create: create(table, facts),
        after_rows: after_rows(table, facts),
        links: links(table, facts),
        references: references(relation.oid, facts),
        unlinks: unlinks(table, facts),
        removals: removals(table, facts),
        data: rows::data(table, facts),
        ..Object::default()
    }
}

/// The tables with rows that this table's foreign keys look for: a partitioned table's are in its partitions.
fn references(table: u32, facts: &Facts<'_>) -> Vec<ObjectId> {
    let referenced = facts.constraints.references(table).flat_map(|oid| facts.partitions.tree(oid));
    let others: BTreeSet<u32> = referenced.filter(|oid| *oid != table).collect();
    others.into_iter().map(|oid| id(class::CLASS, oid)).collect()
}

/// CREATE TABLE and what is said of the table and its columns before it has rows.
fn create(table: &Table, facts: &Facts<'_>) -> Vec<BString> {
    let (oid, name) = (table.relation.oid, &table.relation.printed);
    let columns = facts.columns.of_table(oid);
    let mut all = vec![create::statement(table, facts)];
    all.extend(facts.sequences.iter().filter_map(|s| s.owned_by(oid, name)));
    for column in columns {
        all.extend(inherited(table, column, facts));
        all.extend(column.settings.iter().map(|setting| alter_column(name, column, setting)));
    }
    match table.replica_identity {
        b'n' => all.push(concat(&[b"ALTER TABLE ONLY ", name, b" REPLICA IDENTITY NOTHING"])),
        b'f' => all.push(concat(&[b"ALTER TABLE ONLY ", name, b" REPLICA IDENTITY FULL"])),
        _ => {}
    }
    all.extend(facts.comments.on(id(class::CLASS, oid), &[b"TABLE ", name]));
    for column in columns {
        all.extend(facts.comments.on_column(oid, column.number, name, &column.name.printed));
    }
    let early = |c: &&Constraint| matches!(c.kind, b'c' | b'n') && !c.late;
    all.extend(facts.constraints.of_table(oid).iter().filter(early).filter_map(|c| comment(table, c, facts)));
    all.extend(attach(table));
    all
}

/// What an inherited column has of its own: a default, and before 18 NOT NULL.
fn inherited(table: &Table, column: &Column, facts: &Facts<'_>) -> Vec<BString> {
    let parents = facts.parent_columns(table, column);
    if inherit::is_printed(column, &parents) {
        return Vec::new();
    }
    let name = &table.relation.printed;
    let mut all: Vec<BString> = inherit::default_statement(name, column, &parents).into_iter().collect();
    let constraints = facts.constraints.of_table(table.relation.oid);
    let named = constraints.iter().any(|c| c.kind == b'n' && c.column == Some(column.number));
    if column.not_null && !named && !parents.iter().any(|p| p.not_null) {
        all.push(alter_column(name, column, b"SET NOT NULL"));
    }
    all
}

fn alter_column(table: &[u8], column: &Column, what: &[u8]) -> BString {
    concat(&[b"ALTER TABLE ONLY ", table, b" ALTER COLUMN ", &column.name.printed, b" ", what])
}

fn attach(table: &Table) -> Option<BString> {
    let (parent, bound) = (table.parents.first()?, table.bound.as_ref()?);
    let name = &table.relation.printed;
    Some(concat(&[b"ALTER TABLE ONLY ", &parent.printed, b" ATTACH PARTITION ", name, b" ", bound]))
}

/// Keys and indexes, then the defaults and checks that had to wait.
fn after_rows(table: &Table, facts: &Facts<'_>) -> Vec<BString> {
    let (oid, name) = (table.relation.oid, &table.relation.printed);
    let constraints = facts.constraints.of_table(oid);
    let mut all = Vec::new();
    let mut indexes: Vec<_> =
        facts.indexes.of_table(oid).iter().map(|i| (key(constraints, i.oid()), i)).collect();
    indexes.sort_by_key(|(key, _)| key.is_none());
    for (key, index) in indexes {
        all.extend(index.statements(name, key, facts.comments, |oid| facts.tables.contains(&oid)));
    }
    for column in facts.columns.of_table(oid).iter().filter(|c| c.late_default) {
        if let Some(default) = &column.default {
            all.push(alter_column(name, column, &concat(&[b"SET DEFAULT ", default])));
        }
    }
    for constraint in constraints.iter().filter(|c| matches!(c.kind, b'c' | b'n') && c.late && c.local) {
        all.push(concat(&[b"ALTER TABLE ", name, b"\n    ADD ", &constraint.clause()]));
        all.extend(comment(table, constraint, facts));
    }
    all
}

fn key(constraints: &[Constraint], index: u32) -> Option<&Constraint> {
    constraints.iter().find(|c| matches!(c.kind, b'p' | b'u' | b'x') && c.index == index)
}

/// What removes keys and indexes. That of a partition goes with its partitioned table's.
fn removals(table: &Table, facts: &Facts<'_>) -> Vec<Removal> {
    let (oid, name) = (table.relation.oid, &table.relation.printed);
    let constraints = facts.constraints.of_table(oid);
    let indexes = facts.indexes.of_table(oid).iter();
    indexes.filter_map(|index| index.removal(name, key(constraints, index.oid()))).collect()
}

/// Foreign keys; those of a partition that came with its partitioned table come with it again.
fn foreign_keys<'a>(table: &Table, facts: &'a Facts<'_>) -> impl Iterator<Item = &'a Constraint> {
    let own = |c: &&Constraint| c.kind == b'f' && !c.inherited_key;
    facts.constraints.of_table(table.relation.oid).iter().filter(own)
}

/// A partitioned table has its foreign keys together with its partitions.
fn only(table: &Table) -> &'static [u8] {
    if table.partition_key.is_some() { b"" } else { b"ONLY " }
}

fn links(table: &Table, facts: &Facts<'_>) -> Vec<BString> {
    let name = &table.relation.printed;
    let mut all = Vec::new();
    for constraint in foreign_keys(table, facts) {
        all.push(concat(&[b"ALTER TABLE ", only(table), name, b"\n    ADD ", &constraint.clause()]));
        all.extend(comment(table, constraint, facts));
    }
    all
}

fn unlinks(table: &Table, facts: &Facts<'_>) -> Vec<Removal> {
    let place = concat(&[only(table), &table.relation.printed, b" DROP CONSTRAINT "]);
    foreign_keys(table, facts).map(|key| Removal::new([b"ALTER TABLE ", &place[..], &key.printed])).collect()
}

fn comment(table: &Table, constraint: &Constraint, facts: &Facts<'_>) -> Option<BString> {
    let what: [&[u8]; 4] = [b"CONSTRAINT ", &constraint.printed, b" ON ", &table.relation.printed];
    facts.comments.on(id(class::CONSTRAINT, constraint.oid), &what)
}
