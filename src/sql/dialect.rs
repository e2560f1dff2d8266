//! The SQL a dump is written in.

use super::cockroach::Style;

/// For which kind of server, and after whose manner.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dialect {
    /// As `cockroach dump` wrote it.
    Cockroach(Style),
    /// As `pg_dump --rows-per-insert=100 --column-inserts` writes it.
    Postgres,
}
