//! `ParameterDescription` (`t`): the parameters of a prepared statement.
//!
//! ```text
//! int16  parameters
//! int32* the OIDs of their types
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, count, message};

/// The parameters of a prepared statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ParameterDescription<'a> {
    types: &'a [[u8; 4]],
}

impl<'a> ParameterDescription<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let types = at.words("parameter types")?;
        at.end("ParameterDescription")?;
        Ok(Self { types })
    }

    /// The OIDs of the parameters' types.
    pub fn types(self) -> impl Iterator<Item = u32> + 'a {
        self.types.iter().map(|word| u32::from_be_bytes(*word))
    }
}

/// Appends the message.
///
/// # Errors
///
/// [`EncodeError::TooLong`] for over 65,535 parameters.
pub fn write(types: &[u32], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    message(b't', out, |out| {
        count(types.len(), out)?;
        types.iter().for_each(|oid| out.extend_from_slice(&oid.to_be_bytes()));
        Ok(())
    })
}
