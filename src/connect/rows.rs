//! The rows of one statement, lent out as they arrive.

use bstr::BString;
use roachdump_proto::backend::{Message, RowDescription};
use roachdump_proto::row::{Body, Part};
use roachdump_proto::{Raw, Step};

use super::login;
use super::session::{Session, malformed};
use crate::error::{Error, Fault, Result};

/// The rows of one statement. Dropped before its end, it leaves the session in the middle of an answer:
/// the session is then good for nothing but a CancelRequest.
#[derive(Debug)]
pub struct RowStream<'s> {
    session: &'s mut Session,
    columns: Vec<ColumnInfo>,
    done: Option<Complete>,
}

/// The end of a statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Complete {
    /// The rows its CommandComplete names, if it names a number.
    pub rows: Option<u64>,
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

/// One column of the rows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ColumnInfo {
    /// Its name.
    pub name: BString,
    /// The OID of its type.
    pub type_oid: u32,
}

impl<'s> RowStream<'s> {
    /// Reads up to the RowDescription, or up to the end of a statement without rows.
    pub(super) async fn open(session: &'s mut Session) -> Result<Self> {
        let mut stream = Self { session, columns: Vec::new(), done: None };
        loop {
            let frame = stream.session.wire.frame().await?;
            match frame.message()? {
                Message::RowDescription(description) => {
                    stream.columns = columns(description).map_err(|error| error.at(frame.position))?;
                    return Ok(stream);
                }
                Message::CommandComplete(complete) => {
                    stream.finish(complete.rows()).await?;
                    return Ok(stream);
                }
                Message::EmptyQueryResponse => {
                    stream.finish(None).await?;
                    return Ok(stream);
                }
                Message::ErrorResponse(fields) => {
                    let error = login::server_error(fields);
                    return Err(stream.drain(error).await);
                }
                message => stream.session.wire.aside(message, "the start of an answer")?,
            }
        }
    }

    /// The columns of every row.
    pub fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    /// Hands every row that is at hand to `take`, synchronously; waits for bytes only if there is none.
    /// `Some` when the statement is done.
    ///
    /// # Errors
    ///
    /// What `take` says, the server's error, or a broken connection.
    pub async fn pump(&mut self, mut take: impl FnMut(Part<'_>) -> Result<()>) -> Result<Option<Complete>> {
        while self.done.is_none() {
            match self.at_hand(&mut take)? {
                AtHand::Rows => return Ok(None),
                AtHand::Nothing => self.session.wire.fill_rows().await?,
                AtHand::Message => self.message().await?,
            }
        }
        Ok(self.done)
    }

    /// Hands out the rows in the receive buffer and drops them from it.
    fn at_hand(&mut self, take: &mut impl FnMut(Part<'_>) -> Result<()>) -> Result<AtHand> {
        let wire = &mut self.session.wire;
        let (mut used, mut found) = (0, AtHand::Nothing);
        loop {
            let rest = wire.input.get(used..).unwrap_or_default();
            let position = wire.position + used as u64;
            let mut take = |part| take(part).map_err(|error| error.at(position));
            match wire.deframer.step(rest).map_err(|error| malformed(error, position))? {
                Step::Message(Raw { tag: b'D', body }, size) => {
                    let after = rest.get(size - body.len()..).unwrap_or(body);
                    take(Part::Whole(Body::new(after, body.len())))?;
                    used += size;
                }
                Step::Begin { tag: b'D', size, used: head } => {
                    take(Part::Begin(size))?;
                    used += head;
                }
                Step::Chunk { bytes, left } => {
                    take(Part::Bytes(bytes))?;
                    used += bytes.len();
                    if left == 0 {
                        take(Part::End)?;
                    }
                }
                Step::NeedMore(_) => break,
                Step::Message(..) | Step::Begin { .. } => {
                    if found == AtHand::Nothing {
                        found = AtHand::Message;
                    }
                    break;
                }
            }
            found = AtHand::Rows;
        }
        if found == AtHand::Rows {
            wire.consume(used);
        }
        Ok(found)
    }

    /// Reads one message that is no row.
    async fn message(&mut self) -> Result<()> {
        let frame = self.session.wire.frame().await?;
        match frame.message()? {
            Message::CommandComplete(complete) => self.finish(complete.rows()).await,
            Message::ErrorResponse(fields) => {
                let error = login::server_error(fields);
                Err(self.drain(error).await)
            }
            message => self.session.wire.aside(message, "an answer's rows"),
        }
    }

    /// Reads what follows the end of a statement, up to ReadyForQuery.
    async fn finish(&mut self, rows: Option<u64>) -> Result<()> {
        loop {
            let frame = self.session.wire.frame().await?;
            match frame.message()? {
                Message::ReadyForQuery(ready) => {
                    self.session.idle(ready);
                    self.done = Some(Complete { rows });
                    return Ok(());
                }
                Message::ErrorResponse(fields) => {
                    let error = login::server_error(fields);
                    return Err(self.drain(error).await);
                }
                message => self.session.wire.aside(message, "the end of an answer")?,
            }
        }
    }

    /// After an error: reads up to ReadyForQuery, so that the session can be used again, and gives the
    /// error back. A session that ends meanwhile ends with that error.
    async fn drain(&mut self, error: Error) -> Error {
        while let Ok(frame) = self.session.wire.frame().await {
            if let Ok(Message::ReadyForQuery(ready)) = frame.message() {
                self.session.idle(ready);
                break;
            }
        }
        error
    }
}

/// What the receive buffer held.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum AtHand {
    /// Not even one whole message.
    Nothing,
    /// Rows; they are handed out.
    Rows,
    /// A message that is no row, still in the buffer.
    Message,
}

fn columns(description: RowDescription<'_>) -> Result<Vec<ColumnInfo>> {
    let read = description.fields().map(|field| {
        if field.format != 0 {
            return Err(Error::new(
                Fault::Protocol,
                "the server sends values in binary format, which was not asked for",
            ));
        }
        Ok(ColumnInfo { name: field.name.into(), type_oid: field.type_oid })
    });
    read.collect()
}
