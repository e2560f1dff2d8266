//! A line of COPY, read byte by byte as it comes.
//!
//! ```text
//!             byte                 TAB
//! nothing ──────────▶ a value ─────────▶ nothing, in the next column
//!    └─ \N ─▶ NULL ────────────────────────┘      line feed: the end of the row
//! ```

use super::layout::Layout;
use super::open_value::OpenValue;
use super::row_error::LONGEST;
use super::{RowError, copy_text};

/// A line of which the end has not come.
#[derive(Debug)]
pub(super) struct CopyLine {
    column: usize,
    value: LineValue,
    /// The last byte was a backslash.
    escaped: bool,
    /// Bytes of the values so far.
    values: usize,
    /// Bytes of the value at hand.
    value_size: u32,
    /// Bytes of a DataRow for this line besides: its count, and a size for each column.
    around: usize,
    held: bool,
}

/// What has come of the value at hand.
#[derive(Debug)]
enum LineValue {
    Nothing,
    Null,
    Open(OpenValue),
}

/// The text form does not say how long a value is.
const UNKNOWN: u32 = u32::MAX;

impl CopyLine {
    /// A line of which nothing has come.
    pub(super) fn begin(layout: &Layout, out: &mut Vec<u8>) -> Self {
        out.extend_from_slice(layout.before);
        let around = 2 + 4 * layout.columns.len();
        Self {
            column: 0,
            value: LineValue::Nothing,
            escaped: false,
            values: 0,
            value_size: 0,
            around,
            held: true,
        }
    }

    /// The bytes that a DataRow of the line would have, up to here.
    pub(super) fn size(&self) -> usize {
        self.around + self.values
    }

    /// Whether what is written of it is held back.
    pub(super) fn is_held(&self) -> bool {
        self.held
    }

    /// It is held no more.
    pub(super) fn let_go(&mut self) {
        self.held = false;
    }

    /// Closes a literal that is open, unless it is held.
    pub(super) fn abort(self, out: &mut Vec<u8>) {
        if let (false, LineValue::Open(value)) = (self.held, self.value) {
            value.abort(out);
        }
    }

    /// Appends what the line's next bytes say, and moves `bytes` past them; true at the line's end.
    pub(super) fn take(
        &mut self,
        bytes: &mut &[u8],
        layout: &Layout,
        gathered: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Result<bool, RowError> {
        loop {
            let plain = if self.escaped {
                0
            } else {
                memchr::memchr3(b'\\', b'\t', b'\n', bytes).unwrap_or(bytes.len())
            };
            let (run, from) = bytes.split_at(plain);
            self.chunk(run, layout, gathered, out)?;
            *bytes = from;
            let Some((&byte, rest)) = from.split_first() else { return Ok(false) };
            *bytes = rest;
            match byte {
                letter if self.escaped => self.escape(letter, layout, gathered, out)?,
                b'\\' => self.escaped = true,
                b'\t' => self.next(layout, gathered, out)?,
                _ => return self.end(layout, gathered, out).map(|()| true),
            }
        }
    }

    /// Bytes of a value.
    fn chunk(
        &mut self,
        bytes: &[u8],
        layout: &Layout,
        gathered: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Result<(), RowError> {
        if bytes.is_empty() {
            return Ok(());
        }
        let encoder = layout.columns.get(self.column).ok_or(MORE)?;
        if let LineValue::Nothing = self.value {
            self.value = LineValue::Open(OpenValue::new(encoder, UNKNOWN, gathered, out));
            self.value_size = 0;
        }
        let LineValue::Open(value) = &mut self.value else {
            return Err(RowError::Line("has bytes beside a NULL"));
        };
        self.values += bytes.len();
        self.value_size = self.value_size.saturating_add(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        if self.value_size >= LONGEST {
            return Err(RowError::TooLong(self.column, self.value_size));
        }
        let written = value.chunk(bytes, encoder, gathered, out);
        written.map_err(|error| RowError::Value(self.column, error))
    }

    /// What stands behind a backslash.
    fn escape(
        &mut self,
        letter: u8,
        layout: &Layout,
        gathered: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Result<(), RowError> {
        self.escaped = false;
        match (letter, &self.value) {
            (b'N', LineValue::Nothing) if self.column < layout.columns.len() => {
                self.value = LineValue::Null;
                Ok(())
            }
            _ => match copy_text::unescape(letter) {
                Some(byte) => self.chunk(&[byte], layout, gathered, out),
                None => Err(RowError::Line("has an escape that no server writes")),
            },
        }
    }

    /// The value ends, and another follows.
    fn next(&mut self, layout: &Layout, gathered: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        self.close(layout, gathered, out)?;
        out.extend_from_slice(layout.between);
        if self.column < layout.columns.len() { Ok(()) } else { Err(MORE) }
    }

    /// The last value ends, and the line with it. A line without columns has no value.
    fn end(&mut self, layout: &Layout, gathered: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        if !layout.columns.is_empty() {
            self.close(layout, gathered, out)?;
        }
        out.extend_from_slice(layout.after);
        if self.column == layout.columns.len() {
            Ok(())
        } else {
            Err(RowError::Line("has fewer values than columns"))
        }
    }

    fn close(&mut self, layout: &Layout, gathered: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        let encoder = layout.columns.get(self.column).ok_or(MORE)?;
        let written = match std::mem::replace(&mut self.value, LineValue::Nothing) {
            LineValue::Open(value) => value.close(encoder, gathered, out),
            LineValue::Nothing => encoder.write(b"", out),
            LineValue::Null => {
                out.extend_from_slice(encoder.null());
                Ok(())
            }
        };
        written.map_err(|error| RowError::Value(self.column, error))?;
        self.column += 1;
        Ok(())
    }
}

const MORE: RowError = RowError::Line("has more values than columns");
