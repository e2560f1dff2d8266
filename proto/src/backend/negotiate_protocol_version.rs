//! `NegotiateProtocolVersion` (`v`): the server knows only an older minor version, or not some options.
//!
//! ```text
//! int32  newest minor version the server takes; servers send the whole version or the minor part
//! int32  number of options it does not know
//! then for each option
//!   text  its name
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};

/// The server knows only an older minor version, or not some options.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NegotiateProtocolVersion<'a> {
    /// The newest version the server takes, as sent.
    pub version: u32,
    options: &'a [u8],
}

impl<'a> NegotiateProtocolVersion<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let version = at.u32("newest protocol version")?;
        let count = at.u32("number of unknown options")?;
        let mut names = at;
        let options = at.rest();
        for _ in 0..count {
            names.text("unknown option")?;
        }
        names.end("NegotiateProtocolVersion")?;
        Ok(Self { version, options })
    }

    /// The options the server does not know.
    pub fn options(self) -> impl Iterator<Item = &'a [u8]> {
        self.options.split(|byte| *byte == 0).filter(|name| !name.is_empty())
    }
}

/// Appends the message.
///
/// # Errors
///
/// [`EncodeError::Nul`].
pub fn write(version: u32, options: &[&str], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    message(b'v', out, |out| {
        out.extend_from_slice(&version.to_be_bytes());
        let count = u32::try_from(options.len()).map_err(|_| EncodeError::TooLong)?;
        out.extend_from_slice(&count.to_be_bytes());
        options.iter().try_for_each(|name| text(name.as_bytes(), "unknown option", out))
    })
}
