//! The program: does what a command line asks for, with what a library leaves to it: stdout and files, stderr,
//! signals, exit statuses.
//!
//! | status | meaning |
//! |---|---|
//! | 0 | every planned byte was written and flushed |
//! | 1 | any error, a closed output included |
//! | 2 | the command line is wrong |
//! | 3 | `--skip-unsupported` left something out |
//! | by signal | SIGINT or SIGTERM: cleaned up, then died by the same signal |

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use crate::cli::{self, Parsed, Run};
use crate::dump::{self, Outcome};
use crate::error::{Error, Fault, Name, Result};
use crate::report::{self, Report, Screen, tell};

mod closed;
mod interrupt;
mod output;

use interrupt::Interrupt;
use output::Destination;

/// The exit statuses that are not a signal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
enum Status {
    /// Every planned byte was written and flushed.
    Complete = 0,
    /// Any error.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Something was left out because the user allowed it.
    Skipped = 3,
}

/// The program `roachdump`: does what its command line asks for, and gives the status to exit with. After SIGINT
/// or SIGTERM it does not return: the process ends by that signal.
pub fn program() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let environment = |name: &str| std::env::var(name).ok();
    let ended = cli::parse(args.clone(), &environment).and_then(perform);
    let status = ended.unwrap_or_else(|error| {
        let error = error.worded(cli::flag);
        tell(format_args!("Error: {error}\nFailed running \"{}\"", cli::command(&args)));
        interrupt::die_of_signal();
        if error.fault() == Fault::Usage { Status::Usage } else { Status::Failed }
    });
    ExitCode::from(status as u8)
}

fn perform(parsed: Parsed) -> Result<Status> {
    match parsed {
        Parsed::Run(run) => dump(&run),
        Parsed::Print(text) => Destination::stdout()?.write_whole(text.as_bytes()).map(|()| Status::Complete),
        Parsed::Files(folder, files) => write_files(&folder, &files).map(|()| Status::Complete),
        Parsed::Usage(text) => {
            tell(text.trim_end_matches('\n'));
            Ok(Status::Usage)
        }
    }
}

/// Writes files into a folder, which is made if it is missing.
fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let cannot = |error| {
        Error::new(Fault::Output, format!("cannot make the folder {}: {error}", folder.display()))
            .remedy("--path names the folder to write to.")
    };
    std::fs::create_dir_all(folder).map_err(cannot)?;
    files.iter().try_for_each(|(name, text)| Destination::file(&folder.join(name))?.write_whole(text))
}

fn dump(run: &Run) -> Result<Status> {
    let screen = Screen::new(&run.reporting);
    report::logging(&run.reporting, screen.clone())?;
    run.warnings.iter().for_each(|warning| tell(format_args!("warning: {warning}")));
    let interrupt = Interrupt::watch()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::new(Fault::Refused, format!("cannot start: {error}")))?;
    let result = runtime.block_on(reported(run, &interrupt, screen));
    // A look-up of a host's name may still be under way; nobody waits for it.
    runtime.shutdown_background();
    result.map(|outcome| if outcome.left_out.is_empty() { Status::Complete } else { Status::Skipped })
}

/// Dumps, and tells how it ended: also in the file of `--summary`, which is opened before anything else.
async fn reported(run: &Run, interrupt: &Interrupt, screen: Screen) -> Result<Outcome> {
    let summary = run.reporting.summary.as_deref().map(Destination::file).transpose()?;
    interrupt.removes(summary.as_ref().and_then(Destination::partial_path));
    let mut report = Report::new(&run.reporting, run.options.database(), screen, cli::flag);
    let result = written(run, interrupt, &mut report).await;
    match &result {
        Ok(_) => report.done(),
        Err(error) => report.failed(error),
    }
    let text = report.summary(result.as_ref().err());
    let Err(error) = summary.map_or(Ok(()), |summary| summary.write_whole(text.as_bytes())) else {
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

/// Opens the output first: an unwritable file is told before the server is asked anything.
async fn written(run: &Run, interrupt: &Interrupt, report: &mut Report) -> Result<Outcome> {
    let mut output = match &run.file {
        _ if run.options.dump.dry_run => Destination::nowhere()?,
        Some(path) => Destination::file(path)?,
        None => Destination::stdout()?,
    };
    interrupt.removes(output.partial_path());
    let name = output.name();
    let dumped = dump::dump_until(&run.options, &mut output, report, interrupt.arrived()).await;
    let words = |asked| if asked == Name::Output { &name } else { cli::flag(asked) };
    let outcome = dumped.map_err(|error| error.worded(words))?;
    output.finish()?;
    Ok(outcome)
}
