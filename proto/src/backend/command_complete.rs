//! `CommandComplete` (`C`): a statement is done.
//!
//! ```text
//! text  the tag: `SELECT 42`, `INSERT 0 1`, `BEGIN`
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};

/// A statement is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CommandComplete<'a> {
    /// The tag.
    pub tag: &'a [u8],
}

impl<'a> CommandComplete<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let tag = at.text("command tag")?;
        at.end("CommandComplete")?;
        Ok(Self { tag })
    }

    /// The number of rows, which is the tag's last word; `None` if that is no number.
    pub fn rows(self) -> Option<u64> {
        let last = self.tag.rsplit(|byte| *byte == b' ').next()?;
        core::str::from_utf8(last).ok()?.parse().ok()
    }

    /// Appends the message.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Nul`].
    pub fn write(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        message(b'C', out, |out| text(self.tag, "command tag", out))
    }
}
