//! Defaults that servers print as they do not read them: an expression of a column stands without the parentheses
//! that its operators need there.
//!
//! ```text
//! a BOOL NULL DEFAULT true AND (NOT false)   →  a BOOL NULL DEFAULT (true AND (NOT false))
//! s STRING COLLATE sv NULL DEFAULT 'ö' COLLATE sv ON UPDATE 'å' COLLATE sv
//! ```
//!
//! Source: CockroachDB v20.1 `pkg/sql/parser/sql.y`, `col_qualification_elem`: a default is a `b_expr`.

use bstr::{BString, ByteSlice};

use super::items::{Taken, depth_after, take_apart};
use super::table::column;
use crate::sql::token::{Kind, Token, tokens};

/// Keywords that no expression without parentheses has there.
const WORDS: [&str; 13] =
    ["AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "SIMILAR", "BETWEEN", "IS", "COLLATE", "AT", "ANY", "ALL"];

/// A CREATE TABLE with these parentheses; `None` if none is missing.
pub(in super::super) fn with_parentheses(create: &[u8]) -> Option<BString> {
    let Taken { head, items, tail } =
        take_apart(create).filter(|taken| taken.head.starts_with(b"CREATE TABLE "))?;
    let mut changed = false;
    let item = |item: &&[u8]| {
        let new = column(item).and_then(|_| in_column(item));
        changed |= new.is_some();
        new.unwrap_or_else(|| BString::from(*item))
    };
    let items: Vec<BString> = items.iter().map(item).collect();
    changed.then(|| [head, &bstr::join(",", items), tail].concat().into())
}

/// A column with parentheses around each expression that needs them.
fn in_column(item: &[u8]) -> Option<BString> {
    let mut out = Vec::with_capacity(item.len() + 4);
    let mut changed = false;
    for part in parts(item) {
        let Part { keywords, expression } = part;
        out.extend_from_slice(keywords);
        let trimmed = expression.trim_end();
        if needs_parentheses(trimmed) {
            changed = true;
            out.extend_from_slice(&[b"(", trimmed, b")", &expression[trimmed.len()..]].concat());
        } else {
            out.extend_from_slice(expression);
        }
    }
    changed.then(|| out.into())
}

/// A stretch of a column: up to the blank behind DEFAULT or ON UPDATE, and the expression that follows.
#[derive(Debug, Default)]
struct Part<'a> {
    keywords: &'a [u8],
    expression: &'a [u8],
}

fn parts(item: &[u8]) -> Vec<Part<'_>> {
    let all: Vec<Token<'_>> = tokens(item).collect();
    let (mut depth, mut at, mut begin, mut open) = (0, 0, 0, None);
    let mut parts = Vec::new();
    let mut cut = |begin: &mut usize, open: &mut Option<usize>, end: usize| {
        if let Some(expression) = open.take() {
            parts.push(Part {
                keywords: item.get(*begin..expression).unwrap_or_default(),
                expression: item.get(expression..end).unwrap_or_default(),
            });
            *begin = end;
        }
    };
    for (nth, token) in all.iter().enumerate() {
        depth = depth_after(depth, token);
        let next = |behind: usize, word: &str| all.get(nth + behind).is_some_and(|token| token.is_word(word));
        let begins = depth == 0 && (token.is_word("DEFAULT") || (token.is_word("ON") && next(2, "UPDATE")));
        let ends = depth == 0 && token.is_word("AS") && open.is_some();
        if begins || ends {
            cut(&mut begin, &mut open, at);
        }
        at += token.text.len();
        if begins {
            let words = if token.is_word("ON") { 4 } else { 2 };
            let behind =
                all.iter().skip(nth + 1).take(words - 1).map(|token| token.text.len()).sum::<usize>();
            open = Some(at + behind);
        }
    }
    cut(&mut begin, &mut open, item.len());
    parts.push(Part { keywords: item.get(begin..).unwrap_or_default(), expression: b"" });
    parts
}

fn needs_parentheses(expression: &[u8]) -> bool {
    let (mut depth, mut before): (usize, Option<Token<'_>>) = (0, None);
    for token in tokens(expression) {
        depth = depth_after(depth, &token);
        let arrow = token.is_symbol(b'>') && before.is_some_and(|before| before.is_symbol(b'-'));
        let operator = token.kind == Kind::Symbol && matches!(token.text, b"?" | b"@" | b"~" | b"#" | b"&");
        let keyword = WORDS.iter().any(|word| token.is_word(word));
        if depth == 0 && (arrow || operator || keyword) {
            return true;
        }
        before = Some(token);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        #[rustfmt::skip]
        let rows: &[(&str, Option<&str>)] = &[
            ("a BOOL NULL DEFAULT true AND (NOT false)", Some("a BOOL NULL DEFAULT (true AND (NOT false))")),
            ("a BOOL NULL DEFAULT NOT true ON UPDATE 1:::INT8 IN (2:::INT8,)", Some("a BOOL NULL DEFAULT (NOT true) ON UPDATE (1:::INT8 IN (2:::INT8,))")),
            ("j JSONB NULL DEFAULT '{}':::JSONB->'x':::STRING", Some("j JSONB NULL DEFAULT ('{}':::JSONB->'x':::STRING)")),
            ("s STRING COLLATE sv NULL DEFAULT e'\\u00F6' COLLATE sv", Some("s STRING COLLATE sv NULL DEFAULT (e'\\u00F6' COLLATE sv)")),
            ("a INT8 NOT NULL DEFAULT 1:::INT8 - 2:::INT8", None),
            ("a BOOL NOT NULL DEFAULT (true AND false)", None),
            ("a STRING NULL DEFAULT 'x AND y':::STRING ON UPDATE 'NOT':::STRING", None),
            ("a BOOL NOT NULL AS (b AND c) STORED", None),
            ("a BOOL NOT NULL", None),
        ];
        for (item, want) in rows {
            let create = |item: &str| format!("CREATE TABLE t (\n\tx INT8 NOT NULL,\n\t{item}\n)");
            let got = with_parentheses(create(item).as_bytes());
            assert_eq!(got, want.map(|want| BString::from(create(want))), "{item}");
        }
    }
}
