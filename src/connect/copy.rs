//! COPY out of the server: the bytes of a table as the server's own text or binary form.
//!
//! ```text
//! Query ─▶ CopyOutResponse, CopyData …, CopyDone, CommandComplete
//! ```
//!
//! Source: PostgreSQL documentation, "Message Flow", "COPY Operations".

use roachdump_proto::backend::Message;
use roachdump_proto::frontend;
use roachdump_proto::phase::Phase;

use super::body::Body;
use super::bulk::{AtHand, COPY_DATA};
use super::ending::Complete;
use super::session::{Session, told};
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

    /// Sends a COPY and reads up to where its bytes begin.
    pub(super) async fn copy(&mut self, sql: &[u8], wanted: Phase) -> Result<CopyFormat> {
        told(sql);
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
    pub(super) async fn copied(&mut self) -> Result<Complete> {
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
