//! What is to be done, as plain data: every room may read it, and no room sees how it was typed.
//!
//! ```text
//! Options ─┬─ target     where to connect, as whom
//!          └─ dump ─┬─ include, exclude    which objects
//!                   └─ contents            what is written of them, and how
//! ```
//!
//! Each default is the command line's.

mod contents;
mod dump;
mod reporting;
mod target;

pub use contents::{
    Condition, Contents, Existing, Making, OnConflict, RowForm, RowOptions, Sections, StatementSize,
};
pub use dump::{Dump, Exclude, Include, Patterns, Relations};
pub use reporting::{Progress, Reporting};
pub use target::{
    Address, ChannelBinding, Endpoint, FilePassword, Prompt, Secret, SessionAttrs, SslMode, Target, Tls,
};

/// One dump: of which database, and what of it.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where and as whom to connect.
    pub target: Target,
    /// What of the database is dumped, and how.
    pub dump: Dump,
}

impl Options {
    /// The database that is dumped; the one that the session is in where all are.
    pub fn database(&self) -> &str {
        &self.target.database
    }
}
