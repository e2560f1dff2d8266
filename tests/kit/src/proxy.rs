//! Stands between a client and a server and does what networks and broken servers do.
//!
//! ```text
//! client ──▶ Proxy ──▶ server       as it is
//! client ◀── Proxy ◀── server       message by message, each through the test's own hands
//! ```
//!
//! The server's stream must be free of TLS and of answers to SSLRequest: connect with `sslmode=disable`.

use std::io::{self, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::peer::{self, Peer};
use crate::wire::Messages;

/// A message on its way to the client.
#[derive(Debug)]
pub struct Passing {
    /// How many sessions began before its own.
    pub session: usize,
    /// How many came before it in this session.
    pub index: usize,
    /// How many bytes came before it in this session, as the server sent them.
    pub offset: usize,
    /// Type byte, length and body. What is here when the test is done with it goes to the client.
    pub bytes: Vec<u8>,
}

/// What happens after a message was passed on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Then {
    /// The next one comes.
    GoOn,
    /// The connections to both sides are cut.
    Cut,
    /// Nothing comes any more, but the connections stay.
    Stall,
    /// These bytes come again and again, until the client hangs up.
    Repeat(Vec<u8>),
}

/// A proxy on loopback, until it is dropped.
#[derive(Debug)]
pub struct Proxy {
    peer: Peer,
}

impl Proxy {
    /// Starts one before the server at 127.0.0.1 and `upstream`; `hands` gets each of its messages.
    ///
    /// # Panics
    ///
    /// If no port is free.
    pub fn start(upstream: u16, hands: impl Fn(&mut Passing) -> Then + Send + Sync + 'static) -> Self {
        let sessions = AtomicUsize::new(0);
        let converse = move |client: TcpStream| {
            let session = sessions.fetch_add(1, Ordering::Relaxed);
            // Either side may hang up at any time; that ends the conversation and nothing else.
            if let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, upstream)) {
                drop(server.set_nodelay(true));
                drop(pass(session, &client, &server, &hands));
                drop(server.shutdown(Shutdown::Both));
            }
            drop(client.shutdown(Shutdown::Both));
        };
        Self { peer: Peer::start(converse) }
    }

    /// The port it listens on, at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.peer.port()
    }
}

fn pass(
    session: usize,
    client: &TcpStream,
    server: &TcpStream,
    hands: &impl Fn(&mut Passing) -> Then,
) -> io::Result<()> {
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        drop(io::copy(&mut from, &mut to));
        to.shutdown(Shutdown::Write)
    });
    let mut client = client;
    let mut messages = Messages::new(server.try_clone()?);
    let (mut index, mut offset) = (0, 0);
    while let Some(bytes) = messages.read()? {
        let size = bytes.len();
        let mut passing = Passing { session, index, offset, bytes };
        let then = hands(&mut passing);
        client.write_all(&passing.bytes)?;
        match then {
            Then::GoOn => {}
            Then::Cut => return Ok(()),
            Then::Stall => {
                peer::wait(messages.stream());
                return Ok(());
            }
            Then::Repeat(bytes) => loop {
                client.write_all(&bytes)?;
            },
        }
        index += 1;
        offset += size;
    }
    Ok(())
}
