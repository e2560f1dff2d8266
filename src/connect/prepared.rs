//! Statements by the extended query protocol: prepared, and so understood by the server, before they are run.
//!
//! A text that comes from the user goes this way, because the server refuses to prepare a text that holds
//! two statements.
//!
//! ```text
//! prepare   Parse, Describe, Sync   ParseComplete, ParameterDescription, RowDescription | NoData
//! ```
//!
//! Source: PostgreSQL documentation, "Message Flow", "Extended Query".

use bstr::BString;
use roachdump_proto::backend::Message;
use roachdump_proto::frontend::{self, Named, parse};
use roachdump_proto::phase::Phase;

use super::rows::{self, ColumnInfo};
use super::session::{Session, told};
use crate::error::Result;

/// A prepared statement of a session.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What a portal names it by.
    #[cfg_attr(not(feature = "internals"), expect(dead_code, reason = "portals are for tests so far"))]
    pub(super) name: BString,
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
        told(sql);
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
}
