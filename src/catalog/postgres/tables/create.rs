//! CREATE TABLE.

use bstr::{BString, ByteSlice};

use super::super::constraints::Constraint;
use super::columns::Column;
use super::{Facts, Parent, Table, inherit};
use crate::catalog::Statement;
use crate::sql::concat;

/// CREATE TABLE with the columns and constraints that hold from the first row on.
pub(super) fn statement(table: &Table, facts: &Facts<'_>) -> Statement {
    let head = if table.relation.unlogged { "CREATE UNLOGGED TABLE " } else { "CREATE TABLE " };
    let mut text = table.relation.printed.clone();
    if let Some(of) = &table.of_type {
        text.extend_from_slice(&concat(&[b" OF ", of]));
    }
    let items = items(table, facts);
    // A typed table may say nothing of its columns, but then without parentheses.
    if table.of_type.is_none() || !items.is_empty() {
        let lines: Vec<BString> = items.iter().map(|item| concat(&[b"\n    ", item])).collect();
        text.extend_from_slice(&concat(&[b" (", &bstr::join(b",", lines), b"\n)"]));
    }
    if table.is_child() {
        let parents: Vec<&BString> = table.parents.iter().map(|p| &p.printed).collect();
        text.extend_from_slice(&concat(&[b"\nINHERITS (", &bstr::join(b", ", parents), b")"]));
    }
    for (word, value, end) in [
        ("\nPARTITION BY ", &table.partition_key, ""),
        ("\nUSING ", &table.method, ""),
        ("\nWITH (", &table.parameters, ")"),
    ] {
        if let Some(value) = value {
            text.extend_from_slice(&concat(&[word.as_bytes(), value, end.as_bytes()]));
        }
    }
    Statement::guarded(head, text)
}

/// What stands between the parentheses.
fn items(table: &Table, facts: &Facts<'_>) -> Vec<BString> {
    let mut items = Vec::new();
    let constraints = facts.constraints.of_table(table.relation.oid);
    for column in facts.columns.of_table(table.relation.oid) {
        let parents = facts.parent_columns(table, column);
        let not_null = not_null(table, column, constraints, facts);
        if inherit::is_printed(column, &parents) {
            items.extend(column_item(table, column, &parents, not_null));
        } else if let Some(NotNull::Named(constraint)) = not_null.filter(|_| !table.relation_is_partition()) {
            items.push(constraint.clause());
        }
    }
    let checks = constraints.iter().filter(|c| c.is_check() && !c.late);
    let said =
        |c: &&Constraint| c.local || table.relation_is_partition() || !facts.has_parents_check(table, c);
    items.extend(checks.filter(said).map(Constraint::clause));
    items
}

/// A column's definition; in a typed table only what its type does not say.
fn column_item(
    table: &Table,
    column: &Column,
    parents: &[&Column],
    not_null: Option<NotNull<'_>>,
) -> Option<BString> {
    let mut item = column.name.printed.clone();
    if table.of_type.is_none() {
        item.extend_from_slice(&concat(&[b" ", &column.type_name]));
        if let Some(collation) = &column.collation {
            item.extend_from_slice(&concat(&[b" COLLATE ", collation]));
        }
    } else {
        item.extend_from_slice(b" WITH OPTIONS");
    }
    let bare = item.len();
    item.extend_from_slice(&value(column, parents));
    match not_null {
        Some(NotNull::Plain) => item.extend_from_slice(b" NOT NULL"),
        Some(NotNull::Named(c)) => {
            item.extend_from_slice(&concat(&[b" CONSTRAINT ", &c.printed, b" NOT NULL", no_inherit(c)]));
        }
        None => {}
    }
    (table.of_type.is_none() || item.len() > bare).then_some(item)
}

/// The default, or what the column is generated from. What parents generate alike is theirs to say: before 16 the
/// server takes it from no child. A child without a default says so where a parent has one.
fn value(column: &Column, parents: &[&Column]) -> BString {
    let has_default = |parent: &&&Column| parent.default.is_some() && !parent.is_generated();
    let alike = |parent: &&Column| parent.generated == column.generated && parent.default == column.default;
    match (&column.default, column.generated) {
        (None, _) if parents.iter().any(|parent| has_default(&parent)) => " DEFAULT NULL".into(),
        (None, _) => BString::default(),
        (Some(_), b's' | b'v') if !parents.is_empty() && parents.iter().all(alike) => BString::default(),
        (Some(expression), b's') => concat(&[b" GENERATED ALWAYS AS (", expression, b") STORED"]),
        (Some(expression), b'v') => concat(&[b" GENERATED ALWAYS AS (", expression, b")"]),
        (Some(_), _) if column.default_apart => BString::default(),
        (Some(expression), _) => concat(&[b" DEFAULT ", expression]),
    }
}

/// How a column's NOT NULL is said.
#[derive(Clone, Copy, Debug)]
enum NotNull<'a> {
    /// Without a name.
    Plain,
    /// With the name it has, which the server would not choose by itself.
    Named(&'a Constraint),
}

/// Before 18 NOT NULL is a flag of the column. From 18 it is a constraint with a name, which may be
/// inherited only: then a parent's says it, unless the table is a partition that is still to be attached, or no
/// parent has one any more, or the parent's own is not validated and added later.
fn not_null<'a>(
    table: &Table,
    column: &Column,
    constraints: &'a [Constraint],
    facts: &Facts<'_>,
) -> Option<NotNull<'a>> {
    let Some(own) = not_null_of(constraints, column.number) else {
        return column.not_null.then_some(NotNull::Plain);
    };
    let said_by_parent = || {
        let parents = facts.parents_not_null(table, column);
        !own.local && !table.relation_is_partition() && !parents.is_empty() && parents.iter().all(|c| !c.late)
    };
    if own.late || said_by_parent() {
        None
    } else if column.local && is_default_name(table, column, own) {
        Some(NotNull::Plain)
    } else {
        Some(NotNull::Named(own))
    }
}

/// The NOT NULL constraint of a column.
fn not_null_of(constraints: &[Constraint], column: i16) -> Option<&Constraint> {
    constraints.iter().find(|c| c.kind == b'n' && c.columns == [column])
}

impl Facts<'_> {
    /// The NOT NULL constraints of parents on the column.
    fn parents_not_null(&self, table: &Table, column: &Column) -> Vec<&Constraint> {
        let of = |parent: &Parent| {
            let same = self.columns.of_table(parent.oid).iter().find(|c| c.name == column.name)?;
            not_null_of(self.constraints.of_table(parent.oid), same.number)
        };
        table.parents.iter().filter_map(of).collect()
    }

    /// A parent has the check, and with it the child.
    fn has_parents_check(&self, table: &Table, check: &Constraint) -> bool {
        let has = |parent: &Parent| {
            let own = self.constraints.of_table(parent.oid).iter();
            own.into_iter().any(|c| c.is_check() && c.name == check.name)
        };
        table.parents.iter().any(has)
    }
}

/// The name is the one the server chooses for a NOT NULL without a name.
fn is_default_name(table: &Table, column: &Column, constraint: &Constraint) -> bool {
    let chosen = concat(&[&table.relation.name, b"_", &column.name.raw, b"_not_null"]);
    constraint.name == chosen && !constraint.shared_name && no_inherit(constraint).is_empty()
}

fn no_inherit(constraint: &Constraint) -> &'static [u8] {
    if constraint.definition.ends_with_str(" NO INHERIT") { b" NO INHERIT" } else { b"" }
}
