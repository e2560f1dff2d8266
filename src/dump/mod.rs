//! One dump: joins the rooms that data flows through.
//!
//! ```text
//! Session::open ─▶ catalog::read ─▶ plan::plan ─▶ for each step: text, or rows::read ─▶ table ─▶ sink
//! ```

use bstr::ByteSlice;
use tokio::io::AsyncWrite;

use crate::catalog::{self, Catalog, Reading};
use crate::connect::{ServerInfo, Session};
use crate::error::{Error, Fault, Name, Result, SqlState, counted, one_line, shown, text, totals};
use crate::observer::Observer;
use crate::options::{Dump, Options};
use crate::plan::{self, Plan, Step, TableStep};
use crate::rows;
use crate::sink::Output;

mod table;

use table::TableWriter;

/// What a dump came to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Outcome {
    /// Tables whose rows were dumped.
    pub tables: usize,
    /// Rows.
    pub rows: u64,
    /// Bytes written.
    pub bytes: u64,
    /// What of the database could not be carried over, one line each: empty unless
    /// [`Dump::skip_unsupported`](crate::options::Dump::skip_unsupported) is on.
    pub left_out: Vec<String>,
}

/// Dumps a database, or what of it is asked for, into `sink`, which is flushed at the end and not shut down.
///
/// What happens meanwhile is told to `observer`, and in detail to `tracing`.
///
/// # Errors
///
/// Whatever goes wrong. If anything was written by then, `sink` ends in a line that no loader takes for SQL: what
/// it holds cannot pass for a complete dump.
pub async fn dump(
    options: &Options,
    sink: impl AsyncWrite + Send + Unpin,
    observer: &mut dyn Observer,
) -> Result<Outcome> {
    dump_until(options, sink, observer, std::future::pending()).await
}

/// As [`dump`], and ends early when `stop` is ready: with what that gives as the reason, and without leaving a
/// statement running on the server.
///
/// # Errors
///
/// As [`dump`]; [`Fault::Interrupted`] if it was stopped.
pub async fn dump_until(
    options: &Options,
    mut sink: impl AsyncWrite + Send + Unpin,
    observer: &mut dyn Observer,
    stop: impl Future<Output = String> + Send,
) -> Result<Outcome> {
    let stop = async { Error::new(Fault::Interrupted, stop.await) };
    let mut stop = std::pin::pin!(stop);
    let opened = tokio::select! {
        opened = Session::open(&options.connection) => opened,
        stopped = &mut stop => return Err(stopped),
    };
    let session = opened.map_err(|error| whose(error, &options.dump))?;
    let mut running = Running {
        session,
        output: Output::new(&mut sink),
        observer,
        table: None,
        snapshot: String::new(),
        outcome: Outcome::default(),
    };
    let result = tokio::select! {
        result = running.run(options) => result,
        stopped = &mut stop => Err(stopped),
    };
    match result {
        Ok(()) => running.complete().await,
        Err(error) => {
            running.abandon(&error).await;
            Err(error)
        }
    }
}

/// A dump under way: what must be put in order when it ends early.
struct Running<'a> {
    session: Session,
    output: Output<'a>,
    observer: &'a mut dyn Observer,
    /// The table whose rows are being read.
    table: Option<TableWriter>,
    /// The instant everything is read at, as [`Catalog::snapshot`] has it.
    snapshot: String,
    outcome: Outcome,
}

impl Running<'_> {
    async fn run(&mut self, options: &Options) -> Result<()> {
        let dump = &options.dump;
        self.observer.server(&server_name(self.session.info()));
        let mut catalog = catalog::read(&mut self.session, options).await?;
        self.snapshot.clone_from(&catalog.snapshot);
        self.observer.snapshot(&catalog.snapshot);
        if dump.dry_run {
            plan::preview(&catalog, dump).into_iter().for_each(|line| self.observer.preview(line));
        }
        self.outcome.left_out = left_out(&catalog, dump, self.observer)?;
        let identities = catalog.identities.take();
        let plan = plan::plan(catalog, dump)?;
        plan.warnings.iter().for_each(|warning| self.observer.warning(warning.clone()));
        if dump.dry_run {
            return Ok(());
        }
        rows::begin(&mut self.session, &plan.source).await?;
        let estimates: Vec<_> =
            plan.steps.iter().filter_map(Step::rows).map(|step| step.estimated_rows).collect();
        self.observer.begin(&estimates);
        for step in &plan.steps {
            match step {
                Step::Text(text) => self.output.push(text),
                Step::Rows(step) => self.rows(&plan, step).await?,
            }
            self.output.drain().await?;
        }
        if let Some(identities) = &identities {
            identities.check(&mut self.session).await?;
        }
        if plan.trailer {
            let limited = if plan.limited > 0 { ", only rows that --where chooses" } else { "" };
            let totals = totals(self.outcome.tables, self.outcome.rows);
            self.output.push(format!("-- roachdump: dump complete, {totals}{limited}\n").as_bytes());
        }
        Ok(())
    }

    async fn rows(&mut self, plan: &Plan, step: &TableStep) -> Result<()> {
        self.observer.table(&step.table.to_str_lossy(), step.estimated_rows, self.output.total());
        let table = self.table.insert(TableWriter::new(plan, step));
        let mut consumer = table.consumer(&mut self.output, self.observer);
        let read = match &step.reading {
            Reading::Select(select) => {
                rows::read(&mut self.session, &plan.source, select, &mut consumer).await
            }
            Reading::Copy(copy) => rows::copy(&mut self.session, &plan.source, copy, &mut consumer).await,
        };
        read.map_err(|error| {
            let error = plan.source.explain_rows(error, &self.snapshot);
            error.context(format!("table {}, after {} rows", shown(&step.table), table.total()))
        })?;
        if let Some(warning) = table.oversize(&step.table) {
            self.observer.warning(warning);
        }
        let rows = table.finish(&mut self.output)?;
        self.table = None;
        self.observer.table_done(rows, self.output.total());
        self.outcome.tables += 1;
        self.outcome.rows += rows;
        Ok(())
    }

    async fn complete(self) -> Result<Outcome> {
        let bytes = self.output.total();
        self.observer.stopped(0, bytes);
        self.output.finish().await?;
        self.session.close().await;
        Ok(Outcome { bytes, ..self.outcome })
    }

    /// Ends the running statement and leaves nothing that could be taken for a complete dump.
    async fn abandon(mut self, error: &Error) {
        let rows = self.table.as_ref().map_or(0, TableWriter::total);
        self.observer.stopped(rows, self.output.total());
        if let Some(mut table) = self.table.take() {
            // The output may be what failed.
            let _ = table.abort(&mut self.output).await;
        }
        self.output.abandon(&error.reason()).await;
        self.session.canceller().cancel().await;
        self.session.close().await;
    }
}

/// `--dump-all` enters a database that CockroachDB lets in to though it need not exist.
fn whose(error: Error, dump: &Dump) -> Error {
    match error.sqlstate() {
        Some(SqlState::UNDEFINED_DATABASE) if dump.all_databases() => error.remedy(text!(
            Name::AllDatabases,
            " is for CockroachDB, and enters this database. pg_dumpall dumps all of a PostgreSQL server.",
        )),
        _ => error,
    }
}

/// What a server calls itself: `PostgreSQL 15.18`, `CockroachDB CCL v20.1.5 …`.
fn server_name(info: &ServerInfo) -> String {
    let version = || format!("PostgreSQL {}", info.server_version);
    one_line(&info.crdb_version.clone().unwrap_or_else(version))
}

/// Tells what cannot be carried over, before the first byte.
///
/// # Errors
///
/// [`Fault::Refused`] if there is any and the user did not allow it.
fn left_out(catalog: &Catalog, dump: &Dump, observer: &mut dyn Observer) -> Result<Vec<String>> {
    let lines = &catalog.unsupported;
    observer.left_out(lines);
    if lines.is_empty() || dump.skip_unsupported {
        return Ok(lines.clone());
    }
    let objects = counted(lines.len() as u64, "object");
    Err(Error::new(
        Fault::Refused,
        format!("{objects} of this database cannot be carried over, listed above"),
    )
    .remedy(text!(Name::SkipUnsupported, ".")))
}
