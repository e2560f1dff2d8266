//! A session's conversation as text, a line for each message, for whoever has to know what was said.
//!
//! ```text
//! 3 0.001204 F     48 StartupMessage user="root" database="startrek" application_name="roachdump"
//! │ │        │     │  └ the message and what it holds; a long value is cut short
//! │ │        │     └ its size in bytes
//! │ │        └ F from this program, B from the server
//! │ └ seconds since the session began
//! └ which session of this program
//! ```
//!
//! What could open a door is masked: the password, with its size, everything SASL says, the cancel key. Rows
//! are shown, and so is what is in them: the file is for its owner's eyes only. What is said before the
//! StartupMessage, and a CancelRequest, which has a connection of its own, are not in it.

use std::fmt::{Display, Write as _};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use roachdump_proto::backend::{self, Authentication};
use roachdump_proto::frontend::{self, Named, Startup};
use roachdump_proto::row::Row;
use roachdump_proto::{Deframer, Raw, Step};

use crate::error::{Error, Fault, Name, Result, text};

/// Bytes of a value that are shown.
const SHOWN: usize = 200;

/// What stands for a secret.
const MASKED: &str = "(masked)";

/// Writes down one session.
#[derive(Debug)]
pub(super) struct Trace {
    /// `None` after it could not be written.
    file: Option<File>,
    session: u32,
    start: Instant,
    started: bool,
    server: Deframer,
}

impl Trace {
    /// Goes on with the file, or begins it. `whole` is the largest body that the session holds.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`].
    pub(super) fn open(path: &Path, whole: u32, peer: &dyn Display) -> Result<Self> {
        static SESSIONS: AtomicU32 = AtomicU32::new(1);
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path).map_err(|error| {
            Error::new(Fault::Output, format!("cannot write the trace {}: {error}", path.display()))
                .remedy(text!("Give ", Name::Trace, " the name of a file in a folder that can be written."))
        })?;
        let session = SESSIONS.fetch_add(1, Ordering::Relaxed);
        let mut trace = Self {
            file: Some(file),
            session,
            start: Instant::now(),
            started: false,
            server: Deframer::new(whole),
        };
        let mut lines = String::new();
        trace.line(&mut lines, '-', None, &format!("session with {peer}"));
        trace.write(&lines);
        Ok(trace)
    }

    /// Whole messages of this program, as they are sent.
    pub(super) fn client(&mut self, mut bytes: &[u8]) {
        let mut lines = String::new();
        if !self.started
            && let Ok(Some((packet, used))) = Startup::decode(bytes)
        {
            self.started = true;
            self.line(&mut lines, 'F', Some(used), &startup(packet));
            bytes = &bytes[used..];
        }
        let mut deframer = Deframer::new(u32::MAX);
        while let Ok(Step::Message(raw, used)) = deframer.step(bytes) {
            // A size tells how long a password is.
            let size = (raw.tag != b'p').then_some(used);
            self.line(&mut lines, 'F', size, &request(raw));
            bytes = &bytes[used..];
        }
        self.write(&lines);
    }

    /// Messages of the server, whole or in pieces, as they are taken off the receive buffer.
    pub(super) fn server(&mut self, mut bytes: &[u8]) {
        let mut lines = String::new();
        while let Ok(step) = self.server.step(bytes) {
            let used = match step {
                Step::NeedMore(_) => break,
                Step::Message(raw, used) => {
                    self.line(&mut lines, 'B', Some(used), &answer(raw));
                    used
                }
                Step::Begin { tag, size, used } => {
                    let text =
                        format!("{} too long to be shown", if tag == b'd' { "CopyData" } else { "DataRow" });
                    self.line(&mut lines, 'B', Some(used + size as usize), &text);
                    used
                }
                Step::Chunk { bytes, .. } => bytes.len(),
            };
            bytes = &bytes[used..];
        }
        self.write(&lines);
    }

    fn line(&self, lines: &mut String, from: char, size: Option<usize>, text: &str) {
        let size = size.map_or_else(|| "-".to_owned(), |size| size.to_string());
        let seconds = self.start.elapsed().as_secs_f64();
        // A string takes everything.
        let _ = writeln!(lines, "{} {seconds:.6} {from} {size:>6} {text}", self.session);
    }

    fn write(&mut self, lines: &str) {
        let Some(file) = self.file.as_mut().filter(|_| !lines.is_empty()) else { return };
        if let Err(error) = file.write_all(lines.as_bytes()) {
            tracing::warn!("the trace ends here, it cannot be written: {error}");
            self.file = None;
        }
    }
}

/// Bytes as text on one line.
fn text(bytes: &[u8]) -> String {
    let (shown, dots) = bytes.get(..SHOWN).map_or((bytes, ""), |shown| (shown, "…"));
    format!("{:?}{dots}", String::from_utf8_lossy(shown))
}

fn value(value: Option<&[u8]>) -> String {
    value.map_or_else(|| "NULL".to_owned(), text)
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().fold(String::new(), |list, item| format!("{list} {item}"))
}

fn startup(packet: Startup<'_>) -> String {
    match packet {
        Startup::Session { parameters, .. } => {
            let pair = |(name, of): (&[u8], &[u8])| format!("{}={}", String::from_utf8_lossy(name), text(of));
            format!("StartupMessage{}", list(parameters.map(pair)))
        }
        _ => "a packet before log-in".to_owned(),
    }
}

fn request(raw: Raw<'_>) -> String {
    use frontend::Message;
    let named = |named: Named<'_>| match named {
        Named::Statement(name) => format!("statement {}", text(name)),
        Named::Portal(name) => format!("portal {}", text(name)),
    };
    match Message::decode(raw) {
        Ok(Message::Bind(it)) => {
            let (portal, statement) = (text(it.portal), text(it.statement));
            format!("Bind portal {portal} statement {statement}{}", list(it.values().map(value)))
        }
        Ok(Message::Close(it)) => format!("Close {}", named(it)),
        Ok(Message::CopyData(bytes)) => format!("CopyData {}", text(bytes)),
        Ok(Message::CopyDone) => "CopyDone".to_owned(),
        Ok(Message::CopyFail(reason)) => format!("CopyFail {}", text(reason)),
        Ok(Message::Describe(it)) => format!("Describe {}", named(it)),
        Ok(Message::Execute(it)) => format!("Execute portal {} rows {}", text(it.portal), it.rows),
        Ok(Message::Flush) => "Flush".to_owned(),
        Ok(Message::Parse(it)) => format!("Parse statement {} {}", text(it.name), text(it.statement)),
        Ok(Message::Password(_)) => format!("PasswordMessage {MASKED}"),
        Ok(Message::Query(sql)) => format!("Query {}", text(sql)),
        Ok(Message::Sync) => "Sync".to_owned(),
        Ok(Message::Terminate) => "Terminate".to_owned(),
        Ok(_) | Err(_) => format!("'{}'", raw.tag.escape_ascii()),
    }
}

fn answer(raw: Raw<'_>) -> String {
    use backend::Message;
    let fields = |fields: backend::Fields<'_>| {
        list(fields.iter().map(|(letter, of)| format!("{}={}", letter.escape_ascii(), text(of))))
    };
    match Message::decode(raw) {
        Ok(Message::Authentication(step)) => authentication(step),
        Ok(Message::BackendKeyData(it)) => format!("BackendKeyData {} {MASKED}", it.process_id),
        Ok(Message::CommandComplete(it)) => format!("CommandComplete {}", text(it.tag)),
        Ok(Message::CopyData(bytes)) => format!("CopyData {}", text(bytes)),
        Ok(Message::CopyResponse(it)) => format!("CopyResponse {:?}", it.direction),
        Ok(Message::DataRow(body)) => format!("DataRow{}", row(body)),
        Ok(Message::ErrorResponse(it)) => format!("ErrorResponse{}", fields(it)),
        Ok(Message::FunctionCallResponse) => "FunctionCallResponse".to_owned(),
        Ok(Message::NegotiateProtocolVersion(it)) => {
            format!("NegotiateProtocolVersion {}{}", it.version, list(it.options().map(text)))
        }
        Ok(Message::NoticeResponse(it)) => format!("NoticeResponse{}", fields(it)),
        Ok(Message::NotificationResponse(it)) => {
            format!("NotificationResponse {} {} {}", it.process_id, text(it.channel), text(it.payload))
        }
        Ok(Message::ParameterDescription(it)) => format!("ParameterDescription{}", list(it.types())),
        Ok(Message::ParameterStatus(it)) => format!("ParameterStatus {}={}", text(it.name), text(it.value)),
        Ok(Message::ReadyForQuery(it)) => format!("ReadyForQuery {:?}", it.status),
        Ok(Message::RowDescription(it)) => {
            let columns = it.fields().map(|field| format!("{} {}", text(field.name), field.type_oid));
            format!("RowDescription{}", list(columns))
        }
        Ok(Message::Signal(it)) => it.name().to_owned(),
        Ok(_) => format!("'{}'", raw.tag.escape_ascii()),
        Err(error) => format!("'{}' which is malformed: {error}", raw.tag.escape_ascii()),
    }
}

fn authentication(step: Authentication<'_>) -> String {
    match step {
        Authentication::Ok => "AuthenticationOk".to_owned(),
        Authentication::CleartextPassword => "AuthenticationCleartextPassword".to_owned(),
        Authentication::Md5Password(_) => format!("AuthenticationMD5Password {MASKED}"),
        Authentication::Sasl(names) => format!("AuthenticationSASL{}", list(names.names().map(text))),
        Authentication::SaslContinue(_) => format!("AuthenticationSASLContinue {MASKED}"),
        Authentication::SaslFinal(_) => format!("AuthenticationSASLFinal {MASKED}"),
        Authentication::Other(method) => format!("Authentication by method {method}"),
    }
}

fn row(body: &[u8]) -> String {
    let Ok(mut row) = Row::new(body) else { return " which is malformed".to_owned() };
    let values = (0..row.columns()).map_while(|_| row.value().ok()).map(value);
    list(values.collect::<Vec<_>>())
}
