//! What a CREATE TABLE says of its columns and its primary key.
//!
//! ```text
//! CREATE TABLE t (
//!     a INT8 NOT NULL,                                      not NULL
//!     b STRING NULL DEFAULT 'x':::STRING,
//!     CONSTRAINT "primary" PRIMARY KEY (a ASC, b DESC),     the key
//!     FAMILY "primary" (a, b)
//! )
//! ```

use std::collections::HashSet;

use bstr::BString;

use super::items::{Taken, take_apart};
use super::{name, says, significant};
use crate::sql::token::Token;

/// Keywords that begin an item that is no column. A column of such a name stands in double quotes.
const NO_COLUMN: [&str; 8] =
    ["CONSTRAINT", "INDEX", "UNIQUE", "INVERTED", "VECTOR", "FAMILY", "PRIMARY", "CHECK"];

/// A table's primary key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in super::super) enum PrimaryKey {
    /// The text has none: the server made up a column for it.
    MadeUp,
    /// The columns in the key's order, each with whether it descends.
    Columns(Vec<(BString, bool)>),
    /// The key begins with what the text does not show: the number of a hash's bucket, a row's region.
    Prefixed,
}

/// A CREATE TABLE, taken apart.
#[derive(Debug)]
pub(in super::super) struct CreateTable<'a>(Taken<'a>);

impl<'a> CreateTable<'a> {
    /// `None` for text that has no parentheses.
    pub(in super::super) fn of(create: &'a [u8]) -> Option<Self> {
        take_apart(create).map(Self)
    }

    /// The columns that have no NULL.
    pub(in super::super) fn not_null(&self) -> HashSet<BString> {
        self.0.items.iter().filter_map(|item| not_null_column(item)).collect()
    }

    /// The primary key.
    pub(in super::super) fn primary_key(&self) -> PrimaryKey {
        let Some(mut words) = self.0.items.iter().find_map(|item| key_words(item)) else {
            return PrimaryKey::MadeUp;
        };
        let columns = sorted_names(&mut words);
        let by_hash = words.any(|word| word.is_word("USING"));
        if by_hash || is_partitioned_by_hidden_column(self.0.tail) {
            return PrimaryKey::Prefixed;
        }
        PrimaryKey::Columns(columns)
    }
}

/// The column that an item is, if it has no NULL. Whether it has one stands before its default.
fn not_null_column(item: &[u8]) -> Option<BString> {
    let words: Vec<_> = significant(item).skip(1).take_while(|word| !word.is_word("NULL")).collect();
    column(item).filter(|_| words.last().is_some_and(|word| word.is_word("NOT")))
}

/// The column that an item is, if it is one.
pub(super) fn column(item: &[u8]) -> Option<BString> {
    let first = significant(item).next()?;
    if NO_COLUMN.iter().any(|keyword| first.is_word(keyword)) { None } else { name(&first) }
}

/// What follows PRIMARY KEY in the item that is one.
fn key_words(item: &[u8]) -> Option<impl Iterator<Item = Token<'_>>> {
    let mut words = significant(item).peekable();
    if words.next_if(|word| word.is_word("CONSTRAINT")).is_some() {
        words.next()?;
    }
    words.next().filter(|word| word.is_word("PRIMARY"))?;
    words.next().filter(|word| word.is_word("KEY"))?;
    Some(words)
}

/// The names in the next parentheses, each with whether it is sorted backwards.
pub(super) fn sorted_names<'a>(words: &mut impl Iterator<Item = Token<'a>>) -> Vec<(BString, bool)> {
    let mut names: Vec<(BString, bool)> = Vec::new();
    let inside = words.by_ref().skip_while(|word| !word.is_symbol(b'(')).skip(1);
    for word in inside.take_while(|word| !word.is_symbol(b')')) {
        match names.last_mut() {
            Some(last) if word.is_word("DESC") => last.1 = true,
            _ if word.is_word("ASC") => {}
            _ => names.extend(name(&word).map(|name| (name, false))),
        }
    }
    names
}

/// Whether every key begins with a column that its text does not name.
fn is_partitioned_by_hidden_column(tail: &[u8]) -> bool {
    says(tail, &["REGIONAL", "BY", "ROW"]) || says(tail, &["PARTITION", "ALL"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        let columns = |columns: &[(&str, bool)]| {
            PrimaryKey::Columns(columns.iter().map(|(name, descends)| ((*name).into(), *descends)).collect())
        };
        #[rustfmt::skip]
        let rows: &[(&str, PrimaryKey)] = &[
            ("CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tCONSTRAINT \"primary\" PRIMARY KEY (a ASC, b DESC, \"C c\" ASC),\n\tFAMILY f (a)\n)",
             columns(&[("a", false), ("b", true), ("C c", false)])),
            ("CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tPRIMARY KEY (a)\n)", columns(&[("a", false)])),
            ("CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tCONSTRAINT p PRIMARY KEY (a ASC)\n) INTERLEAVE IN PARENT u (a)", columns(&[("a", false)])),
            ("CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tCONSTRAINT p PRIMARY KEY (a ASC)\n) LOCALITY REGIONAL BY TABLE IN PRIMARY REGION", columns(&[("a", false)])),
            ("CREATE TABLE t (\n\ta INT8 NULL,\n\tCONSTRAINT \"PRIMARY KEY\" UNIQUE (a ASC)\n)", PrimaryKey::MadeUp),
            ("CREATE TABLE t (\n\ta STRING NULL DEFAULT 'PRIMARY KEY (a)'\n)", PrimaryKey::MadeUp),
            ("CREATE TABLE t ()", PrimaryKey::MadeUp),
            ("CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tCONSTRAINT p PRIMARY KEY (a ASC) USING HASH WITH BUCKET_COUNT = 4\n)", PrimaryKey::Prefixed),
            ("CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tCONSTRAINT p PRIMARY KEY (a ASC)\n) LOCALITY REGIONAL BY ROW", PrimaryKey::Prefixed),
            ("CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tCONSTRAINT p PRIMARY KEY (a ASC)\n) PARTITION ALL BY LIST (r) (PARTITION x VALUES IN ('x'))", PrimaryKey::Prefixed),
        ];
        for (create, want) in rows {
            let said = CreateTable::of(create.as_bytes()).unwrap();
            assert_eq!(said.primary_key(), *want, "{create}");
        }
    }

    #[test]
    fn columns_without_null() {
        let create = "CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tb INT8 NULL DEFAULT 1:::INT8 CHECK (b IS NOT NULL),\n\t\
                      \"C c\" DECIMAL(10,3) NOT NULL DEFAULT NULL,\n\td STRING NOT VISIBLE NULL,\n\t\
                      e STRING NOT VISIBLE NOT NULL,\n\tCONSTRAINT c CHECK (b IS NOT NULL),\n\tFAMILY f (a, b)\n)";
        let want = ["a", "C c", "e"].map(BString::from);
        assert_eq!(CreateTable::of(create.as_bytes()).unwrap().not_null(), HashSet::from(want));
        assert!(CreateTable::of(b"CREATE VIEW v AS SELECT 1").is_none());
    }
}
