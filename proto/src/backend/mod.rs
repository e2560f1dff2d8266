//! What a server sends: one file per message that has fields.
//!
//! Each type reads its body in one checked pass and writes it back, so that servers in tests say what a
//! real one would. Layouts: PostgreSQL documentation, "Message Formats", messages marked (B).

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::encode::{EncodeError, message};
use crate::{DecodeError, Raw};

pub mod authentication;
pub mod backend_key_data;
pub mod command_complete;
pub mod data_row;
pub mod fields;
pub mod negotiate_protocol_version;
pub mod notification_response;
pub mod parameter_status;
pub mod ready_for_query;
pub mod row_description;

pub use authentication::Authentication;
pub use backend_key_data::BackendKeyData;
pub use command_complete::CommandComplete;
pub use fields::Fields;
pub use negotiate_protocol_version::NegotiateProtocolVersion;
pub use notification_response::NotificationResponse;
pub use parameter_status::ParameterStatus;
pub use ready_for_query::{ReadyForQuery, TransactionStatus};
pub use row_description::RowDescription;

/// A message of a server, read in place.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Message<'a> {
    /// `R`: a step of the log-in.
    Authentication(Authentication<'a>),
    /// `K`: what a CancelRequest must name.
    BackendKeyData(BackendKeyData<'a>),
    /// `C`: a statement is done.
    CommandComplete(CommandComplete<'a>),
    /// `D`: a row; read it with [`Row`](crate::row::Row).
    DataRow(&'a [u8]),
    /// `I`: the statement was empty.
    EmptyQueryResponse,
    /// `E`: a statement or the session failed.
    ErrorResponse(Fields<'a>),
    /// `v`: the server knows only an older minor version, or not some options.
    NegotiateProtocolVersion(NegotiateProtocolVersion<'a>),
    /// `N`: a warning or a notice.
    NoticeResponse(Fields<'a>),
    /// `A`: a NOTIFY of some session.
    NotificationResponse(NotificationResponse<'a>),
    /// `S`: a setting's value.
    ParameterStatus(ParameterStatus<'a>),
    /// `Z`: the server waits for the next statement.
    ReadyForQuery(ReadyForQuery),
    /// `T`: the columns of the rows that follow.
    RowDescription(RowDescription<'a>),
    /// A message that is legal in sub-protocols this client never enters (COPY, extended query, function
    /// call); its type byte.
    Foreign(u8),
}

impl<'a> Message<'a> {
    /// Reads a message.
    ///
    /// # Errors
    ///
    /// [`DecodeError::UnknownMessage`] for a type byte no server sends; what the message's own reader says.
    pub fn decode(raw: Raw<'a>) -> Result<Self, DecodeError> {
        let body = raw.body;
        Ok(match raw.tag {
            b'R' => Self::Authentication(Authentication::parse(body)?),
            b'K' => Self::BackendKeyData(BackendKeyData::parse(body)?),
            b'C' => Self::CommandComplete(CommandComplete::parse(body)?),
            b'D' => Self::DataRow(body),
            b'I' => {
                Cursor::new(body).end("EmptyQueryResponse")?;
                Self::EmptyQueryResponse
            }
            b'E' => Self::ErrorResponse(Fields::parse(body)?),
            b'v' => Self::NegotiateProtocolVersion(NegotiateProtocolVersion::parse(body)?),
            b'N' => Self::NoticeResponse(Fields::parse(body)?),
            b'A' => Self::NotificationResponse(NotificationResponse::parse(body)?),
            b'S' => Self::ParameterStatus(ParameterStatus::parse(body)?),
            b'Z' => Self::ReadyForQuery(ReadyForQuery::parse(body)?),
            b'T' => Self::RowDescription(RowDescription::parse(body)?),
            b'1' | b'2' | b'3' | b'n' | b's' | b't' | b'V' | b'G' | b'H' | b'W' | b'c' | b'd' => {
                Self::Foreign(raw.tag)
            }
            tag => return Err(DecodeError::UnknownMessage(tag)),
        })
    }
}

/// Appends an EmptyQueryResponse.
///
/// # Errors
///
/// None.
pub fn empty_query_response(out: &mut Vec<u8>) -> Result<(), EncodeError> {
    message(b'I', out, |_| Ok(()))
}
