//! The values of the `cockroach` dialect.

use std::ptr::null_mut;

use super::blocks;
use super::lane::{LANE, Lane};
use super::number::{self, Fixed};
use super::text::boolean;
use super::{BlockWriter, Bounds, ValueEncoder, bounds, escape};
use crate::literal::cockroach::Shape;

/// The offset of a timestamp, to be cut from its front, and room to store it at once.
static OFFSET: &[u8; 16] = b"+00:00          ";

/// Bytes of [`OFFSET`] that are meant.
const OFFSET_SIZE: usize = 6;

// SAFETY: each function is safe where its own words ask for no more than the bounds.
unsafe impl BlockWriter for Shape {
    const BOUNDS: Bounds = bounds::COCKROACH;

    fn of(encoder: &ValueEncoder) -> Option<Self> {
        if let ValueEncoder::Cockroach(notation) = encoder { Some(notation.shape()) } else { None }
    }

    fn opening(self) -> &'static [u8] {
        match self {
            Self::Text | Self::Bytes | Self::Timestamp | Self::LocalTimestamp => b"'",
            Self::Bits => b"B'",
            Self::Integer | Self::Float | Self::Decimal | Self::Boolean | Self::Other => b"",
        }
    }

    #[inline(always)]
    unsafe fn write(self, value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
        // SAFETY: what each asks for is less than what the trait's `write` asks for; before `at` is the
        // apostrophe of `opening`, where there is one.
        unsafe {
            match self {
                Self::Integer => {
                    let end = number::digits(value, size, at);
                    if end.is_null() { integer(value, size, at) } else { end }
                }
                Self::Text => text(value, size, at),
                Self::Timestamp => timestamp(value, size, true, at),
                Self::LocalTimestamp => timestamp(value, size, false, at),
                Self::Decimal => decimal(value, size, at),
                Self::Float => float(value, size, at),
                Self::Boolean => boolean(value, size, at),
                Self::Bytes => bytes(value, size, at),
                Self::Bits => blocks::all(value, size, at, Lane::not_bits),
                Self::Other => null_mut(),
            }
        }
    }
}

/// Text. One with something to escape begins anew, one byte before, where the apostrophe is.
///
/// # Safety
///
/// As in [`BlockWriter::write`]; a byte was written before `at`.
#[inline(always)]
unsafe fn text(value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: what is asked for is less than what the caller promises; a hit is a byte of the value.
    unsafe {
        match blocks::until(value, size, at, Lane::specials) {
            Ok(()) => at.add(size),
            Err((done, hits)) => escape::text(value, size, done + hits.trailing_zeros() as usize, at.sub(1)),
        }
    }
}

/// A backslash, an `x` and pairs of hexadecimal digits.
///
/// # Safety
///
/// As in [`BlockWriter::write`].
#[inline(never)]
unsafe fn bytes(value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: two bytes may be read whatever the size; what follows them is read if they are the value's.
    unsafe {
        let head = value.cast::<[u8; 2]>().read();
        if size < 2 || !size.is_multiple_of(2) || head != *br"\x" {
            return null_mut();
        }
        at.cast::<[u8; 2]>().write(head);
        blocks::all(value.add(2), size - 2, at.add(2), Lane::not_hex)
    }
}

/// A number in parentheses if it has a minus sign; `write` does it without.
///
/// # Safety
///
/// What `write` asks for, three bytes more at `at`, and a byte at `value`.
#[inline(always)]
unsafe fn signed(
    value: *const u8,
    size: usize,
    at: *mut u8,
    write: impl FnOnce(*const u8, usize, *mut u8) -> *mut u8,
) -> *mut u8 {
    // SAFETY: as above; `size` counts the sign.
    unsafe {
        if size == 0 || value.read() != b'-' {
            return write(value, size, at);
        }
        at.cast::<[u8; 2]>().write(*b"(-");
        let end = write(value.add(1), size - 1, at.add(2));
        if !end.is_null() {
            end.write(b')');
        }
        // Null stays null.
        if end.is_null() { end } else { end.add(1) }
    }
}

/// An integer with a sign, or more digits than a lane.
///
/// # Safety
///
/// As in [`BlockWriter::write`].
#[inline(never)]
unsafe fn integer(value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: two lanes are within the slack, and three bytes within the column's share.
    unsafe {
        signed(value, size, at, |value, size, at| {
            let whole = number::fixed(value, size, at).filter(|fixed| fixed.point == size);
            whole.map_or(null_mut(), |fixed| fixed.end)
        })
    }
}

/// A decimal without an exponent, and not so small that it needs one.
///
/// # Safety
///
/// As in [`BlockWriter::write`].
#[inline(never)]
unsafe fn decimal(value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: two lanes are within the slack, and three bytes within the column's share.
    unsafe {
        signed(value, size, at, |value, size, at| {
            let large = |_: &Fixed| value.cast::<[u8; 8]>().read() != *b"0.000000";
            number::fixed(value, size, at).filter(large).map_or(null_mut(), |fixed| fixed.end)
        })
    }
}

/// A float whose text is as it is to be, but for the `.0` of a whole number: from 0.0001 to 999999, of 17
/// digits at most.
///
/// # Safety
///
/// As in [`BlockWriter::write`].
#[inline(never)]
unsafe fn float(value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: two lanes are within the slack, and five bytes within the column's share. The number is not
    // empty and no longer than the two lanes.
    unsafe {
        signed(value, size, at, |value, size, at| {
            let Some(Fixed { end, point }) = number::fixed(value, size, at) else { return null_mut() };
            let nought = value.read() == b'0';
            if point > 6 || nought && point > 1 {
                return null_mut();
            }
            if point == size {
                end.cast::<[u8; 2]>().write(*b".0");
                return end.add(2);
            }
            // The noughts behind `0.` are no digits, and four of them call for an exponent.
            let fraction = u32::from_le_bytes(value.add(2).cast::<[u8; 4]>().read());
            let noughts = (fraction ^ u32::from_le_bytes(*b"0000")).trailing_zeros() as usize / 8;
            let digits = if nought { size - 2 - noughts.min(size - 2) } else { size - 1 };
            let shortest = value.add(size - 1).read() != b'0' && digits <= 17;
            if shortest && !(nought && noughts >= 4) { end } else { null_mut() }
        })
    }
}

/// A timestamp of a year with four digits, completed by what its offset lacks.
///
/// # Safety
///
/// As in [`BlockWriter::write`].
#[inline(never)]
unsafe fn timestamp(value: *const u8, size: usize, offset: bool, at: *mut u8) -> *mut u8 {
    // SAFETY: two lanes are within the slack, and the offset within the column's share.
    unsafe {
        let rest = size.wrapping_sub(LANE);
        let (low, high) = (Lane::load(value), Lane::load(value.add(LANE)));
        low.store(at);
        high.store(at.add(LANE));
        let meant = !(u32::MAX << (rest & 31));
        let year = value.cast::<[u8; 4]>().read();
        if rest > LANE
            || !low.has_form(b"0000-00-00 00:00")
            || high.not_clock() & meant != 0
            || year == *b"0000"
        {
            return null_mut();
        }
        let end = at.add(size);
        if !offset {
            return end;
        }
        let sign = (high.signs() & meant | 1 << rest).trailing_zeros() as usize;
        let has = (rest - sign).min(OFFSET_SIZE);
        end.cast::<[u8; 8]>().write(OFFSET.as_ptr().add(has).cast::<[u8; 8]>().read());
        end.add(OFFSET_SIZE - has)
    }
}
