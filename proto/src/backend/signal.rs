//! The messages without fields: a type byte and nothing else.
//!
//! CopyDone is one of them and goes both ways: [`copy::done`](crate::copy::done) writes it.

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message};

/// A message that is its type byte.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Signal {
    /// `2`: the portal is made.
    BindComplete,
    /// `3`: the prepared statement or portal is no more.
    CloseComplete,
    /// `c`: the bytes of the COPY are over.
    CopyDone,
    /// `I`: the statement was empty.
    EmptyQueryResponse,
    /// `n`: what was described has no columns.
    NoData,
    /// `1`: the statement is prepared.
    ParseComplete,
    /// `s`: the portal has sent as many rows as were asked for; there may be more.
    PortalSuspended,
}

impl Signal {
    /// Checks that a message of this kind has no body.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Trailing`] if it has.
    pub fn parse(self, body: &[u8]) -> Result<Self, DecodeError> {
        Cursor::new(body).end(self.name()).map(|()| self)
    }

    /// The type byte.
    pub fn tag(self) -> u8 {
        match self {
            Self::BindComplete => b'2',
            Self::CloseComplete => b'3',
            Self::CopyDone => b'c',
            Self::EmptyQueryResponse => b'I',
            Self::NoData => b'n',
            Self::ParseComplete => b'1',
            Self::PortalSuspended => b's',
        }
    }

    /// The name the protocol's documentation has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BindComplete => "BindComplete",
            Self::CloseComplete => "CloseComplete",
            Self::CopyDone => "CopyDone",
            Self::EmptyQueryResponse => "EmptyQueryResponse",
            Self::NoData => "NoData",
            Self::ParseComplete => "ParseComplete",
            Self::PortalSuspended => "PortalSuspended",
        }
    }

    /// Appends the message.
    ///
    /// # Errors
    ///
    /// None.
    pub fn write(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        message(self.tag(), out, |_| Ok(()))
    }
}
