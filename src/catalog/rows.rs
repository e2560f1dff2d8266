//! How a table's rows are read, and what its INSERT names.

use bstr::BString;

use super::condition;
use super::entry::ObjectId;

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
    /// A value of a `GENERATED ALWAYS AS IDENTITY` column is among the columns: the INSERT says
    /// `OVERRIDING SYSTEM VALUE`.
    pub overriding: bool,
    /// The tables with rows that its foreign keys look for.
    pub references: Vec<ObjectId>,
    /// The number of rows by the server's statistics, if it has any.
    pub estimated_rows: Option<u64>,
    /// The bytes that the rows take on the server's disk, by its statistics, if it has any.
    pub estimated_bytes: Option<u64>,
}

impl Rows {
    /// The SELECT that reads the rows to dump, without its semicolon.
    pub fn statement(&self) -> BString {
        condition::having(self, self.conditions.iter().map(|sql| condition::parenthesised(sql)))
    }
}

/// One column of an INSERT.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Column {
    /// Its name as the dump prints it.
    pub name: BString,
    /// The type's OID, as RowDescription sends it; 0 if the catalog does not know it.
    pub type_oid: u32,
    /// The type's name as the server writes it: `INT8`, `DECIMAL(10,3)[]`, `STRING COLLATE de`
    /// (CockroachDB), `integer` (PostgreSQL).
    pub type_name: BString,
    /// The column is generated: the INSERT names it and every row says `DEFAULT`; the SELECT has NULL there.
    pub generated: bool,
}
