//! How often to wake for bytes while rows stream.
//!
//! A server hands over 8 KiB at a time, and a reader that takes each at once spends its time on waking up.
//! Once a statement has proved large, the reader waits for more at a time: on TCP the system holds bytes back
//! until there are [`MARK`]; on a Unix socket, where it cannot, the reader sleeps a moment after a short read.
//! A small answer is never delayed.

use std::fmt;
use std::time::Duration;

/// An answer of this many bytes is large.
const LARGE: u64 = 1 << 20;

/// Bytes a TCP socket holds before it wakes the reader.
pub(super) const MARK: i32 = 160 << 10;

/// The longest time that bytes below the mark are held back: what a table's end costs.
pub(super) const HELD: Duration = Duration::from_millis(5);

/// A read of fewer bytes from a Unix socket came too early.
const SHORT: usize = 48 << 10;

/// The time to let a Unix socket fill up.
const PAUSE: Duration = Duration::from_micros(100);

/// The pace of one statement's rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    bytes: u64,
    reads: u64,
    last: usize,
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes in {} reads", self.bytes, self.reads)
    }
}

impl Pace {
    /// So many bytes were read.
    pub(super) fn read(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        self.reads += 1;
        self.last = bytes;
    }

    /// Whether to wait for many bytes at a time.
    pub(super) fn is_large(self) -> bool {
        self.bytes >= LARGE
    }

    /// The time to sleep before reading a Unix socket.
    pub(super) fn pause(self) -> Option<Duration> {
        (self.is_large() && self.last < SHORT).then_some(PAUSE)
    }
}
