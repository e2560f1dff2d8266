//! Storage parameters: `) WITH (ttl = 'on', schema_locked = true)`.
//!
//! A table that is locked takes no foreign key and no other change of its schema: it is locked when all is done.

use bstr::BString;

use super::items::{Taken, take_apart};
use super::significant;
use crate::sql::token::tokens;

const LOCK: &str = "schema_locked";

/// A CREATE TABLE without the parameter that locks it; `None` if it has none.
pub(in super::super) fn without_lock(create: &[u8]) -> Option<BString> {
    let Taken { tail, .. } = take_apart(create)?;
    let mut left = tokens(tail);
    left.find(|token| token.is_word("WITH"))?;
    let with = tail.len() - left.rest().len();
    let parameters = take_apart(left.rest())?;
    let is_lock = |item: &&[u8]| significant(item).next().is_some_and(|word| word.text == LOCK.as_bytes());
    let kept: Vec<&[u8]> = parameters.items.iter().copied().filter(|item| !is_lock(item)).collect();
    if kept.len() == parameters.items.len() {
        return None;
    }
    let before = create.get(..create.len() - tail.len())?;
    let after = parameters.tail.strip_prefix(b")")?;
    if kept.is_empty() {
        let head = tail.get(..with)?.strip_suffix(b"WITH")?.trim_ascii_end();
        return Some([before, head, after].concat().into());
    }
    let kept = bstr::join(",", kept);
    Some([before, &tail[..with], parameters.head, kept.trim_ascii_start(), b")", after].concat().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks() {
        #[rustfmt::skip]
        let rows = [
            ("CREATE TABLE t (\n\ta INT8\n) WITH (schema_locked = true)", Some("CREATE TABLE t (\n\ta INT8\n)")),
            ("CREATE TABLE t (\n\ta INT8\n) WITH (ttl = 'on', schema_locked = true) LOCALITY GLOBAL;\nCOMMENT ON TABLE t IS 'x'",
             Some("CREATE TABLE t (\n\ta INT8\n) WITH (ttl = 'on') LOCALITY GLOBAL;\nCOMMENT ON TABLE t IS 'x'")),
            ("CREATE TABLE t (\n\ta INT8\n) WITH (schema_locked = true, ttl = 'on')", Some("CREATE TABLE t (\n\ta INT8\n) WITH (ttl = 'on')")),
            ("CREATE TABLE t (\n\ta INT8\n) WITH (ttl = 'schema_locked')", None),
            ("CREATE TABLE t (\n\tschema_locked INT8\n)", None),
        ];
        for (create, want) in rows {
            assert_eq!(without_lock(create.as_bytes()), want.map(BString::from), "{create}");
        }
    }
}
