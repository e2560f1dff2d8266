//! The items of a CREATE TABLE: what stands between the commas of its outermost parentheses.
//!
//! ```text
//! CREATE TABLE t (⏎→x INT8 NULL,⏎→CONSTRAINT c CHECK (x > 5)⏎) INTERLEAVE …
//! head            └ item ──────┘ └ item ───────────────────┘ └ tail
//! ```

use crate::sql::token::{Token, tokens};
use bstr::{BString, ByteSlice};

/// A statement taken apart at its outermost parentheses.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    /// Up to the opening one, and with it.
    pub(super) head: &'a [u8],
    /// What stands inside, between commas.
    pub(super) items: Vec<&'a [u8]>,
    /// From the closing one on.
    pub(super) tail: &'a [u8],
}

/// `None` for a statement without them.
pub(super) fn take_apart(create: &[u8]) -> Option<Taken<'_>> {
    let (mut depth, mut at, mut cuts, mut end) = (0_usize, 0, Vec::new(), None);
    for token in tokens(create) {
        let inside = depth;
        depth = depth_after(depth, &token);
        let closes = inside == 1 && depth == 0;
        if (inside, depth) == (0, 1) || (inside == 1 && token.is_symbol(b',')) || closes {
            cuts.push((at, at + token.text.len()));
        }
        at += token.text.len();
        if closes {
            end = Some(at - token.text.len());
            break;
        }
    }
    let (&(_, open), end) = (cuts.first()?, end?);
    let pairs = cuts.windows(2);
    let items = pairs.map(|pair| create.get(pair.first()?.1..pair.last()?.0)).collect::<Option<_>>()?;
    Some(Taken { head: create.get(..open)?, items, tail: create.get(end..)? })
}

/// How many parentheses are open after `token`.
pub(super) fn depth_after(depth: usize, token: &Token<'_>) -> usize {
    match token.text {
        b"(" => depth + 1,
        b")" => depth.saturating_sub(1),
        _ => depth,
    }
}

/// A CREATE TABLE without its check `name`, and that check: `CONSTRAINT c CHECK (…)`.
pub(in super::super) fn without_check(create: &[u8], name: &[u8]) -> Option<(BString, BString)> {
    let Taken { head, items, tail } = take_apart(create)?;
    let (checks, kept): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| is_check(item, name));
    let [check] = checks.as_slice() else { return None };
    let kept = bstr::join(",", kept.into_iter().map(|item| item.trim_end()));
    Some(([head, &kept, b"\n", tail].concat().into(), check.trim().into()))
}

fn is_check(item: &[u8], name: &[u8]) -> bool {
    let words: Vec<_> = super::significant(item).take(3).collect();
    let [constraint, named, check] = words.as_slice() else { return false };
    constraint.is_word("CONSTRAINT")
        && check.is_word("CHECK")
        && super::name(named).is_some_and(|n| n == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks() {
        let create = "CREATE TABLE t (\n\tx INT8 NULL,\n\tCONSTRAINT \"Odd c\" CHECK (x IN (1, 2)),\n\tCONSTRAINT d CHECK (x > 5)\n) INTERLEAVE IN PARENT p (x)";
        let taken = |name: &str| {
            let (create, check) = without_check(create.as_bytes(), name.as_bytes())?;
            Some((create.to_string(), check.to_string()))
        };
        let left = |middle: &str| {
            format!("CREATE TABLE t (\n\tx INT8 NULL,\n\t{middle}\n) INTERLEAVE IN PARENT p (x)")
        };
        #[rustfmt::skip]
        let rows: &[(&str, Option<(&str, &str)>)] = &[
            ("Odd c", Some(("CONSTRAINT d CHECK (x > 5)", "CONSTRAINT \"Odd c\" CHECK (x IN (1, 2))"))),
            ("d", Some(("CONSTRAINT \"Odd c\" CHECK (x IN (1, 2))", "CONSTRAINT d CHECK (x > 5)"))),
            ("x", None),
            ("odd c", None),
        ];
        for (name, want) in rows {
            assert_eq!(taken(name), want.map(|(kept, check)| (left(kept), check.to_owned())), "{name}");
        }
    }
}
