//! Constraints that no index keeps, whose columns servers print as they are: quoted where that is needed.
//!
//! ```text
//! CONSTRAINT u UNIQUE WITHOUT INDEX (w, x y)   →  CONSTRAINT u UNIQUE WITHOUT INDEX (w, "x y")
//! ```

use bstr::{BString, ByteSlice};

use super::items::{Taken, take_apart};
use super::table::column;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::printed;

const BEFORE: &[u8] = b" UNIQUE WITHOUT INDEX (";

/// A CREATE TABLE with these columns quoted; `None` if none needs it.
pub(in super::super) fn with_columns_quoted(create: &[u8]) -> Option<BString> {
    let at = create.find(BEFORE)?;
    // Bare names may hold what ends a list, so only what stands before them can be taken apart.
    let columns: Vec<BString> = columns(create.get(..at)?);
    let mut out = Vec::with_capacity(create.len() + 8);
    let (mut rest, mut changed) = (create, false);
    while let Some(at) = rest.find(BEFORE) {
        let (before, list) = rest.split_at(at + BEFORE.len());
        out.extend_from_slice(before);
        rest = list;
        if let Some((quoted, after)) = listed(&columns, list) {
            changed |= !list.starts_with(&quoted);
            out.extend_from_slice(&quoted);
            rest = after;
        }
    }
    out.extend_from_slice(rest);
    changed.then(|| out.into())
}

/// The columns of a CREATE TABLE that breaks off behind them.
fn columns(begun: &[u8]) -> Vec<BString> {
    let closed = [begun, b")"].concat();
    let items = take_apart(&closed).map(|Taken { items, .. }| items).unwrap_or_default();
    items.into_iter().filter_map(column).collect()
}

/// The columns that a list of bare names begins with, up to its parenthesis, as they have to be; and what follows.
fn listed<'a>(columns: &[BString], list: &'a [u8]) -> Option<(BString, &'a [u8])> {
    columns.iter().find_map(|column| {
        let quoted = printed(column, Naming::V20_2);
        let rest = list.strip_prefix(quoted.as_slice()).or_else(|| list.strip_prefix(column.as_slice()))?;
        if rest.starts_with(b")") {
            return Some((quoted, rest));
        }
        let (further, after) = listed(columns, rest.strip_prefix(b", ")?)?;
        Some(([&quoted[..], b", ", &further].concat().into(), after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted() {
        let create = |constraints: &str| {
            format!(
                "CREATE TABLE t (\n\ta INT8 NULL,\n\t\"x y\" STRING NULL DEFAULT 'y',\n\t\"p), q\" INT8 NULL,\n\t\"X\" INT8,\n\t{constraints}\n)"
            )
        };
        #[rustfmt::skip]
        let rows = [
            ("CONSTRAINT u UNIQUE WITHOUT INDEX (a, x y)", Some("CONSTRAINT u UNIQUE WITHOUT INDEX (a, \"x y\")")),
            ("CONSTRAINT u UNIQUE WITHOUT INDEX (p), q, X) WHERE a > 0,\n\tCONSTRAINT v UNIQUE WITHOUT INDEX (x y)", Some("CONSTRAINT u UNIQUE WITHOUT INDEX (\"p), q\", \"X\") WHERE a > 0,\n\tCONSTRAINT v UNIQUE WITHOUT INDEX (\"x y\")")),
            ("CONSTRAINT u UNIQUE WITHOUT INDEX (a, \"x y\")", None),
            ("CONSTRAINT u UNIQUE WITHOUT INDEX (a)", None),
            ("INDEX i (a ASC)", None),
        ];
        for (constraints, want) in rows {
            let got = with_columns_quoted(create(constraints).as_bytes());
            assert_eq!(got, want.map(|want| BString::from(create(want))), "{constraints}");
        }
    }
}
