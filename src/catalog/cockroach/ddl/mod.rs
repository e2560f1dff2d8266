//! Reads the server's own DDL text, and changes it where it has to be changed: token by token, never by
//! search and replace.
//!
//! Keywords are upper case and bare names lower case in what a server writes, so a name is never taken for
//! a keyword.

use crate::sql::token::{Token, tokens};
use bstr::{BString, ByteSlice};

pub(super) mod defaults;
pub(super) mod first;
pub(super) mod hidden;
pub(super) mod identity;
pub(super) mod items;
pub mod qualifier;
pub(super) mod routine;
pub(super) mod shown;
pub(super) mod storage;
pub(super) mod table;
pub(super) mod types;
pub(super) mod unique;
pub(super) mod view;

/// The tokens that say something.
fn significant(text: &[u8]) -> impl Iterator<Item = Token<'_>> {
    tokens(text).filter(Token::is_significant)
}

/// Where these keywords stand among `words`, one behind the other.
fn place_of(keywords: &[&str], words: &[Token<'_>]) -> Option<usize> {
    let same = |words: &[Token<'_>]| words.iter().zip(keywords).all(|(word, keyword)| word.is_word(keyword));
    words.windows(keywords.len()).position(same)
}

/// After the next token that is the keyword `word`.
fn skip_past<'a>(mut tokens: impl Iterator<Item = Token<'a>>, word: &str) -> Option<()> {
    tokens.find(|token| token.is_word(word)).map(drop)
}

/// The number behind `keyword` in a CREATE SEQUENCE: `INCREMENT 5`, `INCREMENT BY -5`, `MINVALUE 1`.
pub(super) fn sequence_option(create: &[u8], keyword: &str) -> Option<i64> {
    let mut tokens = significant(create);
    skip_past(&mut tokens, keyword)?;
    let mut token = tokens.next()?;
    if token.is_word("BY") {
        token = tokens.next()?;
    }
    let negative = token.is_symbol(b'-');
    let digits = if negative { tokens.next()? } else { token };
    let number: i128 = std::str::from_utf8(digits.text).ok()?.parse().ok()?;
    i64::try_from(if negative { -number } else { number }).ok()
}

/// A foreign key that an ALTER TABLE adds: its name and the columns it refers to.
pub(super) fn foreign_key(alter: &[u8]) -> Option<(BString, Vec<BString>)> {
    let mut tokens = significant(alter);
    skip_past(&mut tokens, "CONSTRAINT")?;
    let name = name(&tokens.next()?)?;
    skip_past(&mut tokens, "FOREIGN")?;
    skip_past(&mut tokens, "REFERENCES")?;
    Some((name, listed(tokens)?))
}

/// The columns of its own table that a foreign key is on.
pub(super) fn referring(alter: &[u8]) -> Option<Vec<BString>> {
    let mut tokens = significant(alter);
    skip_past(&mut tokens, "FOREIGN")?;
    listed(tokens)
}

/// The names in the next parentheses.
fn listed<'a>(mut tokens: impl Iterator<Item = Token<'a>>) -> Option<Vec<BString>> {
    tokens.find(|token| token.is_symbol(b'('))?;
    let names = tokens.take_while(|token| !token.is_symbol(b')'));
    Some(names.filter_map(|token| name(&token)).collect())
}

/// The constraint that an ALTER TABLE adds.
pub(super) fn added_constraint(alter: &[u8]) -> Option<&[u8]> {
    let mut tokens = tokens(alter);
    skip_past(&mut tokens, "ADD")?;
    Some(tokens.rest().trim_ascii())
}

/// The constraint that an ALTER TABLE validates.
pub(super) fn validated(alter: &[u8]) -> Option<BString> {
    constraint_behind("VALIDATE", alter)
}

/// The constraint that a statement names behind a keyword and CONSTRAINT.
fn constraint_behind(keyword: &str, statement: &[u8]) -> Option<BString> {
    let mut words = significant(statement);
    skip_past(&mut words, keyword)?;
    words.next().filter(|token| token.is_word("CONSTRAINT"))?;
    name(&words.next()?)
}

/// Whether a CREATE SEQUENCE makes one that has no position: each value is made of the time.
pub(super) fn is_virtual_sequence(create: &[u8]) -> bool {
    significant(create).any(|token| token.is_word("VIRTUAL"))
}

/// Whether these keywords stand in `text`, one behind the other.
fn says(text: &[u8], keywords: &[&str]) -> bool {
    place_of(keywords, &significant(text).collect::<Vec<_>>()).is_some()
}

/// Whether a CREATE TABLE has an index that is split by a hash: `USING HASH WITH BUCKET_COUNT = 4`.
pub(super) fn is_hash_sharded(create: &[u8]) -> bool {
    says(create, &["USING", "HASH"])
}

/// Whether a CREATE TABLE has a constraint that no index keeps: `UNIQUE WITHOUT INDEX (a)`.
pub(super) fn has_unique_without_index(create: &[u8]) -> bool {
    says(create, &["WITHOUT", "INDEX"])
}

/// Whether a statement puts a table or an index into another table's data: `INTERLEAVE IN PARENT p (a)`.
pub(super) fn is_interleaved(statement: &[u8]) -> bool {
    says(statement, &["INTERLEAVE", "IN", "PARENT"])
}

/// Whether a CREATE TABLE parts each index by a column that stands in none: `PARTITION ALL BY LIST (region) …`.
pub(super) fn has_implicit_partitions(create: &[u8]) -> bool {
    says(create, &["PARTITION", "ALL"])
}

/// Whether a CREATE TABLE has an index of some of its rows: `INDEX i (a ASC) WHERE a > 3`.
pub(super) fn has_partial_index(create: &[u8]) -> bool {
    significant(create).any(|token| token.is_word("WHERE"))
}

/// A CREATE TABLE without a visible column, with the comma taken out that servers before v20.2 write in the
/// place of its columns and do not read back: `CREATE TABLE t (,⏎→FAMILY …`.
pub(super) fn without_stray_comma(create: &[u8]) -> Option<BString> {
    let mut tokens = tokens(create);
    tokens.find(|token| token.is_symbol(b'('))?;
    let before = create.len().checked_sub(tokens.rest().len())?;
    tokens.next()?.is_symbol(b',').then_some(())?;
    Some([create.get(..before)?, tokens.rest().trim_ascii_start()].concat().into())
}

/// `nextval('s':::STRING::REGCLASS)` without the second cast: of such a text v21.1, which writes it, does not learn that
/// the table needs the sequence.
pub(super) fn without_casts_of_sequences(create: &[u8]) -> BString {
    const CAST: [&[u8]; 8] = [b"nextval", b"(", b"", b":", b":", b":", b"STRING", b":"];
    let all: Vec<Token<'_>> = tokens(create).collect();
    let mut out = Vec::with_capacity(create.len());
    let mut at = 0;
    while let Some(token) = all.get(at) {
        let before = all.get(at.saturating_sub(CAST.len() - 1)..=at).unwrap_or_default();
        let same = |(token, want): (&Token<'_>, &&[u8])| want.is_empty() || *token.text == **want;
        let cast = before.len() == CAST.len() && before.iter().zip(&CAST).all(same);
        let second = all.get(at + 1).is_some_and(|token| token.is_symbol(b':'));
        if cast && second && all.get(at + 2).is_some_and(|token| token.is_word("REGCLASS")) {
            at += 3;
            continue;
        }
        out.extend_from_slice(token.text);
        at += 1;
    }
    out.into()
}

/// The statements of a text, each without its semicolon and the white space around it.
pub(super) fn statements(text: &[u8]) -> Vec<BString> {
    let (mut all, mut statement) = (Vec::new(), Vec::new());
    for token in tokens(text) {
        if token.is_symbol(b';') {
            all.push(std::mem::take(&mut statement));
        } else {
            statement.extend_from_slice(token.text);
        }
    }
    all.push(statement);
    let trimmed = all.iter().map(|statement| statement.trim_ascii());
    trimmed.filter(|statement| !statement.is_empty()).map(BString::from).collect()
}

/// A statement without the comments before it; `None` if there is nothing else.
pub(super) fn without_comment(statement: &[u8]) -> Option<BString> {
    let mut left = tokens(statement);
    loop {
        let here = left.rest();
        if left.next()?.is_significant() {
            return Some(here.into());
        }
    }
}

/// A statement without the semicolon that some releases end it with.
pub(super) fn without_semicolon(statement: &[u8]) -> &[u8] {
    statement.trim_end_with(|c| c == ';' || c.is_whitespace())
}

/// Whether a statement comments on something.
pub(super) fn is_comment(statement: &[u8]) -> bool {
    significant(statement).next().is_some_and(|first| first.is_word("COMMENT"))
}

/// The constraint that a comment is on.
pub(super) fn commented_constraint(statement: &[u8]) -> Option<BString> {
    if is_comment(statement) { constraint_behind("ON", statement) } else { None }
}

/// The name of the constraint that an ALTER TABLE adds.
pub(super) fn name_of_added(alter: &[u8]) -> Option<BString> {
    constraint_behind("ADD", alter)
}

/// Whether a statement makes an index.
pub(super) fn makes_index(statement: &[u8]) -> bool {
    significant(statement).next().is_some_and(|first| first.is_word("CREATE"))
}

/// Whether a statement makes an index, or adds a column or a constraint.
pub(super) fn adds(statement: &[u8]) -> bool {
    makes_index(statement) || significant(statement).take(8).any(|token| token.is_word("ADD"))
}

fn name(token: &Token<'_>) -> Option<BString> {
    token.name().map(|name| name.into_owned().into())
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
    fn words() {
        #[rustfmt::skip]
        let rows: &[(&str, bool, bool)] = &[
            ("CREATE SEQUENCE s MINVALUE 1 INCREMENT 1 START 1 VIRTUAL", true, false),
            ("CREATE SEQUENCE \"VIRTUAL\" MINVALUE 1 INCREMENT 1 START 1", false, false),
            ("CREATE TABLE t (\n\tINDEX i (a ASC) USING HASH WITH BUCKET_COUNT = 3\n)", false, true),
            ("CREATE TABLE \"USING\" (\n\t\"HASH\" STRING DEFAULT 'USING HASH'\n)", false, false),
        ];
        for (create, virtual_sequence, hash_sharded) in rows {
            assert_eq!(is_virtual_sequence(create.as_bytes()), *virtual_sequence, "{create}");
            assert_eq!(is_hash_sharded(create.as_bytes()), *hash_sharded, "{create}");
        }
        assert_eq!(validated(b"ALTER TABLE t VALIDATE CONSTRAINT \"a b\""), Some("a b".into()));
        assert_eq!(commented_constraint(b"COMMENT ON CONSTRAINT \"f k\" ON t IS 'x'"), Some("f k".into()));
        assert_eq!(commented_constraint(b"COMMENT ON TABLE t IS 'CONSTRAINT'"), None);
        assert_eq!(
            name_of_added(b"ALTER TABLE t ADD CONSTRAINT \"f k\" FOREIGN KEY (a)"),
            Some("f k".into())
        );
        assert_eq!(name_of_added(b"ALTER TABLE t VALIDATE CONSTRAINT f"), None);
        assert_eq!(validated(b"ALTER TABLE t ADD CONSTRAINT a CHECK (x > 1)"), None);
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
        let alter = b"ALTER TABLE \"ADD\" ADD CONSTRAINT f FOREIGN KEY (x, \"Y y\") REFERENCES b(p, q)";
        assert_eq!(referring(alter), Some(vec!["x".into(), "Y y".into()]));
        let added = b"CONSTRAINT f FOREIGN KEY (x, \"Y y\") REFERENCES b(p, q)";
        assert_eq!(added_constraint(alter), Some(&added[..]));
        assert_eq!(referring(b"ALTER TABLE a ADD CONSTRAINT c CHECK (x > 1)"), None);
    }

    #[test]
    fn texts_of_statements() {
        #[rustfmt::skip]
        let rows: &[(&str, &[&str])] = &[
            ("CREATE TABLE t (a INT8)", &["CREATE TABLE t (a INT8)"]),
            ("CREATE TABLE \"COMMENT;\" (a STRING DEFAULT ';')", &["CREATE TABLE \"COMMENT;\" (a STRING DEFAULT ';')"]),
            ("A;\nCOMMENT ON t IS e'\\';';\nB", &["A", "COMMENT ON t IS e'\\';'", "B"]),
            ("A;\n", &["A"]),
            ("", &[]),
        ];
        for (text, want) in rows {
            assert_eq!(statements(text.as_bytes()), *want, "{text}");
        }
        assert_eq!(without_comment(b"-- Validate\n ALTER TABLE t -- x"), Some("ALTER TABLE t -- x".into()));
        assert_eq!(without_comment(b"-- Validate foreign keys"), None);
        assert!(is_comment(b"COMMENT ON TABLE t IS ''") && !is_comment(b"CREATE TABLE \"COMMENT\" ()"));
    }

    #[test]
    fn casts_of_sequences() {
        let create =
            "a INT8 DEFAULT nextval('s':::STRING::REGCLASS) + 1, b REGCLASS DEFAULT 's':::STRING::REGCLASS";
        let want = "a INT8 DEFAULT nextval('s':::STRING) + 1, b REGCLASS DEFAULT 's':::STRING::REGCLASS";
        assert_eq!(without_casts_of_sequences(create.as_bytes()), want);
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
}
