//! One DataRow, or one line of COPY, becomes one SQL tuple, or one line of COPY, appended to a buffer.
//!
//! Pure: values in, bytes out. A table per dialect says which function serves which column; a file per type
//! family holds those functions. [`RowEncoder`] walks a row, [`CopyEncoder`] a line, and neither knows a type.
//!
//! ```text
//! Body::Whole  ─▶ kernel (by blocks)  or  plain (value by value) ─┐
//! Body::Chunk  ─▶ OpenRow ─▶ OpenValue: gathered, or streamed ────┼─▶ Tuples
//! COPY         ─▶ kernel (by blocks)  or  CopyLine ─▶ OpenValue ──┘
//! ```

use std::fmt;

pub mod cockroach;
mod copy_encoder;
mod copy_line;
mod copy_text;
#[cfg(target_arch = "x86_64")]
mod kernel;
mod layout;
mod open_row;
mod open_value;
pub mod postgres;
mod row_encoder;
mod row_error;
mod streamed;
mod tuples;
mod value_encoder;

pub use copy_encoder::CopyEncoder;
pub use row_encoder::RowEncoder;
pub use row_error::RowError;
use streamed::StreamedValue;
#[cfg(feature = "internals")]
pub use tuples::Start;
pub use tuples::{SEPARATOR, Tuples};
pub use value_encoder::ValueEncoder;

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
