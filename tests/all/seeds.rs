//! Replays every committed seed of this package's fuzz targets through the property its target checks; and
//! texts put together at random of what is awkward.

use crate::dice::Dice;
use crate::{checks, driver};

#[test]
fn every_seed_holds() {
    driver::run(&[
        ("connection", checks::connection),
        ("copy_rows", checks::copy_rows),
        ("ddl", checks::ddl),
        ("framer", checks::framer),
        ("kernel", checks::kernel),
        ("literal", checks::literal),
        ("loader", checks::loader),
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
    let mut dice = Dice::of_this_run();
    for _ in 0..50_000 {
        let text: String = (0..dice.below(12)).map(|_| *dice.of(PIECES)).collect();
        checks::ddl(text.as_bytes());
        checks::loader(text.as_bytes());
        let choice = dice.below(20) as u8;
        checks::literal(&[&[choice], text.as_bytes()].concat());
    }
}
