//! A value that is written as it comes, because it is too long to be held.

use super::{BadValue, cockroach, copy_text, postgres};

/// Writes one value: [`open`](Self::open), any number of [`chunk`](Self::chunk)s, [`close`](Self::close).
#[derive(Debug)]
pub(super) enum StreamedValue {
    Postgres(postgres::StreamedText),
    Cockroach(cockroach::StreamedLiteral),
    CopyLine,
}

impl StreamedValue {
    /// Appends what stands before the first chunk.
    pub(super) fn open(&self, out: &mut Vec<u8>) {
        match self {
            Self::Postgres(text) => text.open(out),
            Self::Cockroach(literal) => literal.open(out),
            Self::CopyLine => {}
        }
    }

    /// Appends the next chunk of the value, cut anywhere.
    pub(super) fn chunk(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Postgres(text) => text.chunk(bytes, out),
            Self::Cockroach(literal) => literal.chunk(bytes, out),
            Self::CopyLine => {
                copy_text::escape(bytes, out);
                Ok(())
            }
        }
    }

    /// Appends what stands behind the last chunk.
    pub(super) fn close(self, out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Postgres(text) => text.close(out),
            Self::Cockroach(literal) => return literal.close(out),
            Self::CopyLine => {}
        }
        Ok(())
    }

    /// Ends a literal in the middle of its value.
    pub(super) fn abort(self, out: &mut Vec<u8>) {
        match self {
            Self::Postgres(_) | Self::Cockroach(_) => out.push(b'\''),
            Self::CopyLine => {}
        }
    }
}
