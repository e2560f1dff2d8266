//! Materialized views, which most releases print as views: with the hidden column that keeps their rows apart among
//! the columns, and without their indexes.
//!
//! ```text
//! CREATE VIEW app.totals (customer, total, rowid) AS SELECT …
//! CREATE MATERIALIZED VIEW app.totals (customer, total) AS SELECT …
//! ```

use bstr::BString;

use super::items::without;
use super::{name, significant};
use crate::sql::token::{Kind, Token, tokens};

/// The CREATE of a materialized view; `hidden` are the columns that it must not name.
pub(in super::super) fn materialized(create: &[u8], hidden: &[BString]) -> BString {
    const VIEW: &[u8] = b"CREATE VIEW ";
    let text = match create.strip_prefix(VIEW) {
        Some(rest) => [b"CREATE MATERIALIZED VIEW ", rest].concat(),
        None => create.to_vec(),
    };
    let is_hidden = |item: &[u8]| {
        let words: Vec<Token<'_>> = significant(item).take(2).collect();
        matches!(words.as_slice(), [column] if name(column).is_some_and(|name| hidden.contains(&name)))
    };
    without(&text, is_hidden).map_or_else(|| text.clone().into(), |(rest, _)| rest)
}

/// A CREATE VIEW in one line. Servers from v22.1 on break it where it is too long with the names of its database: that
/// of a copy in another database would differ.
pub(in super::super) fn in_one_line(create: &[u8]) -> BString {
    let all: Vec<Token<'_>> = tokens(create).collect();
    let mut out = Vec::with_capacity(create.len());
    for (at, token) in all.iter().enumerate() {
        let beside = |at: Option<usize>, symbol| {
            at.and_then(|at| all.get(at)).is_some_and(|token| token.is_symbol(symbol))
        };
        if token.kind != Kind::Blank || !token.text.contains(&b'\n') {
            out.extend_from_slice(token.text);
        } else if !beside(at.checked_sub(1), b'(') && !beside(Some(at + 1), b')') {
            out.push(b' ');
        }
    }
    out.into()
}

/// `CREATE INDEX i ON db.public.v USING btree (a ASC)` with the table as `printed`: v21.1 names the wrong schema.
pub(in super::super) fn index_on(definition: &[u8], printed: &[u8]) -> Option<BString> {
    let mut left = tokens(definition);
    left.find(|token| token.is_word("ON"))?;
    let before = definition.get(..definition.len() - left.rest().len())?;
    let after = loop {
        let here = left.rest();
        if left.next()?.is_word("USING") {
            break here;
        }
    };
    Some([before, b" ", printed, b" ", after].concat().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views() {
        #[rustfmt::skip]
        let rows = [
            ("CREATE VIEW app.totals (customer, total, rowid) AS SELECT a, b FROM t", "CREATE MATERIALIZED VIEW app.totals (customer, total) AS SELECT a, b FROM t"),
            ("CREATE VIEW v (\n\ta,\n\t\"B c\",\n\trowid\n) AS SELECT 1, (2), rowid FROM t", "CREATE MATERIALIZED VIEW v (\n\ta,\n\t\"B c\"\n) AS SELECT 1, (2), rowid FROM t"),
            ("CREATE MATERIALIZED VIEW v (a) AS SELECT 1", "CREATE MATERIALIZED VIEW v (a) AS SELECT 1"),
        ];
        for (create, want) in rows {
            assert_eq!(materialized(create.as_bytes(), &["rowid".into()]), want);
        }
    }

    #[test]
    fn lines() {
        let create = "CREATE VIEW v (\n\ta,\n\tb\n) AS SELECT\n\t\tt.a, '\n'\n\tFROM\n\t\t(\n\t\t\tSELECT 1\n\t\t) AS t";
        let want = "CREATE VIEW v (a, b) AS SELECT t.a, '\n' FROM (SELECT 1) AS t";
        assert_eq!(in_one_line(create.as_bytes()), want);
    }

    #[test]
    fn indexes() {
        let definition =
            "CREATE UNIQUE INDEX \"I ON x\" ON d.public.\"M v\" USING btree (b DESC) STORING (z)";
        let want = "CREATE UNIQUE INDEX \"I ON x\" ON \"S c\".\"M v\" USING btree (b DESC) STORING (z)";
        assert_eq!(index_on(definition.as_bytes(), b"\"S c\".\"M v\""), Some(want.into()));
        assert_eq!(index_on(b"CREATE INDEX i", b"v"), None);
    }
}
