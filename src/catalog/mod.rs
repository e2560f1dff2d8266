//! Asks the server what there is and answers with one plain [`Catalog`], whichever server it is.
//!
//! Every difference between servers and their releases lives below this folder, in `cockroach` and
//! `postgres`. What leaves it is data: objects with their ready DDL text, what each depends on, and how
//! its rows are read. Names and texts are bytes in the session's client encoding, because a database in
//! SQL_ASCII may hold names that are no valid text.

use bstr::BString;

use crate::connect::Session;
use crate::error::{Error, Fault, Result};
use crate::options::Options;
use crate::sql::cockroach::name::Naming;

mod circles;
pub mod cockroach;
mod condition;
mod entry;
mod patterns;
pub mod postgres;
mod rows;

pub use entry::{Again, Body, Entry, Kind, Object, ObjectId, Pass, Removal, Role, Section, Statement};
pub use rows::{Column, Rows};

/// Fixes the snapshot and reads the catalog in it.
///
/// When this returns, the session reads rows of that very snapshot by the catalog's SELECTs: it is inside
/// the snapshot's transaction, or each SELECT carries its timestamp.
///
/// # Errors
///
/// What the server answers; a table that does not exist or may not be read; a catalog that kept changing.
pub async fn read(session: &mut Session, options: &Options) -> Result<Catalog> {
    if session.info().crdb_version.is_some() {
        cockroach::read(session, options).await
    } else if cockroach::first::is_cockroach(session).await? {
        cockroach::first::read(session, options).await
    } else if options.dump.all_databases() {
        Err(Error::new(Fault::Refused, "--dump-all is for CockroachDB; this server is PostgreSQL")
            .remedy("Dump each database by its name; pg_dumpall dumps all of a PostgreSQL server."))
    } else {
        postgres::read(session, &options.dump).await
    }
}

/// Everything a database holds that a dump speaks of, at one snapshot.
#[derive(Debug, Default)]
pub struct Catalog {
    /// Which server it is, and so which dialect its dump is written in.
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
}

/// The SQL a dump is written in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Dialect {
    /// As `cockroach dump` wrote it.
    Cockroach(Profile),
    /// As `pg_dump --rows-per-insert=100 --column-inserts` writes it.
    #[default]
    Postgres,
}

/// The releases of `cockroach dump` that wrote alike.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Profile {
    /// beta-20170309 – v1.0: the server's order, numbers without parentheses, `b'…'`.
    First,
    /// v2.1 – v20.1: no schemas.
    #[default]
    V20_1,
    /// v20.2: every name with its schema, no offset behind a TIMESTAMP.
    V20_2,
}

impl Profile {
    /// How these releases name.
    pub fn naming(self) -> Naming {
        match self {
            Self::First | Self::V20_1 => Naming::V20_1,
            Self::V20_2 => Naming::V20_2,
        }
    }
}
