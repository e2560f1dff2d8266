//! The body of a DataRow or CopyData as it arrives in the receive buffer: whole, or in chunks.
//!
//! ```text
//! receive buffer   … │ head │ body ……………… │ head │ body ……   what lies behind a body may be read
//!                            └── Buffered ──┘
//! a body longer than is held   Begin(size), Chunk, Chunk, …, End
//! ```

/// A body as it arrives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Body<'a> {
    /// The whole body.
    Whole(Buffered<'a>),
    /// A body of this many bytes begins; chunks follow, then `End`.
    Begin(u32),
    /// The next bytes of the body that began, never none.
    Chunk(&'a [u8]),
    /// The body that began is over.
    End,
}

impl<'a> Body<'a> {
    /// The bytes of the body that are at hand: none where it only begins or ends.
    pub fn bytes(self) -> &'a [u8] {
        match self {
            Self::Whole(whole) => whole.body(),
            Self::Chunk(bytes) => bytes,
            Self::Begin(_) | Self::End => &[],
        }
    }
}

/// A whole body, with what lies behind it in the receive buffer.
///
/// What lies behind means nothing, but may be read: a reader that takes many bytes at a time need not stop
/// exactly where a value does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Buffered<'a> {
    buffer: &'a [u8],
    size: usize,
}

impl<'a> Buffered<'a> {
    /// The first `size` bytes of `buffer`.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    #[inline]
    pub fn new(buffer: &'a [u8], size: usize) -> Self {
        assert!(size <= buffer.len(), "a body is as long as it says");
        Self { buffer, size }
    }

    /// The body alone.
    #[inline]
    pub fn body(self) -> &'a [u8] {
        &self.buffer[..self.size]
    }

    /// The body's size in bytes.
    #[inline]
    pub fn size(self) -> usize {
        self.size
    }

    /// The body and what lies behind it: never shorter than the body.
    #[inline]
    pub fn buffer(self) -> &'a [u8] {
        self.buffer
    }
}
