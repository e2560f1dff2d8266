//! A peer on loopback that does whatever a test wants: nothing, too much, or another protocol.
//!
//! A test that drops it waits for the conversations under way, and fails if one of them failed.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::wire;

/// The longest a conversation waits for its client.
const PATIENCE: Duration = Duration::from_secs(20);

/// A listener with one thread per client.
#[derive(Debug)]
pub struct Peer {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Peer {
    /// Starts one that talks to each client in the way of `converse`; the client is hung up on when that
    /// returns.
    ///
    /// # Panics
    ///
    /// If no port is free.
    pub fn start(converse: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("no free port on 127.0.0.1");
        let address = listener.local_addr().expect("a bound socket has an address");
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || accept(&listener, &stopped, &Arc::new(converse)));
        Self { address, stop, thread: Some(thread) }
    }

    /// One that reads what every client says first and answers `answer`. Its stream
    /// then ends, or with `stays` goes on in silence, until the client hangs up.
    ///
    /// # Panics
    ///
    /// If no port is free.
    pub fn answering(answer: impl Into<Vec<u8>>, stays: bool) -> Self {
        let answer = answer.into();
        Self::start(move |mut client| {
            hear(&mut client);
            // The client may have gone already.
            let _ = client.write_all(&answer);
            if !stays {
                let _ = client.shutdown(Shutdown::Write);
            }
            // Closed while the client still sends, the socket would take the answer back.
            wait(&mut client);
        })
    }

    /// The port it listens on, at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || thread::panicking(), "a conversation of the peer failed");
        }
    }
}

fn accept(
    listener: &TcpListener,
    stop: &AtomicBool,
    converse: &Arc<impl Fn(TcpStream) + Send + Sync + 'static>,
) {
    let mut conversations = Vec::new();
    for stream in listener.incoming() {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let Ok(stream) = stream else { continue };
        // A message must not wait for the one before it to be acknowledged.
        stream.set_nodelay(true).expect("a socket takes the option");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket takes a time-out");
        stream.set_write_timeout(Some(PATIENCE)).expect("a socket takes a time-out");
        let converse = Arc::clone(converse);
        conversations.push(thread::spawn(move || converse(stream)));
    }
    let failed = conversations.into_iter().filter_map(|one| one.join().err()).count();
    assert_eq!(failed, 0, "conversations failed");
}

/// Reads what the client says next. A client that is gone says nothing.
pub fn hear(client: &mut TcpStream) -> Vec<u8> {
    let mut bytes = [0; 4096];
    let read = client.read(&mut bytes).unwrap_or(0);
    bytes[..read].to_vec()
}

/// Reads until the client hangs up.
pub fn wait(client: &mut TcpStream) {
    while client.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {}
}

/// Reads a StartupMessage, refusing encryption before it. A client that is gone sends none.
pub fn startup(client: &mut TcpStream) {
    let _ = wire::startup(client);
}
