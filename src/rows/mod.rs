//! Runs the SELECTs of a plan on the snapshot's session and hands what arrives on, in order.
//!
//! Knows neither literals nor files: what becomes of the rows is its [`Consumer`]'s business.

use roachdump_proto::backend::TransactionStatus;

use crate::catalog::Source;
use crate::connect::{Body, ColumnInfo, Session};
use crate::error::{Error, Fault, Result};

/// Takes the rows of one table.
pub trait Consumer {
    /// The columns, before any row.
    ///
    /// # Errors
    ///
    /// If they are not the ones expected.
    fn columns(&mut self, columns: &[ColumnInfo]) -> Result<()>;

    /// A row, or a chunk of one.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn row(&mut self, body: Body<'_>) -> Result<()>;

    /// All rows of one receive buffer were handed over: a good time to pass on what was made of them.
    ///
    /// # Errors
    ///
    /// If that fails.
    fn filled(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// Takes the bytes of a table's COPY.
pub trait CopyConsumer {
    /// The number of columns, before any byte.
    ///
    /// # Errors
    ///
    /// If it is not the one expected.
    fn count(&mut self, columns: usize) -> Result<()>;

    /// Some bytes: lines, cut anywhere.
    ///
    /// # Errors
    ///
    /// If they cannot be written, or are no COPY's.
    fn bytes(&mut self, body: Body<'_>) -> Result<()>;

    /// As [`Consumer::filled`].
    ///
    /// # Errors
    ///
    /// If that fails.
    fn filled(&mut self) -> impl Future<Output = Result<()>> + Send;

    /// All bytes were handed over.
    ///
    /// # Errors
    ///
    /// If they end in the middle of a row.
    fn ended(&mut self) -> Result<()>;

    /// The rows taken so far.
    fn rows(&self) -> u64;
}

/// Marks the place in the transaction that [`read`] goes back to, where a server keeps what a SELECT locks.
///
/// PostgreSQL's locks the table's indexes too, and the locks of a transaction stay to its end: with some
/// thousand tables they would not fit into the server's lock table. The locks on the tables themselves are
/// older than the mark and stay.
///
/// # Errors
///
/// The server's error, or a broken connection.
pub async fn begin(session: &mut Session, source: &Source) -> Result<()> {
    if source.keeps_locks() {
        session.query("SAVEPOINT table_rows").await?;
    }
    Ok(())
}

/// Reads every row of a SELECT and gives their number. After [`begin`].
///
/// # Errors
///
/// The server's error, a broken connection, what the consumer says, a count in CommandComplete that is not the
/// number of rows that came, or a server that left the snapshot's transaction.
pub async fn read(
    session: &mut Session,
    source: &Source,
    select: &[u8],
    consumer: &mut impl Consumer,
) -> Result<u64> {
    let before = session.status();
    let rows = stream(session, select, consumer).await?;
    end(session, source, before).await?;
    Ok(rows)
}

/// Reads the bytes of a `COPY … TO STDOUT` as they are and gives the number of rows. After [`begin`].
///
/// # Errors
///
/// As [`read`]; also for a COPY that is not text, or has other columns.
pub async fn copy(
    session: &mut Session,
    source: &Source,
    copy: &[u8],
    consumer: &mut impl CopyConsumer,
) -> Result<u64> {
    let before = session.status();
    let mut stream = session.copy_out(copy).await?;
    let format = stream.format();
    if !format.text {
        return Err(Error::violation("the server sends a COPY in binary format, which was not asked for"));
    }
    consumer.count(format.columns)?;
    let complete = loop {
        let complete = stream.pump(|body| consumer.bytes(body)).await?;
        consumer.filled().await?;
        if let Some(complete) = complete {
            break complete;
        }
    };
    consumer.ended()?;
    let rows = consumer.rows();
    complete.check(rows)?;
    end(session, source, before).await?;
    Ok(rows)
}

/// Goes back to the mark of [`begin`], in the transaction that the rows were read in.
async fn end(session: &mut Session, source: &Source, before: TransactionStatus) -> Result<()> {
    if source.keeps_locks() {
        session.query("ROLLBACK TO SAVEPOINT table_rows").await?;
    }
    if session.status() == before {
        return Ok(());
    }
    Err(Error::new(Fault::Protocol, "the server left the transaction of the snapshot")
        .remedy("What it sends from now on may be of another time: this dump must not be trusted."))
}

async fn stream(session: &mut Session, select: &[u8], consumer: &mut impl Consumer) -> Result<u64> {
    let mut stream = session.stream(select).await?;
    let columns = stream.columns().ok_or_else(|| Error::violation("the server did not describe the rows"))?;
    consumer.columns(columns)?;
    let mut rows = 0;
    loop {
        let complete = stream
            .pump(|body| {
                rows += u64::from(matches!(body, Body::Whole(_) | Body::Begin(_)));
                consumer.row(body)
            })
            .await?;
        consumer.filled().await?;
        if let Some(complete) = complete {
            return complete.check(rows).map(|()| rows);
        }
    }
}
