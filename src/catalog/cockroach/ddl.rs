//! Reads the server's own DDL text, token by token.
//!
//! Keywords are upper case and bare names lower case in what a server writes, so a name is never taken for
//! a keyword.

use bstr::BString;

/// A token: a stretch of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Token<'a> {
    /// A keyword, a bare name or a number.
    Word(&'a [u8]),
    /// A name in double quotes, without them; inner ones are still doubled.
    Quoted(&'a [u8]),
    /// A string constant.
    String,
    /// Any other character.
    Symbol(u8),
}

/// The tokens of a text.
#[derive(Clone, Debug)]
struct Tokens<'a>(&'a [u8]);

impl<'a> Tokens<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at_checked(length).unwrap_or((self.0, &[]));
        self.0 = rest;
        taken
    }

    /// After the next token that is the keyword `word`.
    fn skip_past(&mut self, word: &[u8]) -> Option<()> {
        self.find(|token| *token == Token::Word(word)).map(drop)
    }

    /// What follows an opening quote: up to the closing one, which is taken too.
    fn until(&mut self, quote: u8, escape: Option<u8>) -> &'a [u8] {
        let text = self.0;
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            let next = text.get(at + 1);
            if Some(*byte) == escape || (*byte == quote && next == Some(&quote)) {
                at += 2;
            } else if *byte == quote {
                break;
            } else {
                at += 1;
            }
        }
        let inside = self.take(at);
        self.take(1);
        inside
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let blanks = self.0.iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.take(blanks);
        let length = self.0.iter().take_while(|b| is_word(**b)).count();
        if (self.0.starts_with(b"e'") || self.0.starts_with(b"b'")) && length == 1 {
            self.take(2);
            self.until(b'\'', Some(b'\\'));
            return Some(Token::String);
        }
        if length > 0 {
            return Some(Token::Word(self.take(length)));
        }
        Some(match self.take(1).first()? {
            b'"' => Token::Quoted(self.until(b'"', None)),
            b'\'' => {
                self.until(b'\'', None);
                Token::String
            }
            symbol => Token::Symbol(*symbol),
        })
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

/// The number behind `keyword` in a CREATE SEQUENCE: `INCREMENT 5`, `INCREMENT BY -5`, `MINVALUE 1`.
pub(super) fn sequence_option(create: &[u8], keyword: &str) -> Option<i64> {
    let mut tokens = Tokens(create);
    tokens.skip_past(keyword.as_bytes())?;
    let mut token = tokens.next()?;
    if token == Token::Word(b"BY") {
        token = tokens.next()?;
    }
    let negative = token == Token::Symbol(b'-');
    let digits = match if negative { tokens.next()? } else { token } {
        Token::Word(digits) => std::str::from_utf8(digits).ok()?,
        _ => return None,
    };
    let number: i128 = digits.parse().ok()?;
    i64::try_from(if negative { -number } else { number }).ok()
}

/// A foreign key that an ALTER TABLE adds: its name and the columns it refers to.
pub(super) fn foreign_key(alter: &[u8]) -> Option<(BString, Vec<BString>)> {
    let mut tokens = Tokens(alter);
    tokens.skip_past(b"CONSTRAINT")?;
    let name = name(tokens.next()?)?;
    tokens.skip_past(b"FOREIGN")?;
    tokens.skip_past(b"REFERENCES")?;
    tokens.find(|token| *token == Token::Symbol(b'('))?;
    let columns = tokens.take_while(|token| *token != Token::Symbol(b')'));
    Some((name, columns.filter_map(self::name).collect()))
}

/// A CREATE TABLE without a visible column, with the comma taken out that servers before v20.2 write in the
/// place of its columns and do not read back: `CREATE TABLE t (,⏎→FAMILY …`.
pub(super) fn without_stray_comma(create: &[u8]) -> Option<BString> {
    let mut tokens = Tokens(create);
    tokens.find(|token| *token == Token::Symbol(b'('))?;
    let before = create.len().checked_sub(tokens.0.len())?;
    (tokens.next()? == Token::Symbol(b',')).then_some(())?;
    Some([create.get(..before)?, tokens.0.trim_ascii_start()].concat().into())
}

fn name(token: Token<'_>) -> Option<BString> {
    match token {
        Token::Word(name) => Some(name.into()),
        Token::Quoted(name) => Some(bstr::ByteSlice::replace(name, "\"\"", "\"").into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences() {
        #[rustfmt::skip]
        let rows: &[(&str, &str, Option<i64>)] = &[
            ("CREATE SEQUENCE s MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 456 START 7", "INCREMENT", Some(456)),
            ("CREATE SEQUENCE s MINVALUE 1 MAXVALUE 9223372036854775807 INCREMENT 456 START 7", "MAXVALUE", Some(i64::MAX)),
            ("CREATE SEQUENCE down MINVALUE -9223372036854775808 MAXVALUE 10 INCREMENT -5 START 10", "INCREMENT", Some(-5)),
            ("CREATE SEQUENCE down MINVALUE -9223372036854775808 MAXVALUE 10 INCREMENT -5 START 10", "MINVALUE", Some(i64::MIN)),
            ("CREATE SEQUENCE s INCREMENT BY 3", "INCREMENT", Some(3)),
            ("CREATE SEQUENCE \"INCREMENT 5\" MINVALUE 1 INCREMENT 2", "INCREMENT", Some(2)),
            ("CREATE SEQUENCE increment MINVALUE 1 INCREMENT 2 START 1 VIRTUAL", "INCREMENT", Some(2)),
            ("CREATE SEQUENCE \"a\"\"INCREMENT 5\" INCREMENT 2", "INCREMENT", Some(2)),
            ("CREATE SEQUENCE s", "INCREMENT", None),
            ("CREATE SEQUENCE s INCREMENT", "INCREMENT", None),
            ("CREATE SEQUENCE s INCREMENT x", "INCREMENT", None),
            ("CREATE SEQUENCE s INCREMENT 99999999999999999999", "INCREMENT", None),
            ("CREATE SEQUENCE \"s INCREMENT 2", "INCREMENT", None),
        ];
        for (create, keyword, want) in rows {
            assert_eq!(sequence_option(create.as_bytes(), keyword), *want, "{create} {keyword}");
        }
    }

    #[test]
    fn foreign_keys() {
        type Key<'a> = Option<(&'a str, &'a [&'a str])>;
        #[rustfmt::skip]
        let rows: &[(&str, Key<'_>)] = &[
            ("ALTER TABLE a ADD CONSTRAINT fk_i_ref_b FOREIGN KEY (i) REFERENCES b(i)", Some(("fk_i_ref_b", &["i"]))),
            ("ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x, y) REFERENCES b (p, \"q\"\"r\") ON DELETE CASCADE", Some(("f", &["p", "q\"r"]))),
            ("ALTER TABLE \"REFERENCES\" ADD CONSTRAINT \"CONSTRAINT\" FOREIGN KEY (\"(\") REFERENCES \"(\"(rowid)", Some(("CONSTRAINT", &["rowid"]))),
            ("ALTER TABLE public.a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES d.public.b(i)", Some(("f", &["i"]))),
            ("CREATE INDEX v_idx ON child_i (p ASC, v ASC) INTERLEAVE IN PARENT parent_i (p)", None),
            ("ALTER TABLE a ADD CONSTRAINT c CHECK (x > 'FOREIGN KEY (')", None),
        ];
        for (alter, want) in rows {
            let want = want.map(|(n, c)| (BString::from(n), c.iter().map(|c| BString::from(*c)).collect()));
            assert_eq!(foreign_key(alter.as_bytes()), want, "{alter}");
        }
    }

    #[test]
    fn stray_commas() {
        #[rustfmt::skip]
        let rows: &[(&str, Option<&str>)] = &[
            ("CREATE TABLE t (,\n\tFAMILY \"primary\" (rowid)\n)", Some("CREATE TABLE t (FAMILY \"primary\" (rowid)\n)")),
            ("CREATE TABLE \"(,\" (,\n\tINDEX i (x)\n)", Some("CREATE TABLE \"(,\" (INDEX i (x)\n)")),
            ("CREATE TABLE t (\n\ta INT8 NULL,\n\tFAMILY \"primary\" (a, rowid)\n)", None),
            ("CREATE VIEW v AS SELECT ','", None),
            ("", None),
        ];
        for (create, want) in rows {
            assert_eq!(without_stray_comma(create.as_bytes()), want.map(BString::from), "{create}");
        }
    }

    #[test]
    fn strings_are_skipped() {
        let text = br"a 'it''s' e'\' x' b'\'' e b".as_slice();
        let read: Vec<_> = Tokens(text).collect();
        let (a, e, b) = (Token::Word(b"a"), Token::Word(b"e"), Token::Word(b"b"));
        assert_eq!(read, [a, Token::String, Token::String, Token::String, e, b]);
    }
}
