//! COPY in both directions: the bytes of a table as the server's own text or binary form.
//!
//! ```text
//! out   Query  ─▶ CopyOutResponse, CopyData …, CopyDone, CommandComplete
//! in    Query  ─▶ CopyInResponse;  CopyData …, CopyDone | CopyFail  ─▶ CommandComplete | ErrorResponse
//! ```
//!
//! Source: PostgreSQL documentation, "Message Flow", "COPY Operations".

use roachdump_proto::backend::Message;
use roachdump_proto::phase::Phase;
use roachdump_proto::{copy, frontend};

use super::body::Body;
use super::bulk::{AtHand, COPY_DATA};
use super::ending::Complete;
use super::session::Session;
use crate::error::{Error, Fault, Result};

/// The bytes of a COPY out of the server. Dropped before its end, it leaves the session as a dropped
/// [`RowStream`](super::RowStream) does.
#[derive(Debug)]
pub struct CopyOut<'s> {
    session: &'s mut Session,
    format: CopyFormat,
    done: Option<Complete>,
}

/// What the server says of the bytes of a COPY, before the first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CopyFormat {
    /// The number of columns.
    pub columns: usize,
    /// All of it is text; else some of it, or all, is binary.
    pub text: bool,
}

/// A COPY into the server. Dropped before its end, it leaves the session good for nothing.
#[derive(Debug)]
pub struct CopyIn<'s> {
    session: &'s mut Session,
}

impl Session {
    /// Sends a `COPY … TO STDOUT` and lends out its bytes as they arrive.
    ///
    /// # Errors
    ///
    /// The server's error, a broken connection, or a statement of another kind.
    pub async fn copy_out(&mut self, sql: impl AsRef<[u8]>) -> Result<CopyOut<'_>> {
        let format = self.copy(sql.as_ref(), Phase::CopyOut).await?;
        Ok(CopyOut { session: self, format, done: None })
    }

    /// Sends a `COPY … FROM STDIN`.
    ///
    /// # Errors
    ///
    /// As [`Self::copy_out`].
    pub async fn copy_in(&mut self, sql: impl AsRef<[u8]>) -> Result<CopyIn<'_>> {
        self.copy(sql.as_ref(), Phase::CopyIn).await?;
        Ok(CopyIn { session: self })
    }

    /// Sends a COPY and reads up to where its bytes begin.
    async fn copy(&mut self, sql: &[u8], wanted: Phase) -> Result<CopyFormat> {
        self.echo(sql);
        self.ask(Phase::CopyAnswer, |out| frontend::query(sql, out)).await?;
        loop {
            let frame = self.answer().await?;
            match frame.message()? {
                Message::CopyResponse(response) if self.wire.phase == wanted => {
                    let text = !response.binary && response.formats().all(|format| format == 0);
                    return Ok(CopyFormat { columns: response.formats().count(), text });
                }
                Message::CopyResponse(_) => {
                    return Err(Error::new(
                        Fault::Protocol,
                        "the server began a COPY in the other direction than was asked for",
                    ));
                }
                message => self.wire.aside(message)?,
            }
        }
    }

    /// Reads the end of a COPY whose bytes are over.
    async fn copied(&mut self) -> Result<Complete> {
        loop {
            let frame = self.answer().await?;
            match frame.message()? {
                Message::CommandComplete(complete) => {
                    self.finish().await?;
                    return Ok(Complete { rows: complete.rows(), suspended: false });
                }
                message => self.wire.aside(message)?,
            }
        }
    }
}

impl CopyOut<'_> {
    /// What the server says of the bytes.
    pub fn format(&self) -> CopyFormat {
        self.format
    }

    /// Hands all bytes that are at hand to `take`, synchronously; waits only if there are none. `Some` when
    /// the COPY is done.
    ///
    /// # Errors
    ///
    /// What `take` says, the server's error, or a broken connection.
    pub async fn pump(&mut self, mut take: impl FnMut(Body<'_>) -> Result<()>) -> Result<Option<Complete>> {
        while self.done.is_none() {
            match self.session.wire.at_hand::<COPY_DATA>(&mut take)? {
                AtHand::Bulk => return Ok(None),
                AtHand::Nothing => self.session.wire.fill_rows().await?,
                AtHand::Message => {
                    let frame = self.session.answer().await?;
                    self.session.wire.aside(frame.message()?)?;
                    if self.session.wire.phase == Phase::Copied {
                        self.done = Some(self.session.copied().await?);
                    }
                }
            }
        }
        Ok(self.done)
    }
}

impl CopyIn<'_> {
    /// Sends some bytes, cut anywhere.
    ///
    /// # Errors
    ///
    /// A broken connection. What the server has against the bytes is told at the end.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.session.wire.send(|out| copy::data(bytes, out)).await
    }

    /// Ends the COPY.
    ///
    /// # Errors
    ///
    /// The server's error, or a broken connection.
    pub async fn finish(self) -> Result<Complete> {
        self.session.wire.send(copy::done).await?;
        self.session.wire.phase = Phase::Copied;
        self.session.copied().await
    }

    /// Gives the COPY up for a reason that the server writes to its log: no row of it stays.
    ///
    /// # Errors
    ///
    /// Always: the server's error, SQLSTATE 57014, or a broken connection.
    pub async fn fail(self, reason: &str) -> Result<Complete> {
        self.session.wire.send(|out| frontend::copy_fail(reason.as_bytes(), out)).await?;
        self.session.wire.phase = Phase::Copied;
        self.session.copied().await
    }
}
