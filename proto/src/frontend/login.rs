//! What a client says to log in, all of it under the type byte `p`: which message it is follows from what
//! the server asked.
//!
//! ```text
//! PasswordMessage      text   the password, or its MD5 response
//! SASLInitialResponse  text   the mechanism
//!                      int32  size of its first message, or -1 for none
//!                      byte*  that message
//! SASLResponse         byte*  a later message of the mechanism
//! ```

use alloc::vec::Vec;

use crate::encode::{EncodeError, message, sized, text};

type Encoded = Result<(), EncodeError>;

/// PasswordMessage: a password in clear text or its MD5 response.
///
/// # Errors
///
/// [`EncodeError::Nul`].
pub fn password(password: &[u8], out: &mut Vec<u8>) -> Encoded {
    message(b'p', out, |out| text(password, "password", out))
}

/// SASLInitialResponse: the mechanism chosen and its first message.
///
/// # Errors
///
/// [`EncodeError::Nul`] if the mechanism's name holds a NUL.
pub fn sasl_initial_response(mechanism: &str, first: &[u8], out: &mut Vec<u8>) -> Encoded {
    message(b'p', out, |out| {
        text(mechanism.as_bytes(), "SASL mechanism", out)?;
        sized(Some(first), out)
    })
}

/// SASLResponse: a later message of the mechanism.
///
/// # Errors
///
/// [`EncodeError::TooLong`].
pub fn sasl_response(response: &[u8], out: &mut Vec<u8>) -> Encoded {
    message(b'p', out, |out| {
        out.extend_from_slice(response);
        Ok(())
    })
}
