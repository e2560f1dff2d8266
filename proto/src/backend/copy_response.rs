//! `CopyInResponse` (`G`), `CopyOutResponse` (`H`), `CopyBothResponse` (`W`): a COPY begins.
//!
//! ```text
//! int8   0 text, 1 binary
//! int16  columns
//! int16* the format of each: 0 text, 1 binary; all text in a text COPY
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, count, message};

/// The beginning of a COPY.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CopyResponse<'a> {
    /// Which way the bytes go.
    pub direction: Direction,
    /// Whether the whole COPY is binary.
    pub binary: bool,
    formats: &'a [[u8; 2]],
}

/// Which way the bytes of a COPY go.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Direction {
    /// To the server.
    In,
    /// From the server.
    Out,
    /// Both, in replication.
    Both,
}

impl Direction {
    fn tag(self) -> u8 {
        match self {
            Self::In => b'G',
            Self::Out => b'H',
            Self::Both => b'W',
        }
    }
}

impl<'a> CopyResponse<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`]; [`DecodeError::Invalid`] for a format that is
    /// neither text nor binary.
    pub fn parse(direction: Direction, body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let binary = match at.u8("COPY format")? {
            0 => false,
            1 => true,
            _ => return Err(DecodeError::Invalid("COPY format")),
        };
        let formats = at.words("column formats")?;
        at.end("CopyResponse")?;
        Ok(Self { direction, binary, formats })
    }

    /// The formats of the columns: 0 text, 1 binary.
    pub fn formats(self) -> impl Iterator<Item = i16> + 'a {
        self.formats.iter().map(|word| i16::from_be_bytes(*word))
    }
}

/// Appends the message, for a COPY whose columns all have its format.
///
/// # Errors
///
/// [`EncodeError::TooLong`] for over 65,535 columns.
pub fn write(
    direction: Direction,
    binary: bool,
    columns: usize,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    message(direction.tag(), out, |out| {
        out.push(u8::from(binary));
        count(columns, out)?;
        (0..columns).for_each(|_| out.extend_from_slice(&i16::from(binary).to_be_bytes()));
        Ok(())
    })
}
