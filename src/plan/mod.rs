//! Catalog and options become an ordered list of steps: text to print, rows to stream.
//!
//! Pure: no session, no file. `order` decides what comes first, `cockroach` and `postgres` lay the
//! statements out as their dialect does.

use bstr::BString;

use crate::catalog::{Catalog, Column, Dialect, Object, Rows};
use crate::cli::Dump;

mod cockroach;
mod order;
mod postgres;

/// What to write, in order.
#[derive(Debug)]
pub struct Plan {
    /// The dialect everything is written in.
    pub dialect: Dialect,
    /// The steps.
    pub steps: Vec<Step>,
    /// What the user should know before it begins, one line each.
    pub warnings: Vec<String>,
    /// Whether a complete dump ends with a comment that says so.
    pub trailer: bool,
}

/// One step of a dump.
#[derive(Debug)]
pub enum Step {
    /// Text, complete with its line ends.
    Text(BString),
    /// The rows of a table.
    Rows(Box<TableStep>),
}

impl Step {
    /// The rows of a table, if it is those.
    pub fn rows(&self) -> Option<&TableStep> {
        match self {
            Self::Text(_) => None,
            Self::Rows(step) => Some(step),
        }
    }
}

/// The rows of a table.
#[derive(Debug)]
pub struct TableStep {
    /// The table's name as printed, for messages.
    pub table: BString,
    /// The SELECT to stream.
    pub select: BString,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The INSERT up to its first row.
    pub head: BString,
    /// The number of rows by the server's statistics, if it has any.
    pub estimated_rows: Option<u64>,
}

/// Lays out a dump.
pub fn plan(catalog: Catalog, dump: &Dump) -> Plan {
    let dialect = catalog.dialect;
    let (steps, warnings) = match dialect {
        Dialect::Cockroach(profile) => (cockroach::steps(catalog, profile, dump.mode), Vec::new()),
        Dialect::Postgres => postgres::steps(catalog, dump.mode),
    };
    let trailer = dump.trailer.unwrap_or(dialect == Dialect::Postgres);
    Plan { dialect, steps, warnings, trailer }
}

/// The data step of a table; `head` makes its INSERT up to the first row.
fn rows_step(object: &Object, rows: &Rows, head: impl FnOnce(&[u8], &Rows) -> BString) -> Step {
    Step::Rows(Box::new(TableStep {
        table: object.printed.clone(),
        head: head(&object.printed, rows),
        select: rows.select.clone(),
        columns: rows.columns.clone(),
        estimated_rows: rows.estimated_rows,
    }))
}

/// `a, b, c`
fn column_list(columns: &[Column]) -> BString {
    bstr::join(", ", columns.iter().map(|column| &column.name)).into()
}
