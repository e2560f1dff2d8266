//! The socket: a thread that accepts, and one for each session.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use roachdump_proto::frontend::{Message, Startup};
use roachdump_proto::{Deframer, Step};

use super::Journal;
use super::recording::Library;
use super::session::Session;

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
    let mut wire = Wire { stream, input: Vec::new() };
    drop(converse(&mut wire, library, journal));
}

fn converse(wire: &mut Wire, library: &Library, journal: &Arc<Journal>) -> io::Result<()> {
    let Some((user, database)) = wire.startup()? else { return Ok(()) };
    let mut session = Session::new(library.recording(&database, &user), user, database, Arc::clone(journal));
    wire.stream.write_all(&session.greeting())?;
    while let Some(sql) = wire.query()? {
        wire.stream.write_all(&session.answer(&sql))?;
    }
    Ok(())
}

struct Wire {
    stream: TcpStream,
    input: Vec<u8>,
}

impl Wire {
    /// Waits for the StartupMessage: user and database. Refuses to encrypt.
    fn startup(&mut self) -> io::Result<Option<(String, String)>> {
        loop {
            let Some((packet, used)) = Startup::decode(&self.input).map_err(io::Error::other)? else {
                if !self.fill()? {
                    return Ok(None);
                }
                continue;
            };
            match packet {
                Startup::Ssl | Startup::GssEnc => self.stream.write_all(b"N")?,
                Startup::Session { mut parameters, .. } => {
                    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
                    let mut named = |name: &[u8]| parameters.find(|p| p.0 == name).map(|p| text(p.1));
                    let (user, database) = (named(b"user"), named(b"database"));
                    self.input.drain(..used);
                    return Ok(Some((user.unwrap_or_default(), database.unwrap_or_default())));
                }
                _ => return Ok(None),
            }
            self.input.drain(..used);
        }
    }

    /// Waits for the next Query; `None` at the session's end.
    fn query(&mut self) -> io::Result<Option<String>> {
        loop {
            let step = Deframer::new(u32::MAX).step(&self.input).map_err(io::Error::other)?;
            let Step::Message(raw, used) = step else {
                if !self.fill()? {
                    return Ok(None);
                }
                continue;
            };
            let Message::Query(sql) = Message::decode(raw).map_err(io::Error::other)? else {
                return Ok(None);
            };
            let sql = String::from_utf8_lossy(sql).into_owned();
            self.input.drain(..used);
            return Ok(Some(sql));
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        let mut bytes = [0; 4096];
        let read = self.stream.read(&mut bytes)?;
        self.input.extend_from_slice(&bytes[..read]);
        Ok(read > 0)
    }
}
