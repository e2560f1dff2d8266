//! The tokens of SQL text as CockroachDB reads it.
//!
//! Nothing is left out and nothing is refused: blanks and comments are tokens too, a constant or comment that
//! is not closed ends with the text, and the tokens put together again are the text.
//!
//! # Source
//!
//! CockroachDB v20.1, `pkg/sql/parser/scan.go`; `$tag$…$tag$` came with v21.2.

use std::borrow::Cow;

/// A stretch of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its bytes; at least one.
    pub text: &'a [u8],
}

/// What a token is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Blanks and line ends.
    Blank,
    /// `-- …` with its line end, or `/* … */`.
    Comment,
    /// A keyword, a bare name or digits.
    Word,
    /// A name in double quotes.
    Quoted,
    /// A string constant: `'…'`, `e'…'`, `b'…'`, `$tag$…$tag$`.
    String,
    /// Any other character.
    Symbol,
}

impl<'a> Token<'a> {
    /// The name it is, without its quotes. A keyword is a name too: which it is depends on where it stands.
    pub fn name(&self) -> Option<Cow<'a, [u8]>> {
        match self.kind {
            Kind::Word if !self.text.first()?.is_ascii_digit() => Some(Cow::Borrowed(self.text)),
            Kind::Quoted => {
                let inside = self.text.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
                let doubled = memchr::memmem::find(inside, b"\"\"").is_some();
                Some(if doubled {
                    bstr::ByteSlice::replace(inside, "\"\"", "\"").into()
                } else {
                    inside.into()
                })
            }
            _ => None,
        }
    }

    /// Whether it is the keyword `word`, in upper case as servers write it.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word.as_bytes()
    }

    /// Whether it is the character `symbol`.
    pub fn is_symbol(&self, symbol: u8) -> bool {
        self.kind == Kind::Symbol && self.text == [symbol]
    }

    /// Whether it says something: neither blanks nor a comment.
    pub fn is_significant(&self) -> bool {
        !matches!(self.kind, Kind::Blank | Kind::Comment)
    }
}

/// The tokens of `text` from left to right.
pub fn tokens(text: &[u8]) -> Tokens<'_> {
    Tokens { rest: text }
}

/// See [`tokens`].
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    /// The text that is still to be read.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let (kind, length) = first(self.rest)?;
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        Some(Token { kind, text })
    }
}

/// The first token: its kind, and its length, which may be more than there is.
fn first(text: &[u8]) -> Option<(Kind, usize)> {
    let second = text.get(1).copied();
    Some(match (*text.first()?, second) {
        (b'-', Some(b'-')) => (Kind::Comment, memchr::memchr(b'\n', text).map_or(text.len(), |at| at + 1)),
        (b'/', Some(b'*')) => (Kind::Comment, block_comment(text)),
        (b'e' | b'E' | b'b', Some(b'\'')) => (Kind::String, 2 + closed(&text[2..], b'\'', Some(b'\\'))),
        (b'\'', _) => (Kind::String, 1 + closed(&text[1..], b'\'', None)),
        (b'"', _) => (Kind::Quoted, 1 + closed(&text[1..], b'"', None)),
        (b'$', _) => dollar_quoted(text).map_or((Kind::Symbol, 1), |length| (Kind::String, length)),
        (byte, _) if byte.is_ascii_whitespace() => (Kind::Blank, run(text, u8::is_ascii_whitespace)),
        (byte, _) if is_word(&byte) => (Kind::Word, run(text, is_word)),
        _ => (Kind::Symbol, 1),
    })
}

fn run(text: &[u8], of: impl Fn(&u8) -> bool) -> usize {
    text.iter().position(|byte| !of(byte)).unwrap_or(text.len())
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

/// The length of what follows an opening quote, the closing one included. A doubled quote closes nothing.
fn closed(text: &[u8], quote: u8, escape: Option<u8>) -> usize {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let doubled = byte == quote && text.get(at + 1) == Some(&quote);
        if doubled || Some(byte) == escape {
            at += 2;
        } else if byte == quote {
            return at + 1;
        } else {
            at += 1;
        }
    }
    text.len()
}

/// The length of a comment that may hold others of its kind.
fn block_comment(text: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(pair) = text.get(at..at + 2) {
        match pair {
            b"/*" => (at, depth) = (at + 2, depth + 1),
            b"*/" => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of `$tag$…$tag$`, if `text` begins with such a tag.
fn dollar_quoted(text: &[u8]) -> Option<usize> {
    let inside = text.strip_prefix(b"$")?;
    let tag = run(inside, |byte| is_word(byte) && *byte != b'$');
    let fits = inside.get(tag) == Some(&b'$') && !inside.first()?.is_ascii_digit();
    let opening = fits.then(|| text.get(..tag + 2)).flatten()?;
    let body = &text[opening.len()..];
    let end = memchr::memmem::find(body, opening).map_or(body.len(), |at| at + opening.len());
    Some(opening.len() + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        let letter = |kind| match kind {
            Kind::Blank => '_',
            Kind::Comment => 'c',
            Kind::Word => 'w',
            Kind::Quoted => 'q',
            Kind::String => 's',
            Kind::Symbol => '.',
        };
        let read: Vec<_> = tokens(text.as_bytes()).collect();
        assert_eq!(read.iter().flat_map(|token| token.text).copied().collect::<Vec<_>>(), text.as_bytes());
        read.iter().map(|token| letter(token.kind)).collect()
    }

    #[test]
    fn shapes() {
        #[rustfmt::skip]
        let rows: &[(&str, &str, &str)] = &[
            ("nothing", "", ""),
            ("names", "a \"b\"\"c\".d", "w_q.w"),
            ("not ASCII", "größe 日", "w_w"),
            ("digits", "1.5", "w.w"),
            ("string", "'it''s' x", "s_w"),
            ("backslash in a plain string", r"'\' x", "s_w"),
            ("escaped string", r"e'\'' E'\\' x", "s_s_w"),
            ("escaped and doubled", r"e'\'''' x", "s_w"),
            ("bytes", r"b'\'' x", "s_w"),
            ("bits", "B'101' x", "ws_w"),
            ("word that ends in e", "like'x'", "ws"),
            ("alone", "e b", "w_w"),
            ("line comment", "a --b 'c\nd", "w_cw"),
            ("line comment at the end", "a --", "w_c"),
            ("block comment", "a /* ' /* b */ c */ d", "w_c_w"),
            ("minus", "1 - -1", "w_._.w"),
            ("dollars", "$$a 'b$$ $t$ $$ $t$ $1 $", "s_s_.w_."),
            ("not closed", "'a", "s"),
            ("name not closed", "\"a", "q"),
            ("escape at the end", r"e'\", "s"),
            ("comment not closed", "/* /* */", "c"),
            ("dollars not closed", "$a$ x", "s"),
            ("quotes side by side", "'a''b''' 'c'", "s_s"),
        ];
        for (name, text, want) in rows {
            assert_eq!(shape(text), *want, "{name}");
        }
    }

    #[test]
    fn names() {
        #[rustfmt::skip]
        let rows: &[(&str, Option<&str>)] = &[
            ("a", Some("a")), ("\"a\"\"b\"", Some("a\"b")), ("\"\"", Some("")), ("\"open", None),
            ("\"", None), ("5", None), ("'a'", None), (".", None),
        ];
        for (text, want) in rows {
            let token = tokens(text.as_bytes()).next().unwrap();
            assert_eq!(token.name().as_deref(), want.map(str::as_bytes), "{text}");
        }
    }
}
