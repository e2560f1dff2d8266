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
        let names =
            stream.columns().map(|columns| columns.iter().map(|column| column.name.clone()).collect());
        let names: Option<Vec<BString>> = names;
        let mut answer = Collector::new(names.as_ref().map_or(0, Vec::len));
        let complete = loop {
            if let Some(complete) = stream.pump(|body| answer.take(body)).await? {
                break complete;
            }
        };
        // SHOW names no number; what INSERT and CREATE TABLE AS name are no rows of an answer.
        if names.is_some() && complete.rows.is_some() {
            complete.check(answer.rows.len() as u64)?;
        }
        // A statement without rows has no columns.
        Ok(Answer { names: names.unwrap_or_default(), rows: answer.rows })
    }
}

/// Collects rows, whole or in chunks, into memory.
struct Collector {
    rows: Vec<Vec<Option<BString>>>,
    columns: usize,
    /// The row that arrives in chunks.
    open: Option<OpenRow>,
    size: usize,
}

/// A row that arrives in chunks, and its values so far.
struct OpenRow {
    row: ChunkedRow,
    values: Vec<Option<BString>>,
}

impl Collector {
    fn new(columns: usize) -> Self {
        Self { rows: Vec::new(), columns, open: None, size: 0 }
    }

    fn take(&mut self, body: Body<'_>) -> Result<()> {
        match (body, self.open.take()) {
            (Body::Whole(row), None) => self.whole(row.body()).map_err(malformed)?,
            (Body::Begin(size), None) => {
                self.open = Some(OpenRow { row: ChunkedRow::new(size), values: Vec::new() });
            }
            (Body::Chunk(bytes), Some(mut open)) => {
                self.size += bytes.len();
                open.chunk(bytes, self.columns)?;
                self.open = Some(open);
            }
            (Body::End, Some(open)) => {
                open.row.end().map_err(malformed)?;
                self.rows.push(open.values);
            }
            (Body::Whole(_) | Body::Begin(_), Some(_)) | (Body::Chunk(_) | Body::End, None) => {
                return Err(Error::bug("a row in the middle of another, or a chunk without a row"));
            }
        }
        if self.size > ANSWER_MOST {
            return Err(Error::new(Fault::Protocol, "the answer to a catalog query is over 1 GiB"));
        }
        Ok(())
    }

    fn whole(&mut self, body: &[u8]) -> Result<(), DecodeError> {
        let mut row = Row::new(body)?;
        if usize::from(row.columns()) != self.columns {
            return Err(DecodeError::Invalid("DataRow column count"));
        }
        let values: Result<_, _> = (0..self.columns).map(|_| Ok(row.value()?.map(BString::from))).collect();
        self.rows.push(values?);
        self.size += body.len() + self.columns * size_of::<Option<BString>>();
        row.end()
    }
}

impl OpenRow {
    fn chunk(&mut self, mut bytes: &[u8], columns: usize) -> Result<()> {
        loop {
            match self.row.step(&mut bytes).map_err(malformed)? {
                RowStep::Columns(sent) if usize::from(sent) != columns => {
                    return Err(malformed(DecodeError::Invalid("DataRow column count")));
                }
                RowStep::Columns(_) => {}
                RowStep::Null => self.values.push(None),
                RowStep::Value(_) => self.values.push(Some(BString::default())),
                RowStep::Chunk { bytes, .. } => match self.values.last_mut() {
                    Some(Some(value)) => value.extend_from_slice(bytes),
                    _ => return Err(Error::bug("a chunk without a value")),
                },
                RowStep::NeedMore => return Ok(()),
            }
        }
    }
}

fn malformed(error: DecodeError) -> Error {
    Error::new(Fault::Protocol, error.to_string())
}
