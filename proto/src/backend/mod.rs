//! What a server sends: one file per message that has fields.
//!
//! Each type reads its body in one checked pass and writes it back, so that servers in tests say what a
//! real one would. Layouts: PostgreSQL documentation, "Message Formats", messages marked (B).

use crate::{DecodeError, Raw};

pub mod authentication;
pub mod backend_key_data;
pub mod command_complete;
pub mod copy_response;
pub mod data_row;
pub mod fields;
pub mod negotiate_protocol_version;
pub mod notification_response;
pub mod parameter_description;
pub mod parameter_status;
pub mod ready_for_query;
pub mod row_description;
pub mod signal;

pub use authentication::Authentication;
pub use backend_key_data::BackendKeyData;
pub use command_complete::CommandComplete;
pub use copy_response::{CopyResponse, Direction};
pub use fields::Fields;
pub use negotiate_protocol_version::NegotiateProtocolVersion;
pub use notification_response::NotificationResponse;
pub use parameter_description::ParameterDescription;
pub use parameter_status::ParameterStatus;
pub use ready_for_query::{ReadyForQuery, TransactionStatus};
pub use row_description::RowDescription;
pub use signal::Signal;

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
    /// `d`: some bytes of a COPY.
    CopyData(&'a [u8]),
    /// `G`, `H`, `W`: a COPY begins.
    CopyResponse(CopyResponse<'a>),
    /// `D`: a row; read it with [`Row`](crate::row::Row).
    DataRow(&'a [u8]),
    /// `E`: a statement or the session failed.
    ErrorResponse(Fields<'a>),
    /// `V`: the answer to a FunctionCall, which no client here sends: it is never in place, and not read.
    FunctionCallResponse,
    /// `v`: the server knows only an older minor version, or not some options.
    NegotiateProtocolVersion(NegotiateProtocolVersion<'a>),
    /// `N`: a warning or a notice.
    NoticeResponse(Fields<'a>),
    /// `A`: a NOTIFY of some session.
    NotificationResponse(NotificationResponse<'a>),
    /// `t`: the parameters of a prepared statement.
    ParameterDescription(ParameterDescription<'a>),
    /// `S`: a setting's value.
    ParameterStatus(ParameterStatus<'a>),
    /// `Z`: the server waits for the next statement.
    ReadyForQuery(ReadyForQuery),
    /// `T`: the columns of the rows that follow.
    RowDescription(RowDescription<'a>),
    /// `1`, `2`, `3`, `I`, `c`, `n`, `s`: a message without fields.
    Signal(Signal),
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
            b'2' => Self::Signal(Signal::BindComplete.parse(body)?),
            b'3' => Self::Signal(Signal::CloseComplete.parse(body)?),
            b'C' => Self::CommandComplete(CommandComplete::parse(body)?),
            b'W' => Self::CopyResponse(CopyResponse::parse(Direction::Both, body)?),
            b'd' => Self::CopyData(body),
            b'c' => Self::Signal(Signal::CopyDone.parse(body)?),
            b'G' => Self::CopyResponse(CopyResponse::parse(Direction::In, body)?),
            b'H' => Self::CopyResponse(CopyResponse::parse(Direction::Out, body)?),
            b'D' => Self::DataRow(body),
            b'I' => Self::Signal(Signal::EmptyQueryResponse.parse(body)?),
            b'E' => Self::ErrorResponse(Fields::parse(body)?),
            b'V' => Self::FunctionCallResponse,
            b'v' => Self::NegotiateProtocolVersion(NegotiateProtocolVersion::parse(body)?),
            b'n' => Self::Signal(Signal::NoData.parse(body)?),
            b'N' => Self::NoticeResponse(Fields::parse(body)?),
            b'A' => Self::NotificationResponse(NotificationResponse::parse(body)?),
            b't' => Self::ParameterDescription(ParameterDescription::parse(body)?),
            b'S' => Self::ParameterStatus(ParameterStatus::parse(body)?),
            b'1' => Self::Signal(Signal::ParseComplete.parse(body)?),
            b's' => Self::Signal(Signal::PortalSuspended.parse(body)?),
            b'Z' => Self::ReadyForQuery(ReadyForQuery::parse(body)?),
            b'T' => Self::RowDescription(RowDescription::parse(body)?),
            tag => return Err(DecodeError::UnknownMessage(tag)),
        })
    }
}
