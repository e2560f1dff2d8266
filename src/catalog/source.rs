//! The server that catalog and rows are read from: which it is, and what follows from that.

use super::cockroach::{self, Release};
use super::postgres::{self, Server};
use super::{Column, Type};
use crate::connect::Session;
use crate::error::{Error, Result, shown};
use crate::sql::Dialect;

/// What a server is, asked once.
#[derive(Clone, Debug)]
pub enum Source {
    /// A CockroachDB.
    Cockroach(Release),
    /// A PostgreSQL.
    Postgres(Server),
}

impl Source {
    /// Asks a server what it is.
    ///
    /// # Errors
    ///
    /// [`Fault::Refused`](crate::error::Fault::Refused) for a release that is not supported; what the server
    /// answers.
    pub(super) async fn probe(session: &mut Session) -> Result<Self> {
        Ok(match cockroach::probe(session).await? {
            Some(release) => Self::Cockroach(release),
            None => Self::Postgres(postgres::probe(session).await?),
        })
    }

    /// What a dump is written in unless another dialect is wanted.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Cockroach(release) => Dialect::Cockroach(release.style()),
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The type of a column's values where RowDescription gives `oid`, which may tell more than the catalog.
    ///
    /// # Errors
    ///
    /// Values of another type than the catalog has.
    pub fn sent_type(&self, column: &Column, oid: u32) -> Result<Type> {
        let sent = match self {
            Self::Cockroach(_) => cockroach::sent(column, oid),
            Self::Postgres(_) => column.oid.is_none_or(|own| own == oid).then(|| column.data_type.clone()),
        };
        sent.ok_or_else(|| {
            let (name, known) = (shown(&column.name), shown(&column.data_type.name));
            Error::violation(format!(
                "column {name}: the server sends values of type {oid}, and its catalog has {known}"
            ))
        })
    }

    /// Whether the objects are dumped in the order in which the catalog lists them.
    pub fn lists_in_order(&self) -> bool {
        matches!(self, Self::Cockroach(release) if release.is_first())
    }

    /// Whether what a SELECT locks stays locked to the end of its transaction.
    pub fn keeps_locks(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Adds to an error of a table's rows what the snapshot has to do with it.
    pub fn explain_rows(&self, error: Error, snapshot: &str) -> Error {
        match self {
            Self::Cockroach(_) => cockroach::explain_rows(error, snapshot),
            Self::Postgres(_) => error,
        }
    }
}
