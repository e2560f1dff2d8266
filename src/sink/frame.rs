//! Decides where an INSERT begins and ends.
//!
//! A statement ends when it holds [`Framing::rows`] rows, or when the next row would take it over
//! [`Framing::size`] bytes. Both are decided as rows are written out, in their final order: how they were
//! read makes no difference to the bytes.

use bstr::BString;

use super::Output;
use crate::error::Result;
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
        Self { framing, rows: 0, size: 0, total: 0, oversize: 0 }
    }

    /// Writes out a buffer of tuples.
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn write(&mut self, tuples: &Tuples, out: &mut Output) -> Result<()> {
        if self.framing.bare {
            return tuples.starts.iter().try_for_each(|_| self.bare(out));
        }
        // The first byte not yet written.
        let mut from = 0;
        for start in &tuples.starts {
            let held = (start.at - from) as u64;
            if self.is_full(held, start.weight) {
                self.run(&tuples.bytes[from..start.at], out)?;
                self.end(out)?;
                self.begin(out)?;
                // The comma that would join the row to the one before.
                from = start.at + 1;
            }
            self.count(start.weight);
        }
        self.run(&tuples.bytes[from..], out)
    }

    /// Writes what ends the last statement, and gives the number of rows.
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn finish(mut self, out: &mut Output) -> Result<u64> {
        if self.total > 0 {
            self.end(out)?;
            out.write(self.framing.after.as_bytes())?;
        }
        Ok(self.total)
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

    fn run(&mut self, bytes: &[u8], out: &mut Output) -> Result<()> {
        self.size += bytes.len() as u64;
        out.write(bytes)
    }

    fn begin(&mut self, out: &mut Output) -> Result<()> {
        out.write(self.framing.before.as_bytes())?;
        self.size = self.framing.head.len() as u64;
        out.write(&self.framing.head)
    }

    fn end(&mut self, out: &mut Output) -> Result<()> {
        if self.rows > 0 {
            out.write(self.framing.tail.as_bytes())?;
        }
        self.rows = 0;
        Ok(())
    }

    fn bare(&mut self, out: &mut Output) -> Result<()> {
        self.end(out)?;
        self.begin(out)?;
        self.count(0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::literal::{SEPARATOR, Start};

    /// Writes the tuples in buffers that end after each of `cuts` bytes, and gives the file.
    fn framed(tuples: &[&str], cuts: usize, rows: u32, size: u64) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut out = Output::file(&path).unwrap();
        let head = "INSERT INTO t VALUES".into();
        let framing = Framing { before: "\n", head, tail: ";\n", after: "!", bare: false, rows, size };
        let mut framer = Framer::new(framing);
        let (mut bytes, mut starts) = (Vec::new(), Vec::new());
        for tuple in tuples {
            starts.push(Start { at: bytes.len(), weight: tuple.len() as u64 + 2 });
            bytes.extend([SEPARATOR, tuple.as_bytes(), b")"].concat());
        }
        for (at, chunk) in bytes.chunks(cuts).enumerate() {
            let range = at * cuts..at * cuts + chunk.len();
            let here = starts.iter().filter(|start| range.contains(&start.at));
            let starts = here.map(|start| Start { at: start.at - range.start, ..*start }).collect();
            framer.write(&Tuples { bytes: chunk.to_vec(), starts }, &mut out).unwrap();
        }
        assert_eq!(framer.finish(&mut out).unwrap(), tuples.len() as u64);
        out.finish().unwrap();
        fs::read_to_string(path).unwrap()
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
