//! `Authentication…` (`R`): a step of the log-in.
//!
//! ```text
//! int32  which step: 0 Ok, 3 CleartextPassword, 5 MD5Password, 10 SASL, 11 SASLContinue, 12 SASLFinal
//! byte*  MD5Password: 4 bytes of salt; SASL: names of mechanisms, each ended by NUL, then a NUL;
//!        SASLContinue, SASLFinal: the mechanism's data
//! ```

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::encode::{EncodeError, message, text};

/// A step of the log-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Authentication<'a> {
    /// The log-in is done.
    Ok,
    /// The password is wanted as it is.
    CleartextPassword,
    /// The password is wanted hashed with this salt.
    Md5Password([u8; 4]),
    /// One of these SASL mechanisms is wanted: names, each ended by a NUL.
    Sasl(Mechanisms<'a>),
    /// The mechanism's challenge.
    SaslContinue(&'a [u8]),
    /// The mechanism's outcome.
    SaslFinal(&'a [u8]),
    /// A way to log in that this client does not have: Kerberos 2, GSSAPI 7, GSS continue 8, SSPI 9.
    Other(u32),
}

/// The names of SASL mechanisms.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mechanisms<'a>(&'a [u8]);

impl<'a> Mechanisms<'a> {
    /// The names, in the server's order of preference.
    pub fn names(self) -> impl Iterator<Item = &'a [u8]> {
        self.0.split(|byte| *byte == 0).filter(|name| !name.is_empty())
    }
}

impl<'a> Authentication<'a> {
    /// Checks a message body and reads it.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let step = match at.u32("Authentication step")? {
            0 => Self::Ok,
            3 => Self::CleartextPassword,
            5 => Self::Md5Password(at.array("MD5 salt")?),
            10 => Self::Sasl(mechanisms(at.rest())?),
            11 => Self::SaslContinue(at.rest()),
            12 => Self::SaslFinal(at.rest()),
            other => {
                at.rest();
                Self::Other(other)
            }
        };
        at.end("Authentication")?;
        Ok(step)
    }

    /// Appends the message.
    ///
    /// # Errors
    ///
    /// [`EncodeError::TooLong`].
    pub fn write(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let (step, data): (u32, &[u8]) = match &self {
            Self::Ok => (0, &[]),
            Self::CleartextPassword => (3, &[]),
            Self::Md5Password(salt) => (5, salt),
            Self::Sasl(Mechanisms(names)) => (10, names),
            Self::SaslContinue(data) => (11, data),
            Self::SaslFinal(data) => (12, data),
            Self::Other(step) => (*step, &[]),
        };
        message(b'R', out, |out| {
            out.extend_from_slice(&step.to_be_bytes());
            out.extend_from_slice(data);
            Ok(())
        })
    }
}

/// Appends an AuthenticationSASL with these mechanisms.
///
/// # Errors
///
/// [`EncodeError::Nul`].
pub fn write_sasl<'a>(
    names: impl IntoIterator<Item = &'a str>,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut list = Vec::new();
    for name in names {
        text(name.as_bytes(), "SASL mechanism", &mut list)?;
    }
    list.push(0);
    Authentication::Sasl(Mechanisms(&list)).write(out)
}

fn mechanisms(list: &[u8]) -> Result<Mechanisms<'_>, DecodeError> {
    if list == b"\0" || list.ends_with(b"\0\0") {
        Ok(Mechanisms(list))
    } else {
        Err(DecodeError::Missing("SASL mechanisms"))
    }
}
