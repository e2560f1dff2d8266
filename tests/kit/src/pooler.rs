//! A connection pooler before a real PostgreSQL, as small as can be.
//!
//! ```text
//! client ─▶ Pooler ─▶ a session of the server until the client leaves       (session mode)
//!                  ─▶ the session that was last free, until it is idle again (transaction mode)
//! ```
//!
//! A client is logged in without being asked anything, and is sent a BackendKeyData of the pooler's own.

use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::sync::{Arc, Mutex};

use roachdump_proto::backend::{Authentication, BackendKeyData};
use roachdump_proto::frontend;

use crate::peer::{self, Peer};
use crate::wire::Messages;

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
    free: Mutex<Vec<Messages>>,
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
    fn take(&self) -> Messages {
        let free = self.free.lock().expect("no other panic").pop();
        free.unwrap_or_else(|| self.log_in().0)
    }

    /// A new session, and what the server says of itself.
    fn log_in(&self) -> (Messages, Vec<u8>) {
        let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, self.upstream)).expect("the server");
        server.set_nodelay(true).expect("a socket takes the option");
        server.write_all(&self.startup).expect("the server listens");
        let mut server = Messages::new(server);
        let mut said = Vec::new();
        let parameters = |message: &[u8]| {
            if message[0] == b'S' {
                said.extend_from_slice(message);
            }
        };
        let ready = server.read_answer(parameters).ok().flatten();
        ready.expect("the server lets the pooler in");
        (server, said)
    }

    fn give_back(&self, server: Messages) {
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
    let Ok(messages) = client.try_clone() else { return };
    let (mut messages, mut held) = (Messages::new(messages), None);
    while let Some(bytes) = messages.read().ok().flatten().filter(|bytes| bytes[0] != b'X') {
        let mut server = held.take().unwrap_or_else(|| pool.take());
        if server.stream().write_all(&bytes).is_err() {
            return;
        }
        if !matches!(bytes[0], b'Q' | b'S') {
            held = Some(server);
            continue;
        }
        match server.read_answer(|message| drop(client.write_all(message))).ok().flatten() {
            Some(b'I') if pooling == Pooling::Transaction => pool.give_back(server),
            Some(_) => held = Some(server),
            None => return,
        }
    }
}
