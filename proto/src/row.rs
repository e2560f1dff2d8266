//! The body of a `DataRow` (`D`): one row of a query's result.
//!
//! ```text
//! int16  columns
//! then for each column
//!   int32  size in bytes, or -1 for NULL
//!   byte*  the value, in the format RowDescription gave the column
//! ```
//!
//! Two readers of the same bytes: [`Row`] walks a body that is there as a whole, [`ChunkedRow`] one
//! that arrives in chunks, cut at any byte. A test holds them against each other.
//!
//! Source: PostgreSQL documentation, "Message Formats", DataRow (B).

use crate::DecodeError;
use crate::cursor::{Cursor, value_size};

/// A row that is there as a whole, read from left to right.
///
/// The one fallible pass: each value is checked as it is read, and [`Row::end`] checks that none is left.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    columns: u16,
    rest: Cursor<'a>,
}

impl<'a> Row<'a> {
    /// Reads the column count.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] if the body is shorter than that.
    #[inline]
    pub fn new(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut rest = Cursor::new(body);
        let columns = rest.u16("DataRow column count")?;
        Ok(Self { columns, rest })
    }

    /// The number of columns the row announces.
    #[inline]
    pub fn columns(&self) -> u16 {
        self.columns
    }

    /// Reads the next value; `None` is NULL. The caller counts columns.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] if the body ends first, [`DecodeError::Invalid`] for a size below -1.
    #[inline]
    pub fn value(&mut self) -> Result<Option<&'a [u8]>, DecodeError> {
        self.rest.sized(SIZE, VALUE)
    }

    /// Checks that the body ends here.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Trailing`] if it does not.
    #[inline]
    pub fn end(&self) -> Result<(), DecodeError> {
        self.rest.end("DataRow")
    }
}

const SIZE: &str = "DataRow column size";
const VALUE: &str = "DataRow column value";

/// What [`ChunkedRow::step`] found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RowStep<'a> {
    /// The row announces this many columns. Always first.
    Columns(u16),
    /// The next column is NULL.
    Null,
    /// The next column has a value of this many bytes; they follow, if there are any.
    Value(u32),
    /// The next bytes of the value that began. The value is over when `left` is zero.
    Chunk {
        /// The bytes at hand, never none and never copied.
        bytes: &'a [u8],
        /// Bytes of the value still to come.
        left: u32,
    },
    /// All of the input is read; more is to come.
    NeedMore,
}

/// A row that arrives in chunks, cut at any byte, read without holding more than a size word.
#[derive(Clone, Debug)]
pub struct ChunkedRow {
    /// The columns not yet begun; `None` before the count is read.
    columns: Option<u16>,
    /// Bytes of the open value still to come.
    value: u32,
    /// Bytes of the body still to come.
    body: u32,
    word: [u8; 4],
    held: usize,
}

impl ChunkedRow {
    /// A reader at the start of a body of `size` bytes.
    pub fn new(size: u32) -> Self {
        Self { columns: None, value: 0, body: size, word: [0; 4], held: 0 }
    }

    /// Reads one step off the front of `input` and moves it past what was read.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] if a value does not fit into the body, [`DecodeError::Invalid`] for a size
    /// below -1, [`DecodeError::Trailing`] if bytes follow the last column.
    pub fn step<'a>(&mut self, input: &mut &'a [u8]) -> Result<RowStep<'a>, DecodeError> {
        if input.is_empty() {
            return Ok(RowStep::NeedMore);
        }
        if self.value > 0 {
            let bytes = self.take(input, self.value as usize);
            self.value = self.value.saturating_sub(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
            return Ok(RowStep::Chunk { bytes, left: self.value });
        }
        let Some(columns) = self.columns else {
            let Some(word) = self.word::<2>(input) else { return Ok(RowStep::NeedMore) };
            let columns = u16::from_be_bytes(word);
            self.columns = Some(columns);
            return Ok(RowStep::Columns(columns));
        };
        let columns = columns.checked_sub(1).ok_or(DecodeError::Trailing("DataRow"))?;
        let Some(word) = self.word::<4>(input) else { return Ok(RowStep::NeedMore) };
        self.columns = Some(columns);
        let Some(size) = value_size(i32::from_be_bytes(word), SIZE)? else { return Ok(RowStep::Null) };
        if size > self.body {
            return Err(DecodeError::Missing(VALUE));
        }
        self.value = size;
        Ok(RowStep::Value(size))
    }

    /// Checks that the body is over and every column was in it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] if not.
    pub fn end(&self) -> Result<(), DecodeError> {
        match (self.columns, self.value, self.held, self.body) {
            (Some(0), 0, 0, 0) => Ok(()),
            _ => Err(DecodeError::Missing(VALUE)),
        }
    }

    fn take<'a>(&mut self, input: &mut &'a [u8], most: usize) -> &'a [u8] {
        let (bytes, rest) = input.split_at(most.min(input.len()));
        *input = rest;
        self.body = self.body.saturating_sub(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        bytes
    }

    /// The next `N` bytes, collected over calls.
    fn word<const N: usize>(&mut self, input: &mut &[u8]) -> Option<[u8; N]> {
        let bytes = self.take(input, N.saturating_sub(self.held));
        for (at, byte) in self.word.iter_mut().skip(self.held).zip(bytes) {
            *at = *byte;
        }
        self.held = self.held.saturating_add(bytes.len());
        let word = self.word.first_chunk::<N>().filter(|_| self.held == N)?;
        self.held = 0;
        Some(*word)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    type Values = Vec<Option<Vec<u8>>>;

    fn whole(body: &[u8]) -> Result<Values, DecodeError> {
        let mut row = Row::new(body)?;
        let values: Result<Values, _> =
            (0..row.columns()).map(|_| row.value().map(|v| v.map(<[u8]>::to_vec))).collect();
        row.end()?;
        values
    }

    fn chunked(body: &[u8], size: usize) -> Result<Values, DecodeError> {
        let mut row = ChunkedRow::new(body.len() as u32);
        let mut values = Values::new();
        for mut input in body.chunks(size) {
            loop {
                match row.step(&mut input)? {
                    RowStep::Columns(_) => {}
                    RowStep::Null => values.push(None),
                    RowStep::Value(_) => values.push(Some(Vec::new())),
                    RowStep::Chunk { bytes, .. } => {
                        values.last_mut().unwrap().as_mut().unwrap().extend(bytes)
                    }
                    RowStep::NeedMore => break,
                }
            }
        }
        row.end()?;
        Ok(values)
    }

    #[test]
    fn chunked_or_whole() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8], Option<usize>)] = &[
            ("empty body",        b"",                                              None),
            ("no columns",        b"\0\0",                                          Some(0)),
            ("null",              b"\0\x01\xff\xff\xff\xff",                        Some(1)),
            ("empty value",       b"\0\x01\0\0\0\0",                                Some(1)),
            ("three",             b"\0\x03\0\0\0\x02ab\xff\xff\xff\xff\0\0\0\x01c", Some(3)),
            ("size below -1",     b"\0\x01\xff\xff\xff\xfe",                        None),
            ("value cut",         b"\0\x01\0\0\0\x03ab",                            None),
            ("size cut",          b"\0\x01\0\0",                                    None),
            ("bytes left over",   b"\0\x01\0\0\0\x01ab",                            None),
            ("column missing",    b"\0\x02\0\0\0\x01a",                             None),
            ("size of 2 GB",      b"\0\x01\x7f\xff\xff\xffab",                      None),
        ];
        for &(name, body, want) in table {
            assert_eq!(whole(body).ok().map(|v| v.len()), want, "{name}");
            for size in 1..=body.len().max(1) {
                assert_eq!(chunked(body, size).ok(), whole(body).ok(), "{name}, in chunks of {size}");
            }
        }
    }
}
