//! Walks a DataRow and appends its tuple: `,\n\t(1, 'a', NULL)`.

use std::{fmt, mem};

use roachdump_proto::DecodeError;
use roachdump_proto::row::{Body, Part, Piece, Pieces, Row};

use super::{BadValue, Literal, Parts, SEPARATOR, Tuples};

/// Why a row could not be written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RowError {
    /// The DataRow is not as the protocol lays down.
    Malformed(DecodeError),
    /// The DataRow has another number of columns than its RowDescription.
    Columns {
        /// As described.
        described: usize,
        /// As sent.
        sent: u16,
    },
    /// The value of this column, counted from 0, is not of its type.
    Value(usize, BadValue),
}

impl From<DecodeError> for RowError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

impl RowError {
    /// The column at fault, counted from 0.
    pub fn column(&self) -> Option<usize> {
        match self {
            Self::Value(column, _) => Some(*column),
            Self::Malformed(_) | Self::Columns { .. } => None,
        }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "{error}"),
            Self::Columns { described, sent } => {
                write!(f, "the server described {described} columns and sent a row of {sent}")
            }
            Self::Value(_, error) => write!(f, "{error}"),
        }
    }
}

/// Writes rows of one table as tuples.
#[derive(Debug)]
pub struct RowEncoder {
    columns: Vec<Literal>,
    cut: Option<Cut>,
    /// Kept between rows for its memory.
    gathered: Vec<u8>,
}

/// A row that arrives in parts.
#[derive(Debug)]
struct Cut {
    pieces: Pieces,
    /// The column of the open value, or of the next one.
    column: usize,
    value: Value,
}

/// The open value of a cut row.
#[derive(Debug)]
enum Value {
    /// None is open.
    Closed,
    /// It is collected, with this many bytes to come.
    Gathered(u32),
    /// It is written as it comes, with this many bytes to come.
    Streamed(Parts, u32),
}

impl RowEncoder {
    /// An encoder for rows with these columns.
    pub fn new(columns: Vec<Literal>) -> Self {
        Self { columns, cut: None, gathered: Vec::new() }
    }

    /// Appends what `part` holds.
    ///
    /// # Errors
    ///
    /// See [`RowError`]; the tuple that was begun is then unfinished.
    #[inline]
    pub fn take(&mut self, part: Part<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        match part {
            Part::Whole(body) => self.whole(body, tuples),
            part => self.part(part, tuples),
        }
    }

    /// Closes a literal that is open after an error in the middle of a row, so that what follows is not
    /// taken for a part of it.
    pub fn abort(&mut self, out: &mut Vec<u8>) {
        if let Some(Cut { value: Value::Streamed(..), .. }) = self.cut.take() {
            out.push(b'\'');
        }
    }

    #[inline]
    fn whole(&mut self, body: Body<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        let start = tuples.bytes.len();
        let written = self.tuple(body.get(), &mut tuples.bytes);
        if written.is_err() {
            tuples.bytes.truncate(start);
        } else {
            tuples.done(start, body.size());
        }
        written
    }

    #[inline]
    fn tuple(&self, body: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        let mut row = Row::new(body)?;
        self.check(row.columns())?;
        out.extend_from_slice(SEPARATOR);
        for (column, literal) in self.columns.iter().enumerate() {
            if column > 0 {
                out.extend_from_slice(b", ");
            }
            match row.value()? {
                Some(value) => literal.whole(value, out).map_err(|error| RowError::Value(column, error))?,
                None => out.extend_from_slice(literal.null()),
            }
        }
        out.push(b')');
        Ok(row.end()?)
    }

    fn check(&self, sent: u16) -> Result<(), RowError> {
        let described = self.columns.len();
        if usize::from(sent) == described { Ok(()) } else { Err(RowError::Columns { described, sent }) }
    }

    fn part(&mut self, part: Part<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        match part {
            Part::Whole(body) => self.whole(body, tuples),
            Part::Begin(size) => {
                tuples.begin(size);
                self.cut = Some(Cut { pieces: Pieces::new(size), column: 0, value: Value::Closed });
                Ok(())
            }
            Part::Bytes(mut bytes) => {
                while let Some(cut) = &mut self.cut {
                    let piece = cut.pieces.step(&mut bytes)?;
                    if piece == Piece::NeedMore {
                        break;
                    }
                    self.piece(piece, &mut tuples.bytes)?;
                }
                Ok(())
            }
            Part::End => {
                if let Some(cut) = self.cut.take() {
                    cut.pieces.end()?;
                }
                tuples.bytes.push(b')');
                Ok(())
            }
        }
    }

    fn piece(&mut self, piece: Piece<'_>, out: &mut Vec<u8>) -> Result<(), RowError> {
        match piece {
            Piece::Columns(sent) => self.check(sent),
            Piece::Null => {
                let null = self.next(out).map_or(&b"NULL"[..], Literal::null);
                out.extend_from_slice(null);
                if let Some(cut) = &mut self.cut {
                    cut.column += 1;
                }
                Ok(())
            }
            Piece::Value(size) => self.open(size, out),
            Piece::Bytes(bytes) => self.bytes(bytes, out),
            Piece::NeedMore => Ok(()),
        }
    }

    /// The column whose value comes next, with the comma before it written.
    fn next(&self, out: &mut Vec<u8>) -> Option<&Literal> {
        let column = self.cut.as_ref().map_or(0, |cut| cut.column);
        if column > 0 {
            out.extend_from_slice(b", ");
        }
        self.columns.get(column)
    }

    fn open(&mut self, size: u32, out: &mut Vec<u8>) -> Result<(), RowError> {
        let parts = self.next(out).and_then(|literal| literal.parts(size));
        let value = match parts {
            Some(mut parts) => {
                parts.open(out);
                Value::Streamed(parts, size)
            }
            None => {
                self.gathered.clear();
                Value::Gathered(size)
            }
        };
        if let Some(cut) = &mut self.cut {
            cut.value = value;
        }
        if size == 0 { self.bytes(&[], out) } else { Ok(()) }
    }

    fn bytes(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        let Some(cut) = &mut self.cut else { return Ok(()) };
        let column = cut.column;
        let bad = |error| RowError::Value(column, error);
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let over = match &mut cut.value {
            Value::Closed => false,
            Value::Gathered(left) => {
                self.gathered.extend_from_slice(bytes);
                *left = left.saturating_sub(size);
                let over = *left == 0;
                if over && let Some(literal) = self.columns.get(column) {
                    literal.whole(&self.gathered, out).map_err(bad)?;
                }
                over
            }
            Value::Streamed(parts, left) => {
                parts.part(bytes, out).map_err(bad)?;
                *left = left.saturating_sub(size);
                *left == 0
            }
        };
        if over {
            if let Value::Streamed(parts, _) = mem::replace(&mut cut.value, Value::Closed) {
                parts.close(out).map_err(bad)?;
            }
            cut.column += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::literal::postgres;

    fn encoder() -> RowEncoder {
        let of = |oid| Literal::Postgres(postgres::Literal::of(oid));
        RowEncoder::new(vec![of(23), of(25), Literal::Default, of(25)])
    }

    /// The body in parts of `size` bytes, as a row too large for the receive buffer comes.
    fn cut(body: &[u8], size: usize) -> (Tuples, Result<(), RowError>) {
        let (mut encoder, mut tuples) = (encoder(), Tuples::default());
        let begin = [Part::Begin(body.len() as u32)].into_iter();
        let parts = begin.chain(body.chunks(size).map(Part::Bytes)).chain([Part::End]);
        let written = parts.into_iter().try_for_each(|part| encoder.take(part, &mut tuples));
        (tuples, written)
    }

    #[test]
    fn cut_or_whole() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8], &str)] = &[
            ("all",    b"\0\x04\0\0\0\x01\x37\0\0\0\x04it's\xff\xff\xff\xff\0\0\0\0", ",\n\t(7, 'it''s', DEFAULT, '')"),
            ("nulls",  b"\0\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", ",\n\t(NULL, NULL, DEFAULT, NULL)"),
        ];
        for &(name, body, want) in table {
            let mut tuples = Tuples::default();
            encoder().take(Part::Whole(Body::new(body, body.len())), &mut tuples).unwrap();
            assert_eq!(tuples.bytes, want.as_bytes(), "{name}");
            assert_eq!(tuples.starts[0].weight, want.len() as u64 - 3, "{name}");
            for size in 1..=body.len() {
                let (tuples, written) = cut(body, size);
                assert_eq!((tuples.bytes.as_slice(), written), (want.as_bytes(), Ok(())), "{name} by {size}");
                assert_eq!(tuples.starts[0].weight, body.len() as u64, "{name}");
            }
        }
    }

    #[test]
    fn hostile_rows() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8])] = &[
            ("column missing", b"\0\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
            ("65535 columns",  b"\xff\xff\0\0\0\x01a"),
            ("value cut",      b"\0\x04\0\0\0\x09a"),
            ("left over",      b"\0\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff!"),
        ];
        for &(name, body) in table {
            let mut tuples = Tuples::default();
            assert!(encoder().take(Part::Whole(Body::new(body, body.len())), &mut tuples).is_err(), "{name}");
            assert!(tuples.bytes.is_empty() && tuples.starts.is_empty(), "{name}");
            for size in 1..=body.len() {
                assert!(cut(body, size).1.is_err(), "{name}, in parts of {size}");
            }
        }
    }

    #[test]
    fn an_open_literal_is_closed() {
        let (mut encoder, mut tuples) = (encoder(), Tuples::default());
        encoder.take(Part::Begin(1000), &mut tuples).unwrap();
        encoder.take(Part::Bytes(b"\0\x04\0\0\0\x01\x37\0\0\0\x09abc"), &mut tuples).unwrap();
        encoder.abort(&mut tuples.bytes);
        assert_eq!(tuples.bytes, b",\n\t(7, 'abc'");
    }
}
