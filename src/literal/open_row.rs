//! A row that arrives in chunks, because it is longer than is held.
//!
//! ```text
//! Begin ─▶ OpenRow: no value ⇄ a value, gathered or streamed ─▶ End
//! ```

use roachdump_proto::row::{ChunkedRow, RowStep};

use super::layout::Layout;
use super::open_value::OpenValue;
use super::row_error::LONGEST;
use super::{RowError, ValueEncoder};

/// A row of which the end has not come.
#[derive(Debug)]
pub(super) struct OpenRow {
    row: ChunkedRow,
    /// The column of the open value, or of the next one.
    column: usize,
    value: Option<OpenValue>,
}

impl OpenRow {
    /// A row whose body of `size` bytes is to come.
    pub(super) fn new(size: u32) -> Self {
        Self { row: ChunkedRow::new(size), column: 0, value: None }
    }

    /// Appends what the next bytes of the body hold. `gathered` serves values that must be whole.
    pub(super) fn chunk(
        &mut self,
        mut bytes: &[u8],
        layout: &Layout,
        gathered: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Result<(), RowError> {
        loop {
            match self.row.step(&mut bytes)? {
                RowStep::Columns(sent) => layout.check(sent)?,
                RowStep::Null => {
                    let encoder = self.begin(layout, out)?;
                    out.extend_from_slice(encoder.null());
                    self.column += 1;
                }
                RowStep::Value(size) => {
                    let encoder = self.begin(layout, out)?;
                    if size >= LONGEST && matches!(encoder, ValueEncoder::Postgres(_)) {
                        return Err(RowError::TooLong(self.column, size));
                    }
                    self.value = Some(OpenValue::new(encoder, size, gathered, out));
                    if size == 0 {
                        self.close(layout, gathered, out)?;
                    }
                }
                RowStep::Chunk { bytes, left } => {
                    let value = self.value.as_mut().ok_or(RowError::Misplaced("a chunk without a value"))?;
                    let written = value.chunk(bytes, layout.encoder(self.column)?, gathered, out);
                    written.map_err(|error| RowError::Value(self.column, error))?;
                    if left == 0 {
                        self.close(layout, gathered, out)?;
                    }
                }
                RowStep::NeedMore => return Ok(()),
            }
        }
    }

    /// Checks that the row is complete.
    pub(super) fn end(&self) -> Result<(), RowError> {
        Ok(self.row.end()?)
    }

    /// Closes a literal that is open.
    pub(super) fn abort(self, out: &mut Vec<u8>) {
        if let Some(value) = self.value {
            value.abort(out);
        }
    }

    /// Appends what stands before the next value, and gives what writes it.
    fn begin<'a>(&self, layout: &'a Layout, out: &mut Vec<u8>) -> Result<&'a ValueEncoder, RowError> {
        if self.column > 0 {
            out.extend_from_slice(layout.between);
        }
        layout.encoder(self.column)
    }

    fn close(&mut self, layout: &Layout, gathered: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        let value = self.value.take().ok_or(RowError::Misplaced("a value's end without a value"))?;
        let written = value.close(layout.encoder(self.column)?, gathered, out);
        written.map_err(|error| RowError::Value(self.column, error))?;
        self.column += 1;
        Ok(())
    }
}
