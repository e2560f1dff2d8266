//! Finds where messages begin and end.
//!
//! ```text
//! byte   type
//! int32  length of itself and the body
//! byte*  body
//! ```
//!
//! A message is handed out whole, but for a DataRow or CopyData longer than the caller can hold: that one
//! flows through in chunks, so that a value of any size needs no more memory than the caller's buffer.
//!
//! Source: PostgreSQL documentation, "Message Formats"; `src/interfaces/libpq/fe-protocol3.c`,
//! `pqParseInput3`.

use crate::{DecodeError, limits};

/// Type byte and length word.
const HEAD: usize = 5;

/// A whole message, still undecoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Raw<'a> {
    /// The type byte.
    pub tag: u8,
    /// The body, without the length word.
    pub body: &'a [u8],
}

/// What [`Deframer::step`] found at the front of the input.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step<'a> {
    /// Too little to go on. Call again with at least this many bytes in all.
    NeedMore(usize),
    /// One whole message, and the bytes to drop before the next call.
    Message(Raw<'a>, usize),
    /// A DataRow or CopyData begins that is longer than the caller can hold. Its body follows in chunks.
    Begin {
        /// The type byte.
        tag: u8,
        /// The body's size in bytes.
        size: u32,
        /// Bytes to drop before the next call.
        used: usize,
    },
    /// The next part of the body that began. The body is over when `left` is zero.
    Chunk {
        /// The part at hand, never empty and never copied.
        bytes: &'a [u8],
        /// Body bytes still to come.
        left: u32,
    },
}

/// Finds message boundaries. Holds no bytes, only how far into a body it is.
#[derive(Clone, Debug)]
pub struct Deframer {
    left: u32,
    whole: u32,
}

impl Deframer {
    /// A reader at the start of a message; DataRow and CopyData with a body of over `whole` bytes are
    /// handed out in chunks.
    pub fn new(whole: u32) -> Self {
        Self { left: 0, whole }
    }

    /// Reads one step off the front of `input`.
    ///
    /// Changes nothing when it returns [`Step::NeedMore`], so the caller may retry with the same bytes and
    /// more behind them.
    ///
    /// # Errors
    ///
    /// [`DecodeError::BadLength`] or [`DecodeError::TooLong`]; both are final.
    #[inline]
    pub fn step<'a>(&mut self, input: &'a [u8]) -> Result<Step<'a>, DecodeError> {
        if self.left > 0 {
            return Ok(self.chunk(input));
        }
        let Some((&[tag, ref word @ ..], rest)) = input.split_first_chunk::<HEAD>() else {
            return Ok(Step::NeedMore(HEAD));
        };
        let size = body_size(tag, i32::from_be_bytes(*word))?;
        if let Some(body) = rest.get(..size as usize)
            && size <= limits::MESSAGE.max(self.whole)
        {
            return Ok(Step::Message(Raw { tag, body }, HEAD.saturating_add(size as usize)));
        }
        self.partial(tag, size)
    }

    /// Whether the next byte starts a message.
    pub fn at_boundary(&self) -> bool {
        self.left == 0
    }

    fn partial<'a>(&mut self, tag: u8, size: u32) -> Result<Step<'a>, DecodeError> {
        if matches!(tag, b'D' | b'd') {
            if size > self.whole {
                self.left = size;
                return Ok(Step::Begin { tag, size, used: HEAD });
            }
        } else if size > limits::MESSAGE {
            return Err(DecodeError::TooLong { tag, length: size, limit: limits::MESSAGE });
        }
        Ok(Step::NeedMore(HEAD.saturating_add(size as usize)))
    }

    fn chunk<'a>(&mut self, input: &'a [u8]) -> Step<'a> {
        let bytes = input.get(..self.left as usize).unwrap_or(input);
        if bytes.is_empty() {
            return Step::NeedMore(1);
        }
        self.left = self.left.saturating_sub(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        Step::Chunk { bytes, left: self.left }
    }
}

fn body_size(tag: u8, length: i32) -> Result<u32, DecodeError> {
    let body = length.checked_sub(4).and_then(|size| u32::try_from(size).ok());
    body.ok_or(DecodeError::BadLength { tag, length })
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use core::fmt::Write;

    use super::*;

    /// Feeds `wire` in reads of `size` bytes and writes down what comes out.
    fn trace(wire: &[u8], size: usize) -> String {
        let (mut deframer, mut said) = (Deframer::new(16), String::new());
        let (mut from, mut to) = (0, 0);
        loop {
            match deframer.step(&wire[from..to]) {
                Ok(Step::NeedMore(want)) if to == wire.len() => {
                    assert!(want > to - from, "asked for what is there");
                    if from < to || !deframer.at_boundary() {
                        write!(said, "…{want}").unwrap();
                    }
                    return said;
                }
                Ok(Step::NeedMore(_)) => to = wire.len().min(to + size),
                Ok(Step::Message(raw, used)) => {
                    write!(said, "{}[{}]", raw.tag as char, raw.body.escape_ascii()).unwrap();
                    from += used;
                }
                Ok(Step::Begin { tag, size, used }) => {
                    write!(said, "{}<{size}:", tag as char).unwrap();
                    from += used;
                }
                Ok(Step::Chunk { bytes, left }) => {
                    write!(said, "{}{}", bytes.escape_ascii(), if left == 0 { ">" } else { "" }).unwrap();
                    from += bytes.len();
                }
                Err(error) => {
                    write!(said, "!{error}").unwrap();
                    return said;
                }
            }
        }
    }

    #[test]
    fn steps() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8], &str)] = &[
            ("nothing",         b"",                                "" ),
            ("half a head",     b"Z\0\0",                           "…5"),
            ("ready",           b"Z\0\0\0\x05I",                    "Z[I]"),
            ("two",             b"1\0\0\0\x042\0\0\0\x04",          "1[]2[]"),
            ("row",             b"D\0\0\0\x06\0\0",                 "D[\\x00\\x00]"),
            ("row at the most", b"D\0\0\0\x140123456789abcdef",     "D[0123456789abcdef]"),
            ("half a row",      b"D\0\0\0\x140123",                 "…21"),
            ("length negative", b"d\x80\0\0\0",                     "!message 'd' has length -2147483648"),
            ("length of three", b"D\0\0\0\x03",                     "!message 'D' has length 3"),
            ("too long",        b"E\x01\0\0\x05",                   "!message 'E' has a body of 16777217 bytes, over the limit of 16777216"),
            ("half a message",  b"E\0\0\0\x15abc",                  "…22"),
        ];
        for &(name, wire, want) in table {
            for size in 1..=wire.len().max(1) {
                assert_eq!(trace(wire, size), want, "{name}, in reads of {size}");
            }
        }
    }

    #[test]
    fn chunks() {
        let wire = b"D\0\0\0\x150123456789abcdefgZ\0\0\0\x05I";
        for size in 1..wire.len() {
            let said = trace(wire, size);
            let whole = "D[0123456789abcdefg]Z[I]";
            assert!(said == "D<17:0123456789abcdefg>Z[I]" || said == whole, "{said}, in reads of {size}");
        }
        assert_eq!(trace(b"D\0\0\0\x150123", 7), "D<17:0123…1");
    }
}
