//! Text between quotes, with `'` doubled. A backslash stands for itself: the dump sets
//! `standard_conforming_strings` on.

use memchr::memchr2_iter;

use super::{BadValue, Family};

/// Appends `'value'`.
#[inline]
pub(super) fn quoted(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    out.reserve(value.len() + 2);
    out.push(b'\'');
    doubled(value, out)?;
    out.push(b'\'');
    Ok(())
}

#[inline]
fn doubled(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let mut from = 0;
    for at in memchr2_iter(b'\'', 0, value) {
        // No server's text holds one, and no loader reads past one.
        if value[at] == 0 {
            return Err(Family::Text.bad());
        }
        out.extend_from_slice(&value[from..=at]);
        from = at;
    }
    out.extend_from_slice(&value[from..]);
    Ok(())
}

/// Appends `B'101'`.
#[inline]
pub(super) fn bits(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    out.extend_from_slice(b"B'");
    noughts_and_ones(value, out)?;
    out.push(b'\'');
    Ok(())
}

fn noughts_and_ones(bits: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    // Blocks without an early end inside: the compiler turns them into vector instructions.
    if !bits.chunks(64).all(|block| block.iter().fold(true, |all, bit| all & matches!(bit, b'0' | b'1'))) {
        return Err(Family::Bits.bad());
    }
    out.extend_from_slice(bits);
    Ok(())
}

/// Writes a text or bit string that arrives in chunks.
#[derive(Clone, Copy, Debug)]
pub(in crate::literal) enum StreamedText {
    Text,
    Bits,
}

impl StreamedText {
    pub(in crate::literal) fn open(self, out: &mut Vec<u8>) {
        let opening: &[u8] = match self {
            Self::Text => b"'",
            Self::Bits => b"B'",
        };
        out.extend_from_slice(opening);
    }

    pub(in crate::literal) fn chunk(self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self {
            Self::Text => doubled(bytes, out),
            Self::Bits => noughts_and_ones(bytes, out),
        }
    }

    pub(in crate::literal) fn close(self, out: &mut Vec<u8>) {
        out.push(b'\'');
    }
}
