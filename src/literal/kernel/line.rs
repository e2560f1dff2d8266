//! A line of COPY to its tuple, in the `postgres` dialect.
//!
//! The line's last byte is a line feed: whatever is looked for in a value, it ends there at the latest. So a value
//! needs no size before it is read. What is out of the ordinary is left to the plain path: a value for its form
//! (`1e+20`), the whole line for anything else.
//!
//! ```text
//! line      value ⇥ it's\ta ⇥ \N ⏎ …      reads stay inside the receive buffer
//! out       value, 'it''s⇥a', NULL)     writes stay inside what was reserved
//! ```

use std::slice;

use super::blocks;
use super::lane::{LANE, Lane};
use super::{BlockWriter, Columns, postgres};
use crate::connect::Buffered;
use crate::literal::{ValueEncoder, copy_text};

/// A value that was written: where the next byte goes, and how many bytes of the line it has.
type Written = Option<(*mut u8, usize)>;

/// NULL in the line.
const NULL: [u8; 2] = *b"\\N";

impl Columns<postgres::Family> {
    /// Appends the tuple of a line whose columns `encoders` write; false, with `out` as it was, if the plain path
    /// must. At least [`READ_SLACK`](super::READ_SLACK) bytes lie behind the line.
    pub(super) fn line(&self, encoders: &[ValueEncoder], line: Buffered<'_>, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        let written = self.values(encoders, line, out);
        if written.is_none() {
            out.truncate(start);
        }
        written.is_some()
    }

    #[inline(always)]
    fn values(&self, encoders: &[ValueEncoder], line: Buffered<'_>, out: &mut Vec<u8>) -> Option<()> {
        let (buffer, size) = (line.buffer(), line.size());
        assert!(buffer.len() >= size + super::READ_SLACK);
        if line.body().last() != Some(&b'\n') {
            return None;
        }
        let most = postgres::Family::BOUNDS.row(size, self.columns.len());
        out.reserve(most);
        let mut at: *mut u8 = out.spare_capacity_mut().as_mut_ptr().cast();
        let last = self.columns.len() - 1;
        // SAFETY: `most` bytes may be written at `at`, as for a row: a value's bytes are no fewer in the line. `at`
        // only ever moves over bytes that were written, but for the step back over an opening quote. `from` is a
        // pointer into the whole buffer, and below `end` before each value: a value's bytes end before the line
        // feed, and what is behind the last value must be that.
        unsafe {
            at = self.before.write(at);
            let mut from = buffer.as_ptr();
            let end = from.add(size);
            for (nth, column) in self.columns.iter().enumerate() {
                if from.cast::<[u8; 2]>().read() == NULL {
                    at = column.after_whole.write(column.null.write(at.sub(column.open)));
                    from = from.add(NULL.len());
                } else if let Some((next, read)) = value(column.writer, from, at) {
                    debug_assert!(next.addr() - at.addr() <= postgres::Family::BOUNDS.value(read));
                    at = column.after.write(next);
                    from = from.add(read);
                } else {
                    let rest = slice::from_raw_parts(from, end.offset_from_unsigned(from));
                    let (value, _) = rest.split_at(memchr::memchr2(b'\t', b'\n', rest)?);
                    if value.contains(&b'\\') {
                        return None;
                    }
                    out.set_len(at.sub(column.open).addr() - out.as_ptr().addr());
                    encoders.get(nth)?.write(value, out).ok()?;
                    out.reserve(most);
                    at = column.after_whole.write(out.spare_capacity_mut().as_mut_ptr().cast());
                    from = from.add(value.len());
                }
                debug_assert!(
                    at.addr() + postgres::Family::BOUNDS.writes_beyond
                        <= out.as_ptr().addr() + out.capacity()
                );
                if from.read() != if nth == last { b'\n' } else { b'\t' } {
                    return None;
                }
                from = from.add(1);
            }
            if from != end {
                return None;
            }
            out.set_len(at.addr() - out.as_ptr().addr());
        }
        Some(())
    }
}

/// Writes the value at `from` to `at`, up to a TAB or line feed.
///
/// # Safety
///
/// A line feed is at `from` or behind it, and what may be read behind a value lies behind that. At `at` may be
/// written what [`BlockWriter::write`] asks for, for the bytes up to the line feed.
#[inline(always)]
unsafe fn value(family: postgres::Family, from: *const u8, at: *mut u8) -> Written {
    // SAFETY: as above.
    unsafe {
        match family {
            postgres::Family::Text => text(from, at),
            postgres::Family::Integer => digits(from, at).or_else(|| signed(from, at, false)),
            postgres::Family::Numeric | postgres::Family::Float => {
                digits(from, at).or_else(|| signed(from, at, true))
            }
            postgres::Family::Boolean => boolean(from, at),
            postgres::Family::Bits => bits(from, at),
        }
    }
}

/// Whether a value ends before this byte.
#[inline(always)]
fn is_end(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n')
}

/// Fewer digits than a lane, and at least one.
///
/// # Safety
///
/// As of [`value`].
#[inline(always)]
unsafe fn digits(from: *const u8, at: *mut u8) -> Written {
    // SAFETY: a lane starts at a byte of the line; the digits are within it.
    unsafe {
        let lane = Lane::load(from);
        lane.store(at);
        let size = (lane.not_digits() | 1 << LANE).trailing_zeros() as usize;
        (0 < size && size < LANE && is_end(from.add(size).read())).then(|| (at.add(size), size))
    }
}

/// A number with a sign, or a point if it may have one, or more digits than a lane, of up to two lanes. -0, which a
/// column of floats quotes, is left to the plain path.
///
/// # Safety
///
/// As of [`value`].
#[inline(never)]
unsafe fn signed(from: *const u8, at: *mut u8, pointed: bool) -> Written {
    // SAFETY: two lanes start at a byte of the line, or behind its sign; the number is within them.
    unsafe {
        let sign = usize::from(from.read() == b'-');
        at.write(b'-');
        let (digits, to) = (from.add(sign), at.add(sign));
        let (low, high) = (Lane::load(digits), Lane::load(digits.add(LANE)));
        low.store(to);
        high.store(to.add(LANE));
        let others = low.not_digits() | high.not_digits() << LANE;
        let first = others.trailing_zeros() as usize;
        if first == 0 || others == 0 {
            return None;
        }
        let mut size = first;
        if pointed && digits.add(first).read() == b'.' {
            let others = others & (others - 1);
            size = others.trailing_zeros() as usize;
            if others == 0 || size == first + 1 {
                return None;
            }
        }
        let minus_zero = sign == 1 && size == 1 && digits.read() == b'0';
        (!minus_zero && is_end(digits.add(size).read())).then(|| (to.add(size), sign + size))
    }
}

/// `t` or `f`, written out.
///
/// # Safety
///
/// As of [`value`].
#[inline(always)]
unsafe fn boolean(from: *const u8, at: *mut u8) -> Written {
    // SAFETY: a byte of the line is at `from`, and one more may be read; eight may be written.
    unsafe {
        let end = super::text::boolean(from, usize::from(is_end(from.add(1).read())), at);
        (!end.is_null()).then_some((end, 1))
    }
}

/// Noughts and ones.
///
/// # Safety
///
/// As of [`value`].
#[inline(never)]
unsafe fn bits(from: *const u8, at: *mut u8) -> Written {
    let mut size = 0;
    // SAFETY: the line feed is no bit: a block starts before it.
    unsafe {
        loop {
            let others = blocks::block(from.add(size), at.add(size), Lane::not_bits);
            if others != 0 {
                size += others.trailing_zeros() as usize;
                return is_end(from.add(size).read()).then(|| (at.add(size), size));
            }
            size += blocks::BLOCK;
        }
    }
}

/// Text with its apostrophes doubled and its escapes undone. One with an escape that no server writes, or a NUL, is
/// left to the plain path, which refuses it.
///
/// # Safety
///
/// As of [`value`].
#[inline(always)]
unsafe fn text(from: *const u8, at: *mut u8) -> Written {
    let mut size = 0;
    // SAFETY: the line feed is special: a block starts before it.
    unsafe {
        let lane = Lane::load(from);
        lane.store(at);
        let end = (lane.copy_specials() | 1 << LANE).trailing_zeros() as usize;
        if end < LANE && is_end(from.add(end).read()) {
            return Some((at.add(end), end));
        }
        loop {
            let hits = blocks::block(from.add(size), at.add(size), Lane::copy_specials);
            if hits != 0 {
                let end = size + hits.trailing_zeros() as usize;
                if is_end(from.add(end).read()) {
                    return Some((at.add(end), end));
                }
                return hitwise(from, size, hits, at.add(size));
            }
            size += blocks::BLOCK;
        }
    }
}

/// What is left of a text from the block at `size` on, which has `hits` and goes to `at`.
///
/// # Safety
///
/// As of [`value`]; the bytes before `size` are written, and the block is copied.
#[inline(never)]
unsafe fn hitwise(from: *const u8, mut size: usize, mut hits: u64, mut at: *mut u8) -> Written {
    // SAFETY: every hit up to the first end of a value is a byte of the line, and so is what stands behind a
    // backslash. `at` moves by two at most for each byte read.
    unsafe {
        loop {
            let mut done = 0;
            while hits != 0 {
                let hit = hits.trailing_zeros() as usize;
                let special = from.add(size + hit);
                at = blocks::run(from.add(size + done), hit - done, at);
                done = hit + 1;
                match special.read() {
                    b'\t' | b'\n' => return Some((at, size + hit)),
                    b'\'' => {
                        at.cast::<[u8; 2]>().write(*b"''");
                        at = at.add(2);
                    }
                    b'\\' => {
                        at.write(copy_text::unescape(special.add(1).read())?);
                        at = at.add(1);
                        done += 1;
                    }
                    _ => return None,
                }
                hits = if done < blocks::BLOCK { hits & u64::MAX << done } else { 0 };
            }
            if done < blocks::BLOCK {
                at = blocks::run(from.add(size + done), blocks::BLOCK - done, at);
                done = blocks::BLOCK;
            }
            size += done;
            hits = blocks::block(from.add(size), at, Lane::copy_specials);
        }
    }
}
