//! Why a row could not be written.

use std::fmt;

use roachdump_proto::DecodeError;

use super::BadValue;

/// The bytes of a string constant that PostgreSQL's lexer does not take any more: its buffer is doubled, and would be
/// larger than any memory that the server gives out at once.
///
/// Source: PostgreSQL `src/backend/parser/scan.l`, `addlit`; `MaxAllocSize`.
pub(super) const LONGEST: u32 = 1 << 29;

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
    /// The value of this column, counted from 0, has so many bytes that no server takes it as a constant.
    TooLong(usize, u32),
    /// A line of COPY is not as a server writes one; what it does.
    Line(&'static str),
    /// The caller handed over a body, a chunk or an end where it may not come: a bug of the program.
    Misplaced(&'static str),
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
            Self::Value(column, _) | Self::TooLong(column, _) => Some(*column),
            Self::Malformed(_) | Self::Columns { .. } | Self::Line(_) | Self::Misplaced(_) => None,
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
            Self::TooLong(_, size) => {
                write!(
                    f,
                    "a value of {size} bytes: no server takes a string constant of {LONGEST} bytes or more"
                )
            }
            Self::Line(what) => write!(f, "the server sent a line of COPY that {what}"),
            Self::Misplaced(what) => write!(f, "{what} is out of place"),
        }
    }
}
