//! What the rows of a table look like: how each column is written, and what stands around the values.

use super::{RowError, SEPARATOR, ValueEncoder};

/// What the rows of a table look like.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) columns: Vec<ValueEncoder>,
    /// What stands before the first value,
    pub(super) before: &'static [u8],
    /// between two,
    pub(super) between: &'static [u8],
    /// and behind the last.
    pub(super) after: &'static [u8],
}

impl Layout {
    /// Tuples of an INSERT.
    pub(super) fn tuples(columns: Vec<ValueEncoder>) -> Self {
        Self { columns, before: SEPARATOR, between: b", ", after: b")" }
    }

    /// Lines of COPY.
    pub(super) fn lines(columns: Vec<ValueEncoder>) -> Self {
        Self { columns, before: b"", between: b"\t", after: b"\n" }
    }

    /// Holds the number of columns that a row announces against those described.
    pub(super) fn check(&self, sent: u16) -> Result<(), RowError> {
        let described = self.columns.len();
        if usize::from(sent) == described { Ok(()) } else { Err(RowError::Columns { described, sent }) }
    }

    /// What writes the values of a column, counted from 0.
    pub(super) fn encoder(&self, column: usize) -> Result<&ValueEncoder, RowError> {
        self.columns.get(column).ok_or(RowError::Misplaced("a value behind the last column"))
    }
}
