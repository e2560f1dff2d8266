//! What a blocking stream carries: the packet a client starts with, then messages in both directions.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use roachdump_proto::frontend::{self, Startup};
use roachdump_proto::{Deframer, Raw, Step};

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// Waits for a StartupMessage, refusing encryption before it: its bytes, user and database. None if the client
/// leaves, or wants something else.
pub(crate) fn startup(client: &mut TcpStream) -> io::Result<Option<(Vec<u8>, String, String)>> {
    let mut input = Vec::new();
    loop {
        let Some((packet, used)) = Startup::decode(&input).map_err(io::Error::other)? else {
            let mut bytes = [0; 4096];
            let read = client.read(&mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            input.extend_from_slice(&bytes[..read]);
            continue;
        };
        match packet {
            Startup::Ssl | Startup::GssEnc => client.write_all(b"N")?,
            Startup::Session { parameters, .. } => {
                let parameters: Vec<_> = parameters.collect();
                let named = |name: &[u8]| {
                    let value = parameters.iter().find(|pair| pair.0 == name).map(|pair| pair.1);
                    String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
                };
                let (user, database) = (named(b"user"), named(b"database"));
                input.truncate(used);
                return Ok(Some((input, user, database)));
            }
            _ => return Ok(None),
        }
        input.drain(..used);
    }
}

/// The statement of a client's message, if it is a Query.
pub(crate) fn query(message: &[u8]) -> io::Result<Option<String>> {
    match frontend::Message::decode(raw(message)?).map_err(io::Error::other)? {
        frontend::Message::Query(sql) => Ok(Some(String::from_utf8_lossy(sql).into_owned())),
        _ => Ok(None),
    }
}

/// A whole message, read in place.
pub(crate) fn raw(message: &[u8]) -> io::Result<Raw<'_>> {
    match Deframer::new(u32::MAX).step(message).map_err(io::Error::other)? {
        Step::Message(raw, _) => Ok(raw),
        _ => Err(io::Error::other("not a whole message")),
    }
}

/// The messages of a stream, one after another.
#[derive(Debug)]
pub(crate) struct Messages {
    stream: TcpStream,
    deframer: Deframer,
    input: Vec<u8>,
    /// Bytes of the input that were handed out.
    used: usize,
}

impl Messages {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, deframer: Deframer::new(u32::MAX), input: Vec::new(), used: 0 }
    }

    /// The stream itself, to write to.
    pub(crate) fn stream(&mut self) -> &mut TcpStream {
        &mut self.stream
    }

    /// Hands out messages up to ReadyForQuery, and gives the last byte of that; none if the stream ends before.
    pub(crate) fn read_answer(&mut self, mut each: impl FnMut(&[u8])) -> io::Result<Option<u8>> {
        while let Some(message) = self.read()? {
            each(&message);
            if let [b'Z', .., status] = message[..] {
                return Ok(Some(status));
            }
        }
        Ok(None)
    }

    /// Waits for the next message: type byte, length and body. None at the stream's end.
    pub(crate) fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let step = self.deframer.step(&self.input[self.used..]).map_err(io::Error::other)?;
            if let Step::Message(_, size) = step {
                let message = self.input[self.used..self.used + size].to_vec();
                self.used += size;
                return Ok(Some(message));
            }
            self.input.drain(..self.used);
            self.used = 0;
            let mut bytes = [0; CHUNK];
            let read = self.stream.read(&mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.input.extend_from_slice(&bytes[..read]);
        }
    }
}
