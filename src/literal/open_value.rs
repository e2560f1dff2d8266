//! A value that arrives in chunks: written as it comes, or held until it is whole.

use super::{BadValue, StreamedValue, ValueEncoder};

/// A value of which the end has not come.
#[derive(Debug)]
pub(super) enum OpenValue {
    /// It is held until it is whole.
    Gathered,
    /// It is written as it comes.
    Streamed(StreamedValue),
}

impl OpenValue {
    /// A value of `size` bytes to come. `gathered` holds it if it must be whole.
    pub(super) fn new(encoder: &ValueEncoder, size: u32, gathered: &mut Vec<u8>, out: &mut Vec<u8>) -> Self {
        gathered.clear();
        let Some(value) = encoder.streamed(size) else { return Self::Gathered };
        value.open(out);
        Self::Streamed(value)
    }

    /// Appends the value's next bytes.
    pub(super) fn chunk(
        &mut self,
        bytes: &[u8],
        encoder: &ValueEncoder,
        gathered: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Result<(), BadValue> {
        match self {
            Self::Streamed(value) => value.chunk(bytes, out),
            Self::Gathered => {
                encoder.hold(gathered.len() + bytes.len())?;
                gathered.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    /// Appends what stands behind the value's last byte, or the value that was held.
    pub(super) fn close(
        self,
        encoder: &ValueEncoder,
        gathered: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), BadValue> {
        match self {
            Self::Streamed(value) => value.close(out),
            Self::Gathered => {
                let start = out.len();
                encoder.write(gathered, out).inspect_err(|_| out.truncate(start))
            }
        }
    }

    /// Closes a literal in the middle of its value.
    pub(super) fn abort(self, out: &mut Vec<u8>) {
        if let Self::Streamed(value) = self {
            value.abort(out);
        }
    }
}
