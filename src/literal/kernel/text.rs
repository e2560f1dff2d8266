//! The values of the `postgres` dialect.

use std::ptr::null_mut;

use super::blocks::{self, BLOCK, below};
use super::lane::Lane;
use super::{BlockWriter, Bounds, ValueEncoder, bounds, number, postgres};

/// Where a block has so many apostrophes, its bytes are written one by one.
const DENSE: u32 = 20;

// SAFETY: each function is safe where its own words ask for no more than the bounds.
unsafe impl BlockWriter for postgres::Family {
    const BOUNDS: Bounds = bounds::POSTGRES;

    fn of(encoder: &ValueEncoder) -> Option<Self> {
        if let ValueEncoder::Postgres(family) = encoder { Some(*family) } else { None }
    }

    fn opening(self) -> &'static [u8] {
        match self {
            Self::Text => b"'",
            Self::Bits => b"B'",
            Self::Integer | Self::Numeric | Self::Float | Self::Boolean => b"",
        }
    }

    #[inline(always)]
    unsafe fn write(self, value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
        // SAFETY: what each asks for is less than what the trait's `write` asks for.
        unsafe {
            match self {
                Self::Text => text(value, size, at),
                Self::Bits => blocks::all(value, size, at, Lane::not_bits),
                Self::Integer | Self::Numeric | Self::Float => {
                    let end = number::digits(value, size, at);
                    if end.is_null() { signed(value, size, at, self != Self::Integer) } else { end }
                }
                Self::Boolean => boolean(value, size, at),
            }
        }
    }
}

/// `true` or `false`.
///
/// # Safety
///
/// A byte may be read at `value`, and eight be written at `at`.
#[inline(always)]
pub(super) unsafe fn boolean(value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: as above.
    unsafe {
        let (word, written) = match (size, value.read()) {
            (1, b't') => (*b"true    ", 4),
            (1, b'f') => (*b"false   ", 5),
            _ => return null_mut(),
        };
        at.cast::<[u8; 8]>().write(word);
        at.add(written)
    }
}

/// A number with a sign, a point if it may have one, or more digits than a lane. -0, which a column of floats quotes, is left to
/// the plain path.
///
/// # Safety
///
/// As in [`BlockWriter::write`].
#[inline(never)]
unsafe fn signed(value: *const u8, size: usize, at: *mut u8, pointed: bool) -> *mut u8 {
    // SAFETY: two lanes behind the value's start are within the slack, and so they are behind its sign.
    unsafe {
        let sign = usize::from(size > 0 && value.read() == b'-');
        let minus_zero = size == 2 && value.cast::<[u8; 2]>().read() == *b"-0";
        at.write(b'-');
        let fixed = number::fixed(value.add(sign), size - sign, at.add(sign));
        let is_one = |fixed: &number::Fixed| !minus_zero && (pointed || fixed.point == size - sign);
        fixed.filter(is_one).map_or(null_mut(), |fixed| fixed.end)
    }
}

/// Text with its apostrophes doubled, between those that are written elsewhere. One with a NUL is left to the
/// plain path, which refuses it.
///
/// # Safety
///
/// As in [`BlockWriter::write`].
#[inline(always)]
unsafe fn text(value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: what is asked for is less than what the caller promises.
    match unsafe { blocks::until(value, size, at, Lane::quotes) } {
        Ok(()) => at.wrapping_add(size),
        // SAFETY: `done` bytes are written, each as itself.
        Err((done, hits)) => unsafe { doubled(value, size, done, hits, at.add(done)) },
    }
}

/// What is left of a text from a block with `hits` on.
///
/// # Safety
///
/// As in [`BlockWriter::write`]; `done` bytes of the value are written before `at`, and the next are the
/// block's.
#[inline(never)]
unsafe fn doubled(value: *const u8, size: usize, mut done: usize, mut hits: u64, mut at: *mut u8) -> *mut u8 {
    // SAFETY: a block starts within the value, so its end is within the slack.
    unsafe {
        loop {
            let here = BLOCK.min(size - done);
            let from = value.add(done);
            at = if hits == 0 {
                at.add(here)
            } else if blocks::classify(from, Lane::nuls) & below(here) != 0 {
                return null_mut();
            } else if hits.count_ones() > DENSE {
                bytewise(from, here, at)
            } else {
                hitwise(from, here, hits, at)
            };
            done += here;
            if done >= size {
                return at;
            }
            hits = blocks::block(value.add(done), at, Lane::quotes) & below(BLOCK.min(size - done));
        }
    }
}

/// A block with many apostrophes: every byte is followed by one that is overwritten or kept.
///
/// # Safety
///
/// `size` bytes may be read at `from`; twice as many and one may be written at `at`.
#[inline(always)]
unsafe fn bytewise(from: *const u8, size: usize, mut at: *mut u8) -> *mut u8 {
    for nth in 0..size {
        // SAFETY: `nth` is below `size`; each byte moves `at` by two at most.
        unsafe {
            let byte = from.add(nth).read();
            at.cast::<[u8; 2]>().write([byte, b'\'']);
            at = at.add(1 + usize::from(byte == b'\''));
        }
    }
    at
}

/// A block with few apostrophes: what is between them is copied.
///
/// # Safety
///
/// As of [`blocks::run`]; `hits` are below `size`.
#[inline(always)]
unsafe fn hitwise(from: *const u8, size: usize, mut hits: u64, mut at: *mut u8) -> *mut u8 {
    let mut done = 0;
    // SAFETY: `done` and every hit stay below `size`; at most twice `size` bytes are written, and what `run`
    // copies too much is within the slack.
    unsafe {
        while hits != 0 {
            let hit = hits.trailing_zeros() as usize;
            at = blocks::run(from.add(done), hit + 1 - done, at);
            at.write(b'\'');
            at = at.add(1);
            done = hit + 1;
            hits &= hits - 1;
        }
        blocks::run(from.add(done), size - done, at)
    }
}
