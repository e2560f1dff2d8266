//! What a dialect's writers may touch beyond a value, and how much they make of it; in bytes.
//!
//! | dialect | reads behind | writes beyond | growth | adds |
//! |---|---|---|---|---|
//! | `postgres` | a block | a block | 2: `'` becomes `''` | 3: `f` becomes `false` |
//! | `cockroach` | a block | a block | 4: U+0001 becomes `\x01`, U+FFFD, three bytes, twelve | 1: an `e` before the apostrophe |
//!
//! A block may start at a value's last byte, be it read or written. Debug builds hold the end of every value
//! against the last two columns; Miri sees who reads or writes beyond the first two.

use super::blocks::BLOCK;
use super::glue::GLUE;

/// What may be touched beyond a value.
#[derive(Clone, Copy, Debug)]
pub(in crate::literal) struct Bounds {
    /// May be read behind a value.
    pub(super) reads_behind: usize,
    /// May be written behind what the value becomes at most.
    pub(super) writes_beyond: usize,
    /// A byte of a value becomes so many at most,
    growth: usize,
    /// and the value so many more.
    adds: usize,
}

/// The table's first row.
pub(super) const POSTGRES: Bounds = Bounds { reads_behind: BLOCK, writes_beyond: BLOCK, growth: 2, adds: 3 };

/// The table's second row.
pub(super) const COCKROACH: Bounds = Bounds { reads_behind: BLOCK, writes_beyond: BLOCK, growth: 4, adds: 1 };

/// Bytes behind a body that may be read, whatever the dialect.
pub(in crate::literal) const READ_SLACK: usize = BLOCK;

const _: () = assert!(POSTGRES.reads_behind <= READ_SLACK && COCKROACH.reads_behind <= READ_SLACK);

impl Bounds {
    /// The most that a value of `size` bytes becomes.
    pub(super) const fn value(self, size: usize) -> usize {
        self.growth * size + self.adds
    }

    /// The most that is written for a row of `size` bytes: NULL, and what stands behind it, are a glue each.
    pub(super) const fn row(self, size: usize, columns: usize) -> usize {
        self.growth * size + (self.adds + 2 * GLUE) * (columns + 1) + self.writes_beyond
    }
}
