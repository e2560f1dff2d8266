//! One DataRow becomes one SQL tuple, appended to a buffer.
//!
//! Pure: values in, bytes out. A table per dialect says which function serves which column; a file per
//! type family holds those functions.

pub mod cockroach;

/// A value that cannot be what its column's type says: the text is not of that type's alphabet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BadValue {
    /// What was expected, such as `an integer`.
    pub expected: &'static str,
}
