//! What has to be changed in the DDL of the first releases, of 2017.
//!
//! ```text
//! Upper STRING NULL                          →  "Upper" STRING NULL    else read as `upper`
//! CONSTRAINT f FOREIGN KEY (x)               →  INDEX t_auto_index_f (x)
//!     REFERENCES u (id)                         and, when the rows are loaded,
//!                                               ALTER TABLE t ADD CONSTRAINT f …
//! ```
//!
//! A key inside CREATE TABLE stands in the place of the index that serves it, and wants the other table to
//! be there. Loading such text makes an index of the name above.

use std::collections::HashSet;

use bstr::{BString, ByteSlice};

use super::items::{Taken, depth_after, take_apart};
use super::table::sorted_names;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::printed;
use crate::sql::token::{Kind, Token, tokens};

/// Keywords that a name follows.
const BEFORE_NAMES: [&str; 7] = ["TABLE", "VIEW", "CONSTRAINT", "INDEX", "FAMILY", "REFERENCES", "PARENT"];

/// `ddl` with the names quoted that those releases wrote bare although they have capitals; `names` are those
/// of tables, columns and constraints. A word in capitals that is no such name is a keyword.
pub(in super::super) fn with_capitals_quoted(ddl: &[u8], names: &HashSet<BString>) -> BString {
    let all: Vec<Token<'_>> = tokens(ddl).collect();
    let (mut out, mut depth) = (Vec::with_capacity(ddl.len() + 16), 0_usize);
    for (at, token) in all.iter().enumerate() {
        depth = depth_after(depth, token);
        let before = all.iter().take(at).rfind(|token| token.is_significant());
        let called = all.get(at + 1).is_some_and(|next| next.is_symbol(b'('));
        if !called && is_name_in_capitals(token, before, depth, names) {
            out.extend_from_slice(&printed(token.text, Naming::V20_1));
        } else {
            out.extend_from_slice(token.text);
        }
    }
    out.into()
}

fn is_name_in_capitals(
    token: &Token<'_>,
    before: Option<&Token<'_>>,
    depth: usize,
    names: &HashSet<BString>,
) -> bool {
    let has = |of: fn(char) -> bool| token.text.chars().any(of);
    if token.kind != Kind::Word || !has(char::is_uppercase) || before.is_some_and(|b| b.is_word("COLLATE")) {
        return false;
    }
    let placed = before.is_some_and(|before| {
        matches!(before.text, b"(" | b"," | b".") || BEFORE_NAMES.iter().any(|word| before.is_word(word))
    });
    has(char::is_lowercase) || ((placed || depth > 1) && names.contains(token.text.as_bstr()))
}

/// A CREATE TABLE without its foreign keys, and the statements that add them; `table` is its name as printed.
/// `None` if it has none.
pub(in super::super) fn without_foreign_keys(create: &[u8], table: &[u8]) -> Option<(BString, Vec<Key>)> {
    let Taken { head, items, tail } = take_apart(create)?;
    let (keys, kept): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| key_name(item).is_some());
    if keys.is_empty() {
        return None;
    }
    let indexed: Vec<_> = kept.iter().filter(|item| is_index(item)).map(|item| first_list(item)).collect();
    let mut lines: Vec<BString> = kept.iter().map(|item| item.trim().into()).collect();
    let mut links = Vec::new();
    for key in keys {
        let (name, columns) = (key_name(key)?, first_list(key));
        if !indexed.iter().any(|list| list.starts_with(&columns)) {
            lines.push(index(table, &name, &columns));
        }
        links.push(Key::new(table, &name, key));
    }
    // Families and checks come last, as the server has them.
    lines.sort_by_key(|line| !is_index(line) && is_last(line));
    let text = [head, b"\n\t", &bstr::join(",\n\t", lines), b"\n", tail].concat();
    Some((text.into(), links))
}

/// A foreign key's two statements.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in super::super) struct Key {
    /// Adds it.
    pub(in super::super) add: BString,
    /// Checks the rows that are there.
    pub(in super::super) validate: BString,
}

impl Key {
    fn new(table: &[u8], name: &[u8], item: &[u8]) -> Self {
        let statement = |parts: [&[u8]; 4]| BString::from(parts.concat());
        let name = printed(name, Naming::V20_1);
        Self {
            add: statement([b"ALTER TABLE ", table, b" ADD ", item.trim()]),
            validate: statement([b"ALTER TABLE ", table, b" VALIDATE CONSTRAINT ", &name]),
        }
    }
}

fn index(table: &[u8], key: &[u8], columns: &[BString]) -> BString {
    let table = table.trim_with(|c| c == '"');
    let name = printed(&[table, b"_auto_index_", key].concat(), Naming::V20_1);
    let columns = columns.iter().map(|column| printed(column, Naming::V20_1));
    [b"INDEX ".as_slice(), &name, b" (", &bstr::join(", ", columns), b")"].concat().into()
}

/// The name of the foreign key that an item is.
fn key_name(item: &[u8]) -> Option<BString> {
    let mut words = super::significant(item);
    words.next().filter(|token| token.is_word("CONSTRAINT"))?;
    let name = super::name(&words.next()?)?;
    words.next().filter(|token| token.is_word("FOREIGN"))?;
    Some(name)
}

fn is_index(item: &[u8]) -> bool {
    let words: Vec<_> = super::significant(item).take(3).collect();
    let is = |at: usize, word| words.get(at).is_some_and(|token| token.is_word(word));
    is(0, "INDEX") || is(0, "UNIQUE") || (is(0, "CONSTRAINT") && is(2, "PRIMARY"))
}

fn is_last(item: &[u8]) -> bool {
    super::significant(item)
        .next()
        .is_some_and(|token| token.is_word("FAMILY") || token.is_word("CONSTRAINT"))
}

/// The names in an item's first parentheses.
fn first_list(item: &[u8]) -> Vec<BString> {
    sorted_names(&mut super::significant(item)).into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals() {
        #[rustfmt::skip]
        let rows: &[(&str, &str)] = &[
            ("CREATE TABLE no_key (\n\tv INT NULL,\n\tUpper STRING NULL,\n\t\"select\" INT NULL,\n\tFAMILY \"primary\" (v, Upper, \"select\", rowid)\n)",
             "CREATE TABLE no_key (\n\tv INT NULL,\n\t\"Upper\" STRING NULL,\n\t\"select\" INT NULL,\n\tFAMILY \"primary\" (v, \"Upper\", \"select\", rowid)\n)"),
            ("CREATE TABLE ID (\n\tID INT NOT NULL,\n\tINT INT NULL DEFAULT Now(),\n\tINDEX Idx (INT ASC),\n\tCONSTRAINT c CHECK (INT > 5 AND ID IS NOT NULL)\n)",
             "CREATE TABLE \"ID\" (\n\t\"ID\" INT NOT NULL,\n\t\"INT\" INT NULL DEFAULT Now(),\n\tINDEX \"Idx\" (\"INT\" ASC),\n\tCONSTRAINT c CHECK (\"INT\" > 5 AND \"ID\" IS NOT NULL)\n)"),
            ("s STRING COLLATE en_US DEFAULT 'Upper'", "s STRING COLLATE en_US DEFAULT 'Upper'"),
            ("CREATE TABLE \u{c9}t (a INT)", "CREATE TABLE \"\u{c9}t\" (a INT)"),
        ];
        let names = ["ID", "INT", "Upper"].map(BString::from).into();
        for (ddl, want) in rows {
            assert_eq!(with_capitals_quoted(ddl.as_bytes(), &names), *want, "{ddl}");
        }
    }

    #[test]
    fn foreign_keys() {
        let create = "CREATE TABLE t (\n\tid INT NOT NULL,\n\tx INT NULL,\n\tCONSTRAINT \"primary\" PRIMARY KEY (id ASC),\n\t\
                      CONSTRAINT f FOREIGN KEY (x) REFERENCES u (id),\n\tCONSTRAINT \"G\" FOREIGN KEY (id) REFERENCES v (a),\n\t\
                      FAMILY \"primary\" (id, x)\n) INTERLEAVE IN PARENT p (id)";
        let (text, keys) = without_foreign_keys(create.as_bytes(), b"t").unwrap();
        let want = "CREATE TABLE t (\n\tid INT NOT NULL,\n\tx INT NULL,\n\tCONSTRAINT \"primary\" PRIMARY KEY (id ASC),\n\t\
                    INDEX t_auto_index_f (x),\n\tFAMILY \"primary\" (id, x)\n) INTERLEAVE IN PARENT p (id)";
        assert_eq!(text, want);
        let adds: Vec<_> = keys.iter().map(|key| key.add.to_string()).collect();
        let want = [
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES u (id)",
            "ALTER TABLE t ADD CONSTRAINT \"G\" FOREIGN KEY (id) REFERENCES v (a)",
        ];
        assert_eq!(adds, want);
        assert_eq!(keys[1].validate, "ALTER TABLE t VALIDATE CONSTRAINT \"G\"");
    }

    #[test]
    fn no_foreign_keys() {
        #[rustfmt::skip]
        let rows = ["CREATE TABLE t (\n\tid INT NOT NULL,\n\tCONSTRAINT c CHECK (id > 'FOREIGN KEY')\n)", "CREATE VIEW v AS SELECT 1", "CREATE TABLE t (", ""];
        for create in rows {
            assert_eq!(without_foreign_keys(create.as_bytes(), b"t"), None, "{create}");
        }
    }
}
