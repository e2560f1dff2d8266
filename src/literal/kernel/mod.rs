//! The hot loop: one DataRow to one tuple in one pass, sixteen bytes at a time.
//!
//! The one module with unsafe code besides `sys`. What it buys is in `benches/record`; what it must do is
//! what [`RowEncoder`](super::RowEncoder)'s plain path does, which tests and the fuzzer hold it against.
//!
//! Three ideas make it fast. Bytes are loaded, looked at and stored together, and more are stored than are
//! meant: what is too much is overwritten by what follows. What stands between two values (`', '`) is known
//! before the row: it is one store of eight bytes. And a value that is not of the common form is left to
//! the plain path, which begins it anew: the kernel knows no errors of values, nor rare types.
//!
//! ```text
//! body      … | size | value ………………| size | value …      reads stay inside the receive buffer
//!                      └ load 16 ┘
//! out       … 'value ………………', '                          writes stay inside what was reserved
//!              └ store 16 ┘└ store 8 ┘
//! ```
//!
//! | file | what is in it |
//! |---|---|
//! | `bounds` | what may be read and written beyond a value |
//! | `glue` | what stands between two values |
//! | `lane` | sixteen bytes: load, store, which are of a class |
//! | `blocks` | blocks copied until one holds a byte of a class |
//! | `number` | digits, decimal fractions |
//! | `text` | the values of the `postgres` dialect |
//! | `line` | lines of COPY in the `postgres` dialect |
//! | `shape` | the values of the `cockroach` dialect |
//! | `escape` | text as it stands between `e'` and `'` |
//!
//! Only on x86-64, whose every processor has SSE2; elsewhere the plain path serves.

#![allow(unsafe_code)]

mod blocks;
mod bounds;
mod escape;
mod glue;
mod lane;
mod line;
mod number;
mod shape;
mod text;
#[cfg(test)]
mod twin;

use std::fmt;

use roachdump_proto::DecodeError;

use super::{RowError, SEPARATOR, ValueEncoder, cockroach, postgres};
use crate::connect::Buffered;
use bounds::Bounds;
pub(super) use bounds::READ_SLACK;
use glue::Glue;

/// A table's columns as the kernel wants them, in the dialect they have in common.
#[derive(Clone, Debug)]
pub(super) enum Kernel {
    Postgres(Columns<postgres::Family>),
    Cockroach(Columns<cockroach::Shape>),
}

/// Writes the values of a column in a dialect.
///
/// # Safety
///
/// `write` keeps to [`Self::BOUNDS`]: it neither reads nor writes beyond them, and the place it gives back is
/// at most [`Bounds::value`] behind `at`, with every byte between the two written.
pub(in crate::literal) unsafe trait BlockWriter: Copy + fmt::Debug {
    /// The dialect's row of the table.
    const BOUNDS: Bounds;

    /// The writer for what an encoder writes; `None` if that is of another dialect.
    fn of(encoder: &ValueEncoder) -> Option<Self>;

    /// What stands before every value.
    fn opening(self) -> &'static [u8];

    /// Writes the value of `size` bytes at `value` to `at`, without what stands before and behind it, and
    /// gives where the next byte goes; null if the plain path must write the literal.
    ///
    /// # Safety
    ///
    /// The value may be read, and as many bytes behind it as [`Self::BOUNDS`] says. At `at` may be written
    /// what [`Bounds::value`] says for its size, and [`Bounds::writes_beyond`] behind that; before `at` is
    /// what [`Self::opening`] says.
    unsafe fn write(self, value: *const u8, size: usize, at: *mut u8) -> *mut u8;
}

#[derive(Clone, Debug)]
pub(super) struct Columns<W> {
    columns: Vec<Column<W>>,
    /// What stands before the first value.
    before: Glue,
}

#[derive(Clone, Copy, Debug)]
struct Column<W> {
    writer: W,
    /// The opening quote's size: it is already written when the value is read, and taken back for NULL.
    open: usize,
    /// What stands behind a value: its closing quote, the comma, the next opening quote.
    after: Glue,
    /// What stands for NULL.
    null: Glue,
    /// What stands behind NULL and behind a whole literal: as behind a value, without the closing quote.
    after_whole: Glue,
}

impl Kernel {
    /// A kernel for columns that these write; `None` if there are none, or they are not of one dialect.
    pub(super) fn new(encoders: &[ValueEncoder]) -> Option<Self> {
        Columns::new(encoders).map(Self::Postgres).or_else(|| Columns::new(encoders).map(Self::Cockroach))
    }

    /// Appends the tuple of a row whose columns `encoders` write. At least [`READ_SLACK`] bytes lie behind the
    /// body.
    ///
    /// # Errors
    ///
    /// See [`RowError`]; what `out` holds behind its old end is then of no use.
    #[inline]
    pub(super) fn tuple(
        &self,
        encoders: &[ValueEncoder],
        row: Buffered<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), RowError> {
        match self {
            Self::Postgres(columns) => columns.tuple(encoders, row, out),
            Self::Cockroach(columns) => columns.tuple(encoders, row, out),
        }
    }
}

impl Kernel {
    /// Appends the tuple of a line of COPY whose columns `encoders` write; false if the plain path must. At least
    /// [`READ_SLACK`] bytes lie behind the line.
    #[inline]
    pub(super) fn line(&self, encoders: &[ValueEncoder], line: Buffered<'_>, out: &mut Vec<u8>) -> bool {
        match self {
            Self::Postgres(columns) => columns.line(encoders, line, out),
            Self::Cockroach(_) => false,
        }
    }
}

impl<W: BlockWriter> Columns<W> {
    fn new(encoders: &[ValueEncoder]) -> Option<Self> {
        let column = |(at, encoder): (usize, &ValueEncoder)| {
            let writer = W::of(encoder)?;
            let opening = writer.opening();
            let close: &[u8] = if opening.is_empty() { b"" } else { b"'" };
            let next = match encoders.get(at + 1) {
                Some(next) => [b", ", W::of(next)?.opening()].concat(),
                None => b")".to_vec(),
            };
            let (after, after_whole) = (Glue::new(&[close, &next]), Glue::new(&[&next]));
            let null = Glue::new(&[encoder.null()]);
            Some(Column { writer, open: opening.len(), after, null, after_whole })
        };
        let before = Glue::new(&[SEPARATOR, W::of(encoders.first()?)?.opening()]);
        let columns = encoders.iter().enumerate().map(column).collect::<Option<Vec<_>>>()?;
        Some(Self { columns, before })
    }

    #[inline(always)]
    fn tuple(&self, encoders: &[ValueEncoder], row: Buffered<'_>, out: &mut Vec<u8>) -> Result<(), RowError> {
        let (buffer, size) = (row.buffer(), row.size());
        assert!(buffer.len() >= size + READ_SLACK);
        let count = row.body().first_chunk().map(|word| u16::from_be_bytes(*word));
        let sent = count.ok_or(DecodeError::Missing("DataRow column count"))?;
        if usize::from(sent) != self.columns.len() {
            return Err(RowError::Columns { described: self.columns.len(), sent });
        }
        let most = W::BOUNDS.row(size, self.columns.len());
        out.reserve(most);
        let mut at: *mut u8 = out.spare_capacity_mut().as_mut_ptr().cast();
        // SAFETY: `most` bytes may be written at `at`: for each byte of a value as many as it becomes, and for
        // each column and for `before` what stands around a value, with what may be written beyond behind
        // them. `at` only ever moves over bytes that were written, but for the step back over an opening quote
        // that the column's left neighbour or `before` wrote. `from` is a pointer into the whole buffer, whose
        // length was checked above; it moves over what lies before `end`, and the last size word may lie
        // behind, where it counts for nothing.
        unsafe {
            at = self.before.write(at);
            let mut from = buffer.as_ptr().add(2);
            let end = buffer.as_ptr().add(size);
            for (nth, column) in self.columns.iter().enumerate() {
                let size = i32::from_be_bytes(from.cast::<[u8; 4]>().read());
                from = from.add(4);
                let left = end.offset_from(from);
                // NULL is -1, larger than any size as an unsigned number: one test for all that is rare.
                if i64::from(size.cast_unsigned()) > left as i64 {
                    if left < 0 || size != -1 {
                        return Err(bad_size(size, left).into());
                    }
                    at = column.after_whole.write(column.null.write(at.sub(column.open)));
                    continue;
                }
                let size = size.cast_unsigned() as usize;
                let next = column.writer.write(from, size, at);
                at = if next.is_null() {
                    let value = std::slice::from_raw_parts(from, size);
                    out.set_len(at.sub(column.open).addr() - out.as_ptr().addr());
                    self.whole(nth, encoders, value, out, most)?
                } else {
                    debug_assert!((0..=W::BOUNDS.value(size)).contains(&next.addr().wrapping_sub(at.addr())));
                    column.after.write(next)
                };
                from = from.add(size);
                debug_assert!(at.addr() + W::BOUNDS.writes_beyond <= out.as_ptr().addr() + out.capacity());
            }
            if from != end {
                return Err(DecodeError::Trailing("DataRow").into());
            }
            out.set_len(at.addr() - out.as_ptr().addr());
        }
        Ok(())
    }

    /// Has the plain path append a literal, reserves `most` bytes again, and gives where the next byte goes.
    #[cold]
    #[inline(never)]
    fn whole(
        &self,
        column: usize,
        encoders: &[ValueEncoder],
        value: &[u8],
        out: &mut Vec<u8>,
        most: usize,
    ) -> Result<*mut u8, RowError> {
        encoders[column].write(value, out).map_err(|error| RowError::Value(column, error))?;
        // What is still to come is less than the whole row.
        out.reserve(most);
        // SAFETY: a glue is less than what was reserved.
        Ok(unsafe { self.columns[column].after_whole.write(out.spare_capacity_mut().as_mut_ptr().cast()) })
    }
}

#[cold]
fn bad_size(size: i32, left: isize) -> DecodeError {
    if left < 0 {
        DecodeError::Missing("DataRow column size")
    } else if size < 0 {
        DecodeError::Invalid("DataRow column size")
    } else {
        DecodeError::Missing("DataRow column value")
    }
}
