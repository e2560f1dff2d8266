//! The lines of a COPY in text format, as DataRows.
//!
//! A table that may not be read by SELECT is read by COPY. Its rows then take the way of all rows, through the same
//! encoder into the same tuples: each line becomes the body that a DataRow of the same values has.
//!
//! ```text
//! 7→it\tis→\N⏎    →    columns 3 │ 1 "7" │ 5 "it⇥is" │ -1
//! ```
//!
//! One row is held whole, as it is on the server. A database's encoding has no character with a TAB's, a line feed's
//! or a backslash's byte in it, and rows are read in that encoding: bytes can be looked at one by one.
//!
//! Source: PostgreSQL documentation, "COPY", "Text Format"; "Message Formats", DataRow (B).

use std::fmt;

/// Why a line is no row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LineError {
    /// A backslash before a byte that no server escapes.
    Escape(u8),
    /// `\N` beside other bytes.
    Null,
    /// More bytes or columns than a DataRow can have.
    TooLong,
    /// A value, of so many bytes, that no server takes as a string constant.
    Value(usize),
    /// The last line has no end.
    Open,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Escape(byte) => {
                write!(f, "the server's COPY has a backslash before '{}'", byte.escape_ascii())
            }
            Self::Null => write!(f, "the server's COPY has \\N inside a value"),
            Self::TooLong => write!(f, "a line of the server's COPY is longer than a row can be"),
            Self::Value(size) => {
                write!(
                    f,
                    "a value of {size} bytes: no server takes a string constant of {LONGEST} bytes or more"
                )
            }
            Self::Open => write!(f, "the server's COPY ends in the middle of a row"),
        }
    }
}

/// Cuts the bytes of a COPY into rows.
#[derive(Debug)]
pub struct Lines {
    /// Whether a row has columns: a line of a table without any is empty.
    columns: bool,
    /// The body so far: a count of columns that is not known yet, then each value behind its size.
    body: Vec<u8>,
    /// How many columns are complete.
    complete: usize,
    /// Where the size of the open value stands.
    size_at: usize,
    /// What the last byte was.
    state: State,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// Inside a value, or before it.
    Value,
    /// Behind a backslash.
    Backslash,
    /// Behind `\N`, which is all of the value.
    Null,
}

/// The bytes of a string constant that PostgreSQL's lexer does not take any more.
const LONGEST: usize = 1 << 29;

/// The bytes of a column count, and of a value's size.
const COUNT: usize = 2;
const SIZE: usize = 4;

impl Lines {
    /// The lines of a table with so many columns.
    pub fn new(columns: usize) -> Self {
        let mut lines =
            Self { columns: columns > 0, body: Vec::new(), complete: 0, size_at: 0, state: State::Value };
        lines.begin();
        lines
    }

    /// Takes some bytes, cut anywhere, and gives `row` the body of each row that is complete.
    ///
    /// # Errors
    ///
    /// What `row` says; a [`LineError`] as `row`'s error.
    pub fn take<E: From<LineError>>(
        &mut self,
        bytes: &[u8],
        mut row: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rest = bytes;
        while let Some(first) = rest.first().copied() {
            let plain = match self.state {
                State::Value => memchr::memchr3(b'\t', b'\n', b'\\', rest).unwrap_or(rest.len()),
                State::Backslash | State::Null => 0,
            };
            if plain > 0 {
                let (now, later) = rest.split_at(plain);
                self.body.extend_from_slice(now);
                rest = later;
                continue;
            }
            rest = rest.get(1..).unwrap_or_default();
            match (self.state, first) {
                (State::Backslash, byte) => self.escaped(byte)?,
                (State::Value | State::Null, b'\t') => self.next()?,
                (State::Value | State::Null, b'\n') => {
                    self.end()?;
                    row(&self.body)?;
                    self.begin();
                }
                (State::Value, _) => self.state = State::Backslash,
                (State::Null, _) => return Err(LineError::Null.into()),
            }
        }
        Ok(())
    }

    /// Whether the bytes ended with a line.
    ///
    /// # Errors
    ///
    /// [`LineError::Open`].
    pub fn finish(&self) -> Result<(), LineError> {
        let begun = COUNT + if self.columns { SIZE } else { 0 };
        let open = self.body.len() > begun || self.complete > 0 || self.state != State::Value;
        if open { Err(LineError::Open) } else { Ok(()) }
    }

    fn begin(&mut self) {
        self.body.clear();
        self.body.extend_from_slice(&[0; COUNT]);
        self.complete = 0;
        if self.columns {
            self.open();
        }
    }

    fn open(&mut self) {
        self.size_at = self.body.len();
        self.body.extend_from_slice(&[0; SIZE]);
        self.state = State::Value;
    }

    fn escaped(&mut self, byte: u8) -> Result<(), LineError> {
        let meant = match byte {
            b'b' => 0x08,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 0x0b,
            b'f' => 0x0c,
            b'r' => b'\r',
            b'\\' => b'\\',
            b'N' if self.body.len() == self.size_at + SIZE => {
                self.state = State::Null;
                return Ok(());
            }
            other => return Err(LineError::Escape(other)),
        };
        self.body.push(meant);
        self.state = State::Value;
        Ok(())
    }

    /// Closes a value, and opens the next.
    fn next(&mut self) -> Result<(), LineError> {
        self.close()?;
        self.open();
        Ok(())
    }

    /// Closes a row.
    fn end(&mut self) -> Result<(), LineError> {
        if self.columns || self.body.len() > COUNT {
            self.close()?;
        }
        let columns = u16::try_from(self.complete).map_err(|_| LineError::TooLong)?;
        i32::try_from(self.body.len()).map_err(|_| LineError::TooLong)?;
        self.put(0, columns.to_be_bytes());
        Ok(())
    }

    fn close(&mut self) -> Result<(), LineError> {
        let size = match self.state {
            State::Null => -1,
            _ => self.size()?,
        };
        self.put(self.size_at, size.to_be_bytes());
        self.complete += 1;
        Ok(())
    }

    /// The size of the open value.
    fn size(&self) -> Result<i32, LineError> {
        let size = self.body.len() - self.size_at - SIZE;
        if size >= LONGEST {
            return Err(LineError::Value(size));
        }
        i32::try_from(size).map_err(|_| LineError::TooLong)
    }

    fn put<const N: usize>(&mut self, at: usize, bytes: [u8; N]) {
        if let Some(place) = self.body.get_mut(at..at + N) {
            place.copy_from_slice(&bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use roachdump_proto::row::Row;

    use super::*;

    /// The values of each row, by bytes in pieces of `size`.
    fn rows(columns: usize, bytes: &[u8], size: usize) -> Result<Vec<Vec<Option<Vec<u8>>>>, LineError> {
        let (mut lines, mut all) = (Lines::new(columns), Vec::new());
        for piece in bytes.chunks(size) {
            lines.take(piece, |body| {
                let mut row = Row::new(body).unwrap();
                let values = (0..row.columns()).map(|_| row.value().unwrap().map(<[u8]>::to_vec)).collect();
                row.end().unwrap();
                all.push(values);
                Ok::<(), LineError>(())
            })?;
        }
        lines.finish().map(|()| all)
    }

    #[test]
    fn lines() {
        type Want<'a> = Result<&'a [&'a [Option<&'a str>]], LineError>;
        #[rustfmt::skip]
        let table: &[(&str, usize, &str, Want<'_>)] = &[
            ("nothing",       2, "",                      Ok(&[])),
            ("values",        2, "a\tb\n",                Ok(&[&[Some("a"), Some("b")]])),
            ("empty values",  2, "\t\n",                  Ok(&[&[Some(""), Some("")]])),
            ("one empty",     1, "\n\n",                  Ok(&[&[Some("")], &[Some("")]])),
            ("no columns",    0, "\n\n",                  Ok(&[&[], &[]])),
            ("NULL",          3, "\\N\ta\t\\N\n",         Ok(&[&[None, Some("a"), None]])),
            ("the text \\N",  1, "\\\\N\n",               Ok(&[&[Some("\\N")]])),
            ("escapes",       1, "\\b\\t\\n\\v\\f\\r\\\\\n", Ok(&[&[Some("\x08\t\n\x0b\x0c\r\\")]])),
            ("more columns",  1, "a\tb\n",                Ok(&[&[Some("a"), Some("b")]])),
            ("end mark",      1, "\\.\n",                 Err(LineError::Escape(b'.'))),
            ("octal",         1, "\\101\n",               Err(LineError::Escape(b'1'))),
            ("NULL inside",   1, "a\\N\n",                Err(LineError::Escape(b'N'))),
            ("NULL and more", 1, "\\Na\n",                Err(LineError::Null)),
            ("cut",           2, "a\tb\nc",               Err(LineError::Open)),
            ("cut empty",     2, "a\tb\n\t",              Err(LineError::Open)),
            ("cut NULL",      2, "\\N",                   Err(LineError::Open)),
        ];
        for (name, columns, bytes, want) in table {
            let values =
                |row: &&[Option<&str>]| row.iter().map(|v| v.map(|v| v.as_bytes().to_vec())).collect();
            let want: Result<Vec<Vec<_>>, _> = want.map(|rows| rows.iter().map(values).collect());
            for size in 1..=bytes.len().max(1) {
                assert_eq!(rows(*columns, bytes.as_bytes(), size), want, "{name} by {size}");
            }
        }
    }
}
