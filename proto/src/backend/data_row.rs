//! `DataRow` (`D`), written. It is read by [`row`](crate::row), where its layout stands.

use alloc::vec::Vec;

use crate::encode::{EncodeError, count, message, sized};

/// Appends a row; `None` is NULL.
///
/// # Errors
///
/// [`EncodeError::TooLong`] for over 65,535 columns or a value over 2 GiB.
pub fn write<V: AsRef<[u8]>>(values: &[Option<V>], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    message(b'D', out, |out| {
        count(values.len(), out)?;
        values.iter().try_for_each(|value| sized(value.as_ref().map(AsRef::as_ref), out))
    })
}
