//! The socket: a thread that accepts, and one for each session.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use super::Journal;
use super::recording::Library;
use super::session::Session;
use crate::wire::{self, Messages};

/// Listens until it is dropped; sessions end when their clients do.
#[derive(Debug)]
pub(super) struct Listener {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    pub(super) fn start(library: Arc<Library>, journal: Arc<Journal>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("no free port on 127.0.0.1");
        let address = listener.local_addr().expect("a bound socket has an address");
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || accept(&listener, &stopped, &library, &journal));
        Self { address, stop, thread: Some(thread) }
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the fake server's own thread failed");
        }
    }
}

fn accept(listener: &TcpListener, stop: &AtomicBool, library: &Arc<Library>, journal: &Arc<Journal>) {
    let mut sessions = Vec::new();
    for stream in listener.incoming() {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let Ok(stream) = stream else { continue };
        let (library, journal) = (Arc::clone(library), Arc::clone(journal));
        sessions.push(thread::spawn(move || serve(stream, &library, &journal)));
    }
    for session in sessions {
        if session.join().is_err() {
            journal.wrong("a session's thread failed".to_owned());
        }
    }
}

/// A client may hang up at any time: what goes wrong with its socket ends the session and nothing else.
fn serve(stream: TcpStream, library: &Library, journal: &Arc<Journal>) {
    drop(converse(stream, library, journal));
}

fn converse(mut client: TcpStream, library: &Library, journal: &Arc<Journal>) -> io::Result<()> {
    let Some((_, user, database)) = wire::startup(&mut client)? else { return Ok(()) };
    let mut session = Session::new(library.recording(&database, &user), user, database, Arc::clone(journal));
    client.write_all(&session.greeting())?;
    let mut messages = Messages::new(client);
    while let Some(message) = messages.read()? {
        let Some(sql) = wire::query(&message)? else { break };
        let answer = session.answer(&sql);
        messages.stream().write_all(&answer)?;
    }
    Ok(())
}
