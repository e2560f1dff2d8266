//! Stands before a real CockroachDB and records what it answers.
//!
//! ```text
//! client ──▶ Recorder ──▶ server      a statement
//! client ◀── Recorder ◀── server      its answer, which goes into the file too if the statement is not in it yet
//! ```

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use roachdump_proto::backend::{Message, ParameterStatus};

use super::recording::{Answer, Line, Recorded};
use super::sql;
use crate::peer::Peer;
use crate::wire::{self, Messages};

/// A recorder on loopback, until it is dropped.
#[derive(Debug)]
pub struct Recorder {
    peer: Peer,
}

/// The file, and what is in it.
#[derive(Debug)]
struct Book {
    file: PathBuf,
    known: Mutex<HashSet<String>>,
}

impl Recorder {
    /// Starts one before the server at 127.0.0.1 and `upstream`; `file` may hold a recording already.
    ///
    /// # Panics
    ///
    /// If what is in the file is no recording, or no port is free.
    pub fn start(upstream: u16, file: &Path) -> Self {
        let book = Book::open(file);
        let converse = move |client| {
            if let Err(error) = converse(client, upstream, &book) {
                eprintln!("recorder: {error}");
            }
        };
        Self { peer: Peer::start(converse) }
    }

    /// The port it listens on, at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.peer.port()
    }
}

fn converse(mut client: TcpStream, upstream: u16, book: &Book) -> io::Result<()> {
    let Some((startup, ..)) = wire::startup(&mut client)? else { return Ok(()) };
    let mut server = Messages::new(TcpStream::connect((Ipv4Addr::LOCALHOST, upstream))?);
    let mut messages = Messages::new(client.try_clone()?);
    server.stream().write_all(&startup)?;
    book.connect(&pass(&mut server, &client)?)?;
    while let Some(message) = messages.read()? {
        server.stream().write_all(&message)?;
        let Some(statement) = wire::query(&message)? else { break };
        book.answer(&statement, &pass(&mut server, &client)?)?;
    }
    Ok(())
}

/// Passes on the server's messages up to ReadyForQuery.
fn pass(server: &mut Messages, mut client: &TcpStream) -> io::Result<Vec<Vec<u8>>> {
    let (mut messages, mut passed) = (Vec::new(), Ok(()));
    server.read_answer(|message| {
        if let Err(error) = client.write_all(message) {
            passed = Err(error);
        }
        messages.push(message.to_vec());
    })?;
    passed.map(|()| messages)
}

impl Book {
    fn open(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_default();
        let known = text.lines().map(|line| match serde_json::from_str(line) {
            Ok(Line::Connect { .. }) => String::new(),
            Ok(Line::Answer(recorded)) => recorded.sql,
            Ok(Line::Scripted(_)) => panic!("{}: a script is no recording", file.display()),
            Err(error) => panic!("{}: {error}: {line}", file.display()),
        });
        Self { file: file.to_owned(), known: Mutex::new(known.collect()) }
    }

    /// Notes what the server tells of itself.
    fn connect(&self, messages: &[Vec<u8>]) -> io::Result<()> {
        let (mut parameters, mut key) = (BTreeMap::new(), false);
        for message in messages {
            match Message::decode(wire::raw(message)?).map_err(io::Error::other)? {
                Message::ParameterStatus(ParameterStatus { name, value }) => {
                    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
                    parameters.insert(text(name), text(value));
                }
                Message::BackendKeyData(_) => key = true,
                _ => {}
            }
        }
        self.add(String::new(), &Line::Connect { parameters, key })
    }

    /// Notes an answer, unless the fake server gives it of itself.
    fn answer(&self, statement: &str, messages: &[Vec<u8>]) -> io::Result<()> {
        let (sql, _) = sql::split_timestamp(statement.trim().trim_end_matches(';'));
        let mut answer = Answer::default();
        for message in messages {
            answer.take(Message::decode(wire::raw(message)?).map_err(io::Error::other)?);
        }
        let of_itself = sql::is_of_transaction(&sql) || sql == "SHOW session_id";
        if of_itself || answer.is_of_failed_transaction() {
            return Ok(());
        }
        self.add(sql.clone(), &Line::Answer(Box::new(Recorded { sql, answer })))
    }

    fn add(&self, key: String, line: &Line) -> io::Result<()> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.insert(key) {
            let text = serde_json::to_string(line).map_err(io::Error::other)? + "\n";
            OpenOptions::new().create(true).append(true).open(&self.file)?.write_all(text.as_bytes())?;
        }
        Ok(())
    }
}
