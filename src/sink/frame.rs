//! Decides where an INSERT begins and ends.
//!
//! A statement ends when it holds [`Framing::rows`] rows, or when the next row would take it over
//! [`Framing::size`] bytes. Both are decided as rows are written out, in their final order: how they were
//! read makes no difference to the bytes.

use bstr::BString;

use super::Output;
use crate::literal::Tuples;

/// The statements of one table.
#[derive(Clone, Debug)]
pub struct Framing {
    /// What stands before every statement: the blank line of the `cockroach` dialect.
    pub before: &'static str,
    /// The statement up to its first row: `INSERT INTO t (a, b) VALUES`.
    pub head: BString,
    /// The statement's end.
    pub tail: &'static str,
    /// What stands behind the last statement, if there is one.
    pub after: &'static str,
    /// The rows say nothing: the head is the whole statement, one for each row (`… DEFAULT VALUES`).
    pub bare: bool,
    /// The most rows in a statement.
    pub rows: u32,
    /// The most bytes in a statement; 0 is without limit. A single row above it stands alone.
    pub size: u64,
}

/// Writes the tuples of one table as statements.
#[derive(Debug)]
pub struct Framer {
    framing: Framing,
    /// The first byte and the first row of the tuples that are not yet pushed.
    from: usize,
    next: usize,
    /// Rows in the open statement; 0 if none is open.
    rows: u32,
    /// Bytes in the open statement.
    size: u64,
    /// Rows written in all.
    total: u64,
    /// The largest row's weight so far that alone is above the limit.
    oversize: u64,
}

impl Framer {
    /// A framer before its first row.
    pub fn new(framing: Framing) -> Self {
        Self { framing, from: 0, next: 0, rows: 0, size: 0, total: 0, oversize: 0 }
    }

    /// Pushes tuples until all are, or the output is full; whether all are. If not, the same tuples are to be
    /// given again when the output is drained: they go on where they stopped.
    pub fn write(&mut self, tuples: &Tuples, out: &mut Output<'_>) -> bool {
        while let Some(start) = tuples.starts.get(self.next) {
            if self.framing.bare {
                if out.room() == 0 {
                    return false;
                }
                self.bare(out);
            } else {
                let held = start.at - self.from;
                if self.is_full(held as u64, start.weight) {
                    if !self.run(&tuples.bytes, start.at, out) {
                        return false;
                    }
                    self.end(out);
                    self.begin(out);
                    // The comma that would join the row to the one before.
                    self.from = start.at + 1;
                }
                self.count(start.weight);
            }
            self.next += 1;
        }
        let all = self.framing.bare || self.run(&tuples.bytes, tuples.bytes.len(), out);
        if all {
            (self.from, self.next) = (0, 0);
        }
        all
    }

    /// Pushes what ends the last statement, and gives the number of rows.
    pub fn finish(&mut self, out: &mut Output<'_>) -> u64 {
        if self.total > 0 {
            self.end(out);
            out.push(self.framing.after.as_bytes());
        }
        self.total
    }

    /// Rows written so far.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The size of the largest row that alone is above the statement size, if there is one.
    pub fn oversize(&self) -> Option<u64> {
        Some(self.oversize).filter(|size| *size > 0)
    }

    /// Whether the next row needs a statement of its own; `held` bytes of the open one are yet to be written.
    fn is_full(&self, held: u64, weight: u64) -> bool {
        let Framing { rows, size, .. } = self.framing;
        self.rows == 0 || self.rows >= rows || (size > 0 && self.size + held + weight > size)
    }

    fn count(&mut self, weight: u64) {
        self.rows += 1;
        self.total += 1;
        if self.framing.size > 0 && weight > self.framing.size.max(self.oversize) {
            self.oversize = weight;
        }
    }

    /// Pushes the bytes up to `end`; whether the output had room for all of them.
    fn run(&mut self, bytes: &[u8], end: usize, out: &mut Output<'_>) -> bool {
        let to = end.min(self.from + out.room());
        out.push(&bytes[self.from..to]);
        self.size += (to - self.from) as u64;
        self.from = to;
        to == end
    }

    fn begin(&mut self, out: &mut Output<'_>) {
        out.push(self.framing.before.as_bytes());
        self.size = self.framing.head.len() as u64;
        out.push(&self.framing.head);
    }

    fn end(&mut self, out: &mut Output<'_>) {
        if self.rows > 0 {
            out.push(self.framing.tail.as_bytes());
        }
        self.rows = 0;
    }

    fn bare(&mut self, out: &mut Output<'_>) {
        self.end(out);
        self.begin(out);
        self.count(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::literal::{SEPARATOR, Start};
    use crate::sink::{ready, written};

    /// Writes the tuples in buffers that end after each of `cuts` bytes.
    fn framed(tuples: &[&str], cuts: usize, rows: u32, size: u64) -> String {
        let head = "INSERT INTO t VALUES".into();
        let framing = Framing { before: "\n", head, tail: ";\n", after: "!", bare: false, rows, size };
        let mut framer = Framer::new(framing);
        let (mut bytes, mut starts) = (Vec::new(), Vec::new());
        for tuple in tuples {
            starts.push(Start { at: bytes.len(), weight: tuple.len() as u64 + 2 });
            bytes.extend([SEPARATOR, tuple.as_bytes(), b")"].concat());
        }
        let write = |out: &mut Output<'_>| {
            for (at, chunk) in bytes.chunks(cuts).enumerate() {
                let range = at * cuts..at * cuts + chunk.len();
                let here = starts.iter().filter(|start| range.contains(&start.at));
                let starts = here.map(|start| Start { at: start.at - range.start, ..*start }).collect();
                let tuples = Tuples { bytes: chunk.to_vec(), starts };
                while !framer.write(&tuples, out) {
                    ready(out.drain())?;
                }
            }
            assert_eq!(framer.finish(out), tuples.len() as u64);
            Ok::<_, Error>(())
        };
        written(write).expect("a vector takes everything")
    }

    /// An output that is full again and again makes no difference.
    #[test]
    fn large_rows() {
        let large = ["a".repeat(300 << 10), "b".repeat(700 << 10), "c".repeat(64 << 10)];
        let tuples: Vec<&str> = large.iter().map(String::as_str).collect();
        let head = "\nINSERT INTO t VALUES\n\t";
        let want = format!("{head}({}),\n\t({});\n{head}({});\n!", large[0], large[1], large[2]);
        assert!(framed(&tuples, usize::MAX, 2, 0) == want);
        assert!(framed(&tuples, 100 << 10, 2, 0) == want);
    }

    #[test]
    fn statements() {
        let head = "\nINSERT INTO t VALUES\n\t";
        #[rustfmt::skip]
        let table = [
            ("no rows",           vec![],                2, 0,  "".to_owned()),
            ("one row",           vec!["a"],             2, 0,  format!("{head}(a);\n!")),
            ("a full statement",  vec!["a", "b"],        2, 0,  format!("{head}(a),\n\t(b);\n!")),
            ("rows over",         vec!["a", "b", "c"],   2, 0,  format!("{head}(a),\n\t(b);\n{head}(c);\n!")),
            ("at the size",       vec!["a", "b"],        9, 28, format!("{head}(a),\n\t(b);\n!")),
            ("over the size",     vec!["a", "b"],        9, 27, format!("{head}(a);\n{head}(b);\n!")),
            ("a large row",       vec!["aaaaaaaaa", "b"], 9, 9, format!("{head}(aaaaaaaaa);\n{head}(b);\n!")),
        ];
        for (name, tuples, rows, size, want) in table {
            for cuts in 1..40 {
                assert_eq!(framed(&tuples, cuts, rows, size), want, "{name}, in buffers of {cuts}");
            }
        }
    }
}
