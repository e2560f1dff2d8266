//! What is told of a dump while it runs, to whoever wants to know.

use crate::error::Text;

/// The target of `tracing`'s events of the level TRACE: each is a statement sent to the server.
pub const STATEMENTS: &str = "roachdump::statements";

/// Is told what a dump does. Each method does nothing unless it is written; `()` is told everything and does
/// nothing.
///
/// ```text
/// server ─▶ snapshot ─▶ preview … ─▶ left_out ─▶ warning … ─▶ begin ─▶ table ─▶ advance … ─▶ table_done ─▶ …
/// ```
///
/// Bytes are those of the dump so far, handed to its sink or about to be.
#[expect(unused_variables, reason = "the names of parameters are documentation")]
pub trait Observer: Send {
    /// What the server calls itself: `PostgreSQL 15.18`, `CockroachDB CCL v20.1.5 …`.
    fn server(&mut self, name: &str) {}

    /// The snapshot that everything is read at: CockroachDB's timestamp, PostgreSQL's name of it.
    fn snapshot(&mut self, snapshot: &str) {}

    /// A line of what would be dumped, of a dump that is only asked for that.
    fn preview(&mut self, line: Text) {}

    /// What of the database cannot be carried over, one line each.
    fn left_out(&mut self, lines: &[String]) {}

    /// What a user should know, one line.
    fn warning(&mut self, warning: Text) {}

    /// The dump begins: the rows of so many tables, each with its number of rows where the server's statistics
    /// know it.
    fn begin(&mut self, tables: &[Option<u64>]) {}

    /// The rows of the next table begin.
    fn table(&mut self, name: &str, estimated_rows: Option<u64>, bytes: u64) {}

    /// So many rows of the table are made into statements.
    fn advance(&mut self, rows: u64, bytes: u64) {}

    /// The rows of the table are done.
    fn table_done(&mut self, rows: u64, bytes: u64) {}

    /// No more is dumped, after so many rows of a table that is not done.
    fn stopped(&mut self, rows: u64, bytes: u64) {}
}

impl Observer for () {}
