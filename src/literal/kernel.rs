//! The hot loop of the `postgres` dialect: one DataRow to one tuple in one pass, sixteen bytes at a time.
//!
//! The one module with unsafe code besides `sys`. What it buys is in `benches/record`; what it must do is
//! what [`RowEncoder`](super::RowEncoder)'s plain path does, which tests and the fuzzer hold it against.
//!
//! Two ideas make it fast. Bytes are loaded, looked at and stored together, and more are stored than are
//! meant: what is too much is overwritten by what follows. And what stands between two values (`', '`) is
//! known before the row: it is one store of eight bytes.
//!
//! ```text
//! body      … | size | value ………………| size | value …      reads stay inside the receive buffer
//!                      └ load 16 ┘
//! out       … 'value ………………', '                          writes stay inside what was reserved
//!              └ store 16 ┘└ store 8 ┘
//! ```
//!
//! Only on x86-64, whose every processor has SSE2; elsewhere the plain path serves.

#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_set1_epi8,
    _mm_storeu_si128, _mm_sub_epi8,
};

use roachdump_proto::DecodeError;
use roachdump_proto::row::Body;

use super::postgres::{self, Literal};
use super::{BadValue, RowError, SEPARATOR};

/// Bytes handled together.
const LANE: usize = 16;

/// Bytes whose hits fit in one mask.
const BLOCK: usize = 4 * LANE;

/// Bytes behind a body that may be read: a block may start at the last byte of a value, and a lane at the
/// last byte of a block.
pub(super) const READ_SLACK: usize = BLOCK + LANE;

/// Bytes behind the last byte meant that may be written.
const WRITE_SLACK: usize = BLOCK + LANE;

/// What is written for one column, apart from the value's own bytes, besides doubling them: the texts
/// before and behind it and `DEFAULT` or `NULL`.
const PER_COLUMN: usize = 2 * LANE;

/// A table's columns as the kernel wants them.
#[derive(Clone, Debug)]
pub(super) struct Kernel {
    columns: Vec<Column>,
    /// What stands before the first value.
    before: Glue,
}

#[derive(Clone, Copy, Debug)]
struct Column {
    literal: Option<Literal>,
    /// The opening quote, which is already written when the value is read and taken back for NULL.
    open: usize,
    /// What stands behind a value: its closing quote, the comma, the next opening quote.
    after: Glue,
    /// What stands behind NULL: the same without the closing quote.
    after_null: Glue,
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

    /// `text` padded with blanks.
    #[inline(always)]
    fn padded(bytes: &[u8; 8], size: usize) -> Self {
        Self { bytes: *bytes, size }
    }
}

/// The opening quote of a column; `None` in place of a literal is a generated column.
fn opening(literal: Option<Literal>) -> &'static [u8] {
    match literal {
        Some(Literal::Text) => b"'",
        Some(Literal::Bits) => b"B'",
        Some(Literal::Number | Literal::Float | Literal::Boolean) | None => b"",
    }
}

impl Kernel {
    /// A kernel for these columns; `None` stands for a generated column.
    pub(super) fn new(literals: &[Option<Literal>]) -> Self {
        let column = |at: usize| {
            let literal = literals[at];
            let close: &[u8] = if opening(literal).is_empty() { b"" } else { b"'" };
            let next = match literals.get(at + 1) {
                Some(next) => [b", ", opening(*next)].concat(),
                None => b")".to_vec(),
            };
            let open = opening(literal).len();
            Column { literal, open, after: Glue::new(&[close, &next]), after_null: Glue::new(&[&next]) }
        };
        let first = literals.first().copied().flatten();
        Self {
            columns: (0..literals.len()).map(column).collect(),
            before: Glue::new(&[SEPARATOR, opening(first)]),
        }
    }

    /// Appends the tuple of a row. At least [`READ_SLACK`] bytes lie behind the body.
    ///
    /// # Errors
    ///
    /// See [`RowError`]; what `out` holds behind its old end is then of no use.
    #[inline]
    pub(super) fn tuple(&self, body: Body<'_>, out: &mut Vec<u8>) -> Result<(), RowError> {
        let (bytes, row) = (body.with_rest(), body.get());
        debug_assert!(bytes.len() >= row.len() + READ_SLACK);
        let count = row.first_chunk().map(|word| u16::from_be_bytes(*word));
        let sent = count.ok_or(DecodeError::Missing("DataRow column count"))?;
        if usize::from(sent) != self.columns.len() {
            return Err(RowError::Columns { described: self.columns.len(), sent });
        }
        // Every byte of a value becomes two at most; the size words pay for nothing.
        out.reserve(2 * row.len() + PER_COLUMN * (self.columns.len() + 1) + WRITE_SLACK);
        let mut writer = Writer::new(out);
        writer.glue(self.before);
        let mut at = 2;
        for column in &self.columns {
            let word = row.get(at..).and_then(<[u8]>::first_chunk);
            let size = i32::from_be_bytes(*word.ok_or(DecodeError::Missing("DataRow column size"))?);
            at += 4;
            // NULL is -1, which is larger than any size as an unsigned number: one test for all that is rare.
            let value = size.cast_unsigned() as usize;
            if value > row.len() - at {
                if size != -1 {
                    return Err(bad_size(size).into());
                }
                writer.null(column);
                continue;
            }
            if let Err(error) = writer.value(column, bytes, at, value) {
                return Err(RowError::Value(self.position(column), error));
            }
            at += value;
        }
        if at != row.len() {
            return Err(DecodeError::Trailing("DataRow").into());
        }
        writer.finish();
        Ok(())
    }

    /// Where in the table a column is.
    #[cold]
    fn position(&self, column: &Column) -> usize {
        self.columns.iter().position(|other| std::ptr::eq(column, other)).unwrap_or_default()
    }
}

#[cold]
fn bad_size(size: i32) -> DecodeError {
    if size < 0 {
        DecodeError::Invalid("DataRow column size")
    } else {
        DecodeError::Missing("DataRow column value")
    }
}

/// Writes at a pointer into a buffer's reserved memory.
struct Writer<'a> {
    out: &'a mut Vec<u8>,
    /// Where the next byte goes: between the buffer's length and its capacity.
    at: *mut u8,
}

impl<'a> Writer<'a> {
    #[inline]
    fn new(out: &'a mut Vec<u8>) -> Self {
        let at = out.spare_capacity_mut().as_mut_ptr().cast();
        Self { out, at }
    }

    /// Makes what was written part of the buffer.
    #[inline]
    fn finish(&mut self) {
        let size = self.written();
        // SAFETY: `at` came from the spare capacity and was only ever moved over bytes that were written,
        // which `Kernel::tuple` or `slow` reserved.
        unsafe { self.out.set_len(self.out.len() + size) };
    }

    #[inline]
    fn written(&mut self) -> usize {
        let start: *mut u8 = self.out.spare_capacity_mut().as_mut_ptr().cast();
        self.at.addr() - start.addr()
    }

    #[inline(always)]
    fn glue(&mut self, glue: Glue) {
        // SAFETY: eight bytes are within a column's share of what was reserved (`PER_COLUMN`).
        unsafe {
            self.at.cast::<[u8; 8]>().write_unaligned(glue.bytes);
            self.at = self.at.add(glue.size);
        }
    }

    #[inline]
    fn null(&mut self, column: &Column) {
        let text = if column.literal.is_some() {
            Glue::padded(b"NULL    ", 4)
        } else {
            Glue::padded(b"DEFAULT ", 7)
        };
        // SAFETY: the opening quote was written before, by `before` or the column's left neighbour.
        self.at = unsafe { self.at.sub(column.open) };
        self.glue(text);
        self.glue(column.after_null);
    }

    /// Writes the value of `size` bytes at `from`, which lies within `bytes` with [`READ_SLACK`] behind it.
    #[inline(always)]
    fn value(&mut self, column: &Column, bytes: &[u8], from: usize, size: usize) -> Result<(), BadValue> {
        debug_assert!(from + size + READ_SLACK <= bytes.len());
        // SAFETY: `from` is within `bytes`.
        let value = unsafe { bytes.as_ptr().add(from) };
        // SAFETY: of each call: `size` bytes are at `value`, READ_SLACK behind them may be read, and twice
        // as many with WRITE_SLACK behind them were reserved.
        let done = unsafe {
            match column.literal {
                Some(Literal::Text | Literal::Bits) => {
                    self.text(value, size)?;
                    true
                }
                Some(Literal::Number) => self.number(value, size),
                Some(Literal::Float) => {
                    !(size == 2 && value.cast::<[u8; 2]>().read() == *b"-0") && self.number(value, size)
                }
                Some(Literal::Boolean) => size == 1 && self.boolean(value.read()),
                None => false,
            }
        };
        if !done {
            self.slow(column.literal, &bytes[from..from + size])?;
        }
        self.glue(column.after);
        Ok(())
    }

    /// Text between quotes that are written elsewhere.
    ///
    /// # Safety
    ///
    /// As in [`Self::value`].
    #[inline(always)]
    unsafe fn text(&mut self, value: *const u8, size: usize) -> Result<(), BadValue> {
        // SAFETY: a block starts within the value, so its end is less than BLOCK behind it; as many bytes
        // may be read and written.
        unsafe {
            if size <= LANE {
                let hits = copy_lane(value, self.at) & below(size);
                return self.block(value, size, hits);
            }
            let mut done = 0;
            while done < size {
                let part = BLOCK.min(size - done);
                let hits = copy_block(value.add(done), self.at) & below(part);
                self.block(value.add(done), part, hits)?;
                done += part;
            }
        }
        Ok(())
    }

    /// Moves over a block that was copied, or writes it again if it holds quotes.
    ///
    /// # Safety
    ///
    /// As in [`Self::value`]; `hits` are positions below `size`.
    #[inline(always)]
    unsafe fn block(&mut self, block: *const u8, size: usize, hits: u64) -> Result<(), BadValue> {
        // SAFETY: the block's `size` bytes were copied.
        unsafe {
            if hits != 0 {
                return self.doubled(block, size, hits);
            }
            self.at = self.at.add(size);
        }
        Ok(())
    }

    /// Writes a block with its quotes doubled.
    ///
    /// # Safety
    ///
    /// As in [`Self::block`].
    #[cold]
    #[inline(never)]
    unsafe fn doubled(&mut self, block: *const u8, size: usize, mut hits: u64) -> Result<(), BadValue> {
        let mut done = 0;
        // SAFETY: `done` and every hit stay below `size`; at most twice `size` bytes are written, and what
        // `run` copies too much is within the slack.
        unsafe {
            while hits != 0 {
                let hit = hits.trailing_zeros() as usize;
                if block.add(hit).read() == 0 {
                    return Err(postgres::NUL);
                }
                self.run(block.add(done), hit + 1 - done);
                self.at.write(b'\'');
                self.at = self.at.add(1);
                done = hit + 1;
                hits &= hits - 1;
            }
            self.run(block.add(done), size - done);
        }
        Ok(())
    }

    /// Copies up to a block, lane by lane.
    ///
    /// # Safety
    ///
    /// As in [`Self::block`].
    #[inline(always)]
    unsafe fn run(&mut self, from: *const u8, size: usize) {
        let mut done = 0;
        while done < size {
            // SAFETY: a lane starts within the run.
            unsafe { store(self.at.add(done), load(from.add(done))) };
            done += LANE;
        }
        // SAFETY: the run's bytes were copied.
        self.at = unsafe { self.at.add(size) };
    }

    /// Writes a number whose text is plainly one: up to two lanes of digits with a sign or one point. False
    /// for anything else, which the plain path judges; nothing is written then.
    ///
    /// # Safety
    ///
    /// As in [`Self::value`].
    #[inline(always)]
    unsafe fn number(&mut self, value: *const u8, size: usize) -> bool {
        // SAFETY: a lane starts at the value, which ends within the slack; what was copied is the number.
        unsafe {
            let lane = load(value);
            store(self.at, lane);
            let others = not_digits(lane);
            let plain = size.wrapping_sub(1) < LANE && others & !(u32::MAX << size) == 0;
            if plain || self.signed_or_long(value, size, others) {
                self.at = self.at.add(size);
                return true;
            }
        }
        false
    }

    /// Whether what [`Self::number`] found to be more than digits in one lane is a number all the same; the
    /// second lane of a long one is written here.
    ///
    /// # Safety
    ///
    /// As in [`Self::value`].
    #[inline(never)]
    unsafe fn signed_or_long(&mut self, value: *const u8, size: usize, mut others: u32) -> bool {
        if size == 0 || size > 2 * LANE {
            return false;
        }
        // SAFETY: the value is not empty; a second lane starts within the value.
        let first = unsafe {
            if size > LANE {
                let lane = load(value.add(LANE));
                store(self.at.add(LANE), lane);
                others |= not_digits(lane) << LANE;
            }
            value.read()
        };
        let sign = first == b'-' && size > 1;
        others &= u32::MAX >> (2 * LANE - size) & !u32::from(sign);
        if others == 0 {
            return true;
        }
        let at = others.trailing_zeros() as usize;
        // SAFETY: `at` is below `size`.
        let point = unsafe { value.add(at).read() } == b'.';
        point && others.is_power_of_two() && at > usize::from(sign) && at + 1 < size
    }

    /// Writes `true` or `false`; false if the value is neither, and nothing is written.
    #[inline(always)]
    fn boolean(&mut self, value: u8) -> bool {
        match value {
            b't' => self.glue(Glue::padded(b"true    ", 4)),
            b'f' => self.glue(Glue::padded(b"false   ", 5)),
            _ => return false,
        }
        true
    }

    /// Has the plain path write a value.
    #[cold]
    #[inline(never)]
    fn slow(&mut self, literal: Option<Literal>, value: &[u8]) -> Result<(), BadValue> {
        // What is still to come needs as much as before.
        let reserved = self.out.spare_capacity_mut().len();
        self.finish();
        match literal {
            Some(literal) => literal.whole(value, self.out)?,
            None => self.out.extend_from_slice(b"DEFAULT"),
        }
        self.out.reserve(reserved);
        self.at = self.out.spare_capacity_mut().as_mut_ptr().cast();
        Ok(())
    }
}

/// The bits below `size`, up to a whole block.
#[inline(always)]
fn below(size: usize) -> u64 {
    debug_assert!(size <= BLOCK);
    if size == BLOCK { u64::MAX } else { (1 << size) - 1 }
}

/// # Safety
///
/// A lane of bytes may be read at `from`.
#[inline(always)]
unsafe fn load(from: *const u8) -> __m128i {
    // SAFETY: as above; the load asks for no alignment.
    unsafe { _mm_loadu_si128(from.cast()) }
}

/// # Safety
///
/// A lane of bytes may be written at `to`.
#[inline(always)]
unsafe fn store(to: *mut u8, lane: __m128i) {
    // SAFETY: as above; the store asks for no alignment.
    unsafe { _mm_storeu_si128(to.cast(), lane) }
}

/// Copies a lane and tells where it holds a quote or a NUL.
///
/// # Safety
///
/// A lane of bytes may be read at `from` and written at `to`.
#[inline(always)]
unsafe fn copy_lane(from: *const u8, to: *mut u8) -> u64 {
    // SAFETY: as above; the others touch no memory.
    unsafe {
        let lane = load(from);
        store(to, lane);
        let quotes = _mm_cmpeq_epi8(lane, _mm_set1_epi8(b'\''.cast_signed()));
        let nuls = _mm_cmpeq_epi8(lane, _mm_set1_epi8(0));
        u64::from((_mm_movemask_epi8(quotes) | _mm_movemask_epi8(nuls)).cast_unsigned())
    }
}

/// Copies a block and tells where it holds a quote or a NUL.
///
/// # Safety
///
/// A block of bytes may be read at `from` and written at `to`.
#[inline(always)]
unsafe fn copy_block(from: *const u8, to: *mut u8) -> u64 {
    // SAFETY: a block is four lanes.
    unsafe {
        let one = copy_lane(from, to);
        let two = copy_lane(from.add(LANE), to.add(LANE));
        let three = copy_lane(from.add(2 * LANE), to.add(2 * LANE));
        let four = copy_lane(from.add(3 * LANE), to.add(3 * LANE));
        one | two << LANE | three << (2 * LANE) | four << (3 * LANE)
    }
}

/// Where a lane holds something else than a digit.
#[inline(always)]
fn not_digits(lane: __m128i) -> u32 {
    // SAFETY: SSE2 is part of x86-64; no memory is touched.
    unsafe {
        let value = _mm_sub_epi8(lane, _mm_set1_epi8(b'0'.cast_signed()));
        let digits = _mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value);
        _mm_movemask_epi8(digits).cast_unsigned() ^ 0xffff
    }
}
