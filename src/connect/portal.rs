//! Prepared statements run through a portal, all at once or some rows at a time. No dump needs it: it is here for
//! this crate's tests.
//!
//! ```text
//! execute   Bind, Describe, Execute, Sync   BindComplete, RowDescription | NoData, rows
//! resume    Execute, Sync                   rows
//! discard   Close, Sync                     CloseComplete
//! ```
//!
//! Each is answered to its end, ReadyForQuery, before the next is sent. Outside a transaction Sync ends the
//! portal, so only inside one are there more rows to go on with.
//!
//! Source: PostgreSQL documentation, "Message Flow", "Extended Query".

use roachdump_proto::frontend::{self, Execute, Named, bind};
use roachdump_proto::phase::Phase;

use super::prepared::Prepared;
use super::rows::RowStream;
use super::session::Session;
use crate::error::Result;

/// The one portal in use: a new Bind takes its place.
const PORTAL: &[u8] = b"";

impl Session {
    /// Runs a prepared statement with these values, in text format, for its parameters, and lends out its
    /// rows: at most `rows`, or all for 0.
    ///
    /// # Errors
    ///
    /// The server's error, or a broken connection.
    pub async fn execute(
        &mut self,
        prepared: &Prepared,
        values: &[Option<&[u8]>],
        rows: u32,
    ) -> Result<RowStream<'_>> {
        self.ask(Phase::Answer, |out| {
            bind::write(PORTAL, &prepared.name, values, out)?;
            Named::Portal(PORTAL).describe(out)?;
            Execute { portal: PORTAL, rows }.write(out)?;
            frontend::sync(out)
        })
        .await?;
        RowStream::open(self).await
    }

    /// Lends out further rows of the statement that was executed last and is suspended.
    ///
    /// # Errors
    ///
    /// The server's error, which is SQLSTATE 34000 if the transaction is over, or a broken connection.
    pub async fn resume(&mut self, prepared: &Prepared, rows: u32) -> Result<RowStream<'_>> {
        self.ask(Phase::Rows, |out| {
            Execute { portal: PORTAL, rows }.write(out)?;
            frontend::sync(out)
        })
        .await?;
        Ok(RowStream::going_on(self, prepared.columns.clone()))
    }

    /// Has the server forget a prepared statement.
    ///
    /// # Errors
    ///
    /// A broken connection, or the server's error in a failed transaction.
    pub async fn discard(&mut self, prepared: Prepared) -> Result<()> {
        self.ask(Phase::Description, |out| {
            Named::Statement(&prepared.name).close(out)?;
            frontend::sync(out)
        })
        .await?;
        self.finish().await
    }
}
