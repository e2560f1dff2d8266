//! What of CockroachDB's own catalog tables a server has and shows: tables and columns come and go with releases,
//! and from v25.4 on a setting may close them all.
//!
//! Asked before the snapshot's transaction, in which a refused statement would end everything.

use std::collections::HashMap;

use bstr::BString;

use crate::connect::Session;
use crate::error::{Error, Fault, Result, SqlState};

/// The tables of `crdb_internal` that not every release has as this program wants them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Table {
    /// A row for each table, view and sequence.
    Statements,
    /// From v22.1: a row for each schema.
    Schemas,
    /// From v22.2: a row for each function.
    Functions,
    /// From v23.2: a row for each procedure.
    Procedures,
    /// From v25.3: a row for each trigger.
    Triggers,
}

impl Table {
    const ALL: [Self; 5] =
        [Self::Statements, Self::Schemas, Self::Functions, Self::Procedures, Self::Triggers];

    /// Its name behind the schema's.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Statements => "create_statements",
            Self::Schemas => "create_schema_statements",
            Self::Functions => "create_function_statements",
            Self::Procedures => "create_procedure_statements",
            Self::Triggers => "create_trigger_statements",
        }
    }
}

/// The columns of each such table that is there.
#[derive(Debug, Default)]
pub(super) struct Shape {
    columns: HashMap<Table, Vec<BString>>,
    closed: bool,
}

impl Shape {
    /// Asks for each table.
    ///
    /// # Errors
    ///
    /// What the server answers, unless it says that there is no such table or that all of them are closed.
    pub(super) async fn probe(session: &mut Session) -> Result<Self> {
        let mut shape = Self::default();
        for table in Table::ALL {
            match session.query(format!("SELECT * FROM \"\".crdb_internal.{} LIMIT 0", table.name())).await {
                Ok(answer) => _ = shape.columns.insert(table, answer.names),
                Err(refused) if is_absent(&refused) => {}
                Err(refused) if is_closed(&refused) => shape.closed = true,
                Err(error) => return Err(error),
            }
        }
        Ok(shape)
    }

    /// Whether the server keeps its catalog tables from this session.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether a table is there.
    pub(super) fn has(&self, table: Table) -> bool {
        self.columns.contains_key(&table)
    }

    /// Those of `wanted` that a table has, in their order.
    pub(super) fn columns_of(&self, table: Table, wanted: &[&'static str]) -> Vec<&'static str> {
        let known = self.columns.get(&table).map(Vec::as_slice).unwrap_or_default();
        wanted.iter().copied().filter(|name| known.iter().any(|known| known == name)).collect()
    }
}

fn is_absent(refused: &Error) -> bool {
    refused.sqlstate() == Some(SqlState::UNDEFINED_TABLE)
}

/// Source: CockroachDB v26.1 `pkg/sql/unsafesql`. The code alone is that of a missing privilege too.
fn is_closed(refused: &Error) -> bool {
    refused.fault() == Fault::Server
        && refused.sqlstate() == Some(SqlState::INSUFFICIENT_PRIVILEGE)
        && refused.reason().contains("is restricted")
}
