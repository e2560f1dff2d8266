//! A connection pooler before a real PostgreSQL, as small as can be.
//!
//! ```text
//! client ─▶ Pooler ─▶ a session of the server until the client leaves       (session mode)
//!                  ─▶ the session that was last free, until it is idle again (transaction mode)
//! ```
//!
//! A client is logged in without being asked anything, and is sent a BackendKeyData of the pooler's own.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::{Arc, Mutex};

use roachdump_proto::backend::{Authentication, BackendKeyData};
use roachdump_proto::{Deframer, Step, frontend};

use crate::peer::{self, Peer};

/// For how long a client keeps a session of the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Pooling {
    /// Until it leaves.
    Session,
    /// Until its transaction ends.
    Transaction,
}

/// A pooler on loopback, until it is dropped.
#[derive(Debug)]
pub struct Pooler {
    peer: Peer,
}

/// Sessions of one user in one database that no client has.
#[derive(Debug)]
struct Pool {
    startup: Vec<u8>,
    upstream: u16,
    free: Mutex<Vec<TcpStream>>,
}

impl Pooler {
    /// Starts one before the server at 127.0.0.1 and `upstream`, where `user` needs no password.
    ///
    /// # Panics
    ///
    /// If no port is free.
    pub fn start(upstream: u16, user: &str, database: &str, pooling: Pooling) -> Self {
        let mut startup = Vec::new();
        let parameters = [("user", user), ("database", database)];
        frontend::startup(parameters, &mut startup).expect("names without zero bytes");
        let pool = Arc::new(Pool { startup, upstream, free: Mutex::default() });
        Self { peer: Peer::start(move |mut client| converse(&mut client, &pool, pooling)) }
    }

    /// The port it listens on, at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.peer.port()
    }
}

impl Pool {
    /// The session that was given back last, or a new one.
    fn take(&self) -> TcpStream {
        let free = self.free.lock().expect("no other panic").pop();
        free.unwrap_or_else(|| self.log_in().0)
    }

    /// A new session, and what the server says of itself.
    fn log_in(&self) -> (TcpStream, Vec<u8>) {
        let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, self.upstream)).expect("the server");
        server.set_nodelay(true).expect("a socket takes the option");
        server.write_all(&self.startup).expect("the server listens");
        let mut said = Vec::new();
        let parameters = |tag, bytes: &[u8]| {
            if tag == b'S' {
                said.extend_from_slice(bytes);
            }
        };
        answer(&mut server, parameters).expect("the server lets the pooler in");
        (server, said)
    }

    fn give_back(&self, server: TcpStream) {
        self.free.lock().expect("no other panic").push(server);
    }
}

/// What a client is told when it is let in; what the server says of itself a new session of it has to tell.
fn greeting(pool: &Pool) -> Vec<u8> {
    let mut greeting = Vec::new();
    Authentication::Ok.write(&mut greeting).expect("a small message");
    let key = BackendKeyData { process_id: 0x7000_0000, key: b"pool" };
    key.write(&mut greeting).expect("a small message");
    greeting.extend(pool.log_in().1);
    greeting.extend(b"Z\0\0\0\x05I");
    greeting
}

/// Talks to a client until it leaves, or a session of the server ends.
fn converse(client: &mut TcpStream, pool: &Pool, pooling: Pooling) {
    peer::startup(client);
    // A client that is gone says nothing any more.
    let _ = client.write_all(&greeting(pool));
    let (mut deframer, mut input, mut held) = (Deframer::new(u32::MAX), Vec::new(), None);
    while let Some((tag, bytes)) = next(client, &mut deframer, &mut input).filter(|(tag, _)| *tag != b'X') {
        let mut server = held.take().unwrap_or_else(|| pool.take());
        if server.write_all(&bytes).is_err() {
            return;
        }
        if !matches!(tag, b'Q' | b'S') {
            held = Some(server);
            continue;
        }
        match answer(&mut server, |_, bytes| drop(client.write_all(bytes))) {
            Some(b'I') if pooling == Pooling::Transaction => pool.give_back(server),
            Some(_) => held = Some(server),
            None => return,
        }
    }
}

/// Hands out the server's messages up to ReadyForQuery and gives the status it names; none if the stream ends.
fn answer(server: &mut TcpStream, mut each: impl FnMut(u8, &[u8])) -> Option<u8> {
    let (mut deframer, mut input) = (Deframer::new(u32::MAX), Vec::new());
    loop {
        let (tag, bytes) = next(server, &mut deframer, &mut input)?;
        each(tag, &bytes);
        if tag == b'Z' {
            return bytes.last().copied();
        }
    }
}

/// The next message of a stream; none at its end.
fn next(stream: &mut TcpStream, deframer: &mut Deframer, input: &mut Vec<u8>) -> Option<(u8, Vec<u8>)> {
    loop {
        if let Step::Message(raw, used) = deframer.step(input).ok()? {
            let tag = raw.tag;
            return Some((tag, input.drain(..used).collect()));
        }
        let mut bytes = [0; 64 << 10];
        let read = stream.read(&mut bytes).ok().filter(|read| *read > 0)?;
        input.extend_from_slice(bytes.get(..read)?);
    }
}
