//! What stands between two values: a few bytes that are known before the row, and stored at once.

/// The bytes that a glue has room for.
pub(super) const GLUE: usize = 8;

/// A few bytes that are stored at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glue {
    bytes: [u8; GLUE],
    /// How many are meant.
    size: usize,
}

impl Glue {
    /// The texts one behind the other.
    ///
    /// # Panics
    ///
    /// If they have no room: a table's columns decide it, not its rows.
    pub(super) fn new(texts: &[&[u8]]) -> Self {
        let text = texts.concat();
        assert!(text.len() <= GLUE, "no glue has room for {}", text.escape_ascii());
        let mut bytes = [0; GLUE];
        bytes.iter_mut().zip(&text).for_each(|(to, from)| *to = *from);
        Self { bytes, size: text.len() }
    }

    /// Writes it to `at`, and gives where the next byte goes.
    ///
    /// # Safety
    ///
    /// [`GLUE`] bytes may be written at `at`.
    #[inline(always)]
    pub(super) unsafe fn write(self, at: *mut u8) -> *mut u8 {
        // SAFETY: as above, and `size` is no more.
        unsafe {
            at.cast::<[u8; GLUE]>().write(self.bytes);
            at.add(self.size)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "no glue has room")]
    fn no_room() {
        Glue::new(&[b"', ", b"too long"]);
    }
}
