//! `BYTES`: `'\x00ff'`, the server's own hexadecimal form between apostrophes.

use super::BadValue;

/// The whole form: a backslash, an `x`, an even number of digits.
const BAD: BadValue = BadValue { expected: "bytes in hexadecimal form" };

pub(super) fn write(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    parts(std::iter::once(value), out)
}

/// As [`write`], for a value that lies in parts.
pub(super) fn parts<'a>(parts: impl Iterator<Item = &'a [u8]>, out: &mut Vec<u8>) -> Result<(), BadValue> {
    let mut state = State::default();
    out.push(b'\'');
    for part in parts {
        state.piece(part, out)?;
    }
    state.close(out)
}

/// How much of a value has been written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// Bytes of text, `\x` included.
    written: u64,
}

impl State {
    /// Appends the next piece of the value's text.
    pub(super) fn piece(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        let mut digits = piece;
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

    /// Ends the literal.
    pub(super) fn close(self, out: &mut Vec<u8>) -> Result<(), BadValue> {
        if self.written < 2 || !self.written.is_multiple_of(2) {
            return Err(BAD);
        }
        out.push(b'\'');
        Ok(())
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
