//! What is said on stderr while a dump runs, and in the file of `--summary`. Never on stdout.
//!
//! | file | what it is |
//! |---|---|
//! | `screen` | stderr, shared by the progress line and the log |
//! | `logging` | the log lines |
//! | `course` | how far the dump is |
//! | `text` | what people read: the progress line, the closing summary |
//! | `event` | what machines read: the events of `--progress=json`, the file of `--summary` |

use std::time::{Duration, Instant};

use crate::error::{Error, Name, Text, one_line};
use crate::observer::Observer;
use crate::options::{Progress, Reporting};

mod course;
mod event;
mod logging;
mod screen;
mod text;

pub use logging::logging;
pub use screen::{Screen, tell};

use course::Course;
use event::{End, Event, Failure, Subject, Summary, TableReport, now};

/// The program and its version, as summaries name it.
const PROGRAM: &str = concat!("roachdump ", env!("CARGO_PKG_VERSION"));

/// The progress and the summary of one dump.
#[derive(Debug)]
pub struct Report {
    progress: Progress,
    screen: Screen,
    /// What options are called.
    names: fn(Name) -> &'static str,
    /// Whether a closing summary is wanted, and whether it names every table.
    closing: Option<bool>,
    started: Instant,
    began: String,
    of: Subject,
    course: Course,
    /// When progress was shown last, and when the course was told how far it is.
    shown: Instant,
    told: Instant,
    table: Option<Table>,
    tables: Vec<TableReport>,
    left_out: Vec<String>,
    /// Bytes of the dump at its end.
    bytes: u64,
}

/// The running table.
#[derive(Debug)]
struct Table {
    name: String,
    began: Instant,
}

impl Report {
    /// A report as the user wants it, of a dump of `database` that begins now, in the words of `names`.
    pub fn new(options: &Reporting, database: &str, screen: Screen, names: fn(Name) -> &'static str) -> Self {
        let (now, verbose) = (Instant::now(), options.verbosity > 0);
        let closing = match options.progress {
            Progress::Auto => screen.is_terminal() || verbose,
            Progress::Plain => true,
            Progress::Json | Progress::Off => false,
        };
        let of = Subject { program: PROGRAM, server: None, database: database.to_owned(), snapshot: None };
        Self {
            progress: options.progress,
            screen,
            names,
            closing: closing.then_some(verbose),
            started: now,
            began: event::now(),
            of,
            course: Course::default(),
            shown: now,
            told: now,
            table: None,
            tables: Vec::new(),
            left_out: Vec::new(),
            bytes: 0,
        }
    }

    /// The dump is complete.
    pub fn done(&self) {
        let (bytes, seconds) = (self.bytes, milli(self.started));
        if let Some(all) = self.closing {
            let (of, tables, left_out) = (&self.of, self.tables.as_slice(), self.left_out.as_slice());
            tell(text::summary(&text::Closing { of, tables, left_out, bytes, seconds, all }));
        }
        if self.progress == Progress::Json {
            Event::DumpDone { time: now(), end: self.end(None) }.tell();
        }
    }

    /// The dump failed.
    pub fn failed(&self, error: &Error) {
        if self.progress == Progress::Json {
            Event::DumpFailed { time: now(), end: self.end(Some(error)) }.tell();
        }
    }

    /// The text of the file of `--summary` of a dump that is complete, or failed with `error`.
    pub fn summary(&self, error: Option<&Error>) -> String {
        let (started, end) = (self.began.clone(), self.end(error));
        Summary { started, end, tables: &self.tables }.text()
    }

    fn end_table(&mut self, rows: u64, bytes: u64, complete: bool) {
        let Some(Table { name, began }) = self.table.take() else { return };
        let bytes = self.course.done(rows, bytes);
        self.tables.push(TableReport { table: name, rows, bytes, seconds: milli(began), complete });
    }

    fn end(&self, error: Option<&Error>) -> End<'_> {
        End {
            status: if error.is_some() { "failed" } else { "complete" },
            error: error.map(Failure::from),
            of: &self.of,
            rows: self.tables.iter().map(|table| table.rows).sum(),
            bytes: self.bytes,
            seconds: milli(self.started),
            left_out: &self.left_out,
        }
    }

    fn show(&mut self) {
        let Some(table) = &self.table else { return };
        self.shown = Instant::now();
        match self.progress {
            Progress::Auto => self.screen.show(text::progress(&self.course, &table.name)),
            Progress::Plain => tell(format_args!("progress: {}", text::progress(&self.course, &table.name))),
            Progress::Json => self.progress_event(&table.name).tell(),
            Progress::Off => {}
        }
    }

    fn progress_event<'a>(&self, table: &'a str) -> Event<'a> {
        Event::Progress {
            time: now(),
            table,
            rows: self.course.rows(),
            bytes: self.course.bytes(),
            bytes_per_second: self.course.rate(),
            share: self.course.share().map(|share| (share.done * 1e4).round() / 1e4),
            seconds_left: self.course.left().map(|time| time.as_secs_f64().round()),
        }
    }
}

/// Told by the dump, it tells the user.
impl Observer for Report {
    fn server(&mut self, name: &str) {
        self.of.server = Some(name.to_owned());
    }

    fn snapshot(&mut self, snapshot: &str) {
        tracing::info!("snapshot {snapshot}");
        self.of.snapshot = Some(snapshot.to_owned());
    }

    fn preview(&mut self, line: Text) {
        tell(line.worded(self.names));
    }

    fn left_out(&mut self, lines: &[String]) {
        lines.iter().for_each(|line| tell(format_args!("not dumped: {}", one_line(line))));
        lines.clone_into(&mut self.left_out);
    }

    fn warning(&mut self, warning: Text) {
        tracing::warn!("{}", warning.worded(self.names));
    }

    fn begin(&mut self, tables: &[Option<u64>]) {
        let estimated_rows = tables.iter().copied().sum();
        self.course = Course::new(tables.iter().copied());
        if self.progress == Progress::Json {
            let tables = tables.len();
            Event::DumpStarted { time: now(), of: &self.of, tables, estimated_rows }.tell();
        }
    }

    fn table(&mut self, name: &str, estimated_rows: Option<u64>, bytes: u64) {
        self.course.table(bytes);
        let began = Instant::now();
        self.told = began;
        let number = self.course.place();
        if self.progress == Progress::Json {
            Event::TableStarted { time: now(), table: name, number, estimated_rows }.tell();
        }
        self.table = Some(Table { name: name.to_owned(), began });
        if self.screen.has_line() || number == 1 {
            self.show();
        }
    }

    fn advance(&mut self, rows: u64, bytes: u64) {
        let every = match self.progress {
            Progress::Auto if self.screen.has_line() => Duration::from_millis(100),
            Progress::Json => Duration::from_secs(1),
            Progress::Plain => Duration::from_secs(5),
            Progress::Auto | Progress::Off => return,
        };
        let now = Instant::now();
        if now.duration_since(self.shown) >= every {
            self.course.advance(rows, bytes, now.duration_since(self.told));
            self.told = now;
            self.show();
        }
    }

    fn table_done(&mut self, rows: u64, bytes: u64) {
        self.end_table(rows, bytes, true);
        let Some(done) = self.tables.last() else { return };
        tracing::info!("table {}: {rows} rows in {:.1} s", one_line(&done.table), done.seconds);
        if self.progress == Progress::Json {
            Event::TableDone { time: now(), table: done }.tell();
        }
    }

    fn stopped(&mut self, rows: u64, bytes: u64) {
        self.end_table(rows, bytes, false);
        self.bytes = bytes;
        self.screen.clear();
    }
}

/// The seconds since `began`, to a thousandth.
fn milli(began: Instant) -> f64 {
    (began.elapsed().as_secs_f64() * 1e3).round() / 1e3
}
