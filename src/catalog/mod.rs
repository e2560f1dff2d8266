//! Asks the server what there is and answers with one plain [`Catalog`], whichever server it is.
//!
//! Every difference between servers and their releases lives below this folder, in `cockroach` and
//! `postgres`. What leaves it is data: objects with their ready DDL text, what each depends on, and how
//! its rows are read. Names and texts are bytes in the session's client encoding, because a database in
//! SQL_ASCII may hold names that are no valid text.

use bstr::BString;

use crate::connect::Session;
use crate::error::{Error, Fault, Name, Result, Text, text};
use crate::options::Options;
use crate::sql::Dialect;

mod circles;
pub mod cockroach;
mod condition;
mod entry;
mod id;
mod patterns;
pub mod postgres;
mod refresh;
mod rows;
mod source;
mod types;

pub use entry::{Again, Body, Entry, Kind, Object, Pass, Removal, Role, Section, Statement};
pub use id::ObjectId;
pub use postgres::Identities;
pub use rows::{Column, KeyColumn, Reading, Rows};
pub use source::Source;
pub use types::{Scalar, Type, built_in};

/// Fixes the snapshot and reads the catalog in it.
///
/// When this returns, the session reads rows of that very snapshot by the catalog's SELECTs: it is inside
/// the snapshot's transaction, or each SELECT carries its timestamp.
///
/// # Errors
///
/// What the server answers; a table that does not exist or may not be read; a catalog that kept changing.
pub async fn read(session: &mut Session, options: &Options) -> Result<Catalog> {
    match Source::probe(session).await? {
        Source::Cockroach(_) if options.dump.role.is_some() => {
            Err(only_postgres(Name::Role).remedy("Log in as a user who has the rights."))
        }
        Source::Cockroach(_) if options.dump.roles => {
            Err(only_postgres(Name::Roles).remedy("A dump of CockroachDB names no roles."))
        }
        Source::Cockroach(release) if release.is_first() => {
            cockroach::first::read(session, release, options).await
        }
        Source::Cockroach(release) => cockroach::read(session, release, options).await,
        Source::Postgres(_) if options.dump.all_databases() => {
            let message = text!(Name::AllDatabases, " is for CockroachDB; this server is PostgreSQL");
            Err(Error::new(Fault::Refused, message)
                .remedy("Dump each database by its name; pg_dumpall dumps all of a PostgreSQL server."))
        }
        Source::Postgres(server) => postgres::read(session, server, &options.dump).await,
    }
}

fn only_postgres(option: Name) -> Error {
    Error::new(Fault::Refused, text!(option, " is for PostgreSQL; this server is CockroachDB"))
}

/// Everything a database holds that a dump speaks of, at one snapshot.
#[derive(Debug)]
pub struct Catalog {
    /// What it was read from.
    pub source: Source,
    /// What a dump of it is written in: that of its source.
    pub dialect: Dialect,
    /// Text that stands before everything else, complete with its line ends; may be empty.
    pub prologue: BString,
    /// The snapshot, as a reader of the summary may know it: CockroachDB's timestamp, PostgreSQL's
    /// snapshot name.
    pub snapshot: String,
    /// What can be dumped, in no particular order: `plan` orders it.
    pub objects: Vec<Object>,
    /// What exists but cannot be carried over, one readable line each, such as
    /// `view public.v`; sorted.
    pub unsupported: Vec<String>,
    /// What the user should know of what was read, one line each.
    pub warnings: Vec<Text>,
    /// What to check when all rows were read, where the snapshot does not hold it.
    pub identities: Option<Identities>,
}

impl Catalog {
    /// The catalog of an empty database.
    pub fn new(source: Source) -> Self {
        let (prologue, snapshot, objects, unsupported, warnings) = Default::default();
        let dialect = source.dialect();
        Self { dialect, source, prologue, snapshot, objects, unsupported, warnings, identities: None }
    }
}
