//! The rows of one statement, lent out as they arrive.

use bstr::BString;
use roachdump_proto::backend::{Message, RowDescription, Signal};
use roachdump_proto::frontend;
use roachdump_proto::phase::Phase;

use super::body::Body;
use super::bulk::{AtHand, DATA_ROW};
use super::ending::Complete;
use super::session::{Session, told};
use crate::error::{Error, Fault, Result};

/// The rows of one statement. Dropped before its end, it leaves the session in the middle of an answer:
/// the session is then good for nothing but a CancelRequest.
#[derive(Debug)]
pub struct RowStream<'s> {
    session: &'s mut Session,
    columns: Option<Vec<ColumnInfo>>,
    done: Option<Complete>,
}

/// One column of the rows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ColumnInfo {
    /// Its name.
    pub name: BString,
    /// The OID of the table that it is a column of; 0 where it is none, or the server does not say.
    pub table_oid: u32,
    /// The OID of its type.
    pub type_oid: u32,
}

impl Session {
    /// Sends one statement by the simple query protocol and lends out its rows as they arrive.
    ///
    /// # Errors
    ///
    /// The server's error, or a broken connection.
    pub async fn stream(&mut self, sql: impl AsRef<[u8]>) -> Result<RowStream<'_>> {
        let sql = sql.as_ref();
        told(sql);
        self.ask(Phase::Answer, |out| frontend::query(sql, out)).await?;
        RowStream::open(self).await
    }
}

impl<'s> RowStream<'s> {
    /// Reads up to the RowDescription, or up to the end of a statement without rows.
    pub(super) async fn open(session: &'s mut Session) -> Result<Self> {
        let mut stream = Self { session, columns: None, done: None };
        while stream.done.is_none() {
            let frame = stream.session.answer().await?;
            if let Message::RowDescription(description) = frame.message()? {
                stream.columns = Some(columns(description).map_err(|error| error.at(frame.position))?);
                break;
            }
            stream.take(frame.message()?).await?;
        }
        Ok(stream)
    }

    /// The further rows of a statement whose columns are known.
    #[cfg(feature = "internals")]
    pub(super) fn going_on(session: &'s mut Session, columns: Vec<ColumnInfo>) -> Self {
        Self { session, columns: Some(columns), done: None }
    }

    /// The columns of every row, however few rows there are; `None` for a statement that has none.
    pub fn columns(&self) -> Option<&[ColumnInfo]> {
        self.columns.as_deref()
    }

    /// Hands every row that is at hand to `take`, synchronously; waits for bytes only if there is none.
    /// `Some` when the statement is done, or has sent as many rows as were asked for.
    ///
    /// # Errors
    ///
    /// What `take` says, the server's error, or a broken connection.
    pub async fn pump(&mut self, mut take: impl FnMut(Body<'_>) -> Result<()>) -> Result<Option<Complete>> {
        while self.done.is_none() {
            match self.session.wire.at_hand::<DATA_ROW>(&mut take)? {
                AtHand::Bulk => return Ok(None),
                AtHand::Nothing => self.session.wire.fill_rows().await?,
                AtHand::Message => {
                    let frame = self.session.answer().await?;
                    self.take(frame.message()?).await?;
                }
            }
        }
        Ok(self.done)
    }

    /// Takes a message that is neither row nor description.
    async fn take(&mut self, message: Message<'_>) -> Result<()> {
        let complete = match message {
            Message::CommandComplete(complete) => Complete { rows: complete.rows(), suspended: false },
            Message::Signal(Signal::PortalSuspended) => Complete { rows: None, suspended: true },
            Message::Signal(Signal::EmptyQueryResponse) => Complete::default(),
            message => return self.session.wire.aside(message),
        };
        self.session.finish().await?;
        self.done = Some(complete);
        Ok(())
    }
}

/// The columns of a RowDescription, which must all be in text format.
pub(super) fn columns(description: RowDescription<'_>) -> Result<Vec<ColumnInfo>> {
    let read = description.fields().map(|field| {
        if field.format != 0 {
            return Err(Error::new(
                Fault::Protocol,
                "the server sends values in binary format, which was not asked for",
            ));
        }
        Ok(ColumnInfo { name: field.name.into(), table_oid: field.table_oid, type_oid: field.type_oid })
    });
    read.collect()
}
