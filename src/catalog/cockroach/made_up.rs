//! Keys that the server made up for tables without one: their values are kept where something is made of them, and
//! the text that makes such a table loads.
//!
//! ```text
//! ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (r) REFERENCES p(rowid)
//!   →  CREATE TABLE c (…, CONSTRAINT f FOREIGN KEY (r) REFERENCES p(rowid), …)     behind p; so are its rows
//! ALTER TABLE p ADD CONSTRAINT g FOREIGN KEY (r) REFERENCES p(rowid)
//!   →  the same with NOT VALID: its own rows may refer to later ones
//! ```
//!
//! Up to v20.2 a server that is to check rows against a key of a column that `SELECT *` leaves out does not find
//! that column.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::super::{Kind, ObjectId};
use super::columns::ColumnId;
use super::ddl::{self, hidden};
use super::listed::Listed;

/// The table that each foreign key refers to, by the key's table and name.
pub(super) type ForeignKeys = HashMap<(ObjectId, BString), ObjectId>;

/// Changes the text of tables where it does not load, and adds to `kept` the columns whose values matter.
pub(super) fn mend(listed: &mut [Listed], keys: &ForeignKeys, kept: &mut HashSet<ColumnId>) {
    let tables = listed.iter().filter(|object| object.kind == Kind::Table);
    let shown: HashMap<ObjectId, HashSet<BString>> =
        tables.map(|table| (table.id, hidden::shown(&table.create))).collect();
    for object in listed.iter_mut().filter(|object| object.kind == Kind::Table) {
        let is_named = |key: &BString| kept.contains(&(object.id, key.clone()));
        let Some(read) = hidden::read(&object.create, &object.printed, is_named) else { continue };
        kept.extend(read.kept.map(|key| (object.id, key)));
        if let Some(create) = read.create {
            object.create = create;
        }
    }
    let is_hidden = |table: ObjectId, columns: &[BString]| {
        shown.get(&table).is_some_and(|shown| columns.iter().any(|column| !shown.contains(column)))
    };
    for at in 0..listed.len() {
        let Some(object) = listed.get_mut(at) else { continue };
        let own = object.id;
        let made = made_with_keys(object, |name, columns| {
            let to = keys.get(&(own, name.clone())).copied();
            to.filter(|to| is_hidden(*to, columns))
        });
        made.into_iter().for_each(|to| stand_behind(listed, at, to));
    }
}

/// Moves the foreign keys that cannot be added to where they load; `to_hidden` tells of a key's name and columns
/// the table it refers to, if it is such a one. The tables that have to be there first.
fn made_with_keys(
    object: &mut Listed,
    to_hidden: impl Fn(&BString, &[BString]) -> Option<ObjectId>,
) -> Vec<ObjectId> {
    let (mut links, mut first) = (Vec::new(), Vec::new());
    for mut link in std::mem::take(&mut object.links) {
        let key = ddl::foreign_key(&link).filter(|_| !link.ends_with(NOT_VALID));
        let Some((to, name)) = key.and_then(|(name, columns)| Some((to_hidden(&name, &columns)?, name)))
        else {
            links.push(link);
            continue;
        };
        object.validate.retain(|statement| ddl::validated(statement).as_ref() != Some(&name));
        match inside(object, &link, to) {
            Some(create) => {
                object.create = create;
                first.push(to);
            }
            None => {
                link.extend_from_slice(NOT_VALID);
                links.push(link);
            }
        }
    }
    object.links = links;
    first
}

/// What an unvalidated constraint ends with.
const NOT_VALID: &[u8] = b" NOT VALID";

/// The text of a table with a foreign key in it. `None` for a key to itself, and for one on columns that are added
/// later.
fn inside(object: &Listed, link: &[u8], to: ObjectId) -> Option<BString> {
    let shown = hidden::shown(&object.create);
    let is_there = |column: &BString| shown.contains(column) || hidden::is_rowid(column);
    let may = to != object.id && ddl::referring(link)?.iter().all(is_there);
    may.then(|| hidden::with_foreign_key(&object.create, ddl::added_constraint(link)?)).flatten()
}

/// Puts an object behind another, with its rows: nothing that the other refers to may lead back.
fn stand_behind(listed: &mut [Listed], at: usize, other: ObjectId) {
    let Some(object) = listed.get_mut(at) else { return };
    let own = object.id;
    object.needs.push(other);
    let leading = leading_to(listed, own);
    if let Some(other) = listed.iter_mut().find(|listed| listed.id == other) {
        other.refers_to.retain(|id| !leading.contains(id));
    }
}

/// The object, and all that refer to it, be it by way of others.
fn leading_to(listed: &[Listed], object: ObjectId) -> HashSet<ObjectId> {
    let mut referring: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
    for listed in listed {
        listed.refers_to.iter().for_each(|to| referring.entry(*to).or_default().push(listed.id));
    }
    let (mut found, mut left) = (HashSet::from([object]), vec![object]);
    while let Some(next) = left.pop() {
        let referring = referring.get(&next).into_iter().flatten();
        left.extend(referring.filter(|id| found.insert(**id)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "CREATE TABLE p (\n\tr INT8 NULL,\n\tFAMILY \"primary\" (r, rowid)\n)";
    const CHILD: &str = "CREATE TABLE c (\n\tr INT8 NULL,\n\tFAMILY \"primary\" (r, rowid)\n)";

    fn table(id: u64, name: &str, create: &str, keys: &[(&str, &str)], refers_to: &[u64]) -> Listed {
        let statement = |text: String| BString::from(text);
        let link = |(key, to): &(&str, &str)| {
            statement(format!("ALTER TABLE {name} ADD CONSTRAINT {key} FOREIGN KEY (r) REFERENCES {to}"))
        };
        let validate =
            |(key, _): &(&str, &str)| statement(format!("ALTER TABLE {name} VALIDATE CONSTRAINT {key}"));
        Listed {
            id: ObjectId(id),
            printed: name.into(),
            create: create.into(),
            links: keys.iter().map(link).collect(),
            validate: keys.iter().map(validate).collect(),
            refers_to: refers_to.iter().copied().map(ObjectId).collect(),
            ..Listed::default()
        }
    }

    fn mended<const N: usize>(mut listed: [Listed; N], keys: &[(u64, &str, u64)]) -> [Listed; N] {
        let key = |(table, name, to): &(u64, &str, u64)| ((ObjectId(*table), (*name).into()), ObjectId(*to));
        mend(&mut listed, &keys.iter().map(key).collect(), &mut HashSet::new());
        listed
    }

    #[test]
    fn keys_to_what_is_hidden() {
        let parent = table(1, "p", PARENT, &[("g", "c(r)"), ("h", "p(rowid)")], &[2, 1]);
        let child = table(2, "c", CHILD, &[("f", "p(rowid)")], &[1]);
        let [parent, child] = mended([parent, child], &[(1, "g", 2), (1, "h", 1), (2, "f", 1)]);
        assert_eq!(parent.create, PARENT);
        let links = [
            "ALTER TABLE p ADD CONSTRAINT g FOREIGN KEY (r) REFERENCES c(r)",
            "ALTER TABLE p ADD CONSTRAINT h FOREIGN KEY (r) REFERENCES p(rowid) NOT VALID",
        ];
        assert_eq!(parent.links, links);
        assert_eq!(parent.validate, ["ALTER TABLE p VALIDATE CONSTRAINT g"]);
        assert_eq!((parent.refers_to, parent.needs), (vec![], vec![]));
        let create = "CREATE TABLE c (\n\tr INT8 NULL,\n\tCONSTRAINT f FOREIGN KEY (r) REFERENCES p(rowid),\n\t\
                      FAMILY \"primary\" (r, rowid)\n)";
        assert_eq!(child.create, create);
        assert_eq!((child.links.len(), child.validate.len()), (0, 0));
        assert_eq!((child.refers_to, child.needs), (vec![ObjectId(1)], vec![ObjectId(1)]));
    }

    #[test]
    fn keys_that_load() {
        let mut child =
            table(2, "c", CHILD, &[("f", "p(rowid)"), ("g", "p(r)"), ("h", "other(rowid)")], &[1]);
        child.links[0].extend_from_slice(NOT_VALID);
        let before = child.clone();
        let [_, child] =
            mended([table(1, "p", PARENT, &[], &[]), child], &[(2, "f", 1), (2, "g", 1), (2, "h", 9)]);
        assert_eq!((child.create, child.links, child.needs), (before.create, before.links, before.needs));
    }

    #[test]
    fn a_key_of_a_column_that_is_added() {
        let create = "CREATE TABLE c (\n\ta INT8 NULL,\n\tr INT8 NULL AS (rowid % 7) STORED,\n\tFAMILY \"primary\" (a, rowid, r)\n)";
        let child = table(2, "c", create, &[("f", "p(rowid)")], &[1]);
        let [_, child] = mended([table(1, "p", PARENT, &[], &[]), child], &[(2, "f", 1)]);
        assert_eq!(
            child.links,
            ["ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (r) REFERENCES p(rowid) NOT VALID"]
        );
        assert!(
            child
                .create
                .ends_with(b"ALTER TABLE c ADD COLUMN r INT8 NULL AS (rowid % 7) STORED FAMILY \"primary\"")
        );
    }
}
