//! Log lines: `warning: …` on stderr, with more of them by `-v`, and a file of everything by `--log-dir`.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use super::Screen;
use crate::error::{Error, Fault, Result};
use crate::observer::STATEMENTS;
use crate::options::Reporting;

/// Starts to log on `screen` as the user wants it. For the whole process, once.
///
/// # Errors
///
/// [`Fault::Output`] if the log file cannot be written.
pub fn logging(options: &Reporting, screen: Screen) -> Result<()> {
    let level = match options.verbosity {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let statements = options.echo_sql.then_some((STATEMENTS, LevelFilter::TRACE));
    let shown = Targets::new().with_default(level).with_targets(statements);
    let terminal = tracing_subscriber::fmt::layer()
        .event_format(Plain)
        .log_internal_errors(false)
        .with_writer(move || screen.clone())
        .with_filter(shown);
    let file = options.log_dir.as_deref().map(open).transpose()?.map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .log_internal_errors(false)
            .with_writer(Arc::new(file))
            .with_filter(LevelFilter::DEBUG)
    });
    // A second call in one process keeps the first one's settings.
    let _ = tracing_subscriber::registry().with(terminal).with(file).try_init();
    Ok(())
}

fn open(folder: &Path) -> Result<File> {
    let path = folder.join(format!("roachdump.{}.log", std::process::id()));
    File::create(&path).map_err(|error| {
        Error::new(Fault::Output, format!("cannot write the log file {}: {error}", path.display()))
            .remedy("--log-dir names an existing folder.")
    })
}

/// `warning: text`, and `> sql` for a statement.
struct Plain;

impl<S, N> FormatEvent<S, N> for Plain
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let level = match *event.metadata().level() {
            Level::ERROR => "error: ",
            Level::WARN => "warning: ",
            Level::INFO => "info: ",
            Level::DEBUG => "debug: ",
            Level::TRACE => "> ",
        };
        writer.write_str(level)?;
        context.field_format().format_fields(writer.by_ref(), event)?;
        writeln!(writer)
    }
}
