//! What is said on stderr while a dump runs: log lines, a progress line, a summary. Never on stdout.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli;
use crate::error::tell;

mod logging;

pub use logging::logging;

/// The time between two looks of the progress line.
const TICK: Duration = Duration::from_millis(100);

/// The progress line and the summary of one dump.
#[derive(Debug)]
pub struct Report {
    started: Instant,
    line: Option<ProgressBar>,
    shown: Instant,
    summary: bool,
    snapshot: String,
    table: String,
    estimate: Option<u64>,
    table_began: Instant,
    tables: u64,
    rows: u64,
    bytes: u64,
}

impl Report {
    /// A report as the user wants it: with a progress line only on a terminal.
    pub fn new(options: &cli::Report) -> Self {
        let terminal = stderr().is_terminal() && !options.quiet;
        let now = Instant::now();
        Self {
            started: now,
            line: terminal.then(line),
            shown: now,
            summary: terminal || (options.verbosity > 0 && !options.quiet),
            snapshot: String::new(),
            table: String::new(),
            estimate: None,
            table_began: now,
            tables: 0,
            rows: 0,
            bytes: 0,
        }
    }

    /// Notes the snapshot for the summary.
    pub fn snapshot(&mut self, snapshot: &str) {
        tracing::info!("snapshot {snapshot}");
        snapshot.clone_into(&mut self.snapshot);
    }

    /// A table begins.
    pub fn table(&mut self, table: &str, estimate: Option<u64>) {
        table.clone_into(&mut self.table);
        self.estimate = estimate.filter(|rows| *rows > 0);
        self.table_began = Instant::now();
        self.show(0);
    }

    /// So many rows of the table and bytes of the dump are written.
    pub fn advance(&mut self, rows: u64, bytes: u64) {
        self.bytes = bytes;
        if self.line.is_some() && self.shown.elapsed() >= TICK {
            self.show(rows);
        }
    }

    /// A table is done.
    pub fn table_done(&mut self, rows: u64, bytes: u64) {
        self.tables += 1;
        self.rows += rows;
        self.bytes = bytes;
        tracing::info!(
            "table {}: {rows} rows in {:.1} s",
            self.table,
            self.table_began.elapsed().as_secs_f64()
        );
    }

    /// `3 tables, 42 rows`
    pub fn totals(&self) -> String {
        let plural = |count: u64, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        format!("{}, {}", plural(self.tables, "table"), plural(self.rows, "row"))
    }

    /// Takes the progress line away.
    pub fn clear(&self) {
        if let Some(line) = &self.line {
            line.finish_and_clear();
        }
    }

    /// The dump is complete, with so many bytes.
    pub fn done(&self, bytes: u64) {
        self.clear();
        if self.summary {
            let seconds = self.started.elapsed().as_secs_f64();
            let (totals, size, snapshot) = (self.totals(), HumanBytes(bytes), &self.snapshot);
            tell(format_args!("dumped {totals}, {size} in {seconds:.1} s, snapshot {snapshot}"));
        }
    }

    fn show(&mut self, rows: u64) {
        let Some(line) = &self.line else { return };
        self.shown = Instant::now();
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let share = self.estimate.map(|estimate| {
            format!(", {} % of about {}", (rows * 100 / estimate).min(100), HumanCount(estimate))
        });
        // Far below the precision of the figure shown.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let rate = HumanBytes((self.bytes as f64 / seconds) as u64);
        let (rows, bytes, share) = (HumanCount(rows), HumanBytes(self.bytes), share.unwrap_or_default());
        line.set_message(format!("{}: {rows} rows{share}; {bytes} in all, {rate}/s", self.table));
        line.tick();
    }
}

fn line() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style)
}
