//! A lane: sixteen bytes that are loaded, looked at and stored together.

use std::arch::x86_64::{
    __m128i, _mm_add_epi8, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_loadu_si128, _mm_movemask_epi8,
    _mm_or_si128, _mm_set1_epi8, _mm_storeu_si128,
};

/// Bytes in a lane.
pub(super) const LANE: usize = 16;

/// Bytes handled together; a class of them is a mask with a bit for each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane(__m128i);

// What follows asks for SSE2 alone, which is a part of x86-64.
impl Lane {
    /// # Safety
    ///
    /// A lane of bytes may be read at `from`.
    #[inline(always)]
    pub(super) unsafe fn load(from: *const u8) -> Self {
        // SAFETY: as above; the load asks for no alignment.
        Self(unsafe { _mm_loadu_si128(from.cast()) })
    }

    /// # Safety
    ///
    /// A lane of bytes may be written at `to`.
    #[inline(always)]
    pub(super) unsafe fn store(self, to: *mut u8) {
        // SAFETY: as above; the store asks for no alignment.
        unsafe { _mm_storeu_si128(to.cast(), self.0) }
    }

    /// The bytes from `low` to `high`, of which no byte above 0x7f is one.
    #[inline(always)]
    fn range(self, low: u8, high: u8) -> Self {
        // Moves `high` to the largest signed number, and what is above it around to the smallest.
        let shift = 0x7f_u8.wrapping_sub(high);
        // SAFETY: no memory is touched.
        Self(unsafe {
            let moved = _mm_add_epi8(self.0, _mm_set1_epi8(shift.cast_signed()));
            _mm_cmpgt_epi8(moved, _mm_set1_epi8((low.wrapping_add(shift) - 1).cast_signed()))
        })
    }

    #[inline(always)]
    fn is(self, byte: u8) -> Self {
        // SAFETY: no memory is touched.
        Self(unsafe { _mm_cmpeq_epi8(self.0, _mm_set1_epi8(byte.cast_signed())) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: no memory is touched.
        Self(unsafe { _mm_or_si128(self.0, other.0) })
    }

    #[inline(always)]
    fn mask(self) -> u32 {
        // SAFETY: no memory is touched.
        unsafe { _mm_movemask_epi8(self.0) }.cast_unsigned()
    }

    /// The bits of bytes that are not in `self`, a class.
    #[inline(always)]
    fn others(self) -> u32 {
        self.mask() ^ 0xffff
    }

    /// Everything but digits.
    #[inline(always)]
    pub(super) fn not_digits(self) -> u32 {
        self.range(b'0', b'9').others()
    }

    /// Everything but hexadecimal digits.
    #[inline(always)]
    pub(super) fn not_hex(self) -> u32 {
        // SAFETY: no memory is touched.
        let lower = Self(unsafe { _mm_or_si128(self.0, _mm_set1_epi8(0x20)) });
        self.range(b'0', b'9').or(lower.range(b'a', b'f')).others()
    }

    /// Everything but `0` and `1`.
    #[inline(always)]
    pub(super) fn not_bits(self) -> u32 {
        self.is(b'0').or(self.is(b'1')).others()
    }

    /// What ends a literal of the `postgres` dialect, or is no text: apostrophes and NULs.
    #[inline(always)]
    pub(super) fn quotes(self) -> u32 {
        self.is(b'\'').or(self.is(0)).mask()
    }

    /// What ends a value in a line of COPY, or does not stand as it is in a literal of the `postgres` dialect.
    #[inline(always)]
    pub(super) fn copy_specials(self) -> u32 {
        let ends = self.is(b'\t').or(self.is(b'\n'));
        ends.or(self.is(b'\\')).or(self.is(b'\'')).or(self.is(0)).mask()
    }

    /// NULs.
    #[inline(always)]
    pub(super) fn nuls(self) -> u32 {
        self.is(0).mask()
    }

    /// What does not stand as it is in a string constant of CockroachDB: apostrophes, backslashes and all
    /// that is not printable ASCII.
    #[inline(always)]
    pub(super) fn specials(self) -> u32 {
        // One step up, 0x7f to 0xff lie below 0x21 as signed numbers, as 0x00 to 0x1f do.
        // SAFETY: no memory is touched.
        let outside = Self(unsafe {
            let moved = _mm_add_epi8(self.0, _mm_set1_epi8(1));
            _mm_cmpgt_epi8(_mm_set1_epi8(0x21), moved)
        });
        outside.or(self.is(b'\'')).or(self.is(b'\\')).mask()
    }

    /// Bytes above 0x7f.
    #[inline(always)]
    pub(super) fn not_ascii(self) -> u32 {
        self.mask()
    }

    /// Everything but what a time of day has behind its minutes: digits, `:`, `.`, and an offset's sign.
    #[inline(always)]
    pub(super) fn not_clock(self) -> u32 {
        self.range(b'0', b':').or(self.is(b'.')).or(self.is(b'-')).or(self.is(b'+')).others()
    }

    /// `+` and `-`.
    #[inline(always)]
    pub(super) fn signs(self) -> u32 {
        self.is(b'-').or(self.is(b'+')).mask()
    }

    /// Whether the lane is `form` with any digits in place of its noughts.
    #[inline(always)]
    pub(super) fn has_form(self, form: &[u8; LANE]) -> bool {
        let digits = self.range(b'0', b'9');
        // SAFETY: `form` is a lane; nothing else touches memory.
        let (others, same) = unsafe {
            let form = _mm_loadu_si128(form.as_ptr().cast());
            let noughts = _mm_cmpeq_epi8(form, _mm_set1_epi8(0x30));
            (Self(_mm_and_si128(digits.0, noughts)), Self(_mm_cmpeq_epi8(self.0, form)))
        };
        others.or(same).mask() == 0xffff
    }
}
