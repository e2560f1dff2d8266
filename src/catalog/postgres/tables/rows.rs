//! How a table's rows are read.

use std::collections::BTreeSet;

use super::super::column_types::type_of;
use super::super::ids::{class, id};
use super::columns::Column;
use super::{Facts, Table};
use crate::catalog;
use crate::catalog::{KeyColumn, ObjectId, Rows};
use crate::sql::concat;

/// The rows of a table that has any of its own: a partitioned table's rows are its partitions', and a
/// standby has none of an unlogged table.
pub(super) fn rows(table: &Table, facts: &Facts<'_>) -> Option<Rows> {
    if table.partition_key.is_some() || (facts.standby && table.relation.unlogged) {
        return None;
    }
    let all = facts.columns.of_table(table.relation.oid);
    let columns: Vec<&Column> = all.iter().filter(|c| !c.is_generated()).collect();
    let names: Vec<&[u8]> = columns.iter().map(|c| c.name.printed.as_slice()).collect();
    let (list, printed) = (names.join(&b", "[..]), &table.relation.printed);
    let copy = || match names.is_empty() {
        true => concat(&[b"COPY ", printed, b" TO STDOUT"]),
        false => concat(&[b"COPY ", printed, b" (", &list, b") TO STDOUT"]),
    };
    Some(Rows {
        select: concat(&[b"SELECT ", &list, b" FROM ONLY ", printed]),
        copy: facts.untrusted.contains(&table.relation.oid).then(copy),
        through: facts.routes.get(&table.relation.oid).cloned(),
        columns: columns.iter().map(|c| column(c, facts)).collect(),
        overriding: columns.iter().any(|c| c.identity == b'a'),
        key: key(table.relation.oid, facts),
        references: references(table.relation.oid, facts),
        table_oid: Some(table.relation.oid),
        estimated_rows: known(table.estimate),
        estimated_bytes: known(table.pages),
        ..Rows::default()
    })
}

/// The tables with rows that this table's foreign keys look for: a partitioned table's are in its partitions.
fn references(table: u32, facts: &Facts<'_>) -> Vec<ObjectId> {
    let referenced = facts.constraints.references(table).flat_map(|oid| facts.partitions.tree(oid));
    let others: BTreeSet<u32> = referenced.filter(|oid| *oid != table).collect();
    others.into_iter().map(|oid| id(class::CLASS, oid)).collect()
}

/// The columns of the primary key, which is never backwards.
fn key(table: u32, facts: &Facts<'_>) -> Vec<KeyColumn> {
    let columns = facts.columns.of_table(table);
    let of = |number: &i16| columns.iter().find(|column| column.number == *number);
    let numbers = facts.constraints.primary_key(table);
    let key = |found: &Column| {
        let catalog::Column { name, data_type, .. } = column(found, facts);
        KeyColumn { name, data_type, descending: false }
    };
    numbers.iter().filter_map(of).map(key).collect()
}

/// A statistic that there is.
fn known(number: i64) -> Option<u64> {
    u64::try_from(number).ok().filter(|number| *number > 0)
}

fn column(column: &Column, facts: &Facts<'_>) -> catalog::Column {
    let oid = facts.domains.base(column.type_oid);
    catalog::Column {
        name: column.name.printed.clone(),
        data_type: type_of(oid, column.type_name.clone()),
        oid: Some(oid),
        nullable: !column.not_null,
        ..catalog::Column::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::super::constraints::{Constraint, Constraints};
    use super::super::columns::Columns;
    use super::super::tests::{facts, name, table};
    use super::*;
    use crate::catalog::Scalar;

    fn read(columns: Vec<Column>) -> Rows {
        let columns = Columns::from(HashMap::from([(1, columns)]));
        rows(&table(), &facts(&columns)).unwrap()
    }

    #[test]
    fn generated_columns_are_not_named() {
        let plain = Column { name: name("a"), type_oid: 23, ..Column::default() };
        let generated = Column { name: name("g"), generated: b's', ..Column::default() };
        let identity = Column { name: name("\"I d\""), identity: b'a', ..Column::default() };
        let all = read(vec![plain.clone(), generated.clone(), identity]);
        assert_eq!(all.select, "SELECT a, \"I d\" FROM ONLY s.t");
        assert_eq!((all.columns.len(), all.overriding, all.table_oid), (2, true, Some(1)));
        let all = read(vec![plain, generated]);
        assert_eq!((all.columns.len(), all.overriding), (1, false));
    }

    #[test]
    fn what_a_column_is() {
        let a = Column { name: name("a"), type_oid: 23, not_null: true, ..Column::default() };
        let b = Column { name: name("b"), type_oid: 1009, type_name: "text[]".into(), ..Column::default() };
        let [a, b] = &read(vec![a, b]).columns[..] else { panic!("two columns") };
        assert_eq!(
            (a.oid, a.nullable, a.data_type.scalar, a.data_type.array),
            (Some(23), false, Scalar::Integer, false)
        );
        assert_eq!(
            (b.oid, b.nullable, b.data_type.scalar, b.data_type.array),
            (Some(1009), true, Scalar::Text, true)
        );
    }

    #[test]
    fn the_key_has_its_own_order() {
        let column = |number, printed| Column { number, name: name(printed), ..Column::default() };
        let columns = HashMap::from([(1, vec![column(1, "a"), column(2, "g"), column(4, "\"I d\"")])]);
        let columns = Columns::from(columns);
        let constraints =
            Constraints::of(1, [Constraint { kind: b'p', columns: vec![4, 1], ..Constraint::default() }]);
        let found = rows(&table(), &Facts { constraints: &constraints, ..facts(&columns) }).unwrap();
        assert_eq!(found.key.iter().map(|column| &column.name).collect::<Vec<_>>(), ["\"I d\"", "a"]);
        assert_eq!(rows(&table(), &facts(&columns)).unwrap().key, []);
    }

    #[test]
    fn no_columns() {
        assert_eq!(read(Vec::new()).select, "SELECT  FROM ONLY s.t");
    }

    #[test]
    fn rows_that_are_not_there() {
        let columns = Columns::default();
        let parent = Table { partition_key: Some("RANGE (a)".into()), ..table() };
        assert!(rows(&parent, &facts(&columns)).is_none());
        let mut unlogged = table();
        unlogged.relation.unlogged = true;
        assert!(rows(&unlogged, &facts(&columns)).is_some());
        assert!(rows(&unlogged, &Facts { standby: true, ..facts(&columns) }).is_none());
    }
}
