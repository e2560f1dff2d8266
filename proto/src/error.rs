//! Why bytes from a peer could not be read.
//!
//! Every variant means the connection is lost: after one, no later byte can be trusted to start a message.

use core::fmt;

/// Bytes that are not the protocol.
///
/// Numbers are in bytes. Variants are in the order the checks run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The length word was below 4, the size of the word itself.
    BadLength {
        /// The message's type byte; 0 for a packet without one.
        tag: u8,
        /// The word as sent.
        length: i32,
    },
    /// A message that must be read whole was longer than [`limits`](crate::limits) allow.
    TooLong {
        /// The message's type byte; 0 for a packet without one.
        tag: u8,
        /// Its body's size.
        length: u32,
        /// The most this reader takes.
        limit: u32,
    },
    /// The type byte is none that this side may receive.
    UnknownMessage(u8),
    /// The body ended inside the named field.
    Missing(&'static str),
    /// The body went on after its last field.
    Trailing(&'static str),
    /// A field held a value the protocol gives no meaning, or one beyond the limits.
    Invalid(&'static str),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::BadLength { tag, length } => {
                write!(f, "message '{}' has length {length}", tag.escape_ascii())
            }
            Self::TooLong { tag, length, limit } => {
                let tag = tag.escape_ascii();
                write!(f, "message '{tag}' has a body of {length} bytes, over the limit of {limit}")
            }
            Self::UnknownMessage(tag) => write!(f, "unknown message type '{}'", tag.escape_ascii()),
            Self::Missing(field) => write!(f, "message ends inside {field}"),
            Self::Trailing(message) => write!(f, "bytes follow the last field of {message}"),
            Self::Invalid(field) => write!(f, "invalid {field}"),
        }
    }
}

impl core::error::Error for DecodeError {}
