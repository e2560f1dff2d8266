//! stderr as the progress line and the log share it: a log line stands above the progress line, never in it.

use std::fmt;
use std::io::{self, IsTerminal, Write, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::options::{Progress, Reporting};

/// Writes a line to stderr. That it cannot be written is no reason to end, nor is there anyone to tell.
pub fn tell(line: impl fmt::Display) {
    // In one piece, so that it is not mixed with what another process writes.
    let _ = stderr().write_all(format!("{line}\n").as_bytes());
}

/// The time between two moves of the line's spinner.
const TICK: Duration = Duration::from_millis(100);

/// stderr, with a progress line below what is written if that is wanted and possible.
#[derive(Clone, Debug)]
pub struct Screen {
    line: Option<ProgressBar>,
    terminal: bool,
}

impl Screen {
    /// The screen of a dump. A line is shown on a terminal only, and not among the statements of
    /// `--echo-sql`.
    pub fn new(options: &Reporting) -> Self {
        let terminal = stderr().is_terminal();
        let wanted = terminal && options.progress == Progress::Auto && !options.echo_sql;
        let bar = || ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style());
        Self { line: wanted.then(bar), terminal }
    }

    /// Whether stderr is a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Whether there is a line.
    pub(super) fn has_line(&self) -> bool {
        self.line.is_some()
    }

    /// Shows `text` in the line.
    pub(super) fn show(&self, text: String) {
        let Some(line) = &self.line else { return };
        line.set_message(text);
        line.enable_steady_tick(TICK);
        line.tick();
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if let Some(line) = &self.line {
            line.finish_and_clear();
        }
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &self.line {
            Some(line) => line.suspend(|| stderr().write(bytes)),
            None => stderr().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        stderr().flush()
    }
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{spinner} {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    // ASCII alone: not every terminal has more.
    style.tick_chars(r"|/-\ ")
}
