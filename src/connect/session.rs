//! One logged-in session: statements out, answers in.

use std::thread;
use std::time::Duration;

use bstr::{BString, ByteSlice};
use bytes::{Buf, BufMut, BytesMut};
use roachdump_proto::backend::{Message, ReadyForQuery, TransactionStatus};
use roachdump_proto::row::{Part, Piece, Pieces, Row};
use roachdump_proto::{DecodeError, Deframer, EncodeError, Raw, Step, frontend};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::cancel::Canceller;
use super::login::{self, LoggedIn};
use super::pace::{self, Pace};
use super::rows::RowStream;
use super::transport::Transport;
use crate::cli::Address;
use crate::error::{Error, Fault, Result, shown};

/// Bytes asked of the system at a time, and so the size of the receive buffer.
const RECEIVE: usize = 256 << 10;

/// A DataRow with a longer body is handed out in pieces; a shorter one is always whole.
const WHOLE_ROW: u32 = 128 << 10;

/// The most bytes of rows a catalog query may answer with.
const ANSWER_MOST: usize = 1 << 30;

/// What a server said of itself at log-in (ParameterStatus).
#[derive(Clone, Debug, Default)]
pub struct ServerInfo {
    /// `server_version`: `15.18 (Debian …)`, `9.5.0` on CockroachDB.
    pub server_version: String,
    /// `server_encoding`.
    pub server_encoding: String,
    /// `crdb_version`, which only CockroachDB sends.
    pub crdb_version: Option<String>,
}

/// A whole, small result: the answer to a catalog query.
#[derive(Debug, Default)]
pub struct Answer {
    /// The columns' names.
    pub names: Vec<BString>,
    /// The rows; `None` is NULL.
    pub rows: Vec<Vec<Option<BString>>>,
}

/// One logged-in session.
#[derive(Debug)]
pub struct Session {
    pub(super) wire: Wire,
    canceller: Canceller,
    echo: bool,
}

impl Session {
    /// The session that `address` gave.
    pub(super) fn new(logged_in: LoggedIn, address: Address, echo: bool) -> Self {
        let LoggedIn { wire, key, encryption } = logged_in;
        Self { wire, canceller: Canceller::new(address, key, encryption), echo }
    }

    /// What the server said of itself.
    pub fn info(&self) -> &ServerInfo {
        &self.wire.info
    }

    /// What ends the running statement from outside.
    pub fn canceller(&self) -> Canceller {
        self.canceller.clone()
    }

    /// Where the session stands.
    pub fn status(&self) -> TransactionStatus {
        self.wire.status
    }

    /// Sends one statement by the simple query protocol and collects its rows.
    ///
    /// # Errors
    ///
    /// The server's error, or a broken connection. After a server's error the session can go on
    /// (outside a transaction).
    pub async fn query(&mut self, sql: impl AsRef<[u8]>) -> Result<Answer> {
        let mut stream = self.stream(sql).await?;
        let mut answer = Collector::new(stream.columns().len());
        while stream.pump(|part| answer.take(part)).await?.is_none() {}
        let names = stream.columns().iter().map(|column| column.name.clone()).collect();
        Ok(Answer { names, rows: answer.rows })
    }

    /// Sends one statement by the simple query protocol and lends out its rows as they arrive.
    ///
    /// # Errors
    ///
    /// The server's error, or a broken connection.
    pub async fn stream(&mut self, sql: impl AsRef<[u8]>) -> Result<RowStream<'_>> {
        let sql = sql.as_ref();
        if self.echo {
            eprintln!("> {}", shown(sql));
        }
        self.canceller.busy(true);
        self.wire.send(|out| frontend::query(sql, out)).await?;
        RowStream::open(self).await
    }

    /// Says good-bye. What goes wrong with that is of no interest.
    pub async fn close(mut self) {
        let goodbye = async {
            self.wire.transport.write_all(&frontend::terminate()).await?;
            self.wire.transport.shutdown().await
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), goodbye).await;
    }

    pub(super) fn idle(&mut self, ready: ReadyForQuery) {
        self.wire.at_once();
        self.wire.ready(ready);
        self.canceller.busy(false);
    }
}

/// Messages over a transport. One rolling receive buffer.
#[derive(Debug)]
pub(super) struct Wire {
    transport: Transport,
    pub(super) input: BytesMut,
    pub(super) deframer: Deframer,
    output: Vec<u8>,
    /// Bytes of the session's stream that were read off `input`, for error messages.
    pub(super) position: u64,
    stall: Option<Duration>,
    pace: Pace,
    /// Bytes the socket holds before it wakes the reader.
    mark: i32,
    status: TransactionStatus,
    info: ServerInfo,
}

/// A whole message, taken out of the receive buffer.
#[derive(Debug)]
pub(super) struct Frame {
    tag: u8,
    bytes: BytesMut,
    position: u64,
}

impl Frame {
    /// Decodes the message.
    pub(super) fn message(&self) -> Result<Message<'_>> {
        let body = self.bytes.get(5..).unwrap_or_default();
        Message::decode(Raw { tag: self.tag, body }).map_err(|error| malformed(error, self.position))
    }
}

/// The error for bytes that are not the protocol, at a position of the session's stream.
pub(super) fn malformed(error: DecodeError, position: u64) -> Error {
    Error::new(Fault::Protocol, format!("{error}, at byte {position} of what the server sent"))
        .remedy("The connection is damaged, or this is not a PostgreSQL or CockroachDB server.")
}

impl Wire {
    pub(super) fn new(transport: Transport, stall: Option<Duration>) -> Self {
        Self {
            transport,
            input: BytesMut::with_capacity(RECEIVE + WHOLE_ROW as usize),
            deframer: Deframer::new(WHOLE_ROW),
            output: Vec::new(),
            position: 0,
            stall,
            pace: Pace::default(),
            mark: 1,
            status: TransactionStatus::Idle,
            info: ServerInfo::default(),
        }
    }

    /// The hash that ties a log-in to this TLS session; none without TLS.
    pub(super) fn server_end_point(&self) -> Option<Vec<u8>> {
        self.transport.server_end_point()
    }

    /// Sends what `write` appends.
    pub(super) async fn send(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<()> {
        self.output.clear();
        write(&mut self.output)
            .map_err(|error| Error::new(Fault::Refused, format!("cannot send: {error}")))?;
        let sent = async {
            self.transport.write_all(&self.output).await?;
            self.transport.flush().await
        };
        sent.await.map_err(|error| lost(&error.to_string()))
    }

    /// Waits for the next whole message. Rows do not come this way.
    pub(super) async fn frame(&mut self) -> Result<Frame> {
        loop {
            match self.deframer.step(&self.input).map_err(|error| malformed(error, self.position))? {
                Step::NeedMore(_) => self.fill().await?,
                Step::Message(raw, used) => {
                    let (tag, position) = (raw.tag, self.position);
                    self.position += used as u64;
                    return Ok(Frame { tag, bytes: self.input.split_to(used), position });
                }
                Step::Begin { tag, .. } => return Err(self.out_of_place(tag, "start of an answer")),
                Step::Chunk { .. } => return Err(self.out_of_place(b'D', "start of an answer")),
            }
        }
    }

    /// Drops `used` bytes off the receive buffer.
    pub(super) fn consume(&mut self, used: usize) {
        self.input.advance(used);
        self.position += used as u64;
    }

    /// Waits for more bytes.
    ///
    /// # Errors
    ///
    /// [`Fault::Connection`]: the stream ended, or nothing came for too long.
    pub(super) async fn fill(&mut self) -> Result<()> {
        // What is left of the last read moves to the front: the same memory serves for ever.
        self.input.reserve(RECEIVE);
        let mut room = (&mut self.input).limit(RECEIVE);
        let read = self.transport.read_buf(&mut room);
        let read = match self.stall {
            Some(limit) => tokio::time::timeout(limit, read).await.map_err(|_| {
                Error::new(Fault::Connection, format!("the server said nothing for {} s", limit.as_secs()))
                    .remedy("It may be overloaded, or the network is cut. --stall-timeout waits longer (0: for ever).")
            })?,
            None => read.await,
        };
        match read {
            Ok(0) => Err(lost("the server closed it")),
            Ok(bytes) => {
                self.pace.read(bytes);
                Ok(())
            }
            Err(error) => Err(lost(&error.to_string())),
        }
    }

    /// Waits for more bytes of rows; for many at a time if the answer is large.
    ///
    /// # Errors
    ///
    /// See [`Self::fill`].
    pub(super) async fn fill_rows(&mut self) -> Result<()> {
        if !self.pace.is_large() {
            return self.fill().await;
        }
        if matches!(self.transport, Transport::Unix(_)) {
            // The whole program waits for these bytes: there is nothing else to run meanwhile.
            self.pace.pause().into_iter().for_each(thread::sleep);
            return self.fill().await;
        }
        self.low_water(pace::MARK);
        match tokio::time::timeout(pace::HELD, self.fill()).await {
            Ok(filled) => filled,
            Err(_) => {
                self.low_water(1);
                self.fill().await
            }
        }
    }

    /// A statement begins or ends: what comes next is wanted at once.
    pub(super) fn at_once(&mut self) {
        self.low_water(1);
        self.pace = Pace::default();
    }

    fn low_water(&mut self, mark: i32) {
        if self.mark != mark {
            self.transport.set_low_water(mark);
            self.mark = mark;
        }
    }

    /// Takes note of a message that may come at any time; any other is an error.
    pub(super) fn aside(&mut self, message: Message<'_>, phase: &'static str) -> Result<()> {
        match message {
            Message::ParameterStatus(status) => {
                let value = || status.value.to_str_lossy().into_owned();
                match status.name {
                    b"server_version" => self.info.server_version = value(),
                    b"server_encoding" => self.info.server_encoding = value(),
                    b"crdb_version" => self.info.crdb_version = Some(value()),
                    _ => {}
                }
                Ok(())
            }
            Message::NoticeResponse(notice) => {
                let text = format!("{}: {}", shown(notice.severity()), shown(notice.message()));
                if notice.severity() == b"WARNING" {
                    tracing::warn!("{text}");
                } else {
                    tracing::info!("{text}");
                }
                Ok(())
            }
            Message::NotificationResponse(_) => Ok(()),
            Message::ErrorResponse(fields) => Err(login::server_error(fields)),
            other => Err(self.out_of_place(letter(&other), phase)),
        }
    }

    /// The error for a message that may not come now.
    pub(super) fn unexpected(&self, frame: &Frame, phase: &'static str) -> Error {
        self.out_of_place(frame.tag, phase)
    }

    fn out_of_place(&self, tag: u8, phase: &'static str) -> Error {
        let message = format!(
            "the server sent message '{}' during {phase}, at byte {} of what it sent",
            tag.escape_ascii(),
            self.position
        );
        Error::new(Fault::Protocol, message)
    }

    pub(super) fn ready(&mut self, ready: ReadyForQuery) {
        self.status = ready.status;
    }
}

fn lost(why: &str) -> Error {
    Error::new(Fault::Connection, format!("connection to the server lost: {why}"))
        .remedy("The server's log may say why.")
}

/// The type byte of a message that is out of place.
fn letter(message: &Message<'_>) -> u8 {
    match message {
        Message::Authentication(_) => b'R',
        Message::BackendKeyData(_) => b'K',
        Message::CommandComplete(_) => b'C',
        Message::DataRow(_) => b'D',
        Message::EmptyQueryResponse => b'I',
        Message::NegotiateProtocolVersion(_) => b'v',
        Message::ReadyForQuery(_) => b'Z',
        Message::RowDescription(_) => b'T',
        Message::Foreign(tag) => *tag,
        _ => b'?',
    }
}

/// Collects rows, whole or in parts, into memory.
struct Collector {
    rows: Vec<Vec<Option<BString>>>,
    columns: usize,
    pieces: Option<Pieces>,
    size: usize,
}

impl Collector {
    fn new(columns: usize) -> Self {
        Self { rows: Vec::new(), columns, pieces: None, size: 0 }
    }

    fn take(&mut self, part: Part<'_>) -> Result<()> {
        let taken = match part {
            Part::Whole(body) => self.row(body.get()),
            Part::Begin(size) => {
                self.pieces = Some(Pieces::new(size));
                self.rows.push(Vec::new());
                Ok(())
            }
            Part::Bytes(bytes) => self.part(bytes),
            Part::End => self.pieces.take().map_or(Ok(()), |pieces| pieces.end()),
        };
        taken.map_err(|error| Error::new(Fault::Protocol, error.to_string()))?;
        if self.size > ANSWER_MOST {
            return Err(Error::new(Fault::Protocol, "the answer to a catalog query is over 1 GiB"));
        }
        Ok(())
    }

    fn row(&mut self, body: &[u8]) -> Result<(), DecodeError> {
        let mut row = Row::new(body)?;
        if usize::from(row.columns()) != self.columns {
            return Err(DecodeError::Invalid("DataRow column count"));
        }
        let values: Result<_, _> = (0..self.columns).map(|_| Ok(row.value()?.map(BString::from))).collect();
        self.rows.push(values?);
        self.size += body.len();
        row.end()
    }

    fn part(&mut self, mut bytes: &[u8]) -> Result<(), DecodeError> {
        let (Some(pieces), Some(row)) = (&mut self.pieces, self.rows.last_mut()) else { return Ok(()) };
        self.size += bytes.len();
        loop {
            match pieces.step(&mut bytes)? {
                Piece::Columns(columns) if usize::from(columns) != self.columns => {
                    return Err(DecodeError::Invalid("DataRow column count"));
                }
                Piece::Columns(_) => {}
                Piece::Null => row.push(None),
                Piece::Value(_) => row.push(Some(BString::default())),
                Piece::Bytes(bytes) => {
                    if let Some(Some(value)) = row.last_mut() {
                        value.extend_from_slice(bytes);
                    }
                }
                Piece::NeedMore => return Ok(()),
            }
        }
    }
}

impl Answer {
    /// The first value of the first row, if there is one and it is not NULL.
    pub fn single(&self) -> Option<&BString> {
        self.rows.first()?.first()?.as_ref()
    }
}
