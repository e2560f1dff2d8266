//! What a client sends: one file per message that has fields.
//!
//! The writers append to a caller's buffer; [`Startup`] and [`Message`] read the same bytes back, for
//! servers in tests. Layouts: PostgreSQL documentation, "Message Formats", messages marked (F).

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};
use crate::{DecodeError, Raw};

pub mod bind;
pub mod execute;
mod login;
pub mod named;
pub mod parse;
mod startup;

pub use bind::Bind;
pub use execute::Execute;
pub use login::{password, sasl_initial_response, sasl_response};
pub use named::Named;
pub use parse::Parse;
pub use startup::{PROTOCOL_3_0, Parameters, Startup, cancel_request, ssl_request, startup};

type Encoded = Result<(), EncodeError>;

/// Query: statements by the simple query protocol.
///
/// # Errors
///
/// [`EncodeError::Nul`], [`EncodeError::TooLong`].
pub fn query(sql: &[u8], out: &mut Vec<u8>) -> Encoded {
    message(b'Q', out, |out| text(sql, "statement", out))
}

/// CopyFail: the COPY into the server is given up, for this reason.
///
/// # Errors
///
/// [`EncodeError::Nul`].
pub fn copy_fail(reason: &[u8], out: &mut Vec<u8>) -> Encoded {
    message(b'f', out, |out| text(reason, "reason to end a COPY", out))
}

/// Sync: the extended protocol's messages so far are one whole; the server ends its answer by ReadyForQuery.
///
/// # Errors
///
/// None.
pub fn sync(out: &mut Vec<u8>) -> Encoded {
    message(b'S', out, |_| Ok(()))
}

/// Flush: the server sends the answers it has so far.
///
/// # Errors
///
/// None.
pub fn flush(out: &mut Vec<u8>) -> Encoded {
    message(b'H', out, |_| Ok(()))
}

/// Terminate: the session ends.
pub fn terminate() -> [u8; 5] {
    [b'X', 0, 0, 0, 4]
}

/// A message of a client after the StartupMessage.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Message<'a> {
    /// `B`: makes a portal of a prepared statement.
    Bind(Bind<'a>),
    /// `C`: a prepared statement or a portal is needed no more.
    Close(Named<'a>),
    /// `d`: some bytes of a COPY.
    CopyData(&'a [u8]),
    /// `c`: the COPY's bytes are over.
    CopyDone,
    /// `f`: the COPY is given up; why.
    CopyFail(&'a [u8]),
    /// `D`: asks for the columns of a prepared statement or a portal.
    Describe(Named<'a>),
    /// `E`: runs a portal.
    Execute(Execute<'a>),
    /// `H`: asks for the answers so far.
    Flush,
    /// `P`: prepares one statement.
    Parse(Parse<'a>),
    /// `p`: PasswordMessage, SASLInitialResponse or SASLResponse: which one is known from what was asked.
    Password(&'a [u8]),
    /// `Q`: statements.
    Query(&'a [u8]),
    /// `S`: the messages of the extended protocol so far are one whole.
    Sync,
    /// `X`: the session ends.
    Terminate,
}

impl<'a> Message<'a> {
    /// Reads a message.
    ///
    /// # Errors
    ///
    /// [`DecodeError::UnknownMessage`] for a type byte no client sends and for FunctionCall, which no server
    /// here takes; what the message's own reader says.
    pub fn decode(raw: Raw<'a>) -> Result<Self, DecodeError> {
        let body = raw.body;
        Ok(match raw.tag {
            b'B' => Self::Bind(Bind::parse(body)?),
            b'C' => Self::Close(Named::parse(body)?),
            b'd' => Self::CopyData(body),
            b'c' => bare(body, "CopyDone", Self::CopyDone)?,
            b'f' => Self::CopyFail(only_text(body, "CopyFail", "reason to end a COPY")?),
            b'D' => Self::Describe(Named::parse(body)?),
            b'E' => Self::Execute(Execute::parse(body)?),
            b'H' => bare(body, "Flush", Self::Flush)?,
            b'P' => Self::Parse(Parse::parse(body)?),
            b'p' => Self::Password(body),
            b'Q' => Self::Query(only_text(body, "Query", "statement")?),
            b'S' => bare(body, "Sync", Self::Sync)?,
            b'X' => bare(body, "Terminate", Self::Terminate)?,
            tag => return Err(DecodeError::UnknownMessage(tag)),
        })
    }
}

/// A message without fields.
fn bare<'a>(body: &[u8], name: &'static str, read: Message<'a>) -> Result<Message<'a>, DecodeError> {
    Cursor::new(body).end(name).map(|()| read)
}

/// The one field of a message.
fn only_text<'a>(body: &'a [u8], name: &'static str, field: &'static str) -> Result<&'a [u8], DecodeError> {
    let mut at = Cursor::new(body);
    let text = at.text(field)?;
    at.end(name).map(|()| text)
}
