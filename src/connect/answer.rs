//! A whole, small result, collected row by row: what catalog queries answer with.

use bstr::BString;
use roachdump_proto::DecodeError;
use roachdump_proto::row::{Part, Piece, Pieces, Row};

use super::session::Session;
use crate::error::{Error, Fault, Result};

/// The most bytes that the rows of a catalog query's answer may take in memory.
const ANSWER_MOST: usize = 1 << 30;

/// A whole, small result: the answer to a catalog query.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct Answer {
    /// The columns' names.
    pub names: Vec<BString>,
    /// The rows; `None` is NULL.
    pub rows: Vec<Vec<Option<BString>>>,
}

impl Answer {
    /// The first value of the first row, if there is one and it is not NULL.
    pub fn single(&self) -> Option<&BString> {
        self.rows.first()?.first()?.as_ref()
    }
}

impl Session {
    /// Sends one statement by the simple query protocol and collects its rows.
    ///
    /// # Errors
    ///
    /// The server's error, or a broken connection. After a server's error the session can go on
    /// (outside a transaction).
    pub async fn query(&mut self, sql: impl AsRef<[u8]>) -> Result<Answer> {
        let mut stream = self.stream(sql).await?;
        let mut answer = Collector::new(stream.columns().len());
        let complete = loop {
            if let Some(complete) = stream.pump(|part| answer.take(part)).await? {
                break complete;
            }
        };
        // SHOW names no number; what INSERT and CREATE TABLE AS name are no rows of an answer.
        if stream.is_described() && complete.rows.is_some() {
            complete.check(answer.rows.len() as u64)?;
        }
        let names = stream.columns().iter().map(|column| column.name.clone()).collect();
        Ok(Answer { names, rows: answer.rows })
    }
}

/// Collects rows, whole or in parts, into memory.
struct Collector {
    rows: Vec<Vec<Option<BString>>>,
    columns: usize,
    pieces: Option<Pieces>,
    size: usize,
}

impl Collector {
    fn new(columns: usize) -> Self {
        Self { rows: Vec::new(), columns, pieces: None, size: 0 }
    }

    fn take(&mut self, part: Part<'_>) -> Result<()> {
        let taken = match part {
            Part::Whole(body) => self.row(body.get()),
            Part::Begin(size) => {
                self.pieces = Some(Pieces::new(size));
                self.rows.push(Vec::new());
                Ok(())
            }
            Part::Bytes(bytes) => self.part(bytes),
            Part::End => self.pieces.take().map_or(Ok(()), |pieces| pieces.end()),
        };
        taken.map_err(|error| Error::new(Fault::Protocol, error.to_string()))?;
        if self.size > ANSWER_MOST {
            return Err(Error::new(Fault::Protocol, "the answer to a catalog query is over 1 GiB"));
        }
        Ok(())
    }

    fn row(&mut self, body: &[u8]) -> Result<(), DecodeError> {
        let mut row = Row::new(body)?;
        if usize::from(row.columns()) != self.columns {
            return Err(DecodeError::Invalid("DataRow column count"));
        }
        let values: Result<_, _> = (0..self.columns).map(|_| Ok(row.value()?.map(BString::from))).collect();
        self.rows.push(values?);
        self.size += body.len() + self.columns * size_of::<Option<BString>>();
        row.end()
    }

    fn part(&mut self, mut bytes: &[u8]) -> Result<(), DecodeError> {
        let (Some(pieces), Some(row)) = (&mut self.pieces, self.rows.last_mut()) else { return Ok(()) };
        self.size += bytes.len();
        loop {
            match pieces.step(&mut bytes)? {
                Piece::Columns(columns) if usize::from(columns) != self.columns => {
                    return Err(DecodeError::Invalid("DataRow column count"));
                }
                Piece::Columns(_) => {}
                Piece::Null => row.push(None),
                Piece::Value(_) => row.push(Some(BString::default())),
                Piece::Bytes(bytes) => {
                    if let Some(Some(value)) = row.last_mut() {
                        value.extend_from_slice(bytes);
                    }
                }
                Piece::NeedMore => return Ok(()),
            }
        }
    }
}
