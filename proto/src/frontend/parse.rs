//! `Parse` (`P`): prepares one statement. A text that holds two is refused by the server.
//!
//! ```text
//! text   name of the prepared statement, empty for the unnamed one
//! text   the statement
//! int16  parameters whose type is laid down
//! int32* their OIDs, 0 to let the server find out
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, count, message, text};

/// A statement to prepare.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Parse<'a> {
    /// The prepared statement's name, empty for the unnamed one.
    pub name: &'a [u8],
    /// The statement.
    pub statement: &'a [u8],
    types: &'a [[u8; 4]],
}

impl<'a> Parse<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    #[expect(clippy::self_named_constructors, reason = "every message is read by parse; this one is Parse")]
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let name = at.text("name of a prepared statement")?;
        let statement = at.text("statement")?;
        let types = at.words("parameter types")?;
        at.end("Parse")?;
        Ok(Self { name, statement, types })
    }

    /// The OIDs of the first parameters' types; 0 lets the server find out.
    pub fn types(self) -> impl Iterator<Item = u32> + 'a {
        self.types.iter().map(|word| u32::from_be_bytes(*word))
    }
}

/// Appends the message.
///
/// # Errors
///
/// [`EncodeError::Nul`]; [`EncodeError::TooLong`] for over 65,535 types or a statement over 2 GiB.
pub fn write(name: &[u8], statement: &[u8], types: &[u32], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    message(b'P', out, |out| {
        text(name, "name of a prepared statement", out)?;
        text(statement, "statement", out)?;
        count(types.len(), out)?;
        types.iter().for_each(|oid| out.extend_from_slice(&oid.to_be_bytes()));
        Ok(())
    })
}
