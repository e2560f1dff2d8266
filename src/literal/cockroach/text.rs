//! Text: a string constant, quoted as the server itself quotes one; with `COLLATE` behind it if the type has
//! a collation.

use super::BadValue;
use crate::sql::cockroach::string;

/// What every text must be.
pub(super) const BAD: BadValue = BadValue { expected: "text in UTF-8" };

pub(super) fn write(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    join(std::iter::once(value), out)
}

/// As [`write`], for a value that lies in fragments.
pub(super) fn join<'a>(
    fragments: impl Iterator<Item = &'a [u8]> + Clone,
    out: &mut Vec<u8>,
) -> Result<(), BadValue> {
    string::string(fragments, out).map_err(|string::NotUtf8| BAD)
}

pub(super) fn collate(locale: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b" COLLATE ");
    out.extend_from_slice(locale);
}

/// A text that arrives in chunks: the bytes of a character that a chunk's end cut off.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChunkedText {
    bytes: [u8; 4],
    used: usize,
}

impl ChunkedText {
    /// Appends the next chunk of a text between `e'` and `'`.
    pub(super) fn chunk(&mut self, mut chunk: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        while let (1.., Some((&next, rest))) = (self.used, chunk.split_first()) {
            *self.bytes.get_mut(self.used).ok_or(BAD)? = next;
            self.used += 1;
            chunk = rest;
            if self.used == expected(self.bytes[0]) {
                self.flush(out)?;
            }
        }
        let (whole, cut) = chunk.split_at(chunk.len() - cut_off(chunk));
        string::escape(whole, out).map_err(|string::NotUtf8| BAD)?;
        if !cut.is_empty() {
            self.bytes[..cut.len()].copy_from_slice(cut);
            self.used = cut.len();
        }
        Ok(())
    }

    /// Checks that the text ended with a whole character.
    pub(super) fn end(self) -> Result<(), BadValue> {
        if self.used == 0 { Ok(()) } else { Err(BAD) }
    }

    fn flush(&mut self, out: &mut Vec<u8>) -> Result<(), BadValue> {
        let character = self.bytes.get(..self.used).ok_or(BAD)?;
        string::escape(character, out).map_err(|string::NotUtf8| BAD)?;
        self.used = 0;
        Ok(())
    }
}

/// How many bytes at the end of `chunk` begin a character that does not end in it: 0 to 3.
fn cut_off(chunk: &[u8]) -> usize {
    let begins =
        |back: &usize| chunk.len().checked_sub(*back).and_then(|at| chunk.get(at)).map(|&b| expected(b));
    (1..=3).find(|back| begins(back).is_some_and(|length| length > *back)).unwrap_or(0)
}

/// The length of the character that `first` begins; 0 if it begins none.
fn expected(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Notation, check};
    use super::BAD;

    #[test]
    fn literals() {
        #[rustfmt::skip]
        check(&[
            ("STRING", "", Ok("''")),
            ("STRING", "plain", Ok("'plain'")),
            ("VARCHAR(20)", "it's", Ok(r"e'it\'s'")),
            ("CHAR(3)", "ÿ", Ok(r"e'\u00FF'")),
            ("NAME", "x", Ok("'x'")),
            ("\"char\"", "x", Ok("'x'")),
            ("STRING COLLATE en_u_ks_level2", "hello", Ok("'hello' COLLATE en_u_ks_level2")),
            ("STRING COLLATE en_u_ks_level2", "it's", Ok(r"e'it\'s' COLLATE en_u_ks_level2")),
            ("JSONB", "{\"a\": \"b\"}", Ok("'{\"a\": \"b\"}'")),
            ("JSONB", "\"it's 日 \\\\ back\"", Ok(r#"e'"it\'s \U000065E5 \\\\ back"'"#)),
            ("DATE", "2016-03-26", Ok("'2016-03-26'")),
            ("DATE", "0044-03-15 BC", Ok("'0044-03-15 BC'")),
            ("DATE", "-infinity", Ok("'-infinity'")),
            ("TIME", "01:02:03.456", Ok("'01:02:03.456'")),
            ("INTERVAL", "02:30:30", Ok("'02:30:30'")),
            ("INTERVAL", "-1 mons 1 day -00:00:01", Ok("'-1 mons 1 day -00:00:01'")),
            ("UUID", "63616665-6630-3064-6465-616462656562", Ok("'63616665-6630-3064-6465-616462656562'")),
            ("INET", "2001:db8::1/64", Ok("'2001:db8::1/64'")),
            ("GEOMETRY", "0101000000", Ok("'0101000000'")),
            ("NO_SUCH_TYPE", "x'); DROP TABLE y", Ok(r"e'x\'); DROP TABLE y'")),
        ]);
    }

    #[test]
    fn not_utf8() {
        let mut out = Vec::new();
        assert_eq!(Notation::of(b"STRING", 25).write(b"\xff", &mut out), Err(BAD));
    }
}
