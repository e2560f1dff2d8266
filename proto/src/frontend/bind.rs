//! `Bind` (`B`): makes a portal of a prepared statement and values for its parameters.
//!
//! ```text
//! text   portal, empty for the unnamed one
//! text   prepared statement
//! int16  number of parameter formats: 0 (all text), 1 (for all), or one for each
//! int16* 0 text, 1 binary
//! int16  parameters
//! then for each parameter
//!   int32  size in bytes, or -1 for NULL
//!   byte*  the value
//! int16  number of result formats, as above
//! int16* 0 text, 1 binary
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, count, message, sized, text};

/// A portal to make.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Bind<'a> {
    /// The portal's name, empty for the unnamed one.
    pub portal: &'a [u8],
    /// The prepared statement's name.
    pub statement: &'a [u8],
    formats: &'a [[u8; 2]],
    parameters: u16,
    values: Cursor<'a>,
    results: &'a [[u8; 2]],
}

impl<'a> Bind<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`]; [`DecodeError::Invalid`] for a size below -1.
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let portal = at.text("portal")?;
        let statement = at.text("name of a prepared statement")?;
        let formats = at.words("parameter formats")?;
        let parameters = at.u16("parameter count")?;
        let values = at;
        for _ in 0..parameters {
            value(&mut at)?;
        }
        let results = at.words("result formats")?;
        at.end("Bind")?;
        Ok(Self { portal, statement, formats, parameters, values, results })
    }

    /// The parameters' values; `None` is NULL.
    pub fn values(self) -> impl Iterator<Item = Option<&'a [u8]>> {
        let mut at = self.values;
        (0..self.parameters).map_while(move |_| value(&mut at).ok())
    }

    /// The parameters' formats: none for all text, one for all, or one for each; 0 text, 1 binary.
    pub fn formats(self) -> impl Iterator<Item = i16> + 'a {
        self.formats.iter().map(|word| i16::from_be_bytes(*word))
    }

    /// The formats of the result's columns, in the same way.
    pub fn results(self) -> impl Iterator<Item = i16> + 'a {
        self.results.iter().map(|word| i16::from_be_bytes(*word))
    }
}

fn value<'a>(at: &mut Cursor<'a>) -> Result<Option<&'a [u8]>, DecodeError> {
    at.sized("parameter size", "parameter value")
}

/// Appends the message, with parameters and results in text format.
///
/// # Errors
///
/// [`EncodeError::Nul`]; [`EncodeError::TooLong`] for over 65,535 parameters or a value over 2 GiB.
pub fn write<V: AsRef<[u8]>>(
    portal: &[u8],
    statement: &[u8],
    values: &[Option<V>],
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    message(b'B', out, |out| {
        text(portal, "portal", out)?;
        text(statement, "name of a prepared statement", out)?;
        count(0, out)?;
        count(values.len(), out)?;
        values.iter().try_for_each(|value| sized(value.as_ref().map(AsRef::as_ref), out))?;
        count(0, out)
    })
}
