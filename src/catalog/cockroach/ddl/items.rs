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

/// A CREATE without some of its items, and these: `CONSTRAINT c CHECK (…)`. `None` if it has none such.
pub(in super::super) fn without(
    create: &[u8],
    mut leave: impl FnMut(&[u8]) -> bool,
) -> Option<(BString, Vec<BString>)> {
    let Taken { head, items, tail } = take_apart(create)?;
    let (left, kept): (Vec<_>, Vec<_>) = items.iter().copied().partition(|item| leave(item));
    let end = items.last().map(|last| &last[last.trim_end().len()..]).filter(|_| !left.is_empty())?;
    let kept = bstr::join(",", kept.into_iter().map(|item| item.trim_end()));
    let left = left.into_iter().map(|item| item.trim().into()).collect();
    Some(([head, &kept, end, tail].concat().into(), left))
}

/// A CREATE TABLE without its check `name`, and that check.
pub(in super::super) fn without_check(create: &[u8], name: &[u8]) -> Option<(BString, BString)> {
    let (rest, mut checks) = without(create, |item| is_check(item, name))?;
    let check = checks.pop()?;
    checks.is_empty().then_some((rest, check))
}

/// A CREATE TABLE without its constraints that the rows need not fulfil, and these. Read in a CREATE TABLE, they
/// would hold for all rows: `CONSTRAINT c CHECK (x > 5) NOT VALID`. So that they keep their order, the checks behind
/// the first such one are left too.
pub(in super::super) fn without_unchecked(create: &[u8]) -> Option<(BString, Vec<BString>)> {
    let mut behind = false;
    without(create, |item| {
        let unchecked = starts_with(item, "CONSTRAINT") && is_not_valid(item);
        behind |= unchecked;
        unchecked || (behind && is_any_check(item))
    })
}

fn is_any_check(item: &[u8]) -> bool {
    matches!(super::significant(item).take(3).collect::<Vec<_>>().as_slice(), [_, _, check] if check.is_word("CHECK"))
}

/// Whether what a constraint says ends with NOT VALID.
pub(in super::super) fn is_not_valid(constraint: &[u8]) -> bool {
    let words: Vec<_> = super::significant(constraint).collect();
    matches!(words.as_slice(), [.., not, valid] if not.is_word("NOT") && valid.is_word("VALID"))
}

fn is_check(item: &[u8], name: &[u8]) -> bool {
    let words: Vec<_> = super::significant(item).take(3).collect();
    let [constraint, named, check] = words.as_slice() else { return false };
    constraint.is_word("CONSTRAINT")
        && check.is_word("CHECK")
        && super::name(named).is_some_and(|n| n == name)
}

fn starts_with(item: &[u8], keyword: &str) -> bool {
    super::significant(item).next().is_some_and(|word| word.is_word(keyword))
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

    #[test]
    fn constraints_that_are_not_valid() {
        type Want<'a> = Option<(&'a str, &'a [&'a str])>;
        #[rustfmt::skip]
        let rows: &[(&str, Want<'_>)] = &[
            ("CREATE TABLE t (\n\ta INT8 NULL,\n\tCONSTRAINT c CHECK (a != 13:::INT8) NOT VALID\n)",
             Some(("CREATE TABLE t (\n\ta INT8 NULL\n)", &["CONSTRAINT c CHECK (a != 13:::INT8) NOT VALID"]))),
            ("CREATE TABLE t (a INT8, CONSTRAINT c CHECK (a > 1) NOT VALID, CONSTRAINT u UNIQUE WITHOUT INDEX (a) NOT VALID)",
             Some(("CREATE TABLE t (a INT8)", &["CONSTRAINT c CHECK (a > 1) NOT VALID", "CONSTRAINT u UNIQUE WITHOUT INDEX (a) NOT VALID"]))),
            ("CREATE TABLE t (a INT8, CONSTRAINT b CHECK (a > 2), CONSTRAINT c CHECK (a > 1) NOT VALID, CONSTRAINT d CHECK (a > 0))",
             Some(("CREATE TABLE t (a INT8, CONSTRAINT b CHECK (a > 2))", &["CONSTRAINT c CHECK (a > 1) NOT VALID", "CONSTRAINT d CHECK (a > 0)"]))),
            ("CREATE TABLE t (a STRING DEFAULT 'NOT VALID', CONSTRAINT c CHECK (a != 'NOT VALID'))", None),
            ("CREATE TABLE t (\"CONSTRAINT\" INT8 NOT NULL)", None),
        ];
        for (create, want) in rows {
            let want = want.map(|(rest, left)| {
                (BString::from(rest), left.iter().map(|item| BString::from(*item)).collect::<Vec<_>>())
            });
            assert_eq!(without_unchecked(create.as_bytes()), want, "{create}");
        }
    }
}
