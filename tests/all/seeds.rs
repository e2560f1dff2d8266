//! Replays every committed seed of this package's fuzz targets through the property its target checks; and
//! texts put together at random of what is awkward.

use crate::{checks, driver};

#[test]
fn every_seed_holds() {
    driver::run(&[
        ("connection", checks::connection),
        ("ddl", checks::ddl),
        ("framer", checks::framer),
        ("kernel", checks::kernel),
        ("literal", checks::literal),
        ("passfile", checks::passfile),
    ]);
}

/// What opens and closes something, names of the database, and what may stand beside them.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "d", "d.public.", "\"d\".", "public.", "sc1.", ".", "x", "\"", "\"\"", "'", "''", "e'", "b'", "\\", "$", "$$", "$t$", "--", "\n",
    "/*", "*/", "/", "*", " ", "(", ")", ",", "nextval('d.s'", "1", "é", "\u{0}", "@", ":::", "{", "}", "NULL", "-", ":", "00", " BC", "\\x",
];

#[test]
fn texts_at_random() {
    // A linear congruential generator: the same texts in every run.
    let mut state = 20_170_309_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % limit
    };
    for _ in 0..50_000 {
        let pieces = below(12);
        let text: String = (0..pieces).map(|_| PIECES[below(PIECES.len())]).collect();
        checks::ddl(text.as_bytes());
        let choice = u8::try_from(below(20)).unwrap_or(0);
        checks::literal(&[&[choice], text.as_bytes()].concat());
    }
}
