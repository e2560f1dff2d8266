//! What a child table says of the columns it has from its parents.
//!
//! CREATE TABLE … INHERITS gives the child its parents' columns with their defaults; only what differs is
//! said. A partition is made as a table of its own and then attached, so this is not about partitions.
//!
//! In the copy of a child the parents' columns come first, also those that the parents got after the child was
//! made (as with pg_dump). Rows are not touched by that: every INSERT names its columns.

use bstr::BString;

use super::columns::Column;
use crate::sql::concat;

/// What CREATE TABLE … INHERITS would give a column as its default.
#[derive(Debug, Eq, PartialEq)]
enum Inherited<'a> {
    /// The parents agree: on none, or on this text.
    Default(Option<&'a BString>),
    /// They do not, and so the child must say one itself.
    Conflict,
}

/// The column is named in the child's own CREATE TABLE: it is the child's own, or what it has instead of
/// its parents' values cannot be said later.
pub(super) fn is_printed(column: &Column, parents: &[&Column]) -> bool {
    if column.local || parents.is_empty() {
        return true;
    }
    let inherited = inherited(parents);
    inherited == Inherited::Conflict
        || column.is_generated() && inherited != Inherited::Default(column.default.as_ref())
}

/// The statement that gives an inherited column the child's own default, if it has another than its parents.
pub(super) fn default_statement(table: &[u8], column: &Column, parents: &[&Column]) -> Option<BString> {
    if column.is_generated() || inherited(parents) == Inherited::Default(column.default.as_ref()) {
        return None;
    }
    let head: [&[u8]; 4] = [b"ALTER TABLE ONLY ", table, b" ALTER COLUMN ", &column.name.printed];
    let tail = match &column.default {
        Some(default) if !column.default_apart => concat(&[b" SET DEFAULT ", default]),
        _ => " DROP DEFAULT".into(),
    };
    Some(concat(&[&head.concat(), &tail]))
}

fn inherited<'a>(parents: &[&'a Column]) -> Inherited<'a> {
    // A parent's default that is set by itself is not there yet, and is the parent's ONLY.
    let mut given = parents.iter().filter(|p| !p.default_apart).filter_map(|p| p.default.as_ref());
    let first = given.next();
    if given.any(|other| Some(other) != first) { Inherited::Conflict } else { Inherited::Default(first) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(default: Option<&str>) -> Column {
        let name = super::super::super::ids::Name { raw: "c".into(), printed: "c".into() };
        Column { name, default: default.map(BString::from), ..Column::default() }
    }

    #[test]
    fn defaults() {
        #[rustfmt::skip]
        let table = [
            ("none at all",          None,      vec![None],                 false, None),
            ("the parent's",         Some("1"), vec![Some("1")],            false, None),
            ("its own",              Some("2"), vec![Some("1")],            false, Some("SET DEFAULT 2")),
            ("dropped",              None,      vec![Some("1")],            false, Some("DROP DEFAULT")),
            ("one parent has one",   Some("1"), vec![None, Some("1")],      false, None),
            ("parents disagree",     Some("1"), vec![Some("2"), Some("1")], true,  Some("SET DEFAULT 1")),
            ("no parents",           Some("1"), vec![],                     true,  Some("SET DEFAULT 1")),
        ];
        for (name, own, parents, printed, statement) in table {
            let (own, parents): (_, Vec<Column>) = (column(own), parents.into_iter().map(column).collect());
            let parents: Vec<&Column> = parents.iter().collect();
            assert_eq!(is_printed(&own, &parents), printed, "{name}");
            let want = statement.map(|s| BString::from(format!("ALTER TABLE ONLY s.t ALTER COLUMN c {s}")));
            assert_eq!(default_statement(b"s.t", &own, &parents), want, "{name}");
        }
    }

    #[test]
    fn a_generated_column_cannot_change_later() {
        let generated = |expression| Column { generated: b's', ..column(Some(expression)) };
        let parent = generated("(a * 2)");
        assert!(!is_printed(&generated("(a * 2)"), &[&parent]));
        assert!(is_printed(&generated("(a * 3)"), &[&parent]));
        assert_eq!(default_statement(b"s.t", &generated("(a * 3)"), &[&parent]), None);
    }
}
