//! Text between quotes, with `'` doubled. A backslash stands for itself: the dump sets
//! `standard_conforming_strings` on.

use memchr::memchr2_iter;

use crate::literal::BadValue;

/// No server's text holds a NUL, and no loader reads past one.
const NUL: BadValue = BadValue { expected: "text: it holds a NUL byte" };

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
        if value[at] == 0 {
            return Err(NUL);
        }
        out.extend_from_slice(&value[from..=at]);
        from = at;
    }
    out.extend_from_slice(&value[from..]);
    Ok(())
}

/// Writes a text or bit string that arrives in chunks.
#[derive(Debug)]
pub(in crate::literal) struct StreamedText {
    prefix: &'static [u8],
}

impl StreamedText {
    pub(super) fn text() -> Self {
        Self { prefix: b"'" }
    }

    pub(super) fn bits() -> Self {
        Self { prefix: b"B'" }
    }

    pub(in crate::literal) fn open(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.prefix);
    }

    pub(in crate::literal) fn chunk(&self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        doubled(bytes, out)
    }

    pub(in crate::literal) fn close(self, out: &mut Vec<u8>) {
        out.push(b'\'');
    }
}
