//! One DataRow becomes one SQL tuple, or one line of COPY, appended to a buffer.
//!
//! Pure: values in, bytes out. A table per dialect says which function serves which column; a file per
//! type family holds those functions. [`RowEncoder`] walks the row and knows no type.

use std::fmt;

pub mod cockroach;
mod copy;
mod encoder;
#[cfg(target_arch = "x86_64")]
mod kernel;
pub mod postgres;
mod tuples;

pub use encoder::{RowEncoder, RowError};
pub use tuples::{SEPARATOR, Start, Tuples};

/// A value that cannot be what its column's type says: the text is not of that type's alphabet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BadValue {
    /// What was expected, such as `an integer`.
    pub expected: &'static str,
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server sent a value that is not {}", self.expected)
    }
}

/// A value of up to this many bytes is made whole in the `cockroach` dialect, so that `'…'` or `e'…'` is
/// chosen by all of it; a larger one flows through and always starts with `e'`.
const COCKROACH_WHOLE: u32 = 16 << 20;

/// How one column's values become literals.
#[derive(Clone, Debug)]
pub enum Literal {
    /// In the `postgres` dialect.
    Postgres(postgres::Literal),
    /// In the `cockroach` dialect.
    Cockroach(cockroach::Literal),
    /// In a line of COPY for CockroachDB.
    Copy(cockroach::CopyValue),
    /// `DEFAULT` in every row: a generated column.
    Default,
}

impl Literal {
    /// Appends the literal of one value that is not NULL.
    #[inline]
    fn whole(&self, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Postgres(literal) => literal.whole(value, out),
            Self::Cockroach(literal) => literal.whole(value, out),
            Self::Copy(copy) => copy.whole(value, out),
            Self::Default => {
                out.extend_from_slice(b"DEFAULT");
                Ok(())
            }
        }
    }

    /// What writes a value of this size in parts; `None` if it must be whole.
    fn parts(&self, size: u32) -> Option<Parts> {
        match self {
            Self::Postgres(literal) => literal.parts(size).map(Parts::Postgres),
            Self::Cockroach(literal) if size > COCKROACH_WHOLE => literal.pieces().map(Parts::Cockroach),
            Self::Copy(cockroach::CopyValue::Escaped) => Some(Parts::Escaped),
            Self::Cockroach(_) | Self::Copy(_) | Self::Default => None,
        }
    }

    fn null(&self) -> &'static [u8] {
        match self {
            Self::Default => b"DEFAULT",
            Self::Copy(_) => copy::NULL,
            Self::Postgres(_) | Self::Cockroach(_) => b"NULL",
        }
    }
}

/// Writes one value that arrives in parts.
#[derive(Debug)]
enum Parts {
    Postgres(postgres::Parts),
    Cockroach(cockroach::Pieces),
    Escaped,
}

impl Parts {
    fn open(&mut self, out: &mut Vec<u8>) {
        match self {
            Self::Postgres(parts) => parts.open(out),
            Self::Cockroach(pieces) => pieces.open(out),
            Self::Escaped => {}
        }
    }

    /// Closes a literal in the middle of its value.
    fn abort(&self, out: &mut Vec<u8>) {
        match self {
            Self::Postgres(_) | Self::Cockroach(_) => out.push(b'\''),
            Self::Escaped => {}
        }
    }

    fn part(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Postgres(parts) => parts.part(bytes, out),
            Self::Cockroach(pieces) => pieces.piece(bytes, out),
            Self::Escaped => {
                copy::escaped(bytes, out);
                Ok(())
            }
        }
    }

    fn close(self, out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Postgres(parts) => parts.close(out),
            Self::Cockroach(pieces) => pieces.close(out),
            Self::Escaped => Ok(()),
        }
    }
}
