//! The packets before log-in, which have no type byte: StartupMessage, SSLRequest, GSSENCRequest, CancelRequest.
//!
//! ```text
//! int32  length of the packet
//! int32  request code; of a StartupMessage the protocol's version
//! byte*  StartupMessage: name and value, each ended by NUL, and so on, then a NUL
//!        CancelRequest: int32 process id, then the key to the packet's end: 4 bytes, up to 256 from 3.2 on
//! ```
//!
//! A session asks for protocol 3.0. What 3.2 adds is a longer cancel key, and poolers and servers before
//! PostgreSQL 18 may refuse to hear of it; a longer key is read and sent back all the same.

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::encode::{EncodeError, packet, text};
use crate::{DecodeError, limits};

/// Protocol 3.0, as the StartupMessage states it.
pub const PROTOCOL_3_0: u32 = 3 << 16;

const SSL_REQUEST: u32 = 80_877_103;
const GSS_ENC_REQUEST: u32 = 80_877_104;
const CANCEL_REQUEST: u32 = 80_877_102;

/// The largest packet before log-in (PostgreSQL's `MAX_STARTUP_PACKET_LENGTH`).
const STARTUP_MOST: u32 = 10_000;

type Encoded = Result<(), EncodeError>;

/// StartupMessage: the first packet of a session, with parameters such as `user` and `database`.
///
/// # Errors
///
/// [`EncodeError::Nul`] if a name or value holds a NUL.
pub fn startup<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>, out: &mut Vec<u8>) -> Encoded {
    packet(out, |out| {
        out.extend_from_slice(&PROTOCOL_3_0.to_be_bytes());
        for (name, value) in parameters {
            text(name.as_bytes(), "start-up parameter name", out)?;
            text(value.as_bytes(), "start-up parameter", out)?;
        }
        out.push(0);
        Ok(())
    })
}

/// SSLRequest: asks for TLS before anything else is said. The answer is one byte, `S` or `N`.
pub fn ssl_request() -> [u8; 8] {
    let [a, b, c, d] = SSL_REQUEST.to_be_bytes();
    [0, 0, 0, 8, a, b, c, d]
}

/// CancelRequest: asks a server, on a connection of its own, to end the statement of another session.
///
/// # Errors
///
/// None with a key of at most [`limits::CANCEL_KEY`] bytes.
pub fn cancel_request(process_id: u32, key: &[u8], out: &mut Vec<u8>) -> Encoded {
    packet(out, |out| {
        out.extend_from_slice(&CANCEL_REQUEST.to_be_bytes());
        out.extend_from_slice(&process_id.to_be_bytes());
        out.extend_from_slice(key);
        Ok(())
    })
}

/// A packet that may come before log-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Startup<'a> {
    /// StartupMessage.
    Session {
        /// Major version in the upper half, minor in the lower.
        protocol: u32,
        /// The parameters.
        parameters: Parameters<'a>,
    },
    /// SSLRequest.
    Ssl,
    /// GSSENCRequest.
    GssEnc,
    /// CancelRequest.
    Cancel {
        /// The process id of the session whose statement is to end.
        process_id: u32,
        /// Its cancel key.
        key: &'a [u8],
    },
}

impl<'a> Startup<'a> {
    /// Reads a packet off the front of `input`, with the bytes to drop; `None` if it is not all there.
    ///
    /// # Errors
    ///
    /// A length out of range, a field cut short, an unknown request code.
    pub fn decode(input: &'a [u8]) -> Result<Option<(Self, usize)>, DecodeError> {
        let Some((word, _)) = input.split_first_chunk::<4>() else { return Ok(None) };
        let length = i32::from_be_bytes(*word);
        let size = u32::try_from(length).ok().filter(|size| *size >= 8);
        let size = size.ok_or(DecodeError::BadLength { tag: 0, length })?;
        if size > STARTUP_MOST {
            return Err(DecodeError::TooLong { tag: 0, length: size, limit: STARTUP_MOST });
        }
        let Some(body) = input.get(4..size as usize) else { return Ok(None) };
        Self::body(Cursor::new(body)).map(|packet| Some((packet, size as usize)))
    }

    fn body(mut at: Cursor<'a>) -> Result<Self, DecodeError> {
        Ok(match at.u32("request code")? {
            SSL_REQUEST => Self::Ssl,
            GSS_ENC_REQUEST => Self::GssEnc,
            CANCEL_REQUEST => {
                let process_id = at.u32("process id")?;
                let key = at.rest();
                if key.len() > limits::CANCEL_KEY {
                    return Err(DecodeError::Invalid("cancel key"));
                }
                Self::Cancel { process_id, key }
            }
            protocol if protocol >> 16 == 3 => {
                let parameters = Parameters { rest: at };
                Self::Session { protocol, parameters }
            }
            _ => return Err(DecodeError::Invalid("request code")),
        })
    }
}

/// The parameters of a StartupMessage: name, value, and so on; ends at the first empty name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Parameters<'a> {
    rest: Cursor<'a>,
}

impl<'a> Iterator for Parameters<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let name = self.rest.text("start-up parameter name").ok().filter(|name| !name.is_empty())?;
        Some((name, self.rest.text("start-up parameter").ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_before_log_in() {
        let mut session = Vec::new();
        startup([("user", "u"), ("database", "d")], &mut session).unwrap();
        let Ok(Some((Startup::Session { protocol, parameters }, used))) = Startup::decode(&session) else {
            panic!("{session:?}")
        };
        let read: Vec<_> = parameters.collect();
        assert_eq!((protocol, used), (PROTOCOL_3_0, session.len()));
        assert_eq!(read, [(&b"user"[..], &b"u"[..]), (b"database", b"d")]);
        for short in 0..session.len() {
            assert_eq!(Startup::decode(&session[..short]), Ok(None), "{short} bytes");
        }
        assert_eq!(Startup::decode(&ssl_request()), Ok(Some((Startup::Ssl, 8))));
        let mut cancel = Vec::new();
        cancel_request(7, b"keys", &mut cancel).unwrap();
        assert_eq!(Startup::decode(&cancel), Ok(Some((Startup::Cancel { process_id: 7, key: b"keys" }, 16))));
    }

    #[test]
    fn hostile_packets() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8], DecodeError)] = &[
            ("length 4",    b"\0\0\0\x04",                 DecodeError::BadLength { tag: 0, length: 4 }),
            ("negative",    b"\xff\xff\xff\xff",           DecodeError::BadLength { tag: 0, length: -1 }),
            ("2 GB",        b"\x7f\xff\xff\xff",           DecodeError::TooLong { tag: 0, length: 0x7fff_ffff, limit: 10_000 }),
            ("protocol 2",  b"\0\0\0\x08\0\x02\0\0",       DecodeError::Invalid("request code")),
        ];
        for &(name, wire, want) in table {
            assert_eq!(Startup::decode(wire), Err(want), "{name}");
        }
    }
}
