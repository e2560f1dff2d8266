//! A table with everything that belongs to it as one object of the catalog.

use bstr::BString;

use super::super::constraints::Constraint;
use super::super::ids::{class, id};
use super::columns::Column;
use super::{Facts, Table, create, inherit, rows};
use crate::catalog::{Entry, Kind, Object, ObjectId, Removal, Role, Statement};
use crate::sql::concat;

/// The entries of a table, its rows among them.
pub(super) fn object(table: &Table, facts: &Facts<'_>) -> Object {
    let relation = &table.relation;
    let id = id(class::CLASS, relation.oid);
    let mut entries = created(table, facts);
    entries.extend(defaults(table, facts));
    entries.extend(rows::rows(table, facts).map(|rows| Entry::rows(id, rows)));
    entries.extend(keys(table, facts));
    entries.extend(checks(table, facts));
    entries.extend(links(table, facts));
    Object {
        id,
        kind: Kind::Table,
        schema: relation.schema.clone(),
        name: relation.name.clone(),
        printed: relation.printed.clone(),
        entries,
        ..Object::default()
    }
}

/// CREATE TABLE and what is said of the table and its columns before it has rows.
fn created(table: &Table, facts: &Facts<'_>) -> Vec<Entry> {
    let (oid, name) = (table.relation.oid, &table.relation.printed);
    let columns = facts.columns.of_table(oid);
    let made = create(table, facts);
    let setting = |text: BString| Entry::about(&made, Role::Setting, Statement::new(text));
    let mut all: Vec<Entry> = facts.sequences.iter().filter_map(|s| s.owned_by(oid, name, &made)).collect();
    for column in columns {
        all.extend(inherited(table, column, facts).into_iter().map(setting));
        all.extend(column.settings.iter().map(|text| setting(column.alter(name, text))));
    }
    match table.replica_identity {
        b'n' => all.push(setting(concat(&[b"ALTER TABLE ONLY ", name, b" REPLICA IDENTITY NOTHING"]))),
        b'f' => all.push(setting(concat(&[b"ALTER TABLE ONLY ", name, b" REPLICA IDENTITY FULL"]))),
        _ => {}
    }
    all.extend(facts.comments.on(made.id, &[b"TABLE ", name], &made));
    for column in columns {
        all.extend(facts.comments.on_column(oid, column.number, name, &column.name.printed, &made));
    }
    all.extend(inside(table, facts).filter_map(|c| comment(table, c, facts, &made)));
    all.extend(attach(table).map(|text| Entry::about(&made, Role::Attach, Statement::once(text))));
    all.insert(0, made);
    all
}

/// CREATE TABLE, which makes the defaults and constraints inside it as well.
fn create(table: &Table, facts: &Facts<'_>) -> Entry {
    let relation = &table.relation;
    let columns = facts.columns.of_table(relation.oid).iter().filter(|column| !column.default_apart);
    let defaults = columns.filter_map(Column::default_id);
    Entry::making(id(class::CLASS, relation.oid), Role::Create, create::statement(table, facts))
        .with(defaults)
        .with(inside(table, facts).map(Constraint::id))
        .undone_by(Removal::drop("TABLE", &relation.printed))
}

/// The constraints that hold from the first row on, those that come with a parent's among them.
fn inside<'a>(table: &Table, facts: &'a Facts<'_>) -> impl Iterator<Item = &'a Constraint> {
    let early = |c: &&Constraint| matches!(c.kind, b'c' | b'n') && !c.late;
    facts.constraints.of_table(table.relation.oid).iter().filter(early)
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
    let named = constraints.iter().any(|c| c.kind == b'n' && c.columns == [column.number]);
    if column.not_null && !named && !parents.iter().any(|p| p.not_null) {
        all.push(column.alter(name, b"SET NOT NULL"));
    }
    all
}

fn attach(table: &Table) -> Option<BString> {
    let (parent, bound) = (table.parents.first()?, table.bound.as_ref()?);
    let name = &table.relation.printed;
    Some(concat(&[b"ALTER TABLE ONLY ", &parent.printed, b" ATTACH PARTITION ", name, b" ", bound]))
}

/// The defaults that stand apart.
fn defaults(table: &Table, facts: &Facts<'_>) -> Vec<Entry> {
    let (own, name) = (id(class::CLASS, table.relation.oid), &table.relation.printed);
    let apart = facts.columns.of_table(table.relation.oid).iter().filter(|column| column.default_apart);
    let entry = |column: &Column| {
        let text = column.alter(name, &concat(&[b"SET DEFAULT ", column.default.as_ref()?]));
        let removal = concat(&[name, b" ALTER COLUMN ", &column.name.printed, b" DROP DEFAULT"]);
        let entry = Entry::making(column.default_id()?, Role::Default, Statement::new(text))
            .undone_by(Removal::new([b"ALTER TABLE ", &removal[..]]));
        Some(Entry { needs: vec![own], ..entry })
    };
    apart.filter_map(entry).collect()
}

/// Keys, then indexes.
fn keys(table: &Table, facts: &Facts<'_>) -> Vec<Entry> {
    let (oid, name) = (table.relation.oid, &table.relation.printed);
    let constraints = facts.constraints.of_table(oid);
    let key =
        |index: u32| constraints.iter().find(|c| matches!(c.kind, b'p' | b'u' | b'x') && c.index == index);
    let mut indexes: Vec<_> = facts.indexes.of_table(oid).iter().map(|i| (key(i.oid()), i)).collect();
    indexes.sort_by_key(|(key, _)| key.is_none());
    let dumped = |oid| facts.tables.contains(&oid);
    indexes.into_iter().flat_map(|(key, index)| index.entries(name, key, facts.comments, dumped)).collect()
}

/// The constraints that had to wait.
fn checks(table: &Table, facts: &Facts<'_>) -> Vec<Entry> {
    let name = &table.relation.printed;
    let constraints = facts.constraints.of_table(table.relation.oid).iter();
    let mut all = Vec::new();
    for constraint in constraints.filter(|c| matches!(c.kind, b'c' | b'n') && c.late && c.local) {
        let text = concat(&[b"ALTER TABLE ", name, b"\n    ADD ", &constraint.clause()]);
        let place = concat(&[name, b" DROP CONSTRAINT "]);
        let removal = Removal::new([b"ALTER TABLE ", &place[..], &constraint.printed]);
        let made = Entry::making(constraint.id(), Role::Check, Statement::once(text)).undone_by(removal);
        let comment = comment(table, constraint, facts, &made);
        all.extend([Some(made), comment].into_iter().flatten());
    }
    all
}

/// Foreign keys; those of a partition that came with its partitioned table come with it again. A partitioned table
/// has its foreign keys together with its partitions.
fn links(table: &Table, facts: &Facts<'_>) -> Vec<Entry> {
    let name = &table.relation.printed;
    let only: &[u8] = if table.partition_key.is_some() { b"" } else { b"ONLY " };
    let own = |c: &&Constraint| c.kind == b'f' && !c.inherited_key;
    let mut all = Vec::new();
    for constraint in facts.constraints.of_table(table.relation.oid).iter().filter(own) {
        let text = concat(&[b"ALTER TABLE ", only, name, b"\n    ADD ", &constraint.clause()]);
        let place = concat(&[only, name, b" DROP CONSTRAINT "]);
        let removal = Removal::new([b"ALTER TABLE ", &place[..], &constraint.printed]);
        let made = Entry::making(constraint.id(), Role::ForeignKey, Statement::once(text)).undone_by(removal);
        let made = Entry { needs: roots_keys(table, facts), ..made };
        let comment = comment(table, constraint, facts, &made);
        all.extend([Some(made), comment].into_iter().flatten());
    }
    all
}

/// The foreign keys of the table that this one is a partition of. A partition's own are added behind them: one that
/// is there already would be taken for the partition's part of its root's.
fn roots_keys(table: &Table, facts: &Facts<'_>) -> Vec<ObjectId> {
    let root = table.parents.iter().filter(|_| table.relation_is_partition());
    let keys = root.flat_map(|root| facts.constraints.of_table(root.oid)).filter(|c| c.kind == b'f');
    keys.map(Constraint::id).collect()
}

fn comment(table: &Table, constraint: &Constraint, facts: &Facts<'_>, made: &Entry) -> Option<Entry> {
    let what: [&[u8]; 4] = [b"CONSTRAINT ", &constraint.printed, b" ON ", &table.relation.printed];
    facts.comments.on(constraint.id(), &what, made)
}
