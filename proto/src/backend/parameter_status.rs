//! `ParameterStatus` (`S`): a setting's value, at log-in and whenever it changes.
//!
//! ```text
//! text  name
//! text  value
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};

/// A setting's value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ParameterStatus<'a> {
    /// The setting's name.
    pub name: &'a [u8],
    /// Its value.
    pub value: &'a [u8],
}

impl<'a> ParameterStatus<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let name = at.text("parameter name")?;
        let value = at.text("parameter value")?;
        at.end("ParameterStatus")?;
        Ok(Self { name, value })
    }

    /// Appends the message.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Nul`].
    pub fn write(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        message(b'S', out, |out| {
            text(self.name, "parameter name", out)?;
            text(self.value, "parameter value", out)
        })
    }
}
