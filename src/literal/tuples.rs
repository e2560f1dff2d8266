//! Tuples on their way to becoming statements.

/// What stands before every tuple: the end of the row before, and this one's indent and parenthesis. At the
/// start of a statement the comma is left out.
pub const SEPARATOR: &[u8] = b",\n\t(";

/// A DataRow of up to this many bytes weighs as much as its tuple, a longer one as much as its DataRow. So
/// where statements end depends neither on buffers nor on how the rows were read. (Miri is slow: it has less to read.)
pub(super) const WEIGHED_AS_TUPLE: usize = if cfg!(miri) { 1 << 10 } else { 64 << 10 };

/// A buffer of tuples, each behind its [`SEPARATOR`], and where they start.
///
/// The bytes before the first start belong to a tuple that began in an earlier buffer.
#[derive(Debug, Default)]
pub struct Tuples {
    /// The tuples.
    pub bytes: Vec<u8>,
    /// Where in `bytes` a tuple's separator starts, in order.
    pub starts: Vec<Start>,
}

/// Where a tuple starts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Start {
    /// The offset of its separator.
    pub at: usize,
    /// Its size for the purpose of a statement's size.
    pub weight: u64,
}

impl Tuples {
    /// Forgets all tuples and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.starts.clear();
    }

    /// Notes a tuple that is appended from here on, and whose DataRow is to come in chunks and has `size` bytes.
    pub(super) fn begin(&mut self, size: u64) {
        self.starts.push(Start { at: self.bytes.len(), weight: size });
    }

    /// Notes the tuple that was appended from `at` on, from a DataRow of `size` bytes.
    #[inline]
    pub(super) fn done(&mut self, at: usize, size: usize) {
        let tuple = || (self.bytes.len() - at + 1).saturating_sub(SEPARATOR.len());
        let weight = if size <= WEIGHED_AS_TUPLE { tuple() } else { size };
        self.starts.push(Start { at, weight: weight as u64 });
    }
}
