//! The rows of one table on their way from the receive buffer to the output.

use std::num::NonZero;

use bstr::BString;

use crate::catalog::{Column, Reading, Source};
use crate::connect::{Body, ColumnInfo};
use crate::error::{Error, Fault, Name, Result, Text, shown, text};
use crate::literal::{CopyEncoder, RowEncoder, RowError, Tuples, ValueEncoder, cockroach, postgres};
use crate::observer::Observer;
use crate::options::{OnConflict, RowForm, StatementSize};
use crate::plan::{Plan, TableStep};
use crate::rows::{Consumer, CopyConsumer};
use crate::sink::{CopyBlock, CopyFraming, Framer, Framing, Output};
use crate::sql::Dialect;
use crate::sql::cockroach::LiteralStyle;

/// Makes one table's rows into statements, or into a COPY block.
#[derive(Debug)]
pub(super) struct TableWriter {
    source: Source,
    dialect: Dialect,
    /// The table that the rows must be of, if that is known.
    oid: Option<u32>,
    columns: Vec<Column>,
    encoder: Encoder,
    tuples: Tuples,
    written: Written,
}

/// What makes tuples of what is read.
#[derive(Debug)]
enum Encoder {
    /// Of the DataRows of a SELECT.
    Rows(RowEncoder),
    /// Of the lines of a COPY.
    Lines(CopyEncoder),
}

/// What the rows become.
#[derive(Debug)]
enum Written {
    Statements(Framer),
    Block(CopyBlock),
}

impl TableWriter {
    pub(super) fn new(plan: &Plan, step: &TableStep) -> Self {
        let dialect = plan.dialect;
        // A SELECT describes its columns, a COPY does not: what the catalog knows must do.
        let encoder = match &step.reading {
            Reading::Select(_) => Encoder::Rows(RowEncoder::tuples(Vec::new())),
            Reading::Copy(_) => {
                let family = |column: &Column| postgres::Family::of(column.oid.unwrap_or(0));
                let families: Vec<_> = step.columns.iter().map(family).collect();
                Encoder::Lines(CopyEncoder::new(&families, statement_size(step.form)))
            }
        };
        Self {
            source: plan.source.clone(),
            dialect,
            oid: step.table_oid,
            columns: step.columns.clone(),
            encoder,
            tuples: Tuples::default(),
            written: match step.form {
                RowForm::Insert { size, on_conflict } => {
                    Written::Statements(Framer::new(framing(dialect, step, size, on_conflict)))
                }
                RowForm::Upsert(size) => {
                    Written::Statements(Framer::new(framing(dialect, step, size, OnConflict::Fail)))
                }
                RowForm::Copy => Written::Block(CopyBlock::new(copy_framing(dialect, step))),
            },
        }
    }

    pub(super) fn consumer<'a, 'o>(
        &'a mut self,
        output: &'a mut Output<'o>,
        observer: &'a mut dyn Observer,
    ) -> Taking<'a, 'o> {
        Taking { table: self, output, observer }
    }

    /// Rows written so far.
    pub(super) fn total(&self) -> u64 {
        match &self.written {
            Written::Statements(framer) => framer.total(),
            Written::Block(block) => block.rows(),
        }
    }

    /// What to say of a row that stands alone in a statement above the statement size, if there is one.
    pub(super) fn oversize(&self, table: &BString) -> Option<Text> {
        let size = match &self.written {
            Written::Statements(framer) => framer.oversize()?,
            Written::Block(_) => return None,
        };
        let setting = match self.dialect {
            Dialect::Cockroach(_) => {
                "the loading server takes it only if its sql.conn.max_read_buffer_message_size is larger"
            }
            Dialect::Postgres => "the loading server takes statements of up to 1 GiB",
        };
        Some(text!(
            format!("table {}: a row of {size} bytes stands alone in a statement above ", shown(table)),
            Name::StatementSize,
            format!("; {setting}"),
        ))
    }

    /// Ends the last statement; the number of rows.
    pub(super) fn finish(&mut self, output: &mut Output<'_>) -> Result<u64> {
        match &mut self.written {
            Written::Statements(framer) => Ok(framer.finish(output)),
            Written::Block(block) => block.finish(output),
        }
    }

    /// Writes out what is there and closes an open literal or block, so that what follows stands by itself.
    pub(super) async fn abort(&mut self, output: &mut Output<'_>) -> Result<()> {
        match &mut self.encoder {
            Encoder::Rows(rows) => rows.abort(&mut self.tuples.bytes),
            Encoder::Lines(lines) => lines.abort(&mut self.tuples.bytes),
        }
        self.flush(output).await?;
        if let Written::Block(block) = &mut self.written {
            block.abort(output);
        }
        Ok(())
    }

    /// Hands the tuples on. Given up while it waits, it goes on where it stopped when it is called again.
    async fn flush(&mut self, output: &mut Output<'_>) -> Result<()> {
        while !match &mut self.written {
            Written::Statements(framer) => framer.write(&self.tuples, output),
            Written::Block(block) => block.write(&self.tuples.bytes, output)?,
        } {
            output.drain().await?;
        }
        self.tuples.clear();
        Ok(())
    }
}

fn describe(columns: &[Column], error: RowError) -> Error {
    if let RowError::Misplaced(_) = error {
        return Error::bug(error);
    }
    let column = error.column().and_then(|at| columns.get(at));
    let place = column.map(|column| format!("column {}: ", shown(&column.name))).unwrap_or_default();
    if let RowError::TooLong(..) = error {
        return too_long(format!("{place}{error}"));
    }
    Error::violation(format!("{place}{error}"))
}

/// A value that could be dumped, and never loaded.
fn too_long(message: String) -> Error {
    Error::new(Fault::Refused, message).remedy(text!("Dump this table with ", Name::Copy, ": COPY takes it."))
}

/// The most bytes of a statement, where there is such a limit.
fn statement_size(form: RowForm) -> Option<u64> {
    match form {
        RowForm::Insert { size, .. } | RowForm::Upsert(size) => size.bytes.map(NonZero::get),
        RowForm::Copy => None,
    }
}

/// A table's writer with what it writes to, and who is told of it.
pub(super) struct Taking<'a, 'o> {
    table: &'a mut TableWriter,
    output: &'a mut Output<'o>,
    observer: &'a mut dyn Observer,
}

impl Taking<'_, '_> {
    async fn hand_on(&mut self) -> Result<()> {
        self.table.flush(self.output).await?;
        self.observer.advance(self.table.total(), self.output.total());
        self.output.drain().await
    }
}

impl Consumer for Taking<'_, '_> {
    fn columns(&mut self, described: &[ColumnInfo]) -> Result<()> {
        self.count(described.len())?;
        let table = &mut *self.table;
        of_table(described, table.oid)?;
        for (described, column) in described.iter().zip(&table.columns) {
            table.source.sent_type(column, described.type_oid)?;
        }
        let (dialect, columns) = (table.dialect, described.iter().zip(&table.columns));
        table.encoder = Encoder::Rows(match table.written {
            Written::Statements(_) => RowEncoder::tuples(
                columns.map(|(sent, column)| encoder(dialect, sent.type_oid, column)).collect(),
            ),
            Written::Block(_) => RowEncoder::lines(
                columns.map(|(sent, column)| copy_notation(dialect, sent, column)).collect(),
            ),
        });
        Ok(())
    }

    fn row(&mut self, body: Body<'_>) -> Result<()> {
        let TableWriter { encoder, tuples, columns, .. } = &mut *self.table;
        match encoder {
            Encoder::Rows(rows) => rows.take(body, tuples).map_err(|error| describe(columns, error)),
            Encoder::Lines(_) => Err(Error::bug("a DataRow came for a COPY")),
        }
    }

    async fn filled(&mut self) -> Result<()> {
        self.hand_on().await
    }
}

impl CopyConsumer for Taking<'_, '_> {
    fn count(&mut self, described: usize) -> Result<()> {
        let asked = self.table.columns.len();
        if described == asked {
            return Ok(());
        }
        let message = format!("the server describes {described} columns where {asked} were asked for");
        Err(Error::new(Fault::Protocol, message))
    }

    fn bytes(&mut self, body: Body<'_>) -> Result<()> {
        let TableWriter { written, encoder, tuples, columns, .. } = &mut *self.table;
        match (written, encoder) {
            (Written::Block(block), _) => block.pass(body.bytes(), self.output),
            (Written::Statements(_), Encoder::Lines(lines)) => {
                lines.take(body, tuples).map_err(|error| describe(columns, error))
            }
            (Written::Statements(_), Encoder::Rows(_)) => Err(Error::bug("a line of COPY came for a SELECT")),
        }
    }

    async fn filled(&mut self) -> Result<()> {
        self.hand_on().await
    }

    fn ended(&mut self) -> Result<()> {
        match (&self.table.written, &self.table.encoder) {
            (Written::Statements(_), Encoder::Lines(lines)) => {
                lines.finish().map_err(|error| describe(&self.table.columns, error))
            }
            (Written::Block(_), _) | (_, Encoder::Rows(_)) => Ok(()),
        }
    }

    fn rows(&self) -> u64 {
        self.table.total()
    }
}

/// Fails if the server says that the rows are of another table: one that has the name now.
fn of_table(described: &[ColumnInfo], expected: Option<u32>) -> Result<()> {
    let Some(oid) = expected else { return Ok(()) };
    match described.iter().map(|column| column.table_oid).find(|said| ![0, oid].contains(said)) {
        None => Ok(()),
        Some(other) => Err(other_table(oid, other)),
    }
}

fn other_table(expected: u32, found: u32) -> Error {
    let message = format!("its name leads to another table now: OID {found} where {expected} was expected");
    Error::new(Fault::Refused, message)
        .remedy("Run the dump again when no tables or schemas are being renamed.")
}

fn encoder(dialect: Dialect, type_oid: u32, column: &Column) -> ValueEncoder {
    match dialect {
        Dialect::Postgres => ValueEncoder::Postgres(postgres::Family::of(type_oid)),
        Dialect::Cockroach(style) => {
            let notation = cockroach::Notation::of(&column.data_type.name, type_oid);
            ValueEncoder::Cockroach(notation.in_style(style.literals))
        }
    }
}

/// PostgreSQL writes its COPY itself.
fn copy_notation(dialect: Dialect, described: &ColumnInfo, column: &Column) -> cockroach::CopyNotation {
    let style = match dialect {
        Dialect::Cockroach(style) => style.literals,
        Dialect::Postgres => LiteralStyle::default(),
    };
    cockroach::CopyNotation::of(&column.data_type.name, described.type_oid, style)
}

/// What stands before each statement, and behind the last.
fn around(dialect: Dialect) -> (&'static str, &'static str) {
    match dialect {
        Dialect::Cockroach(_) => ("\n", ""),
        Dialect::Postgres => ("", "\n"),
    }
}

fn copy_framing(dialect: Dialect, step: &TableStep) -> CopyFraming {
    let (before, after) = around(dialect);
    CopyFraming { before, head: step.head.clone(), after, columns: step.columns.len() }
}

fn framing(dialect: Dialect, step: &TableStep, size: StatementSize, on_conflict: OnConflict) -> Framing {
    let (before, after) = around(dialect);
    Framing {
        before,
        head: step.head.clone(),
        // A table without columns has no INSERT that could conflict.
        tail: match on_conflict == OnConflict::DoNothing && !step.columns.is_empty() {
            true => " ON CONFLICT DO NOTHING;\n",
            false => ";\n",
        },
        after,
        bare: step.columns.is_empty(),
        rows: size.rows.get(),
        size: size.bytes.map_or(0, NonZero::get),
    }
}
