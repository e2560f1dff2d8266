//! Reads the text form of COPY and appends the tuples that [`RowEncoder`](super::RowEncoder) makes of the same
//! rows read by a SELECT: the same bytes, the same starts, the same weights.
//!
//! ```text
//! COPY t (a, b, c) TO STDOUT           the dump
//! 1 ⇥ it's\ta\\b ⇥ \N ⏎        ─▶       ,\n\t(1, 'it''s⇥a\b', NULL)
//! ```
//!
//! | in the line | is |
//! |---|---|
//! | TAB, line feed | the end of a value, of a row |
//! | `\N` alone | NULL |
//! | `\b` `\t` `\n` `\v` `\f` `\r` `\\` | one byte |
//! | any other backslash: `\.`, `\x41`, `\101`, a line feed behind it | refused: no server writes it |
//!
//! # How it is used
//!
//! `new` with the families of the columns, by the OIDs of their types (a domain's is its base type's), in the
//! order of the COPY's column list; the COPY must be in text format with the default options. Then every body of
//! the CopyData messages to [`take`](CopyEncoder::take); at CopyDone [`finish`](CopyEncoder::finish), which an
//! incomplete last line fails; after an error [`abort`](CopyEncoder::abort), before anything else is written.
//! `Tuples` may be written out and cleared after each `take`. The rows begun are counted by `Tuples::starts`.
//!
//! Lines may be cut anywhere, over messages and buffers. A server sends a line in each message: one that is
//! whole in the receive buffer goes through the kernel. Everything else goes byte by byte through a state that
//! holds no more than a number.
//!
//! # What is held
//!
//! Where a statement ends depends on a row's weight, and the row of a SELECT says it at its beginning. Here it
//! is known at the end of the line: a line that comes in chunks is held until then, or until it weighs more than
//! a whole statement, whatever is to come. So memory is bounded by the statement size and not by the rows. With
//! no statement size, weights count for nothing, and little is held. A row that is let go early has for its
//! weight what was known then: more than the statement size, less than its own.
//!
//! # Encodings
//!
//! TAB, line feed and backslash are looked for as bytes. That holds in every encoding a server may have. In
//! those that only a client may have (SJIS, BIG5, GBK, UHC, GB18030, JOHAB, SHIFT_JIS_2004), a backslash can be
//! the second byte of a character, and the server escapes none there: the session's `client_encoding` must be
//! the server's encoding, as this program sets it.
//!
//! # Source
//!
//! PostgreSQL `src/backend/commands/copyto.c`, `CopyAttributeOutText`; documentation, "COPY", "Text Format".

use super::copy_line::CopyLine;
#[cfg(target_arch = "x86_64")]
use super::kernel::{Kernel, READ_SLACK};
use super::layout::Layout;
use super::tuples::WEIGHED_AS_TUPLE;
use super::{RowError, Tuples, ValueEncoder, postgres};
use crate::connect::{Body, Buffered};

/// Writes rows that come by COPY as tuples of the `postgres` dialect.
#[derive(Debug)]
pub struct CopyEncoder {
    layout: Layout,
    #[cfg(target_arch = "x86_64")]
    kernel: Option<Kernel>,
    /// The line of which the end has not come.
    line: Option<CopyLine>,
    /// The tuple of that line as long as its weight is not known; kept for its memory.
    held: Vec<u8>,
    /// The value of that line that must be whole; kept for its memory.
    gathered: Vec<u8>,
    /// A row of more bytes is not held.
    most: u64,
}

impl CopyEncoder {
    /// An encoder for lines with these columns, whose tuples become statements of at most so many bytes.
    pub fn new(columns: &[postgres::Family], statement_size: Option<u64>) -> Self {
        let layout = Layout::tuples(columns.iter().copied().map(ValueEncoder::Postgres).collect());
        Self {
            #[cfg(target_arch = "x86_64")]
            kernel: Kernel::new(&layout.columns),
            layout,
            line: None,
            held: Vec::new(),
            gathered: Vec::new(),
            most: statement_size.unwrap_or(0).max(WEIGHED_AS_TUPLE as u64),
        }
    }

    /// Appends the rows that end in the body of a CopyData or a chunk of one, and what may be let go of the
    /// row that does not end there.
    ///
    /// # Errors
    ///
    /// See [`RowError`].
    #[inline]
    pub fn take(&mut self, body: Body<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        match body {
            Body::Whole(line) if self.by_kernel(line, tuples) => Ok(()),
            Body::Whole(line) => self.bytes(line.body(), tuples),
            Body::Chunk(bytes) => self.bytes(bytes, tuples),
            Body::Begin(_) | Body::End => Ok(()),
        }
    }

    /// The bytes are over.
    ///
    /// # Errors
    ///
    /// [`RowError::Line`] if a line has begun and not ended.
    pub fn finish(&self) -> Result<(), RowError> {
        if self.line.is_none() { Ok(()) } else { Err(RowError::Line("does not end")) }
    }

    /// Forgets the line that has begun, and closes a literal of it that is open in `out`, so that what follows
    /// is not taken for a part of it.
    pub fn abort(&mut self, out: &mut Vec<u8>) {
        if let Some(line) = self.line.take() {
            line.abort(out);
        }
    }

    /// Whether the kernel has appended the tuple of a body that is one line.
    #[inline]
    fn by_kernel(&self, line: Buffered<'_>, tuples: &mut Tuples) -> bool {
        #[cfg(target_arch = "x86_64")]
        if let Some(kernel) = &self.kernel
            && self.line.is_none()
            // Its DataRow is longer by no more than three bytes for each column, and the count.
            && line.size() + 3 * self.layout.columns.len() + 2 <= WEIGHED_AS_TUPLE
            && line.buffer().len() >= line.size() + READ_SLACK
        {
            let start = tuples.bytes.len();
            let written = kernel.line(&self.layout.columns, line, &mut tuples.bytes);
            if written {
                tuples.done(start, line.size());
            }
            return written;
        }
        false
    }

    /// The rows of any bytes, value by value: the kernel's twin.
    pub(super) fn bytes(&mut self, mut bytes: &[u8], tuples: &mut Tuples) -> Result<(), RowError> {
        while !bytes.is_empty() {
            let line = self.line.get_or_insert_with(|| {
                self.held.clear();
                CopyLine::begin(&self.layout, &mut self.held)
            });
            let out = if line.is_held() { &mut self.held } else { &mut tuples.bytes };
            let ended = line.take(&mut bytes, &self.layout, &mut self.gathered, out)?;
            let (held, size) = (line.is_held(), line.size());
            if held && ended {
                let start = tuples.bytes.len();
                tuples.bytes.extend_from_slice(&self.held);
                tuples.done(start, size);
            } else if held && size as u64 > self.most {
                tuples.begin(size as u64);
                tuples.bytes.extend_from_slice(&self.held);
                line.let_go();
            }
            if ended {
                self.line = None;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
