//! Statements by the extended query protocol: prepared once, then run through a portal.
//!
//! A text that comes from the user goes this way, because the server refuses to prepare a text that holds
//! two statements.
//!
//! ```text
//! prepare   Parse, Describe, Sync           ParseComplete, ParameterDescription, RowDescription | NoData
//! execute   Bind, Describe, Execute, Sync   BindComplete, RowDescription | NoData, rows
//! resume    Execute, Sync                   rows
//! discard   Close, Sync                     CloseComplete
//! ```
//!
//! Each is answered to its end, ReadyForQuery, before the next is sent. Outside a transaction Sync ends the
//! portal, so only inside one are there more rows to go on with.
//!
//! Source: PostgreSQL documentation, "Message Flow", "Extended Query".

use bstr::BString;
use roachdump_proto::backend::Message;
use roachdump_proto::frontend::{self, Execute, Named, bind, parse};
use roachdump_proto::phase::Phase;

use super::rows::{self, ColumnInfo, RowStream};
use super::session::Session;
use crate::error::Result;

/// The one portal in use: a new Bind takes its place.
const PORTAL: &[u8] = b"";

/// A prepared statement of a session.
#[derive(Clone, Debug)]
pub struct Prepared {
    name: BString,
    /// The OIDs of its parameters' types.
    pub parameters: Vec<u32>,
    /// The columns of its rows; none if it has no rows.
    pub columns: Vec<ColumnInfo>,
}

impl Session {
    /// Prepares one statement under a name that the session has not used yet; under the empty name it takes
    /// the place of the one before.
    ///
    /// # Errors
    ///
    /// The server's error, which is SQLSTATE 42601 for two statements, or a broken connection.
    pub async fn prepare(&mut self, name: impl Into<BString>, sql: impl AsRef<[u8]>) -> Result<Prepared> {
        let (name, sql) = (name.into(), sql.as_ref());
        self.echo(sql);
        self.ask(Phase::Description, |out| {
            parse::write(&name, sql, &[], out)?;
            Named::Statement(&name).describe(out)?;
            frontend::sync(out)
        })
        .await?;
        let mut prepared = Prepared { name, parameters: Vec::new(), columns: Vec::new() };
        loop {
            let frame = self.answer().await?;
            match frame.message()? {
                Message::ParameterDescription(description) => {
                    prepared.parameters = description.types().collect();
                }
                Message::RowDescription(description) => {
                    prepared.columns =
                        rows::columns(description).map_err(|error| error.at(frame.position))?;
                }
                Message::ReadyForQuery(ready) => {
                    self.idle(ready);
                    return Ok(prepared);
                }
                message => self.wire.aside(message)?,
            }
        }
    }

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
