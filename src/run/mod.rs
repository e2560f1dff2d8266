//! Joins the rooms: the one place that knows all of them.
//!
//! ```text
//! Session::open ─▶ catalog::read ─▶ plan::plan ─▶ for each step: text, or rows::read ─▶ table ─▶ sink
//! ```

use std::path::Path;

use bstr::ByteSlice;

use crate::catalog::{self, Catalog, Reading};
use crate::cli::{self, Parsed, Run};
use crate::connect::{ServerInfo, Session};
use crate::error::{Error, Fault, Name, Result, SqlState, Status, counted, one_line, shown, tell, text};
use crate::options::{self, Options};
use crate::plan::{self, Plan, Step, TableStep};
use crate::report::{self, Report, Screen};
use crate::rows;
use crate::sink::Output;

mod interrupt;
mod table;

pub use interrupt::die_of_signal;

use interrupt::Interrupt;
use table::TableWriter;

/// Does what a command line asks for and gives the status to exit with.
///
/// # Errors
///
/// Whatever goes wrong, in the words of a command line. Then [`die_of_signal`] is to be called when it is told.
pub fn run(parsed: Parsed) -> Result<Status> {
    let ended = match parsed {
        Parsed::Run(run) => dumped(&run),
        Parsed::Print(text) => Output::stdout().and_then(|output| write(output, text.as_bytes())),
        Parsed::Files(folder, files) => write_files(&folder, &files),
        Parsed::Usage(text) => {
            tell(text.trim_end_matches('\n'));
            return Ok(Status::Usage);
        }
    };
    ended.map_err(|error| error.worded(cli::flag))
}

/// Writes files into a folder, which is made if it is missing.
fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Status> {
    let cannot = |error| {
        Error::new(Fault::Output, format!("cannot make the folder {}: {error}", folder.display()))
            .remedy("--path names the folder to write to.")
    };
    std::fs::create_dir_all(folder).map_err(cannot)?;
    for (name, text) in files {
        write(Output::file(&folder.join(name))?, text)?;
    }
    Ok(Status::Complete)
}

fn write(mut output: Output, text: &[u8]) -> Result<Status> {
    output.write(text)?;
    output.finish()?;
    Ok(Status::Complete)
}

fn dumped(run: &Run) -> Result<Status> {
    let screen = Screen::new(&run.reporting);
    report::logging(&run.reporting, screen.clone())?;
    run.warnings.iter().for_each(|warning| tell(format_args!("warning: {warning}")));
    let interrupt = Interrupt::watch()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::new(Fault::Refused, format!("cannot start: {error}")))?;
    let result = runtime.block_on(reported(run, &interrupt, screen));
    // A look-up of a host's name may still be under way; nobody waits for it.
    runtime.shutdown_background();
    result
}

/// Dumps, and tells how it ended: also in the file of `--summary`, which is opened before anything else.
async fn reported(run: &Run, interrupt: &Interrupt, screen: Screen) -> Result<Status> {
    let summary = run.reporting.summary.as_deref().map(Output::file).transpose()?;
    interrupt.removes(summary.as_ref().and_then(Output::partial_path));
    let mut report = Report::new(&run.reporting, run.options.database(), screen);
    let result = dump(run, interrupt, &mut report).await.map_err(|error| error.worded(cli::flag));
    match &result {
        Ok(_) => report.done(),
        Err(error) => report.failed(error),
    }
    let text = report.summary(result.as_ref().err());
    let Err(error) = summary.map_or(Ok(Status::Complete), |summary| write(summary, text.as_bytes())) else {
        return result;
    };
    match result {
        Ok(_) => Err(Error::new(Fault::Output, format!("the dump is complete, but {}", error.reason()))),
        Err(first) => {
            tracing::warn!("{}", error.reason());
            Err(first)
        }
    }
}

async fn dump(run: &Run, interrupt: &Interrupt, report: &mut Report) -> Result<Status> {
    let mut dump = Dump::new(run, interrupt, report)?;
    let result = tokio::select! {
        result = dump.run(&run.options, run.reporting.echo_sql) => result,
        error = interrupt.arrived() => Err(error),
    };
    match result {
        Ok(()) => dump.complete().await,
        Err(error) => {
            dump.abandon(&error).await;
            Err(error)
        }
    }
}

/// A dump under way: what must be put in order when it ends early.
struct Dump<'a> {
    session: Option<Session>,
    output: Output,
    table: Option<TableWriter>,
    report: &'a mut Report,
    /// The instant everything is read at, as [`Catalog::snapshot`] has it.
    snapshot: String,
    left_out: usize,
}

impl<'a> Dump<'a> {
    /// Opens the output first: an unwritable file is told before the server is asked anything.
    fn new(run: &Run, interrupt: &Interrupt, report: &'a mut Report) -> Result<Self> {
        let output = match &run.file {
            _ if run.options.dump.dry_run => Output::nowhere()?,
            Some(path) => Output::file(path)?,
            None => Output::stdout()?,
        };
        interrupt.removes(output.partial_path());
        Ok(Self { session: None, output, table: None, report, snapshot: String::new(), left_out: 0 })
    }

    async fn run(&mut self, options: &Options, echo: bool) -> Result<()> {
        let opened = Session::open(&options.connection, echo).await;
        let session = self.session.insert(opened.map_err(|error| whose(error, &options.dump))?);
        self.report.server(server_name(session.info()));
        let mut catalog = catalog::read(session, options).await?;
        self.report.snapshot(&catalog.snapshot, &catalog.unsupported);
        self.snapshot.clone_from(&catalog.snapshot);
        if options.dump.dry_run {
            plan::preview(&catalog, &options.dump).into_iter().for_each(|line| tell(line.worded(cli::flag)));
        }
        self.left_out = left_out(&catalog, options.dump.skip_unsupported)?;
        let identities = catalog.identities.take();
        let plan = plan::plan(catalog, &options.dump)?;
        plan.warnings.iter().for_each(|warning| tracing::warn!("{}", warning.clone().worded(cli::flag)));
        if options.dump.dry_run {
            return Ok(());
        }
        rows::begin(session, &plan.source).await?;
        self.report.begin(plan.steps.iter().filter_map(Step::rows).map(|step| step.estimated_rows));
        for step in &plan.steps {
            match step {
                Step::Text(text) => self.output.write(text)?,
                Step::Rows(step) => self.rows(&plan, step).await?,
            }
        }
        if let (Some(session), Some(identities)) = (&mut self.session, &identities) {
            identities.check(session).await?;
        }
        if plan.trailer {
            let limited = if plan.limited > 0 { ", only rows that --where chooses" } else { "" };
            let trailer = format!("-- roachdump: dump complete, {}{limited}\n", self.report.totals());
            self.output.write(trailer.as_bytes())?;
        }
        Ok(())
    }

    async fn rows(&mut self, plan: &Plan, step: &TableStep) -> Result<()> {
        let Some(session) = &mut self.session else { return Ok(()) };
        let name = step.table.to_str_lossy().into_owned();
        self.report.table(name, step.estimated_rows, self.output.total());
        let writer = self.table.insert(TableWriter::new(plan.source.clone(), plan.dialect, step));
        let mut consumer = writer.consumer(&mut self.output, self.report);
        let read = match &step.reading {
            Reading::Select(select) => rows::read(session, &plan.source, select, &mut consumer).await,
            Reading::Copy(copy) => rows::copy(session, &plan.source, copy, &mut consumer).await,
        };
        let context = |error: Error| {
            let error = plan.source.explain_rows(error, &self.snapshot);
            error.context(format!("table {}, after {} rows", shown(&step.table), writer.total()))
        };
        read.map_err(context)?;
        if let Some(size) = writer.oversize() {
            tracing::warn!("{}", table::oversize_warning(plan.dialect, &step.table, size).worded(cli::flag));
        }
        if let Some(writer) = self.table.take() {
            let rows = writer.finish(&mut self.output)?;
            self.report.table_done(rows, self.output.total());
        }
        Ok(())
    }

    async fn complete(self) -> Result<Status> {
        self.report.stopped(0, self.output.total());
        self.output.finish()?;
        if let Some(session) = self.session {
            session.close().await;
        }
        Ok(if self.left_out == 0 { Status::Complete } else { Status::Skipped })
    }

    /// Ends the running statement and leaves nothing that could be taken for a complete dump.
    async fn abandon(mut self, error: &Error) {
        let rows = self.table.as_ref().map_or(0, TableWriter::total);
        self.report.stopped(rows, self.output.total());
        if let Some(mut table) = self.table.take() {
            // The output may be what failed.
            let _ = table.abort(&mut self.output);
        }
        self.output.abandon(&error.reason());
        if let Some(session) = self.session {
            session.canceller().cancel().await;
            session.close().await;
        }
    }
}

/// `--dump-all` enters a database that CockroachDB lets in to though it need not exist.
fn whose(error: Error, dump: &options::Dump) -> Error {
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

/// Tells what cannot be carried over, before the first byte; the number of such objects.
///
/// # Errors
///
/// [`Fault::Refused`] if there is any and the user did not allow it.
fn left_out(catalog: &Catalog, allowed: bool) -> Result<usize> {
    let count = catalog.unsupported.len();
    for name in &catalog.unsupported {
        tell(format_args!("not dumped: {}", one_line(name)));
    }
    if count == 0 || allowed {
        return Ok(count);
    }
    Err(Error::new(
        Fault::Refused,
        format!("{} of this database cannot be carried over, listed above", counted(count as u64, "object")),
    )
    .remedy("--skip-unsupported dumps everything else and exits with status 3."))
}
