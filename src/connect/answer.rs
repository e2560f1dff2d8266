//! A whole, small result, collected row by row: what catalog queries answer with.

use bstr::BString;
use roachdump_proto::DecodeError;
use roachdump_proto::row::{ChunkedRow, Row, RowStep};

use super::body::Body;
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
            if let Some(complete) = stream.pump(|body| answer.take(body)).await? {
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

/// Collects rows, whole or in chunks, into memory.
struct Collector {
    rows: Vec<Vec<Option<BString>>>,
    columns: usize,
    /// The row that arrives in chunks: the last one.
    open: Option<ChunkedRow>,
    size: usize,
}

impl Collector {
    fn new(columns: usize) -> Self {
        Self { rows: Vec::new(), columns, open: None, size: 0 }
    }

    fn take(&mut self, body: Body<'_>) -> Result<()> {
        let taken = match body {
            Body::Whole(row) => self.row(row.body()),
            Body::Begin(size) => {
                self.open = Some(ChunkedRow::new(size));
                self.rows.push(Vec::new());
                Ok(())
            }
            Body::Chunk(bytes) => self.chunk(bytes),
            Body::End => self.open.take().map_or(Ok(()), |row| row.end()),
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

    fn chunk(&mut self, mut bytes: &[u8]) -> Result<(), DecodeError> {
        let (Some(open), Some(row)) = (&mut self.open, self.rows.last_mut()) else { return Ok(()) };
        self.size += bytes.len();
        loop {
            match open.step(&mut bytes)? {
                RowStep::Columns(columns) if usize::from(columns) != self.columns => {
                    return Err(DecodeError::Invalid("DataRow column count"));
                }
                RowStep::Columns(_) => {}
                RowStep::Null => row.push(None),
                RowStep::Value(_) => row.push(Some(BString::default())),
                RowStep::Chunk { bytes, .. } => {
                    if let Some(Some(value)) = row.last_mut() {
                        value.extend_from_slice(bytes);
                    }
                }
                RowStep::NeedMore => return Ok(()),
            }
        }
    }
}
