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

pub mod cockroach;
mod condition;
mod patterns;
pub mod postgres;

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
    /// How they named.
    pub fn naming(self) -> Naming {
        match self {
            Self::First | Self::V20_1 => Naming::V20_1,
            Self::V20_2 => Naming::V20_2,
        }
    }
}

/// A database, schema, type, table, view or sequence.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// What tells it from every other object of the catalog.
    pub id: ObjectId,
    /// What it is.
    pub kind: Kind,
    /// The database it is in, where a catalog holds several; none for a database.
    pub database: Option<ObjectId>,
    /// Its schema's name as it is, unquoted; empty for a schema.
    pub schema: BString,
    /// Its name as it is, unquoted.
    pub name: BString,
    /// Its name as the dump prints it: quoted where needed, with the schema where the dialect writes it.
    pub printed: BString,
    /// The objects that must be made before this one.
    pub depends_on: Vec<ObjectId>,
    /// Statements that make it, in order, each without its semicolon. May be empty.
    pub create: Vec<BString>,
    /// Statements to run when the rows of all tables are loaded: primary keys, unique constraints, indexes.
    pub after_rows: Vec<BString>,
    /// Statements to run after every `after_rows`: foreign keys.
    pub links: Vec<BString>,
    /// Statements to run after all `links`: validation of foreign keys (CockroachDB).
    pub validate: Vec<BString>,
    /// The tables its foreign keys reference.
    pub references: Vec<ObjectId>,
    /// What removes its `links`, in their order. Runs before any object is removed.
    pub unlinks: Vec<Removal>,
    /// What has to be removed before the object itself, in the order in which it was made.
    pub removals: Vec<Removal>,
    /// What data it holds.
    pub data: Data,
}

/// A statement that removes something: its text, cut where IF EXISTS may stand.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Removal(Vec<BString>);

impl Removal {
    /// A statement of these parts, the first with a blank at its end.
    pub fn new<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        Self(parts.into_iter().map(Into::into).collect())
    }

    /// The statement, without its semicolon; with `if_exists` it does not fail for what is not there.
    pub fn statement(&self, if_exists: bool) -> BString {
        let between = if if_exists { "IF EXISTS " } else { "" };
        bstr::join(between, &self.0).into()
    }
}

/// What tells an object from all others: on CockroachDB the descriptor id, on PostgreSQL the OID with the
/// catalog's own OID in the upper half.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ObjectId(pub u64);

/// What an object is. The order is the order in which kinds are made where nothing else decides.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// A database, where a catalog holds several.
    Database,
    /// A schema.
    Schema,
    /// An extension.
    Extension,
    /// A collation.
    Collation,
    /// A function or procedure.
    Function,
    /// An enum, domain, composite or range type.
    Type,
    /// A sequence.
    Sequence,
    /// A table, partitions and children included.
    #[default]
    Table,
    /// A view.
    View,
}

/// The data an object holds.
#[derive(Clone, Debug, Default)]
pub enum Data {
    /// None: a schema, a type, a view, a partitioned table.
    #[default]
    None,
    /// Rows.
    Rows(Rows),
    /// The statement that gives a sequence its position, without its semicolon.
    Position(BString),
}

/// How a table's rows are read, and what its INSERT names.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The SELECT that reads every row up to where conditions stand. Its columns are `columns`, one for one.
    pub select: BString,
    /// What follows the conditions: empty, or a blank and ORDER BY.
    pub order: BString,
    /// Conditions that a row must meet to be dumped, each checked by the server.
    pub conditions: Vec<BString>,
    /// The columns in the order of the INSERT's column list.
    pub columns: Vec<Column>,
    /// A value of a `GENERATED ALWAYS AS IDENTITY` column is among the columns: the INSERT says
    /// `OVERRIDING SYSTEM VALUE`.
    pub overriding: bool,
    /// The number of rows by the server's statistics, if it has any.
    pub estimated_rows: Option<u64>,
    /// The bytes that the rows take on the server's disk, by its statistics, if it has any.
    pub estimated_bytes: Option<u64>,
}

impl Rows {
    /// The SELECT that reads the rows to dump, without its semicolon.
    pub fn statement(&self) -> BString {
        condition::having(self, self.conditions.iter().map(|sql| condition::parenthesised(sql)))
    }
}

/// One column of an INSERT.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Column {
    /// Its name as the dump prints it.
    pub name: BString,
    /// The type's OID, as RowDescription sends it; 0 if the catalog does not know it.
    pub type_oid: u32,
    /// The type's name as the server writes it: `INT8`, `DECIMAL(10,3)[]`, `STRING COLLATE de`
    /// (CockroachDB), `integer` (PostgreSQL).
    pub type_name: BString,
    /// The column is generated: the INSERT names it and every row says `DEFAULT`; the SELECT has NULL there.
    pub generated: bool,
}
