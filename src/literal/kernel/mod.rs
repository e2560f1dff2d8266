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
//! | `lane` | sixteen bytes: load, store, which are of a class |
//! | `copy` | blocks copied until one holds a byte of a class |
//! | `number` | digits, decimal fractions |
//! | `text` | the values of the `postgres` dialect |
//! | `shape` | the values of the `cockroach` dialect |
//! | `escape` | text as it stands between `e'` and `'` |
//!
//! Only on x86-64, whose every processor has SSE2; elsewhere the plain path serves.

#![allow(unsafe_code)]

mod copy;
mod escape;
mod lane;
mod number;
mod shape;
mod text;

use std::{fmt, ptr};

use roachdump_proto::DecodeError;
use roachdump_proto::row::Body;

use super::{Literal, RowError, SEPARATOR, cockroach, postgres};
use copy::BLOCK;
use lane::LANE;

/// Bytes behind a body that may be read: a block may start at the last byte of a value, and a lane at the
/// last byte of a block.
pub(super) const READ_SLACK: usize = BLOCK + LANE;

/// Bytes behind the last byte meant that may be written.
const WRITE_SLACK: usize = BLOCK + LANE;

/// What is written for one column, apart from what its bytes become: the texts before and behind the value,
/// and what a family adds, such as an offset.
const PER_COLUMN: usize = 2 * LANE;

/// A table's columns as the kernel wants them, in the dialect they have in common.
#[derive(Clone, Debug)]
pub(super) enum Kernel {
    Postgres(Columns<Option<postgres::Literal>>),
    Cockroach(Columns<cockroach::Shape>),
}

/// How a dialect writes the values of a column.
pub(in crate::literal) trait Family: Copy + fmt::Debug {
    /// The bytes that a byte of a value becomes at most.
    const GROWTH: usize;

    /// How a literal is written; a generated column's is `DEFAULT` in every row. `None`: this dialect has
    /// no such literals.
    fn of(literal: &Literal) -> Option<Self>;

    /// What stands before every value.
    fn opening(self) -> &'static [u8];

    /// Writes the value of `size` bytes at `value` to `at`, without what stands before and behind it, and
    /// gives where the next byte goes; null if the plain path must write the literal.
    ///
    /// # Safety
    ///
    /// [`READ_SLACK`] bytes behind the value may be read. At `at` may be written [`Self::GROWTH`] bytes for
    /// each of the value's, half of [`PER_COLUMN`] besides, and [`WRITE_SLACK`] behind those; before `at`
    /// is what [`Self::opening`] says.
    unsafe fn write(self, value: *const u8, size: usize, at: *mut u8) -> *mut u8;
}

#[derive(Clone, Debug)]
pub(super) struct Columns<F> {
    columns: Vec<Column<F>>,
    /// What stands before the first value.
    before: Glue,
}

#[derive(Clone, Copy, Debug)]
struct Column<F> {
    family: F,
    /// The opening quote's size: it is already written when the value is read, and taken back for NULL.
    open: usize,
    /// What stands behind a value: its closing quote, the comma, the next opening quote.
    after: Glue,
    /// What stands for NULL.
    null: Glue,
    /// What stands behind NULL and behind a whole literal: as behind a value, without the closing quote.
    after_whole: Glue,
}

/// Up to eight bytes that are stored at once.
#[derive(Clone, Copy, Debug)]
struct Glue {
    bytes: [u8; 8],
    size: usize,
}

impl Glue {
    fn new(parts: &[&[u8]]) -> Self {
        let text = parts.concat();
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(&text).for_each(|(to, from)| *to = *from);
        Self { bytes, size: text.len().min(8) }
    }

    /// Writes it to `at`, and gives where the next byte goes.
    ///
    /// # Safety
    ///
    /// Eight bytes may be written at `at`.
    #[inline(always)]
    unsafe fn write(self, at: *mut u8) -> *mut u8 {
        // SAFETY: as above, and `size` is at most eight.
        unsafe {
            at.cast::<[u8; 8]>().write_unaligned(self.bytes);
            at.add(self.size)
        }
    }
}

impl Kernel {
    /// A kernel for these columns; `None` if there are none, or they are not of one dialect.
    pub(super) fn new(literals: &[Literal]) -> Option<Self> {
        Columns::new(literals).map(Self::Postgres).or_else(|| Columns::new(literals).map(Self::Cockroach))
    }

    /// Appends the tuple of a row whose columns are `literals`. At least [`READ_SLACK`] bytes lie behind the
    /// body.
    ///
    /// # Errors
    ///
    /// See [`RowError`]; what `out` holds behind its old end is then of no use.
    #[inline]
    pub(super) fn tuple(
        &self,
        literals: &[Literal],
        body: Body<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), RowError> {
        match self {
            Self::Postgres(columns) => columns.tuple(literals, body, out),
            Self::Cockroach(columns) => columns.tuple(literals, body, out),
        }
    }
}

impl<F: Family> Columns<F> {
    fn new(literals: &[Literal]) -> Option<Self> {
        let column = |(at, literal): (usize, &Literal)| {
            let family = F::of(literal)?;
            let opening = family.opening();
            let close: &[u8] = if opening.is_empty() { b"" } else { b"'" };
            let next = match literals.get(at + 1) {
                Some(next) => [b", ", F::of(next)?.opening()].concat(),
                None => b")".to_vec(),
            };
            let (after, after_whole) = (Glue::new(&[close, &next]), Glue::new(&[&next]));
            let null = Glue::new(&[literal.null()]);
            Some(Column { family, open: opening.len(), after, null, after_whole })
        };
        let before = Glue::new(&[SEPARATOR, F::of(literals.first()?)?.opening()]);
        let columns = literals.iter().enumerate().map(column).collect::<Option<Vec<_>>>()?;
        Some(Self { columns, before })
    }

    #[inline(always)]
    fn tuple(&self, literals: &[Literal], body: Body<'_>, out: &mut Vec<u8>) -> Result<(), RowError> {
        assert!(body.with_rest().len() >= body.size() + READ_SLACK);
        let row = body.get();
        let count = row.first_chunk().map(|word| u16::from_be_bytes(*word));
        let sent = count.ok_or(DecodeError::Missing("DataRow column count"))?;
        if usize::from(sent) != self.columns.len() {
            return Err(RowError::Columns { described: self.columns.len(), sent });
        }
        let most = F::GROWTH * row.len() + PER_COLUMN * (self.columns.len() + 1) + WRITE_SLACK;
        out.reserve(most);
        let mut at: *mut u8 = out.spare_capacity_mut().as_mut_ptr().cast();
        // SAFETY: `most` bytes may be written at `at`: for each byte of a value as many as it becomes, and
        // PER_COLUMN for each column and for `before`, with the slack behind them. `at` only ever moves
        // over bytes that were written, but for the step back over an opening quote that the column's left
        // neighbour or `before` wrote. `from` moves over what lies before `end`; the last size word may lie
        // in the slack, where it counts for nothing.
        unsafe {
            at = self.before.write(at);
            let end = row.as_ptr_range().end;
            let mut from = row.as_ptr().add(2);
            for column in &self.columns {
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
                let next = column.family.write(from, size, at);
                at = if next.is_null() {
                    let value = std::slice::from_raw_parts(from, size);
                    out.set_len(at.sub(column.open).addr() - out.as_ptr().addr());
                    self.whole(column, literals, value, out, most)?
                } else {
                    column.after.write(next)
                };
                from = from.add(size);
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
        column: &Column<F>,
        literals: &[Literal],
        value: &[u8],
        out: &mut Vec<u8>,
        most: usize,
    ) -> Result<*mut u8, RowError> {
        let at = self.columns.iter().position(|other| ptr::eq(column, other)).unwrap_or_default();
        literals[at].whole(value, out).map_err(|error| RowError::Value(at, error))?;
        // What is still to come is less than the whole row.
        out.reserve(most);
        // SAFETY: eight bytes are less than what was reserved.
        Ok(unsafe { column.after_whole.write(out.spare_capacity_mut().as_mut_ptr().cast()) })
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
