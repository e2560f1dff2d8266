//! `Describe` (`D`) and `Close` (`C`), which name a prepared statement or a portal.
//!
//! ```text
//! byte   S prepared statement, P portal
//! text   its name, empty for the unnamed one
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};

/// A prepared statement or a portal, by its name; empty for the unnamed one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Named<'a> {
    /// A prepared statement.
    Statement(&'a [u8]),
    /// A portal.
    Portal(&'a [u8]),
}

impl<'a> Named<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`]; [`DecodeError::Invalid`] for anything but the
    /// two.
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let kind = at.u8("kind of what is named")?;
        let name = at.text("name of a prepared statement or portal")?;
        at.end("Describe or Close")?;
        match kind {
            b'S' => Ok(Self::Statement(name)),
            b'P' => Ok(Self::Portal(name)),
            _ => Err(DecodeError::Invalid("kind of what is named")),
        }
    }

    /// Appends a Describe: asks for its columns, and for a statement's parameters.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Nul`].
    pub fn describe(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        self.write(b'D', out)
    }

    /// Appends a Close: it is needed no more.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Nul`].
    pub fn close(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        self.write(b'C', out)
    }

    fn write(self, tag: u8, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let (kind, name) = match self {
            Self::Statement(name) => (b'S', name),
            Self::Portal(name) => (b'P', name),
        };
        message(tag, out, |out| {
            out.push(kind);
            text(name, "name of a prepared statement or portal", out)
        })
    }
}
