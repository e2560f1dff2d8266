//! A table's rows as a COPY block: lines, and the line that ends them.
//!
//! ```text
//! COPY public.t (a, b) FROM stdin;
//! 1→x
//! \.
//! ```
//!
//! The lines may be a server's own bytes. So that they cannot be anything but rows, a line that ends the block
//! and a zero byte, which no honest server sends, are refused: what follows them would be run as SQL.

use bstr::BString;

use super::Output;
use crate::error::{Error, Result};

/// The line that ends a block.
const END: &[u8] = b"\\.\n";

/// What stands around the lines of one table.
#[derive(Clone, Debug)]
pub struct CopyFraming {
    /// What stands before the block.
    pub before: &'static str,
    /// The statement, with its line feed.
    pub head: BString,
    /// What stands behind the block.
    pub after: &'static str,
    /// The number of columns.
    pub columns: usize,
}

/// Writes the lines of one table.
#[derive(Debug)]
pub struct CopyBlock {
    framing: CopyFraming,
    /// The first byte of the lines that is not yet pushed.
    from: usize,
    begun: bool,
    rows: u64,
    line: Line,
}

/// Where in a line the bytes so far end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Line {
    Start,
    /// Behind a backslash that the line starts with.
    Backslash,
    Inside,
}

impl CopyBlock {
    /// A block that nothing is written of.
    pub fn new(framing: CopyFraming) -> Self {
        Self { framing, from: 0, begun: false, rows: 0, line: Line::Start }
    }

    /// The lines that are complete.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Pushes bytes of lines, cut anywhere, until all are, or the output is full; whether all are. If not, the
    /// same bytes are to be given again when the output is drained.
    ///
    /// # Errors
    ///
    /// [`Fault::Protocol`](crate::error::Fault::Protocol) for bytes that are no rows.
    pub fn write(&mut self, bytes: &[u8], out: &mut Output<'_>) -> Result<bool> {
        let rest = bytes.get(self.from..).unwrap_or_default();
        let piece = rest.get(..out.room()).unwrap_or(rest);
        self.pass(piece, out)?;
        self.from += piece.len();
        let all = self.from >= bytes.len();
        if all {
            self.from = 0;
        }
        Ok(all)
    }

    /// Pushes bytes of lines, cut anywhere, whether or not the output is full.
    ///
    /// # Errors
    ///
    /// [`Fault::Protocol`](crate::error::Fault::Protocol) for bytes that are no rows.
    pub fn pass(&mut self, bytes: &[u8], out: &mut Output<'_>) -> Result<()> {
        self.check(bytes)?;
        self.begin(out);
        out.push(bytes);
        Ok(())
    }

    /// Pushes the end of the block, and gives the number of rows.
    ///
    /// # Errors
    ///
    /// [`Fault::Protocol`](crate::error::Fault::Protocol) if the last line is not complete.
    pub fn finish(&mut self, out: &mut Output<'_>) -> Result<u64> {
        if self.line != Line::Start {
            return Err(malformed("ends in the middle of a row"));
        }
        self.begin(out);
        out.push(END);
        out.push(self.framing.after.as_bytes());
        Ok(self.rows)
    }

    /// Ends a block that cannot be completed by a row with too many columns, which makes the whole block fail.
    /// Of the tabs one may be taken for part of a character that was begun.
    pub fn abort(&mut self, out: &mut Output<'_>) {
        if self.begun {
            out.push(&vec![b'\t'; self.framing.columns + 2]);
            out.push(b"\n");
            out.push(END);
        }
    }

    fn begin(&mut self, out: &mut Output<'_>) {
        if !self.begun {
            self.begun = true;
            out.push(self.framing.before.as_bytes());
            out.push(&self.framing.head);
        }
    }

    fn check(&mut self, bytes: &[u8]) -> Result<()> {
        if memchr::memchr(0, bytes).is_some() {
            return Err(malformed("holds a zero byte"));
        }
        let mut rest = bytes;
        loop {
            self.starts(rest)?;
            let Some(end) = memchr::memchr(b'\n', rest) else { return Ok(()) };
            self.rows += 1;
            self.line = Line::Start;
            rest = rest.get(end + 1..).unwrap_or_default();
        }
    }

    /// Looks at what the line goes on with.
    fn starts(&mut self, rest: &[u8]) -> Result<()> {
        let ends = match self.line {
            Line::Start => rest.starts_with(b"\\."),
            Line::Backslash => rest.starts_with(b"."),
            Line::Inside => false,
        };
        if ends {
            return Err(malformed("ends before its rows do"));
        }
        self.line = match (self.line, rest) {
            (line, []) => line,
            (Line::Start, [b'\\']) => Line::Backslash,
            _ => Line::Inside,
        };
        Ok(())
    }
}

fn malformed(what: &str) -> Error {
    Error::violation(format!("the server's COPY {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::written;

    /// Writes the bytes in pieces of `size`: the rows and what is written, or what was wrong.
    fn block(bytes: &[u8], size: usize) -> Result<String, String> {
        let framing = CopyFraming { before: "<", head: "H\n".into(), after: ">", columns: 1 };
        let mut block = CopyBlock::new(framing);
        let mut rows = 0;
        let write = |out: &mut Output<'_>| {
            bytes.chunks(size).try_for_each(|bytes| block.write(bytes, out).map(|all| assert!(all)))?;
            rows = block.finish(out)?;
            Ok(())
        };
        let text = written(write).map_err(|error: Error| error.reason())?;
        Ok(format!("{rows}: {text}"))
    }

    #[test]
    fn blocks() {
        type Row = (&'static str, &'static [u8], Result<&'static str, &'static str>);
        #[rustfmt::skip]
        let rows: &[Row] = &[
            ("no rows",          b"",                 Ok("0: <H\n\\.\n>")),
            ("rows",             b"a\tb\n\nc\n",     Ok("3: <H\na\tb\n\nc\n\\.\n>")),
            ("escapes",          b"\\N\n\\\\.\na\\.\n", Ok("3: <H\n\\N\n\\\\.\na\\.\n\\.\n>")),
            ("end at the start", b"\\.\nDROP",       Err("the server's COPY ends before its rows do")),
            ("end later",        b"a\n\\.\nDROP",    Err("the server's COPY ends before its rows do")),
            ("end with more",    b"a\n\\.x\n",       Err("the server's COPY ends before its rows do")),
            ("zero",             b"a\0\n",           Err("the server's COPY holds a zero byte")),
            ("cut",              b"a\nb",            Err("the server's COPY ends in the middle of a row")),
            ("cut backslash",    b"a\n\\",           Err("the server's COPY ends in the middle of a row")),
        ];
        for (name, bytes, want) in rows {
            for size in 1..=bytes.len().max(1) {
                let got = block(bytes, size);
                assert_eq!(got.as_deref().map_err(String::as_str), *want, "{name} by {size}");
            }
        }
    }
}
