//! `BackendKeyData` (`K`): what a CancelRequest must name to end this session's statement.
//!
//! ```text
//! int32  process id
//! byte*  key: 4 bytes in protocol 3.0, 4 to 256 from 3.2 on
//! ```

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::encode::{EncodeError, message};
use crate::{DecodeError, limits};

/// What a CancelRequest must name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BackendKeyData<'a> {
    /// The process id (any number on CockroachDB).
    pub process_id: u32,
    /// The secret key.
    pub key: &'a [u8],
}

impl<'a> BackendKeyData<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`]; [`DecodeError::Invalid`] for a key shorter than 4 or longer than 256 bytes.
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let process_id = at.u32("process id")?;
        let key = at.rest();
        if (4..=limits::CANCEL_KEY).contains(&key.len()) {
            Ok(Self { process_id, key })
        } else {
            Err(DecodeError::Invalid("cancel key"))
        }
    }

    /// Appends the message.
    ///
    /// # Errors
    ///
    /// [`EncodeError::TooLong`].
    pub fn write(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        message(b'K', out, |out| {
            out.extend_from_slice(&self.process_id.to_be_bytes());
            out.extend_from_slice(self.key);
            Ok(())
        })
    }
}
