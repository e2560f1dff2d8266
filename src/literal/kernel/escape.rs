//! Text as it stands between `e'` and `'` in CockroachDB's SQL: `it\'s`, `\x01`, `caf\u00E9`, `\U000065E5`.

use super::blocks::{self, BLOCK, below};
use super::lane::Lane;

/// Where a block has so many characters to escape, its bytes are written one by one.
const DENSE: u32 = 16;

/// What each character of ASCII becomes, and its size.
static ESCAPES: [([u8; 4], u8); 128] = escapes();

/// U+FFFD, which stock's program took for a mark of invalid text and wrote by its bytes.
const REPLACEMENT: &[u8; 12] = br"\xef\xbf\xbd";

const fn escapes() -> [([u8; 4], u8); 128] {
    let mut table = [([0; 4], 0); 128];
    let mut at = 0;
    while at < table.len() {
        table[at] = escape(at as u8);
        at += 1;
    }
    table
}

const fn escape(byte: u8) -> ([u8; 4], u8) {
    let letter = match byte {
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        b'\\' | b'\'' => byte,
        0x20..0x7f => return ([byte, 0, 0, 0], 1),
        _ => return ([b'\\', b'x', digit(byte >> 4), digit(byte & 15)], 4),
    };
    ([b'\\', letter, 0, 0], 2)
}

const fn digit(nibble: u8) -> u8 {
    b"0123456789abcdef"[nibble as usize]
}

/// Writes `e'` and a text whose first `plain` bytes stand as they are; gives where the next byte goes, or null
/// if the text is not UTF-8.
///
/// # Safety
///
/// `plain` is at most `size`; `size` bytes may be read at `value` and a block behind them; four times as many
/// and two may be written at `at`, and a block behind those.
#[inline(never)]
pub(super) unsafe fn text(value: *const u8, size: usize, plain: usize, at: *mut u8) -> *mut u8 {
    // SAFETY: a block starts within the value. `at` moves by four at most for each byte of it.
    unsafe {
        at.cast::<[u8; 2]>().write(*b"e'");
        let mut at = at.add(2);
        at.copy_from_nonoverlapping(value, plain);
        at = at.add(plain);
        let mut done = plain;
        while done < size {
            let (from, here) = (value.add(done), BLOCK.min(size - done));
            let hits = blocks::block(from, at, Lane::specials) & below(here);
            if hits == 0 {
                at = at.add(here);
                done += here;
                continue;
            }
            let dense = hits.count_ones() > DENSE;
            if dense && blocks::classify(from, Lane::not_ascii) & below(here) == 0 {
                at = bytewise(from, here, at);
                done += here;
                continue;
            }
            let Some((read, end)) = hitwise(from, here, size - done, hits, at) else {
                return std::ptr::null_mut();
            };
            at = end;
            done += read;
        }
        at
    }
}

/// A block of ASCII with many characters to escape.
///
/// # Safety
///
/// `size` bytes of ASCII may be read at `from`; four times as many may be written at `at`.
#[inline(always)]
unsafe fn bytewise(from: *const u8, size: usize, mut at: *mut u8) -> *mut u8 {
    for nth in 0..size {
        // SAFETY: `nth` is below `size`; four bytes are written, and `at` moves over four at most.
        unsafe { at = ascii(from.add(nth).read(), at) };
    }
    at
}

/// # Safety
///
/// Four bytes may be written at `at`.
#[inline(always)]
unsafe fn ascii(byte: u8, at: *mut u8) -> *mut u8 {
    let (escape, size) = &ESCAPES[usize::from(byte & 0x7f)];
    // SAFETY: as above; no escape is longer than four bytes.
    unsafe {
        at.cast::<[u8; 4]>().write(*escape);
        at.add(usize::from(*size))
    }
}

/// A block with few characters to escape, or some that are not ASCII. Gives how many bytes were read, which is
/// more than the block has where a character reaches over its end, and where the next byte goes; `None` if
/// the text is not UTF-8.
///
/// # Safety
///
/// As of [`text`]: `left` bytes of the value are at `from`, `here` of them in this block, `hits` below `here`.
#[inline(always)]
unsafe fn hitwise(
    from: *const u8,
    here: usize,
    left: usize,
    mut hits: u64,
    mut at: *mut u8,
) -> Option<(usize, *mut u8)> {
    let mut done = 0;
    // SAFETY: every hit is below `here`, and so is `done` wherever something is copied from it; a character of
    // four bytes that begins in the block ends within the slack.
    unsafe {
        while hits != 0 {
            let hit = hits.trailing_zeros() as usize;
            at = blocks::run(from.add(done), hit - done, at);
            let byte = from.add(hit).read();
            if byte < 0x80 {
                at = ascii(byte, at);
                done = hit + 1;
            } else {
                let (code, width) = decode(from.add(hit).cast::<[u8; 4]>().read())?;
                if width > left - hit {
                    return None;
                }
                at = beyond_ascii(code, at);
                done = hit + width;
            }
            hits = if done < BLOCK { hits & u64::MAX << done } else { 0 };
        }
        if done >= here {
            return Some((done, at));
        }
        Some((here, blocks::run(from.add(done), here - done, at)))
    }
}

/// The character at the front of `bytes`, which is not ASCII, and its size; `None` if that is not UTF-8.
///
/// # Source
///
/// The Unicode Standard, "Well-Formed UTF-8 Byte Sequences".
#[inline(always)]
fn decode(bytes: [u8; 4]) -> Option<(u32, usize)> {
    let [first, rest @ ..] = bytes.map(u32::from);
    let follows = |count: usize| bytes.iter().skip(1).take(count).all(|byte| byte & 0xc0 == 0x80);
    let [second, third, fourth] = rest.map(|byte| byte & 0x3f);
    match first {
        0xc2..0xe0 => follows(1).then_some(((first & 0x1f) << 6 | second, 2)),
        0xe0..0xf0 => {
            let code = (first & 0x0f) << 12 | second << 6 | third;
            (follows(2) && matches!(code, 0x800..0xd800 | 0xe000..)).then_some((code, 3))
        }
        0xf0..0xf5 => {
            let code = (first & 0x07) << 18 | second << 12 | third << 6 | fourth;
            (follows(3) && matches!(code, 0x1_0000..0x11_0000)).then_some((code, 4))
        }
        _ => None,
    }
}

/// The escape of a character that is not ASCII.
///
/// # Safety
///
/// Twelve bytes may be written at `at`.
#[inline(always)]
unsafe fn beyond_ascii(code: u32, at: *mut u8) -> *mut u8 {
    let digits = hex(code);
    // SAFETY: as above.
    unsafe {
        if code < 0x800 {
            at.cast::<[u8; 2]>().write(*br"\u");
            at.add(2).cast::<[u8; 4]>().write([digits[4], digits[5], digits[6], digits[7]]);
            return at.add(6);
        }
        if code == 0xfffd {
            at.cast::<[u8; 12]>().write(*REPLACEMENT);
            return at.add(12);
        }
        at.cast::<[u8; 2]>().write(*br"\U");
        at.add(2).cast::<[u8; 8]>().write(digits);
        at.add(10)
    }
}

/// The eight digits of a number.
#[inline(always)]
fn hex(code: u32) -> [u8; 8] {
    // Each nibble to a byte of its own, the highest first in memory.
    let mut word = u64::from(code.swap_bytes());
    word = (word | word << 16) & 0x0000_ffff_0000_ffff;
    word = (word | word << 8) & 0x00ff_00ff_00ff_00ff;
    word = word >> 4 & 0x000f_000f_000f_000f | (word & 0x000f_000f_000f_000f) << 8;
    let letters = (word + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    (word + 0x3030_3030_3030_3030 + letters * 7).to_le_bytes()
}
