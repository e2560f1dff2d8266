//! What is to be done, as plain data: every room may read it, and no room sees how it was typed.
//!
//! ```text
//! Options ─┬─ connection     where to connect, as whom
//!          └─ dump ─┬─ include, exclude    which objects
//!                   └─ contents            what is written of them, and how
//! ```
//!
//! Each default is the command line's:
//!
//! ```text
//! Options::new(Connection::new("startrek").host("db.example", 26257).user("maxroach"))
//!     .dump(Dump { contents: Contents::schema(Making::default()), ..Dump::default() })
//! ```

mod connection;
mod contents;
mod dump;
#[cfg(feature = "program")]
mod reporting;

pub use connection::{
    Address, ChannelBinding, ClientCertificate, Connection, Endpoint, FilePassword, Prompt, Secret,
    SessionAttrs, SslMode, Tls,
};
pub use contents::{
    Condition, Contents, Existing, Making, OnConflict, RowForm, RowOptions, Sections, StatementSize,
};
pub use dump::{Dump, Exclude, Include, Patterns, Relations};
#[cfg(feature = "program")]
pub use reporting::{Progress, Reporting};

/// One dump: of which database, and what of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Options {
    /// Where and as whom to connect.
    pub connection: Connection,
    /// What of the database is dumped, and how.
    pub dump: Dump,
}

impl Options {
    /// A dump of all of the connection's database, as `roachdump dump DATABASE` makes it.
    pub fn new(connection: Connection) -> Self {
        Self { connection, dump: Dump::default() }
    }

    /// What of the database is dumped, and how.
    #[must_use]
    pub fn dump(self, dump: Dump) -> Self {
        Self { dump, ..self }
    }

    /// The database that is dumped; the one that the session is in where all are.
    pub fn database(&self) -> &str {
        &self.connection.database
    }
}
