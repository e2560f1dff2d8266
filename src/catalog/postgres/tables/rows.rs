//! How a table's rows are read.

use super::columns::Column;
use super::{Facts, Table};
use crate::catalog;
use crate::catalog::{Data, Rows};
use crate::sql::concat;

/// The rows of a table that has any of its own: a partitioned table's rows are its partitions', and a
/// standby has none of an unlogged table.
pub(super) fn data(table: &Table, facts: &Facts<'_>) -> Data {
    if table.partition_key.is_some() || (facts.standby && table.relation.unlogged) {
        return Data::None;
    }
    let all = facts.columns.of_table(table.relation.oid);
    let columns: Vec<&Column> = all.iter().filter(|c| !c.is_generated()).collect();
    let names: Vec<&[u8]> = columns.iter().map(|c| c.name.printed.as_slice()).collect();
    let select = concat(&[b"SELECT ", &names.join(&b", "[..]), b" FROM ONLY ", &table.relation.printed]);
    Data::Rows(Rows {
        select,
        columns: columns.iter().map(|c| column(c, facts)).collect(),
        overriding: columns.iter().any(|c| c.identity == b'a'),
        estimated_rows: known(table.estimate),
        estimated_bytes: known(table.pages),
        ..Rows::default()
    })
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

    fn rows(columns: Vec<Column>) -> Rows {
        let columns = Columns::from(std::collections::HashMap::from([(1, columns)]));
        match data(&table(), &facts(&columns)) {
            Data::Rows(rows) => rows,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn generated_columns_are_not_named() {
        let plain = Column { name: name("a"), type_oid: 23, ..Column::default() };
        let generated = Column { name: name("g"), generated: b's', ..Column::default() };
        let identity = Column { name: name("\"I d\""), identity: b'a', ..Column::default() };
        let read = rows(vec![plain.clone(), generated.clone(), identity]);
        assert_eq!(read.select, "SELECT a, \"I d\" FROM ONLY s.t");
        assert_eq!((read.columns.len(), read.overriding), (2, true));
        let read = rows(vec![plain, generated]);
        assert_eq!((read.columns.len(), read.overriding), (1, false));
    }

    #[test]
    fn no_columns() {
        assert_eq!(rows(Vec::new()).select, "SELECT  FROM ONLY s.t");
    }

    #[test]
    fn rows_that_are_not_there() {
        let columns = Columns::default();
        let parent = Table { partition_key: Some("RANGE (a)".into()), ..table() };
        assert!(matches!(data(&parent, &facts(&columns)), Data::None));
        let mut unlogged = table();
        unlogged.relation.unlogged = true;
        assert!(matches!(data(&unlogged, &facts(&columns)), Data::Rows(_)));
        assert!(matches!(data(&unlogged, &Facts { standby: true, ..facts(&columns) }), Data::None));
    }
}
