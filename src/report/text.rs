//! What people read: the text of the progress line and the closing summary.

use std::time::Duration;

use indicatif::{HumanBytes, HumanCount};

use super::course::Course;
use super::event::{Subject, TableReport};
use crate::error::{counted, one_line, printable, totals};

/// Tables and left out objects that the closing summary names, unless all are wanted.
const NAMED: usize = 20;

/// `37 %, 412.00 MiB, 86.00 MiB/s, 2 min 10 s left, table 3 of 12: public.accounts, 1,234,567 rows`
///
/// What may be long comes last: a terminal's line ends there.
pub(super) fn progress(course: &Course, table: &str) -> String {
    let share = course.share();
    let known = share.map(|share| match share.unknown {
        0 => format!("{:.0} %", share.done * 100.0),
        unknown => {
            format!("{:.0} % without {}", share.done * 100.0, counted(unknown as u64, "unknown table"))
        }
    });
    let left = course.left().map(|time| format!("{} left", duration(time)));
    let bytes = HumanBytes(course.bytes()).to_string();
    let rate = course.rate().map(|rate| format!("{}/s", HumanBytes(rate)));
    let place = format!("table {} of {}", course.place(), course.planned());
    let table = format!("{place}: {}, {} rows", one_line(table), HumanCount(course.rows()));
    let parts = [known, Some(bytes), rate, left, Some(table)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The closing summary: a line for every table, at least the largest, and one for all.
pub(super) fn summary(closing: &Closing<'_>) -> String {
    let mut text = table_lines(closing);
    for name in closing.left_out.iter().take(closing.named()) {
        text.push_str(&format!("left out: {}\n", one_line(name)));
    }
    if let Some(more) = closing.left_out.len().checked_sub(closing.named()).filter(|more| *more > 0) {
        text.push_str(&format!("left out: {} more\n", HumanCount(more as u64)));
    }
    let (bytes, seconds) = (HumanBytes(closing.bytes), closing.seconds);
    let snapshot = closing.of.snapshot.as_deref().unwrap_or_default();
    let totals = totals(closing.tables.len(), closing.tables.iter().map(|table| table.rows).sum());
    text + &format!("dumped {totals}, {bytes} in {seconds:.1} s, snapshot {}", printable(snapshot))
}

/// What the closing summary tells.
#[derive(Debug)]
pub(super) struct Closing<'a> {
    pub(super) of: &'a Subject,
    pub(super) tables: &'a [TableReport],
    pub(super) left_out: &'a [String],
    pub(super) bytes: u64,
    pub(super) seconds: f64,
    /// Whether every table is named.
    pub(super) all: bool,
}

impl Closing<'_> {
    fn named(&self) -> usize {
        if self.all { usize::MAX } else { NAMED }
    }
}

fn table_lines(closing: &Closing<'_>) -> String {
    let mut tables: Vec<_> = closing.tables.iter().collect();
    if !closing.all && tables.len() > NAMED {
        // The largest, in the order of the dump.
        let mut sizes: Vec<_> = tables.iter().map(|table| table.bytes).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let smallest = sizes.get(NAMED - 1).copied().unwrap_or_default();
        tables.retain(|table| table.bytes >= smallest);
        tables.truncate(NAMED);
    }
    let mut text = String::new();
    if !tables.is_empty() {
        text.push_str(&format!("{:>15} {:>12} {:>9}  table\n", "rows", "size", "seconds"));
    }
    for table in &tables {
        let (rows, bytes) = (HumanCount(table.rows).to_string(), HumanBytes(table.bytes).to_string());
        text.push_str(&format!(
            "{rows:>15} {bytes:>12} {:>9.1}  {}\n",
            table.seconds,
            one_line(&table.table)
        ));
    }
    match closing.tables.len() - tables.len() {
        0 => text,
        more => format!("{text}{:>40}{} smaller ones, which -v lists\n", "", HumanCount(more as u64)),
    }
}

/// `45 s`, `2 min 10 s`, `3 h 5 min`: two units at most.
fn duration(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, rows: u64, bytes: u64) -> TableReport {
        TableReport { table: name.to_owned(), rows, bytes, seconds: 1.25, complete: true }
    }

    #[test]
    fn durations() {
        #[rustfmt::skip]
        let rows = [(0, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (3_599, "59 min 59 s"), (11_100, "3 h 5 min")];
        for (seconds, want) in rows {
            assert_eq!(duration(Duration::from_secs(seconds)), want);
        }
    }

    #[test]
    fn progress_lines() {
        let line = |estimates: &[Option<u64>], rows, bytes| {
            let mut course = Course::new(estimates.iter().copied());
            course.table(0);
            course.advance(rows, bytes, Duration::from_secs(1));
            progress(&course, "public.\u{1b}t")
        };
        #[rustfmt::skip]
        let table: &[(&[Option<u64>], u64, u64, &str)] = &[
            (&[Some(4_000)],       1_000, 1_024, "25 %, 1.00 KiB, 1.00 KiB/s, 3 s left, table 1 of 1: public.\\u{1b}t, 1,000 rows"),
            (&[Some(4_000), None], 1_000, 1_024, "25 % without 1 unknown table, 1.00 KiB, 1.00 KiB/s, 3 s left, table 1 of 2: public.\\u{1b}t, 1,000 rows"),
            (&[None, Some(4_000)], 1_000, 1_024, "1.00 KiB, 1.00 KiB/s, table 1 of 2: public.\\u{1b}t, 1,000 rows"),
        ];
        for (estimates, rows, bytes, want) in table {
            assert_eq!(line(estimates, *rows, *bytes), *want);
        }
    }

    #[test]
    fn closing() {
        let of =
            Subject { program: "", server: None, database: String::new(), snapshot: Some("7.1".to_owned()) };
        let tables: Vec<_> =
            (0..NAMED as u64 + 2).map(|i| table(&format!("t{i}"), 1_000 + i, i << 10)).collect();
        let left_out = ["view v".to_owned()];
        let mut closing = Closing {
            of: &of,
            tables: &tables[..1],
            left_out: &left_out,
            bytes: 2_048,
            seconds: 2.0,
            all: false,
        };
        let want = "           rows         size   seconds  table
          1,000          0 B       1.2  t0
left out: view v
dumped 1 table, 1000 rows, 2.00 KiB in 2.0 s, snapshot 7.1";
        assert_eq!(summary(&closing), want);
        closing.tables = &tables;
        let some = summary(&closing);
        assert!(some.contains("  t2\n") && !some.contains("  t1\n"), "{some}");
        assert!(
            some.contains("  t21\n                                        2 smaller ones, which -v lists\n"),
            "{some}"
        );
        closing.all = true;
        let all = summary(&closing);
        assert!(all.contains("  t1\n") && !all.contains("smaller"), "{all}");
    }
}
