//! `ReadyForQuery` (`Z`): the server waits for the next statement.
//!
//! ```text
//! byte  `I` idle, `T` in a transaction, `E` in a failed transaction
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message};

/// The server waits for the next statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ReadyForQuery {
    /// Where the session stands.
    pub status: TransactionStatus,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TransactionStatus {
    /// Outside a transaction.
    Idle,
    /// Inside a transaction.
    Transaction,
    /// Inside a transaction that failed: only ROLLBACK helps.
    Failed,
}

impl ReadyForQuery {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`], [`DecodeError::Invalid`] or [`DecodeError::Trailing`].
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let status = match at.u8("transaction status")? {
            b'I' => TransactionStatus::Idle,
            b'T' => TransactionStatus::Transaction,
            b'E' => TransactionStatus::Failed,
            _ => return Err(DecodeError::Invalid("transaction status")),
        };
        at.end("ReadyForQuery")?;
        Ok(Self { status })
    }

    /// Appends the message.
    ///
    /// # Errors
    ///
    /// None.
    pub fn write(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let status = match self.status {
            TransactionStatus::Idle => b'I',
            TransactionStatus::Transaction => b'T',
            TransactionStatus::Failed => b'E',
        };
        message(b'Z', out, |out| {
            out.push(status);
            Ok(())
        })
    }
}
