//! Text of SQL: names and constants quoted, arrays, reserved words, and the one lexer.
//!
//! ```text
//! token       the tokens of a text
//! array       the text form of an array
//! cockroach   names and constants as CockroachDB quotes them
//! postgres    constants as PostgreSQL quotes them; names it quotes itself
//! dialect     which of the two a dump is written for
//! psql        what psql would do with a statement besides sending it
//! ```
//!
//! Bytes in, bytes out: no session, no file, and nothing that knows of catalogs.

use bstr::BString;

use crate::error::shown;

pub mod array;
pub mod cockroach;
mod dialect;
pub mod postgres;
pub mod psql;
pub mod token;

pub use dialect::Dialect;

/// Bytes as text on one line of a message: a name with a line feed in it cannot pretend to be two lines.
pub fn one_line(text: &[u8]) -> String {
    shown(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// Pieces put together: names and texts are bytes, so `format!` does not serve.
pub fn concat(pieces: &[&[u8]]) -> BString {
    pieces.concat().into()
}

/// Text as it may stand in a comment of a dump: printable ASCII on one line, everything else as `\xHH`.
pub fn in_comment(text: &[u8]) -> String {
    let shown = |byte: &u8| match byte {
        b' '..=b'~' => char::from(*byte).to_string(),
        byte => format!("\\x{byte:02x}"),
    };
    text.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_on_its_line() {
        assert_eq!(in_comment(b"a\n\\! b\0\xff~"), "a\\x0a\\! b\\x00\\xff~");
        assert_eq!(one_line(b"view s.\"a\n\t\x1b\xff\""), "view s.\"a\\n\\t\\u{1b}\u{fffd}\"");
    }
}
