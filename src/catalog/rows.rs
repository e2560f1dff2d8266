//! How a table's rows are read, and what its INSERT names.

use bstr::BString;

use super::id::ObjectId;
use super::types::{Scalar, Type};

/// The rows of a table.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The SELECT that reads every row up to where conditions stand. Its columns are `columns`, one for one.
    pub select: BString,
    /// What follows the conditions: empty, or a blank and ORDER BY.
    pub order: BString,
    /// Conditions that a row must meet to be dumped, each checked by the server.
    pub conditions: Vec<BString>,
    /// The columns in the order of the INSERT's column list.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in its order. Empty if there is none, or if the rows are not kept by
    /// these alone: by the number of a hash's bucket first, or by a row's region.
    pub key: Vec<KeyColumn>,
    /// A value of a `GENERATED ALWAYS AS IDENTITY` column is among the columns: the INSERT says
    /// `OVERRIDING SYSTEM VALUE`.
    pub overriding: bool,
    /// The COPY that reads the rows, where a SELECT would run what initdb did not make; conditions cannot be put on
    /// it.
    pub copy: Option<BString>,
    /// The partitioned table, as the dump prints it, that the rows are loaded into in the place of their own.
    pub through: Option<BString>,
    /// The tables with rows that its foreign keys look for.
    pub references: Vec<ObjectId>,
    /// The table's OID, as RowDescription sends it; none if the catalog does not know it.
    pub table_oid: Option<u32>,
    /// The number of rows by the server's statistics, if it has any.
    pub estimated_rows: Option<u64>,
    /// The bytes that the rows take on the server's disk, by its statistics, if it has any.
    pub estimated_bytes: Option<u64>,
}

impl Rows {
    /// What reads the rows to dump.
    pub fn reading(&self) -> Reading {
        match &self.copy {
            Some(copy) if self.conditions.is_empty() => Reading::Copy(copy.clone()),
            _ => Reading::Select(self.select()),
        }
    }

    /// The SELECT that reads the rows to dump.
    pub fn select(&self) -> BString {
        self.select_where(self.conditions.iter().map(|sql| parenthesised(sql)))
    }

    /// The SELECT with these conditions, which must all hold.
    pub(super) fn select_where(&self, conditions: impl IntoIterator<Item = Vec<u8>>) -> BString {
        let mut sql = self.select.to_vec();
        for (at, condition) in conditions.into_iter().enumerate() {
            sql.extend_from_slice(if at == 0 { b" WHERE " } else { b" AND " });
            sql.extend_from_slice(&condition);
        }
        sql.extend_from_slice(&self.order);
        sql.into()
    }
}

/// The condition as it reads rows.
pub(super) fn parenthesised(condition: &[u8]) -> Vec<u8> {
    [b"(\n", condition, b"\n)"].concat()
}

/// A statement that reads rows, without its semicolon.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reading {
    /// A SELECT: each row is a DataRow.
    Select(BString),
    /// A COPY in text format: each row is a line.
    Copy(BString),
}

/// One column of an INSERT.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Column {
    /// Its name as the dump prints it.
    pub name: BString,
    /// What its values are.
    pub data_type: Type,
    /// The type's OID in RowDescription, where the catalog knows it.
    pub oid: Option<u32>,
    /// What the SELECT makes of its values, where it casts them.
    pub sent_as: Option<Scalar>,
    /// A value may be NULL.
    pub nullable: bool,
}

/// One column of a primary key. The INSERT need not name it: a server may have made it up.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KeyColumn {
    /// Its name, quoted as the server that it is read from reads it.
    pub name: BString,
    /// What its values are.
    pub data_type: Type,
    /// The key has it backwards.
    pub descending: bool,
}
