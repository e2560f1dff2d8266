//! A session of its own on a real CockroachDB, for what a run of `cockroach sql` is too slow or too short for.

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpStream};

use roachdump_proto::backend::Message;
use roachdump_proto::frontend;
use roachdump_proto::row::Row;

use crate::wire::{self, Messages};

/// Rows, each of texts or nulls.
pub type Rows = Vec<Vec<Option<String>>>;

/// A session as root, which ends with its value.
#[derive(Debug)]
pub struct Session(Messages);

impl Session {
    pub(super) fn start(port: u16, database: &str) -> Result<Self, String> {
        let mut packet = Vec::new();
        frontend::startup([("user", "root"), ("database", database)], &mut packet)
            .map_err(|e| e.to_string())?;
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|e| e.to_string())?;
        let mut session = Self(Messages::new(stream));
        session.send(&packet)?;
        Ok(session)
    }

    /// Runs statements and gives the rows of them all.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub fn query(&mut self, statements: &str) -> Result<Rows, String> {
        let mut message = Vec::new();
        frontend::query(statements.as_bytes(), &mut message).map_err(|e| e.to_string())?;
        self.send(&message)
    }

    /// As [`Self::query`], of statements that do not fail.
    ///
    /// # Panics
    ///
    /// If one does.
    #[track_caller]
    pub fn rows(&mut self, statements: &str) -> Rows {
        self.query(statements).unwrap_or_else(|said| panic!("{said}\n{statements}"))
    }

    fn send(&mut self, message: &[u8]) -> Result<Rows, String> {
        let (mut rows, mut error) = (Rows::new(), None);
        self.0.stream().write_all(message).map_err(|e| e.to_string())?;
        let end = self.0.read_answer(|message| {
            if let Err(said) = take(message, &mut rows) {
                error.get_or_insert_with(|| said.to_string());
            }
        });
        match (end, error) {
            (Ok(Some(_)), None) => Ok(rows),
            (Ok(_), Some(error)) => Err(error),
            (Ok(None), None) => Err("the server hung up".into()),
            (Err(error), _) => Err(error.to_string()),
        }
    }
}

/// Takes a message's row, or its error.
fn take(message: &[u8], rows: &mut Rows) -> io::Result<()> {
    match Message::decode(wire::raw(message)?).map_err(io::Error::other)? {
        Message::DataRow(body) => {
            let mut row = Row::new(body).map_err(io::Error::other)?;
            let mut values = Vec::new();
            for _ in 0..row.columns() {
                let value = row.value().map_err(io::Error::other)?;
                values.push(value.map(|bytes| String::from_utf8_lossy(bytes).into_owned()));
            }
            rows.push(values);
            Ok(())
        }
        Message::ErrorResponse(fields) => {
            let [code, text] = [fields.code(), fields.message()].map(String::from_utf8_lossy);
            Err(io::Error::other(format!("{code}: {text}")))
        }
        _ => Ok(()),
    }
}
