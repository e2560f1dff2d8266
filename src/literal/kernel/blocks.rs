//! Values that are copied, block by block, until a byte of some class comes.

use super::lane::{LANE, Lane};

/// Bytes whose classes fit in one mask.
pub(super) const BLOCK: usize = 4 * LANE;

/// The bits below `size`, up to a whole block.
#[inline(always)]
pub(super) fn below(size: usize) -> u64 {
    debug_assert!(0 < size && size <= BLOCK);
    u64::MAX >> (BLOCK - size)
}

/// A class of bytes, as a mask of a lane.
pub(super) trait Class: Fn(Lane) -> u32 + Copy {}

impl<T: Fn(Lane) -> u32 + Copy> Class for T {}

/// Where a block's bytes are of a class.
///
/// # Safety
///
/// A block of bytes may be read at `from`.
#[inline(always)]
pub(super) unsafe fn classify(from: *const u8, class: impl Class) -> u64 {
    // SAFETY: a block is four lanes.
    let lane = |nth: usize| u64::from(class(unsafe { Lane::load(from.add(nth * LANE)) })) << (nth * LANE);
    lane(0) | lane(1) | lane(2) | lane(3)
}

/// Copies a block, and tells where its bytes are of a class.
///
/// # Safety
///
/// A block of bytes may be read at `from` and written at `to`.
#[inline(always)]
pub(super) unsafe fn block(from: *const u8, to: *mut u8, class: impl Class) -> u64 {
    // SAFETY: a block is four lanes.
    unsafe {
        let lanes: [Lane; 4] = std::array::from_fn(|nth| Lane::load(from.add(nth * LANE)));
        lanes.iter().enumerate().for_each(|(nth, lane)| lane.store(to.add(nth * LANE)));
        let mask = |nth: usize| u64::from(class(lanes[nth])) << (nth * LANE);
        mask(0) | mask(1) | mask(2) | mask(3)
    }
}

/// Copies `size` bytes, of which none is of a class; gives how many there are before the first block or
/// lane with one that is, and where in it those are.
///
/// # Safety
///
/// A block less than one byte behind the `size` bytes may be read at `from` and written at `to`.
#[inline(always)]
pub(super) unsafe fn until(
    from: *const u8,
    size: usize,
    to: *mut u8,
    class: impl Class,
) -> Result<(), (usize, u64)> {
    // SAFETY: a block starts within the `size` bytes, so its end is less than a block behind them.
    unsafe {
        if size <= LANE {
            let lane = Lane::load(from);
            lane.store(to);
            let hits = u64::from(class(lane) & !(u32::MAX << size));
            return if hits == 0 { Ok(()) } else { Err((0, hits)) };
        }
        let mut done = 0;
        while done < size {
            let hits = block(from.add(done), to.add(done), class) & below(BLOCK.min(size - done));
            if hits != 0 {
                return Err((done, hits));
            }
            done += BLOCK;
        }
    }
    Ok(())
}

/// A value that is copied if none of its bytes is of a class.
///
/// # Safety
///
/// As of [`until`].
#[inline(always)]
pub(super) unsafe fn all(value: *const u8, size: usize, at: *mut u8, class: impl Class) -> *mut u8 {
    // SAFETY: as above; `size` bytes are written at `at`.
    unsafe { if until(value, size, at, class).is_ok() { at.add(size) } else { std::ptr::null_mut() } }
}

/// Copies up to a block, lane by lane; gives where the next byte goes.
///
/// # Safety
///
/// A lane less than one byte behind the `size` bytes may be read at `from` and written at `to`.
#[inline(always)]
pub(super) unsafe fn run(from: *const u8, size: usize, to: *mut u8) -> *mut u8 {
    let mut done = 0;
    // SAFETY: a lane starts within the run.
    unsafe {
        while done < size {
            Lane::load(from.add(done)).store(to.add(done));
            done += LANE;
        }
        to.add(size)
    }
}
