//! `BYTES`: `'\x00ff'`, the server's own hexadecimal form between apostrophes.

use super::BadValue;

/// The whole form: a backslash, an `x`, an even number of digits.
pub(super) const BAD: BadValue = BadValue { expected: "bytes in hexadecimal form" };

pub(super) fn write(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    join(std::iter::once(value), out)
}

/// As [`write`], for a value that lies in fragments.
pub(super) fn join<'a>(fragments: impl Iterator<Item = &'a [u8]>, out: &mut Vec<u8>) -> Result<(), BadValue> {
    let mut bytes = ChunkedBytes::default();
    out.push(b'\'');
    for fragment in fragments {
        bytes.chunk(fragment, out)?;
    }
    out.push(b'\'');
    bytes.end()
}

/// A value that arrives in chunks: how much of it has been written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChunkedBytes {
    /// Bytes of text, `\x` included.
    written: u64,
}

impl ChunkedBytes {
    /// Appends the next chunk of the value's text.
    pub(super) fn chunk(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        let mut digits = chunk;
        while let (0..2, Some((first, rest))) = (self.written, digits.split_first()) {
            if *first != [b'\\', b'x'][usize::from(self.written == 1)] {
                return Err(BAD);
            }
            out.push(*first);
            self.written += 1;
            digits = rest;
        }
        // Blocks without an early end inside: the compiler turns them into vector instructions.
        if !digits.chunks(64).all(|block| block.iter().fold(true, |all, b| all & b.is_ascii_hexdigit())) {
            return Err(BAD);
        }
        out.extend_from_slice(digits);
        self.written += digits.len() as u64;
        Ok(())
    }

    /// Checks that the value ended where one may end.
    pub(super) fn end(self) -> Result<(), BadValue> {
        if self.written >= 2 && self.written.is_multiple_of(2) { Ok(()) } else { Err(BAD) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::BAD;

    #[test]
    fn literals() {
        #[rustfmt::skip]
        check(&[
            ("BYTES", r"\x", Ok(r"'\x'")),
            ("BYTES", r"\x6162", Ok(r"'\x6162'")),
            ("BYTES", r"\x0001ff", Ok(r"'\x0001ff'")),
            ("BYTES", "", Err(BAD)),
            ("BYTES", r"\", Err(BAD)),
            ("BYTES", r"\x6", Err(BAD)),
            ("BYTES", r"\x6g", Err(BAD)),
            ("BYTES", r"\x61'", Err(BAD)),
            ("BYTES", r"\\x61", Err(BAD)),
            ("BYTES", "abc", Err(BAD)),
        ]);
    }
}
