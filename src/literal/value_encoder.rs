//! How the values of one column are written, in whichever dialect.

use super::{BadValue, StreamedValue, cockroach, copy_text, postgres};

/// How the values of one column are written.
#[derive(Clone, Debug)]
pub enum ValueEncoder {
    /// As literals of the `postgres` dialect.
    Postgres(postgres::Family),
    /// As literals of the `cockroach` dialect.
    Cockroach(cockroach::Notation),
    /// In a line of COPY for CockroachDB.
    CopyLine(cockroach::CopyNotation),
}

/// A value of up to this many bytes is made whole in the `cockroach` dialect, so that `'…'` or `e'…'` is
/// chosen by all of it; a larger one flows through and always starts with `e'`.
const COCKROACH_WHOLE: u32 = 16 << 20;

impl ValueEncoder {
    /// Appends one value that is not NULL.
    #[inline]
    pub(super) fn write(&self, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Postgres(family) => family.write(value, out),
            Self::Cockroach(notation) => notation.write(value, out),
            Self::CopyLine(notation) => notation.write(value, out),
        }
    }

    /// What writes a value of this size as it comes; `None` if it must be whole.
    pub(super) fn streamed(&self, size: u32) -> Option<StreamedValue> {
        match self {
            Self::Postgres(family) => family.streamed().map(StreamedValue::Postgres),
            Self::Cockroach(notation) if size > COCKROACH_WHOLE => {
                notation.streamed().map(StreamedValue::Cockroach)
            }
            Self::CopyLine(cockroach::CopyNotation::Escaped) => Some(StreamedValue::CopyLine),
            Self::Cockroach(_) | Self::CopyLine(_) => None,
        }
    }

    /// Whether a value may be held whole that has so many bytes or more.
    pub(super) fn hold(&self, size: usize) -> Result<(), BadValue> {
        match self {
            Self::Postgres(family) => family.hold(size),
            Self::Cockroach(_) | Self::CopyLine(_) => Ok(()),
        }
    }

    /// What stands for NULL.
    pub(super) fn null(&self) -> &'static [u8] {
        match self {
            Self::CopyLine(_) => copy_text::NULL,
            Self::Postgres(_) | Self::Cockroach(_) => b"NULL",
        }
    }
}
