//! How an answer ends: with ReadyForQuery, whatever came before.

use roachdump_proto::backend::Message;

use super::refusal::server_error;
use super::session::Session;
use super::wire::Frame;
use crate::error::{Error, Fault, Result};

/// The end of a statement.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Complete {
    /// The rows its CommandComplete names, if it names a number.
    pub rows: Option<u64>,
    /// The rows asked for are there, and there may be more.
    pub suspended: bool,
}

impl Complete {
    /// Checks that this many rows came.
    ///
    /// # Errors
    ///
    /// [`Fault::Protocol`] if the server says that it sent another number.
    pub fn check(self, rows: u64) -> Result<()> {
        if self.rows == Some(rows) {
            return Ok(());
        }
        let announced = self.rows.map_or_else(|| "no number of".to_owned(), |rows| rows.to_string());
        let message = format!("the server sent {rows} rows and says it sent {announced} rows");
        Err(Error::new(Fault::Protocol, message)
            .remedy("Rows were lost or added on the way: this dump must not be trusted."))
    }
}

impl Session {
    /// The next message of an answer. After an ErrorResponse this reads on to ReadyForQuery, so that the
    /// session can be used again, and gives the error.
    ///
    /// # Errors
    ///
    /// The server's error, a broken connection, or a message out of place.
    pub(super) async fn answer(&mut self) -> Result<Frame> {
        let frame = self.wire.frame().await?;
        if let Message::ErrorResponse(fields) = frame.message()? {
            let error = server_error(fields, &self.wire.info);
            return Err(self.drained(error).await);
        }
        Ok(frame)
    }

    /// Reads what follows the end of a statement, up to ReadyForQuery.
    ///
    /// # Errors
    ///
    /// See [`Self::answer`].
    pub(super) async fn finish(&mut self) -> Result<()> {
        loop {
            let frame = self.answer().await?;
            match frame.message()? {
                Message::ReadyForQuery(ready) => {
                    self.idle(ready);
                    return Ok(());
                }
                message => self.wire.aside(message)?,
            }
        }
    }

    /// Reads up to ReadyForQuery and gives the error back. A session that ends meanwhile ends with it.
    async fn drained(&mut self, error: Error) -> Error {
        while let Ok(frame) = self.wire.frame().await {
            if let Ok(Message::ReadyForQuery(ready)) = frame.message() {
                self.idle(ready);
                break;
            }
        }
        error
    }
}
