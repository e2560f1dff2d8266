//! `NotificationResponse` (`A`): a NOTIFY of some session. A session that never says LISTEN gets none,
//! but one may.
//!
//! ```text
//! int32  process id of the session that said NOTIFY
//! text   channel
//! text   payload
//! ```

use crate::DecodeError;
use crate::cursor::Cursor;

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
}
