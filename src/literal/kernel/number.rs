//! Numbers whose text is plainly one.

use super::lane::{LANE, Lane};

/// Copies up to a lane of digits; null for anything else. What follows a sign, or has a point, is
/// [`fixed`]'s.
///
/// # Safety
///
/// A lane may be read at `value` and written at `at`.
#[inline(always)]
pub(super) unsafe fn digits(value: *const u8, size: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: as above; the digits are within the lane.
    unsafe {
        let lane = Lane::load(value);
        lane.store(at);
        // Bits above the lane's end the digits at the latest; an empty value has fewer than none.
        let digits = (lane.not_digits() | 1 << LANE).trailing_zeros() as usize;
        if size.wrapping_sub(1) < digits { at.add(size) } else { std::ptr::null_mut() }
    }
}

/// A copied number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixed {
    /// Where the next byte goes.
    pub(super) end: *mut u8,
    /// Where its point is; its size if it has none.
    pub(super) point: usize,
}

/// Copies up to two lanes of digits, with at most one point that has digits on both sides.
///
/// # Safety
///
/// Two lanes may be read at `value` and written at `at`.
#[inline(always)]
pub(super) unsafe fn fixed(value: *const u8, size: usize, at: *mut u8) -> Option<Fixed> {
    if size.wrapping_sub(1) >= 2 * LANE {
        return None;
    }
    // SAFETY: as above; the number is within the two lanes.
    unsafe {
        let (low, high) = (Lane::load(value), Lane::load(value.add(LANE)));
        low.store(at);
        high.store(at.add(LANE));
        let others = (low.not_digits() | high.not_digits() << LANE) & u32::MAX >> (2 * LANE - size);
        let end = at.add(size);
        if others == 0 {
            return Some(Fixed { end, point: size });
        }
        let point = others.trailing_zeros() as usize;
        let plain = others & (others - 1) == 0 && 0 < point && point + 1 < size;
        (plain && value.add(point).read() == b'.').then_some(Fixed { end, point })
    }
}
