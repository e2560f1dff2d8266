//! Messages over a transport, through one rolling receive buffer.

use std::time::Duration;
use std::{fmt, thread};

use bstr::ByteSlice;
use bytes::{Buf, BufMut, BytesMut};
use roachdump_proto::backend::{Message, ReadyForQuery, TransactionStatus};
use roachdump_proto::phase::Phase;
use roachdump_proto::{DecodeError, Deframer, EncodeError, Raw, Step, limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::pace::{self, Pace};
use super::refusal::{lost, server_error};
use super::server_info::ServerInfo;
use super::trace::Trace;
use super::transport::Transport;
use crate::error::{Error, Fault, Name, Result, one_line, text};

/// Bytes asked of the system at a time, and so the size of the receive buffer.
const RECEIVE: usize = 256 << 10;

/// A DataRow with a longer body is handed out in pieces; a shorter one is always whole.
pub(super) const WHOLE_ROW: u32 = 128 << 10;

/// Messages over a transport. One rolling receive buffer.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) transport: Transport,
    pub(super) input: BytesMut,
    pub(super) deframer: Deframer,
    output: Vec<u8>,
    /// Bytes of the session's stream that were read off `input`, for error messages.
    pub(super) position: u64,
    /// Messages taken whole since the last statement or row.
    messages: u32,
    stall: Option<Duration>,
    pace: Pace,
    /// Bytes the socket holds before it wakes the reader.
    mark: i32,
    /// What the next message may be.
    pub(super) phase: Phase,
    pub(super) status: TransactionStatus,
    pub(super) info: ServerInfo,
    trace: Option<Trace>,
}

/// The bytes of a message before its body: its type and its length.
const HEAD: usize = 5;

/// A whole message, taken out of the receive buffer.
#[derive(Debug)]
pub(super) struct Frame {
    tag: u8,
    bytes: BytesMut,
    pub(super) position: u64,
}

impl Frame {
    /// Decodes the message.
    pub(super) fn message(&self) -> Result<Message<'_>> {
        let body = &self.bytes[HEAD..];
        Message::decode(Raw { tag: self.tag, body }).map_err(|error| malformed(error, self.position))
    }
}

/// The error for bytes that are not the protocol, at a position of the session's stream.
pub(super) fn malformed(error: DecodeError, position: u64) -> Error {
    Error::new(Fault::Protocol, error.to_string())
        .at(position)
        .remedy("The connection is damaged, or this is not a PostgreSQL or CockroachDB server.")
}

impl Wire {
    pub(super) fn new(transport: Transport, stall: Option<Duration>, trace: Option<Trace>) -> Self {
        Self {
            transport,
            input: BytesMut::with_capacity(RECEIVE + WHOLE_ROW as usize),
            deframer: Deframer::new(WHOLE_ROW),
            output: Vec::new(),
            position: 0,
            messages: 0,
            stall,
            pace: Pace::default(),
            mark: 1,
            phase: Phase::LogIn,
            status: TransactionStatus::Idle,
            info: ServerInfo::default(),
            trace,
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
        self.messages = 0;
        write(&mut self.output)
            .map_err(|error| Error::new(Fault::Refused, format!("cannot send: {error}")))?;
        if let Some(trace) = &mut self.trace {
            trace.client(&self.output);
        }
        let sent = async {
            self.transport.write_all(&self.output).await?;
            self.transport.flush().await
        };
        within(self.stall, sent).await?.map_err(|error| lost(&error.to_string(), &self.info))
    }

    /// Waits for the next whole message, which is then one that has its place now. Rows do not come this way.
    pub(super) async fn frame(&mut self) -> Result<Frame> {
        loop {
            match self.deframer.step(&self.input).map_err(|error| malformed(error, self.position))? {
                Step::NeedMore(_) => self.fill().await?,
                Step::Message(raw, used) => {
                    let tag = raw.tag;
                    self.count()?;
                    let frame = Frame { tag, bytes: self.input.split_to(used), position: self.moved(used) };
                    if let Some(trace) = &mut self.trace {
                        trace.server(&frame.bytes);
                    }
                    let phase = self.phase.after(&frame.message()?);
                    self.phase = phase.ok_or_else(|| self.unexpected(&frame, self.phase))?;
                    return Ok(frame);
                }
                Step::Begin { tag, .. } => return Err(misplaced(tag, self.phase, self.position)),
                Step::Chunk { .. } => return Err(misplaced(b'D', self.phase, self.position)),
            }
        }
    }

    /// Notes that a message of `used` bytes was taken off the receive buffer, and gives where it began.
    fn moved(&mut self, used: usize) -> u64 {
        let began = self.position;
        self.position += used as u64;
        began
    }

    /// Counts a message that is no row.
    fn count(&mut self) -> Result<()> {
        self.messages += 1;
        if self.messages <= limits::MESSAGES_BETWEEN_ROWS {
            return Ok(());
        }
        Err(Error::new(Fault::Protocol, "the server sends messages without end and no answer")
            .at(self.position))
    }

    /// Drops `used` bytes of rows off the receive buffer.
    pub(super) fn consume(&mut self, used: usize) {
        if let (Some(trace), Some(bytes)) = (&mut self.trace, self.input.get(..used)) {
            trace.server(bytes);
        }
        self.messages = 0;
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
        match within(self.stall, read).await? {
            Ok(0) => Err(lost("the server closed it", &self.info)),
            Ok(bytes) => {
                self.pace.read(bytes);
                Ok(())
            }
            Err(error) => Err(lost(&error.to_string(), &self.info)),
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
        tracing::debug!("received {}", self.pace);
        self.pace = Pace::default();
    }

    fn low_water(&mut self, mark: i32) {
        if self.mark != mark {
            self.transport.set_low_water(mark);
            self.mark = mark;
        }
    }

    /// Takes note of a message that nobody waits for; an ErrorResponse is an error.
    pub(super) fn aside(&mut self, message: Message<'_>) -> Result<()> {
        match message {
            Message::ParameterStatus(status) => {
                let value = || status.value.to_str_lossy().into_owned();
                match status.name {
                    b"server_version" => self.info.server_version = value(),
                    b"crdb_version" => self.info.crdb_version = Some(value()),
                    _ => {}
                }
                Ok(())
            }
            Message::NoticeResponse(notice) => {
                let line = |bytes: &[u8]| one_line(&bytes.to_str_lossy());
                let text = format!("{}: {}", line(notice.severity()), line(notice.message()));
                if notice.severity() == b"WARNING" {
                    tracing::warn!("{text}");
                } else {
                    tracing::info!("{text}");
                }
                Ok(())
            }
            Message::ErrorResponse(fields) => Err(server_error(fields, &self.info)),
            _ => Ok(()),
        }
    }

    /// The error for a message that may not come now.
    pub(super) fn unexpected(&self, frame: &Frame, during: impl fmt::Display) -> Error {
        misplaced(frame.tag, during, frame.position)
    }

    pub(super) fn ready(&mut self, ready: ReadyForQuery) {
        self.status = ready.status;
    }
}

/// The error for a message that may not come now.
fn misplaced(tag: u8, during: impl fmt::Display, position: u64) -> Error {
    Error::violation(format!("the server sent message '{}' during {during}", tag.escape_ascii())).at(position)
}

/// What `work` with the server gives, if that is not longer in coming than `stall`.
async fn within<T>(stall: Option<Duration>, work: impl Future<Output = T>) -> Result<T> {
    let Some(limit) = stall else { return Ok(work.await) };
    tokio::time::timeout(limit, work).await.map_err(|_| {
        Error::new(Fault::Connection, format!("the server said nothing for {} s", limit.as_secs())).remedy(
            text!(
                "It may be overloaded, or the network is cut. ",
                Name::StallTimeout,
                " waits longer (0: for ever).",
            ),
        )
    })
}
