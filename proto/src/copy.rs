//! `CopyData` (`d`) and `CopyDone` (`c`): the bytes of a COPY, alike in both directions.
//!
//! ```text
//! CopyData  byte*  some of the bytes; from a server one row in text format
//! CopyDone  nothing
//! ```

use alloc::vec::Vec;

use crate::encode::{EncodeError, message};

/// Appends a CopyData with these bytes.
///
/// # Errors
///
/// [`EncodeError::TooLong`].
pub fn data(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    message(b'd', out, |out| {
        out.extend_from_slice(bytes);
        Ok(())
    })
}

/// Appends a CopyDone: the bytes are over.
///
/// # Errors
///
/// None.
pub fn done(out: &mut Vec<u8>) -> Result<(), EncodeError> {
    message(b'c', out, |_| Ok(()))
}
