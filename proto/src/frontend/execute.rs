//! `Execute` (`E`): runs a portal, to its end or for some rows.
//!
//! ```text
//! text   portal, empty for the unnamed one
//! int32  the most rows to send, 0 for all
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};

/// A portal to run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Execute<'a> {
    /// The portal's name, empty for the unnamed one.
    pub portal: &'a [u8],
    /// The most rows to send, 0 for all. If there may be more, PortalSuspended follows them.
    pub rows: u32,
}

impl<'a> Execute<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let execute = Self { portal: at.text("portal")?, rows: at.u32("number of rows")? };
        at.end("Execute")?;
        Ok(execute)
    }

    /// Appends the message.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Nul`].
    pub fn write(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        message(b'E', out, |out| {
            text(self.portal, "portal", out)?;
            out.extend_from_slice(&self.rows.to_be_bytes());
            Ok(())
        })
    }
}
