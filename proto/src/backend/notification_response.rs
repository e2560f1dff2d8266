//! `NotificationResponse` (`A`): a NOTIFY of some session. A session that never says LISTEN gets none,
//! but one may.
//!
//! ```text
//! int32  process id of the session that said NOTIFY
//! text   channel
//! text   payload
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};

/// A NOTIFY of some session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotificationResponse<'a> {
    /// The process id of the session that said NOTIFY.
    pub process_id: u32,
    /// The channel.
    pub channel: &'a [u8],
    /// The payload.
    pub payload: &'a [u8],
}

impl<'a> NotificationResponse<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let process_id = at.u32("process id")?;
        let channel = at.text("channel")?;
        let payload = at.text("payload")?;
        at.end("NotificationResponse")?;
        Ok(Self { process_id, channel, payload })
    }
    /// Appends the message.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Nul`].
    pub fn write(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        message(b'A', out, |out| {
            out.extend_from_slice(&self.process_id.to_be_bytes());
            text(self.channel, "channel", out)?;
            text(self.payload, "payload", out)
        })
    }
}
