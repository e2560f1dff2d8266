//! How a table's rows are read.

use std::collections::BTreeSet;

use super::super::ids::{class, id};
use super::columns::Column;
use super::{Facts, Table};
use crate::catalog;
use crate::catalog::{ObjectId, Rows};
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
    let select = concat(&[b"SELECT ", &names.join(&b", "[..]), b" FROM ONLY ", &table.relation.printed]);
    Some(Rows {
        select,
        columns: columns.iter().map(|c| column(c, facts)).collect(),
        overriding: columns.iter().any(|c| c.identity == b'a'),
        references: references(table.relation.oid, facts),
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

/// A statistic that there is.
fn known(number: i64) -> Option<u64> {
    u64::try_from(number).ok().filter(|number| *number > 0)
}

fn column(column: &Column, facts: &Facts<'_>) -> catalog::Column {
    catalog::Column {
        name: column.name.printed.clone(),
        type_oid: facts.domains.base(column.type_oid),
        type_name: column.type_name.clone(),
        generated: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::Columns;
    use super::super::tests::{facts, name, table};
    use super::*;

    fn read(columns: Vec<Column>) -> Rows {
        let columns = Columns::from(std::collections::HashMap::from([(1, columns)]));
        rows(&table(), &facts(&columns)).unwrap()
    }

    #[test]
    fn generated_columns_are_not_named() {
        let plain = Column { name: name("a"), type_oid: 23, ..Column::default() };
        let generated = Column { name: name("g"), generated: b's', ..Column::default() };
        let identity = Column { name: name("\"I d\""), identity: b'a', ..Column::default() };
        let all = read(vec![plain.clone(), generated.clone(), identity]);
        assert_eq!(all.select, "SELECT a, \"I d\" FROM ONLY s.t");
        assert_eq!((all.columns.len(), all.overriding), (2, true));
        let all = read(vec![plain, generated]);
        assert_eq!((all.columns.len(), all.overriding), (1, false));
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
