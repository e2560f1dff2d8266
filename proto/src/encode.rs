//! Writes messages onto the end of a caller's buffer; the length word is patched when the body is there.

use alloc::vec::Vec;
use core::fmt;

/// A message that the protocol cannot carry. Nothing was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EncodeError {
    /// A text that ends at its first NUL holds one inside; the field is named.
    Nul(&'static str),
    /// The body is longer than a length word can say.
    TooLong,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nul(field) => write!(f, "{field} holds a NUL byte"),
            Self::TooLong => write!(f, "message longer than 2 GiB"),
        }
    }
}

impl core::error::Error for EncodeError {}

type Encoded = Result<(), EncodeError>;

/// Appends a message: its type byte, the length word, and what `body` appends. On an error `out` is as
/// it was.
pub(crate) fn message(tag: u8, out: &mut Vec<u8>, body: impl FnOnce(&mut Vec<u8>) -> Encoded) -> Encoded {
    let start = out.len();
    out.push(tag);
    packet(out, body).inspect_err(|_| out.truncate(start))
}

/// As [`message`], without a type byte: the packets before log-in.
pub(crate) fn packet(out: &mut Vec<u8>, body: impl FnOnce(&mut Vec<u8>) -> Encoded) -> Encoded {
    let start = out.len();
    out.extend_from_slice(&[0xff; 4]);
    let written = body(out).and_then(|()| {
        let length = out.len().saturating_sub(start);
        i32::try_from(length).map_err(|_| EncodeError::TooLong)
    });
    match (written, out.get_mut(start..).and_then(<[u8]>::first_chunk_mut)) {
        (Ok(length), Some(word)) => {
            *word = length.to_be_bytes();
            Ok(())
        }
        (written, _) => {
            out.truncate(start);
            written.map(|_| ())
        }
    }
}

/// Appends `text` and the NUL that ends it.
pub(crate) fn text(text: &[u8], field: &'static str, out: &mut Vec<u8>) -> Encoded {
    if memchr::memchr(0, text).is_some() {
        return Err(EncodeError::Nul(field));
    }
    out.extend_from_slice(text);
    out.push(0);
    Ok(())
}

/// Appends a count as a 16 bit word.
pub(crate) fn count(count: usize, out: &mut Vec<u8>) -> Encoded {
    let count = u16::try_from(count).map_err(|_| EncodeError::TooLong)?;
    out.extend_from_slice(&count.to_be_bytes());
    Ok(())
}

/// Appends bytes behind a 32 bit word with their size, or -1 for NULL.
pub(crate) fn sized(value: Option<&[u8]>, out: &mut Vec<u8>) -> Encoded {
    let size = match value {
        Some(value) => i32::try_from(value.len()).map_err(|_| EncodeError::TooLong)?,
        None => -1,
    };
    out.extend_from_slice(&size.to_be_bytes());
    out.extend_from_slice(value.unwrap_or_default());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_message_leaves_nothing() {
        let mut out = b"before".to_vec();
        let failed = message(b'Q', &mut out, |out| text(b"a\0b", "statement", out));
        assert_eq!((failed, out.as_slice()), (Err(EncodeError::Nul("statement")), b"before".as_slice()));
        message(b'Q', &mut out, |out| text(b"ab", "statement", out)).unwrap();
        assert_eq!(out, b"beforeQ\0\0\0\x07ab\0");
    }
}
