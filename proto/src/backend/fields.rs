//! `ErrorResponse` (`E`) and `NoticeResponse` (`N`): fields known by a letter.
//!
//! ```text
//! then for each field
//!   byte  its letter: S severity, C SQLSTATE, M message, D detail, H hint, …
//!   text  its value
//! byte  0
//! ```
//!
//! Source: PostgreSQL documentation, "Error and Notice Message Fields".

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};

/// The fields of an error or a notice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fields<'a> {
    body: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Checks a message body and lends out its fields.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        while at.u8("field letter")? != 0 {
            at.text("field")?;
        }
        at.end("ErrorResponse")?;
        Ok(Self { body })
    }

    /// All fields in the server's order.
    pub fn iter(self) -> impl Iterator<Item = (u8, &'a [u8])> {
        let mut at = Cursor::new(self.body);
        core::iter::from_fn(move || {
            let letter = at.u8("field letter").ok().filter(|letter| *letter != 0)?;
            Some((letter, at.text("field").ok()?))
        })
    }

    /// The first field with this letter.
    pub fn get(self, letter: u8) -> Option<&'a [u8]> {
        self.iter().find(|field| field.0 == letter).map(|field| field.1)
    }

    /// SQLSTATE; empty if the server sent none.
    pub fn code(self) -> &'a [u8] {
        self.get(b'C').unwrap_or_default()
    }

    /// The primary message; empty if the server sent none.
    pub fn message(self) -> &'a [u8] {
        self.get(b'M').unwrap_or_default()
    }

    /// The severity, not translated where the server says so (`V`, from PostgreSQL 9.6 on).
    pub fn severity(self) -> &'a [u8] {
        self.get(b'V').or_else(|| self.get(b'S')).unwrap_or_default()
    }
}

/// Appends an ErrorResponse (`E`) or NoticeResponse (`N`), as `tag` says.
///
/// # Errors
///
/// [`EncodeError::Nul`] if a value holds a NUL.
pub fn write<'a>(
    tag: u8,
    fields: impl IntoIterator<Item = (u8, &'a [u8])>,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    message(tag, out, |out| {
        for (letter, value) in fields {
            out.push(letter);
            text(value, "field", out)?;
        }
        out.push(0);
        Ok(())
    })
}
