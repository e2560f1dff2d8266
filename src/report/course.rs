//! How far a dump is: what was written, and what is still to come by the server's statistics.
//!
//! Statistics know rows. Their bytes are what rows took so far: those of the running table for its rest, the
//! average of all for tables that did not begin. So the share moves as rows arrive, in both directions.

use std::collections::VecDeque;
use std::time::Duration;

/// The time after which the rate has forgotten some two thirds of what it was.
const MEMORY: Duration = Duration::from_secs(3);

/// What is planned and what is done. Knows no clock: who calls says how much time went by.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// Tables that did not begin, each with the number of its rows, if the server's statistics know it.
    ahead: VecDeque<Option<u64>>,
    planned: usize,
    current: Current,
    /// Rows and bytes of the tables that are done.
    rows: u64,
    row_bytes: u64,
    /// Bytes of the dump, all in all.
    bytes: u64,
    /// Bytes in a second, of late.
    rate: Option<f64>,
}

/// The running table.
#[derive(Debug, Default)]
struct Current {
    estimate: Option<u64>,
    rows: u64,
    /// Bytes of the dump before its first row.
    before: u64,
}

/// How much is done, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    /// Of all bytes, from 0 to below 1.
    pub(super) done: f64,
    /// All bytes, estimated.
    pub(super) bytes: u64,
    /// Tables that the server's statistics do not know: they are not counted in.
    pub(super) unknown: usize,
}

impl Course {
    /// A dump of tables with so many rows each, in this order.
    pub(super) fn new(estimates: impl IntoIterator<Item = Option<u64>>) -> Self {
        let ahead: VecDeque<_> = estimates.into_iter().collect();
        Self { planned: ahead.len(), ahead, ..Self::default() }
    }

    /// The next table begins, when the dump has so many bytes.
    pub(super) fn table(&mut self, bytes: u64) {
        let estimate = self.ahead.pop_front().flatten();
        self.current = Current { estimate, rows: 0, before: bytes };
        self.bytes = bytes;
    }

    /// So many rows of the running table and bytes of the dump are written, `time` after the last call.
    #[expect(clippy::cast_precision_loss, reason = "far below the precision shown")]
    pub(super) fn advance(&mut self, rows: u64, bytes: u64, time: Duration) {
        let seconds = time.as_secs_f64();
        if seconds > 0.0 {
            let now = bytes.saturating_sub(self.bytes) as f64 / seconds;
            let weight = 1.0 - (-seconds / MEMORY.as_secs_f64()).exp();
            self.rate = Some(self.rate.map_or(now, |rate| rate + weight * (now - rate)));
        }
        (self.current.rows, self.bytes) = (rows, bytes);
    }

    /// The running table is done; its bytes.
    pub(super) fn done(&mut self, rows: u64, bytes: u64) -> u64 {
        let of_table = bytes.saturating_sub(self.current.before);
        self.rows += rows;
        self.row_bytes += of_table;
        self.bytes = bytes;
        self.current = Current { estimate: Some(0), rows: 0, before: bytes };
        of_table
    }

    /// The number of tables whose rows are dumped.
    pub(super) fn planned(&self) -> usize {
        self.planned
    }

    /// The place of the running table among them, from 1.
    pub(super) fn place(&self) -> usize {
        self.planned - self.ahead.len()
    }

    /// Rows of the running table.
    pub(super) fn rows(&self) -> u64 {
        self.current.rows
    }

    /// Bytes of the dump.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Bytes in a second, of late; none before any time went by.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    pub(super) fn rate(&self) -> Option<u64> {
        self.rate.map(|rate| rate as u64)
    }

    /// The share that is done; none while it cannot be told: before the first row, in a table that the
    /// server's statistics do not know, and where they know none at all.
    #[expect(clippy::cast_precision_loss, reason = "far below the precision shown")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    pub(super) fn share(&self) -> Option<Share> {
        let estimate = self.current.estimate?;
        let here = self.bytes.saturating_sub(self.current.before);
        let (rows, bytes) = (self.rows + self.current.rows, self.row_bytes + here);
        if rows == 0 {
            return None;
        }
        let size = |rows: u64, bytes: u64| if rows == 0 { 0.0 } else { bytes as f64 / rows as f64 };
        let mean = size(rows, bytes);
        let own = if self.current.rows == 0 { mean } else { size(self.current.rows, here) };
        let rest = estimate.saturating_sub(self.current.rows) as f64 * own;
        let ahead = self.ahead.iter().flatten().sum::<u64>() as f64 * mean;
        let total = self.bytes as f64 + rest + ahead;
        let unknown = self.ahead.iter().filter(|rows| rows.is_none()).count();
        // The end of the dump, not a statistic, says that all is done.
        Some(Share { done: (self.bytes as f64 / total).min(0.99), bytes: total as u64, unknown })
    }

    /// The time the rest takes at the rate of late, if both are known.
    #[expect(clippy::cast_precision_loss, reason = "far below the precision shown")]
    pub(super) fn left(&self) -> Option<Duration> {
        let rest = self.share()?.bytes.saturating_sub(self.bytes);
        let rate = self.rate.filter(|rate| *rate >= 1.0)?;
        Duration::try_from_secs_f64(rest as f64 / rate).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A course in its first table, after so many rows and bytes, a second after its beginning.
    fn after(estimates: &[Option<u64>], rows: u64, bytes: u64) -> Course {
        let mut course = Course::new(estimates.iter().copied());
        course.table(0);
        course.advance(rows, bytes, Duration::from_secs(1));
        course
    }

    #[test]
    fn shares() {
        #[rustfmt::skip]
        let table = [
            ("one table",               vec![Some(100)],                50,  5_000, Some((0.5, 10_000, 0))),
            ("tables ahead",            vec![Some(100), Some(300)],     50,  5_000, Some((0.125, 40_000, 0))),
            ("one of them unknown",     vec![Some(100), None, Some(0)], 50,  5_000, Some((0.5, 10_000, 1))),
            ("more rows than expected", vec![Some(100), Some(200)],     200, 5_000, Some((0.5, 10_000, 0))),
            ("the last, at its end",    vec![Some(100)],                100, 5_000, Some((0.99, 5_000, 0))),
            ("no row yet",              vec![Some(100)],                0,   0,     None),
            ("in an unknown table",     vec![None, Some(100)],          50,  5_000, None),
        ];
        for (name, estimates, rows, bytes, want) in table {
            let got = after(&estimates, rows, bytes).share();
            assert_eq!(got.map(|share| (share.done, share.bytes, share.unknown)), want, "{name}");
        }
    }

    #[test]
    fn a_table_done_counts_with_what_it_took() {
        let mut course = after(&[Some(100), Some(100), None], 10, 1_000);
        // Its statistics were wrong: it had 20 rows, not 100, of 100 bytes each.
        assert_eq!((course.done(20, 2_000), course.place()), (2_000, 1));
        course.table(2_000);
        let share = course.share().expect("a share");
        assert_eq!((share.bytes, share.unknown, course.place(), course.planned()), (12_000, 1, 2, 3));
    }

    #[test]
    fn rate_and_time_left() {
        let mut course = after(&[Some(1_000)], 100, 10_000);
        assert_eq!((course.rate(), course.left()), (Some(10_000), Some(Duration::from_secs(9))));
        course.advance(100, 10_000, Duration::ZERO);
        assert_eq!(course.rate(), Some(10_000), "no time went by");
        course.advance(100, 10_000, Duration::from_secs(300));
        assert_eq!((course.rate(), course.left()), (Some(0), None), "a server that stands still");
    }
}
