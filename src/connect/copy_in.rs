//! COPY into the server. No dump needs it: it is here for this crate's tests, until something loads dumps.
//!
//! ```text
//! Query ─▶ CopyInResponse;  CopyData …, CopyDone | CopyFail ─▶ CommandComplete | ErrorResponse
//! ```
//!
//! Source: PostgreSQL documentation, "Message Flow", "COPY Operations".

use roachdump_proto::phase::Phase;
use roachdump_proto::{copy, frontend};

use super::ending::Complete;
use super::session::Session;
use crate::error::Result;

/// A COPY into the server. Dropped before its end, it leaves the session good for nothing.
#[derive(Debug)]
pub struct CopyIn<'s> {
    session: &'s mut Session,
}

impl Session {
    /// Sends a `COPY … FROM STDIN`.
    ///
    /// # Errors
    ///
    /// As [`Self::copy_out`].
    pub async fn copy_in(&mut self, sql: impl AsRef<[u8]>) -> Result<CopyIn<'_>> {
        self.copy(sql.as_ref(), Phase::CopyIn).await?;
        Ok(CopyIn { session: self })
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
