//! The key that a server made up for a table. Up to v20.2 a CREATE TABLE shows it nowhere but in a family, and
//! what else speaks of it does not always load.
//!
//! ```text
//! CREATE TABLE t (a, CONSTRAINT "primary" PRIMARY KEY (a ASC), FAMILY "primary" (a, rowid))
//!   →  … FAMILY "primary" (a))                          ALTER PRIMARY KEY left the old key behind: it has no use
//! the same with INDEX i (rowid ASC)
//!   →  CREATE TABLE t (a, INDEX i (rowid ASC), FAMILY "primary" (a, rowid))
//!      ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (a ASC)
//! CREATE TABLE t (a, c AS (rowid % 7) STORED, d, FAMILY "primary" (a, rowid, c, d))
//!   →  CREATE TABLE t (a, FAMILY "primary" (a, rowid))
//!      ALTER TABLE t ADD COLUMN c AS (rowid % 7) STORED FAMILY "primary"
//!      ALTER TABLE t ADD COLUMN d FAMILY "primary"
//! ```
//!
//! No column that is computed from such a key stood in the CREATE TABLE of its user either, nor did what came
//! after it: all of that was added, and is added again in the same order.

use std::collections::HashSet;

use bstr::{BString, ByteSlice};

use super::items::{Taken, take_apart};
use super::table::{PrimaryKey, column, sorted_names};
use super::{name, significant, statements};
use crate::sql::token::{Kind, Token, tokens};

/// What a table's text says of a made-up key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in super::super) struct Hidden {
    /// The statements that make the table and load, if the server's do not.
    pub(in super::super) create: Option<BString>,
    /// The made-up key, if its values matter: something else is made of them.
    pub(in super::super) kept: Option<BString>,
}

/// Reads the text that makes the table `printed` and comments on it; `is_named` tells of a made-up key whether a
/// foreign key speaks of it. `None` if there is none.
pub(in super::super) fn read(
    text: &[u8],
    printed: &[u8],
    is_named: impl Fn(&BString) -> bool,
) -> Option<Hidden> {
    let mut all = statements(text);
    let first = all.first()?.clone();
    let table = Table::of(&first)?;
    let (key, is_shown) = table.made_up()?;
    let matters = is_named(&key) || table.speaks_of(&key);
    let made = if is_shown { None } else { table.made(printed, &key, matters) };
    let create = made.map(|made| {
        all.splice(..1, made);
        bstr::join(";\n", all).into()
    });
    Some(Hidden { create, kept: matters.then_some(key) })
}

/// The primary key that a statement gives a table, if it does.
pub(in super::super) fn altered_key(statement: &[u8]) -> Option<PrimaryKey> {
    let mut words = significant(statement).skip_while(|word| !word.is_word("PRIMARY"));
    words
        .by_ref()
        .take(4)
        .map(|word| word.text)
        .eq([&b"PRIMARY"[..], b"KEY", b"USING", b"COLUMNS"])
        .then_some(())?;
    let columns = sorted_names(&mut words);
    Some(if words.any(|word| word.is_word("USING")) {
        PrimaryKey::Prefixed
    } else {
        PrimaryKey::Columns(columns)
    })
}

/// The columns that a table's text shows.
pub(in super::super) fn shown(text: &[u8]) -> HashSet<BString> {
    let taken = take_apart(text);
    taken.iter().flat_map(|taken| &taken.items).filter_map(|item| column(item)).collect()
}

/// A CREATE TABLE with one more foreign key, behind its columns and keys.
pub(in super::super) fn with_foreign_key(text: &[u8], key: &[u8]) -> Option<BString> {
    let Taken { head, items, tail } = take_apart(text)?;
    let stands_behind = |item: &&[u8]| What::of(item) > What::Key;
    let at = items.iter().position(stands_behind).unwrap_or(items.len());
    let mut items: Vec<&[u8]> = items.into_iter().map(|item| item.trim()).collect();
    items.insert(at, key);
    Some(put_together(head, &items, tail))
}

/// What an item is, in the order in which they stand.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum What {
    Column,
    /// The primary key, or a foreign key.
    Key,
    Index,
    Family,
    Check,
}

impl What {
    fn of(item: &[u8]) -> Self {
        let words: Vec<_> = significant(item).take(3).collect();
        let is = |at: usize, word| words.get(at).is_some_and(|token: &Token<'_>| token.is_word(word));
        match () {
            () if is(0, "CONSTRAINT") && (is(2, "PRIMARY") || is(2, "FOREIGN")) => Self::Key,
            () if is(0, "PRIMARY") => Self::Key,
            () if is(0, "FAMILY") => Self::Family,
            () if is(0, "CONSTRAINT") || is(0, "CHECK") => Self::Check,
            () if is(0, "INDEX") || is(0, "UNIQUE") || is(0, "INVERTED") => Self::Index,
            () => Self::Column,
        }
    }
}

/// A CREATE TABLE, taken apart.
struct Table<'a> {
    taken: Taken<'a>,
}

impl<'a> Table<'a> {
    fn of(create: &'a [u8]) -> Option<Self> {
        let taken = take_apart(create).filter(|taken| taken.head.starts_with(b"CREATE TABLE "))?;
        Some(Self { taken })
    }

    fn items(&self, what: What) -> impl Iterator<Item = &'a [u8]> {
        self.taken.items.iter().copied().filter(move |item| What::of(item) == what)
    }

    fn primary_key(&self) -> Option<&'a [u8]> {
        self.items(What::Key).find(|item| significant(item).take(3).any(|word| word.is_word("PRIMARY")))
    }

    /// The made-up key, and whether the text has it as a column.
    fn made_up(&self) -> Option<(BString, bool)> {
        let columns: HashSet<BString> = self.items(What::Column).filter_map(column).collect();
        let in_families = self.items(What::Family).flat_map(members);
        let hidden = in_families.filter(|name| is_rowid(name) && !columns.contains(name)).last();
        let invisible =
            |item: &&[u8]| significant(item).collect::<Vec<_>>().windows(2).any(|pair| is_not_visible(pair));
        let shown =
            || self.items(What::Column).filter(invisible).filter_map(column).find(|name| is_rowid(name));
        hidden.map(|name| (name, false)).or_else(|| shown().map(|name| (name, true)))
    }

    /// Whether something is made of the values of a made-up key.
    fn speaks_of(&self, key: &BString) -> bool {
        let own = |item: &&&[u8]| column(item).as_ref() == Some(key);
        let alone = |item: &&&[u8]| sorted_names(&mut significant(item)).iter().all(|(name, _)| name == key);
        let plain = |item: &&&[u8]| match What::of(item) {
            What::Family => true,
            What::Column => own(item),
            // The key that it was made for.
            What::Key => alone(item),
            What::Index | What::Check => false,
        };
        let items = self.taken.items.iter().filter(|item| !plain(item));
        items.copied().chain([self.taken.tail]).any(|text| mentions(text, key))
    }

    /// The statements that make it, if the one there is does not load.
    fn made(&self, printed: &[u8], key: &BString, matters: bool) -> Option<Vec<BString>> {
        let has_key = self.primary_key().is_some();
        if has_key && !matters {
            return Some(vec![self.with_families(|name| name != key)]);
        }
        let columns: Vec<&[u8]> = self.items(What::Column).collect();
        let kept = columns.iter().take_while(|item| !mentions(item, key)).count();
        if !has_key && kept == columns.len() {
            return None;
        }
        Some(self.replayed(printed, columns.get(kept..).unwrap_or_default()))
    }

    /// Without the key and these columns, and the statements that add them.
    fn replayed(&self, printed: &[u8], added: &[&[u8]]) -> Vec<BString> {
        let names: HashSet<BString> = added.iter().filter_map(|item| column(item)).collect();
        let primary_key = self.primary_key();
        let alter = |parts: &[&[u8]]| -> BString {
            [&[b"ALTER TABLE ", printed, b" "], parts].concat().concat().into()
        };
        let mut further: Vec<BString> = Vec::new();
        for item in added {
            let family = self.family_of(item, &names).unwrap_or_default();
            further.push(alter(&[b"ADD COLUMN ", item.trim(), &family]));
        }
        let late = |what| {
            let items = self.items(what).skip_while(|item| !names.iter().any(|name| mentions(item, name)));
            items.collect::<Vec<_>>()
        };
        let (indexes, checks) = (late(What::Index), late(What::Check));
        further.extend(indexes.iter().filter_map(|item| create_index(item, printed)));
        further.extend(checks.iter().map(|item| alter(&[b"ADD ", item.trim()])));
        let mut tail = self.taken.tail;
        if let Some(columns) = primary_key.and_then(|item| behind(item, "KEY")) {
            let (interleave, partition) = split_at_word(tail.strip_prefix(b")").unwrap_or(tail), "PARTITION");
            let interleave = [b" ", interleave.trim()].concat();
            further.push(alter(&[
                b"ALTER PRIMARY KEY USING COLUMNS ",
                columns.trim(),
                interleave.trim_end(),
            ]));
            if !partition.is_empty() {
                further.push(alter(&[partition.trim()]));
            }
            tail = b")";
        }
        let left_out = |item: &&[u8]| {
            added.contains(item)
                || indexes.contains(item)
                || checks.contains(item)
                || primary_key == Some(item)
        };
        // What an index by hash is made of is in the first family, unless that is said otherwise.
        let is_member = |name: &BString| !names.contains(name) && !name.starts_with(b"crdb_internal_");
        let items = self.taken.items.iter().filter(|item| !left_out(item));
        let items: Vec<BString> = items.filter_map(|item| with_members(item, is_member)).collect();
        further.insert(0, put_together(self.taken.head, &items, tail));
        further
    }

    /// The clause that puts a column in its family: the first of it makes the family.
    fn family_of(&self, item: &[u8], added: &HashSet<BString>) -> Option<BString> {
        let own = column(item)?;
        let family = self.items(What::Family).find(|family| members(family).any(|name| name == own))?;
        let first = members(family).find(|name| *name == own || !added.contains(name));
        let is_made = members(family).next().as_ref() == Some(&own) && first.as_ref() == Some(&own);
        let name = significant(family).nth(1)?;
        let clause: &[u8] = if is_made { b" CREATE FAMILY " } else { b" FAMILY " };
        Some([clause, name.text].concat().into())
    }

    /// The same with only these names in its families.
    fn with_families(&self, keeps: impl Fn(&BString) -> bool) -> BString {
        let items: Vec<BString> =
            self.taken.items.iter().filter_map(|item| with_members(item, &keeps)).collect();
        put_together(self.taken.head, &items, self.taken.tail)
    }
}

fn put_together(head: &[u8], items: &[impl AsRef<[u8]>], tail: &[u8]) -> BString {
    [head, b"\n\t", &bstr::join(",\n\t", items), b"\n", tail].concat().into()
}

/// `rowid`, `rowid_1`, …
pub(in super::super) fn is_rowid(name: &[u8]) -> bool {
    let number = name.strip_prefix(b"rowid").map(|rest| rest.strip_prefix(b"_").unwrap_or(rest));
    number.is_some_and(|number| number.iter().all(u8::is_ascii_digit))
}

fn is_not_visible(pair: &[Token<'_>]) -> bool {
    matches!(pair, [not, visible] if not.is_word("NOT") && visible.is_word("VISIBLE"))
}

/// The columns that a family has.
fn members(family: &[u8]) -> impl Iterator<Item = BString> + use<> {
    sorted_names(&mut significant(family)).into_iter().map(|(name, _)| name)
}

/// A family with these members only, if any is left. Other items stay.
fn with_members(item: &[u8], keeps: impl Fn(&BString) -> bool) -> Option<BString> {
    if What::of(item) != What::Family {
        return Some(item.trim().into());
    }
    let kept = significant(item).skip(2).filter(|token| token.kind != Kind::Symbol);
    let kept: Vec<&[u8]> =
        kept.filter(|token| name(token).is_some_and(|name| keeps(&name))).map(|token| token.text).collect();
    let family = significant(item).nth(1)?;
    (!kept.is_empty())
        .then(|| [b"FAMILY ", family.text, b" (", &bstr::join(", ", kept), b")"].concat().into())
}

/// Whether a text has a name.
fn mentions(text: &[u8], wanted: &BString) -> bool {
    significant(text).any(|token| name(&token).as_ref() == Some(wanted))
}

/// What stands behind a keyword.
fn behind<'a>(item: &'a [u8], keyword: &str) -> Option<&'a [u8]> {
    let mut all = tokens(item);
    all.find(|token| token.is_word(keyword))?;
    Some(all.rest())
}

/// What stands before a keyword, and the rest.
fn split_at_word<'a>(text: &'a [u8], keyword: &str) -> (&'a [u8], &'a [u8]) {
    let at: usize =
        tokens(text).take_while(|token| !token.is_word(keyword)).map(|token| token.text.len()).sum();
    text.split_at_checked(at).unwrap_or((text, b""))
}

/// `UNIQUE INDEX i (a ASC) STORING (b)` as a statement.
fn create_index(item: &[u8], table: &[u8]) -> Option<BString> {
    let (before, named) = split_at_word(item, "INDEX");
    let mut all = tokens(named);
    all.next()?;
    let name = all.find(Token::is_significant)?;
    let kind = before.trim();
    let space: &[u8] = if kind.is_empty() { b"" } else { b" " };
    let parts = [b"CREATE ", kind, space, b"INDEX ", name.text, b" ON ", table, b" ", all.rest().trim()];
    Some(parts.concat().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "CREATE TABLE t (\n\ta INT8 NOT NULL,\n\t";
    const KEY: &str = "CONSTRAINT \"primary\" PRIMARY KEY (a ASC),\n\t";

    fn of(create: &str, named: bool) -> (Option<String>, Option<String>) {
        let Some(hidden) = read(create.as_bytes(), b"t", |_| named) else { return (None, None) };
        (hidden.create.map(|text| text.to_string()), hidden.kept.map(|key| key.to_string()))
    }

    #[test]
    fn texts_that_load() {
        #[rustfmt::skip]
        let rows: &[(&str, bool, Option<&str>)] = &[
            ("FAMILY \"primary\" (a, rowid)\n)", false, None),
            ("FAMILY \"primary\" (a, rowid)\n)", true, Some("rowid")),
            ("INDEX i (rowid ASC),\n\tFAMILY \"primary\" (a, rowid)\n)", false, Some("rowid")),
            ("FAMILY \"primary\" (a, rowid),\n\tCONSTRAINT c CHECK (rowid > 3)\n)", false, Some("rowid")),
            ("rowid INT8 NULL,\n\tINDEX i (rowid ASC),\n\tFAMILY \"primary\" (a, rowid, rowid_1)\n)", false, None),
            ("rowid INT8 NULL,\n\tINDEX i (rowid_1 ASC),\n\tFAMILY \"primary\" (a, rowid, rowid_1)\n)", false, Some("rowid_1")),
            ("s STRING NULL DEFAULT 'rowid',\n\tFAMILY \"primary\" (a, s, rowid)\n)", false, None),
            ("rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),\n\tCONSTRAINT p PRIMARY KEY (rowid ASC),\n\tFAMILY f (a, rowid)\n)", false, None),
            ("rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),\n\tc INT8 NULL AS (rowid % 7) STORED,\n\tCONSTRAINT p PRIMARY KEY (rowid ASC)\n)", false, Some("rowid")),
            ("rowid INT8 NOT VISIBLE NOT NULL DEFAULT unique_rowid(),\n\tCONSTRAINT p PRIMARY KEY (a ASC),\n\tFAMILY f (a, rowid)\n)", false, None),
        ];
        for (items, named, kept) in rows {
            assert_eq!(of(&[HEAD, items].concat(), *named), (None, kept.map(str::to_owned)), "{items}");
        }
        assert_eq!(read(b"CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tFAMILY f (a)\n)", b"t", |_| true), None);
        assert_eq!(read(b"CREATE VIEW v (rowid) AS SELECT 1", b"v", |_| true), None);
    }

    #[test]
    fn an_old_key() {
        let keyed = |items: &str, named| of(&[HEAD, KEY, items].concat(), named);
        let comment = ";\nCOMMENT ON TABLE t IS 'x'";
        let (create, kept) = keyed(&["FAMILY \"primary\" (a, rowid)\n)", comment].concat(), false);
        let want = [HEAD, KEY, "FAMILY \"primary\" (a)\n)", comment].concat();
        assert_eq!((create, kept), (Some(want), None));
        let (create, _) = keyed("FAMILY f (a),\n\tFAMILY g (rowid)\n) INTERLEAVE IN PARENT p (a)", false);
        assert_eq!(create, Some([HEAD, KEY, "FAMILY f (a)\n) INTERLEAVE IN PARENT p (a)"].concat()));
        let (create, kept) =
            keyed(&["FAMILY \"primary\" (a, rowid)\n) INTERLEAVE IN PARENT p (a)", comment].concat(), true);
        let alter = ";\nALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (a ASC) INTERLEAVE IN PARENT p (a)";
        let want = [HEAD, "FAMILY \"primary\" (a, rowid)\n)", alter, comment].concat();
        assert_eq!((create, kept), (Some(want), Some("rowid".to_owned())));
        let sharded = "CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tCONSTRAINT \"primary\" PRIMARY KEY (a ASC, rowid ASC) USING HASH WITH BUCKET_COUNT = 4,\n\t\
                       FAMILY \"primary\" (a, rowid, crdb_internal_a_rowid_shard_4)\n) PARTITION BY LIST (a) (PARTITION x VALUES IN ((1)))";
        let want = "CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tFAMILY \"primary\" (a, rowid)\n);\n\
                    ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (a ASC, rowid ASC) USING HASH WITH BUCKET_COUNT = 4;\n\
                    ALTER TABLE t PARTITION BY LIST (a) (PARTITION x VALUES IN ((1)))";
        assert_eq!(of(sharded, false).0.unwrap(), want);
        let key = |columns: &str| {
            altered_key(format!("ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS {columns}").as_bytes())
        };
        let columns = PrimaryKey::Columns(vec![("a".into(), false), ("B b".into(), true)]);
        assert_eq!(key("(a ASC, \"B b\" DESC)"), Some(columns));
        assert_eq!(key("(a ASC) USING HASH WITH BUCKET_COUNT = 4"), Some(PrimaryKey::Prefixed));
        assert_eq!(altered_key(b"ALTER TABLE t ADD COLUMN a INT8 NULL"), None);
    }

    #[test]
    fn computed_columns() {
        let create = "CREATE TABLE t (\n\ta INT8 NULL,\n\tc INT8 NULL AS (rowid % 7) STORED,\n\td INT8 NULL,\n\te INT8 NOT NULL DEFAULT 3:::INT8,\n\t\
                      INDEX i (a ASC),\n\tUNIQUE INDEX \"U\" (c ASC, rowid ASC) STORING (d),\n\tINDEX j (a DESC),\n\tINVERTED INDEX k (a),\n\t\
                      FAMILY \"primary\" (a, rowid, c, d),\n\tFAMILY f2 (e),\n\tCONSTRAINT x CHECK (a > 1),\n\tCONSTRAINT y CHECK (c > 2)\n)";
        let want = "CREATE TABLE t (\n\ta INT8 NULL,\n\tINDEX i (a ASC),\n\tFAMILY \"primary\" (a, rowid),\n\tCONSTRAINT x CHECK (a > 1)\n);\n\
                    ALTER TABLE t ADD COLUMN c INT8 NULL AS (rowid % 7) STORED FAMILY \"primary\";\n\
                    ALTER TABLE t ADD COLUMN d INT8 NULL FAMILY \"primary\";\n\
                    ALTER TABLE t ADD COLUMN e INT8 NOT NULL DEFAULT 3:::INT8 CREATE FAMILY f2;\n\
                    CREATE UNIQUE INDEX \"U\" ON t (c ASC, rowid ASC) STORING (d);\n\
                    CREATE INDEX j ON t (a DESC);\n\
                    CREATE INVERTED INDEX k ON t (a);\n\
                    ALTER TABLE t ADD CONSTRAINT y CHECK (c > 2)";
        assert_eq!(of(create, false), (Some(want.to_owned()), Some("rowid".to_owned())));
        let create = "CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tc INT8 NOT NULL AS (rowid % 7) STORED,\n\t\
                      CONSTRAINT \"primary\" PRIMARY KEY (c ASC, a ASC),\n\tFAMILY \"primary\" (a, rowid, c)\n)";
        let want = "CREATE TABLE t (\n\ta INT8 NOT NULL,\n\tFAMILY \"primary\" (a, rowid)\n);\n\
                    ALTER TABLE t ADD COLUMN c INT8 NOT NULL AS (rowid % 7) STORED FAMILY \"primary\";\n\
                    ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (c ASC, a ASC)";
        assert_eq!(of(create, false).0.unwrap(), want);
    }

    #[test]
    fn one_more_foreign_key() {
        let key = b"CONSTRAINT f FOREIGN KEY (a) REFERENCES u(rowid)";
        let with = |rest: &str| with_foreign_key([HEAD, rest].concat().as_bytes(), key).unwrap();
        let family = "FAMILY \"primary\" (a, rowid)\n)";
        let want = [HEAD, "CONSTRAINT f FOREIGN KEY (a) REFERENCES u(rowid),\n\t", family].concat();
        assert_eq!(with(family), want);
        let rest = ["INDEX i (a ASC),\n\t", family].concat();
        let want = [HEAD, KEY, "CONSTRAINT f FOREIGN KEY (a) REFERENCES u(rowid),\n\t", &rest].concat();
        assert_eq!(with(&[KEY, &rest].concat()), want);
    }
}
