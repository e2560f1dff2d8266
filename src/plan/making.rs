//! How objects are removed, and made only where they are not there.

use bstr::BString;

use super::graph::Node;
use crate::catalog::{Again, Entry, Role, Statement};

/// Whether a statement fails where what it makes is there already, though it was asked not to.
pub(super) fn fails_if_there(statement: &Statement) -> bool {
    statement.again() == Again::Fails
}

/// The statements that undo all of `nodes`, which are in the order in which they are made, the last one first:
/// foreign keys, then what belongs to objects, and then the objects themselves.
pub(super) fn removals(nodes: &[&Node<'_>], if_exists: bool) -> Vec<BString> {
    let entries = || nodes.iter().rev().flat_map(|node| node.entries.iter().rev().copied());
    let of = |stage: fn(Role) -> bool| entries().filter(move |entry| stage(entry.role));
    let links = of(|role| role == Role::ForeignKey);
    let parts = of(|role| !matches!(role, Role::ForeignKey | Role::Create));
    let wholes = of(|role| role == Role::Create);
    links.chain(parts).chain(wholes).filter_map(|entry| removal(entry, if_exists)).collect()
}

/// What undoes an entry.
pub(super) fn removal(entry: &Entry, if_exists: bool) -> Option<BString> {
    entry.removal.as_ref().map(|removal| removal.statement(if_exists))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Object, ObjectId, Removal};

    #[test]
    fn the_last_one_made_goes_first() {
        let object = |id: u64, entries: &[(Role, &[&str])]| Object {
            id: ObjectId(id),
            entries: entries
                .iter()
                .map(|(role, parts)| {
                    let removal = Removal::new(parts.iter().map(|part| part.as_bytes()));
                    let removal = (!parts.is_empty()).then_some(removal);
                    Entry::making(ObjectId(id), *role, Statement::once("")).undone_by(removal)
                })
                .collect(),
            ..Object::default()
        };
        let objects = [
            object(1, &[(Role::Comment, &[])]),
            object(2, &[(Role::Create, &["DROP SCHEMA ", "s"])]),
            object(3, &[(Role::Create, &["DROP DOMAIN ", "s.d"])]),
            object(
                4,
                &[
                    (Role::Create, &["DROP TABLE ", "t"]),
                    (Role::Key, &["DROP INDEX ", "i"]),
                    (Role::ForeignKey, &["ALTER TABLE ", "t DROP CONSTRAINT ", "f"]),
                ],
            ),
            object(5, &[(Role::Create, &[])]),
        ];
        let nodes: Vec<Node<'_>> = objects.iter().enumerate().flat_map(Node::of).collect();
        let nodes: Vec<&Node<'_>> = nodes.iter().collect();
        #[rustfmt::skip]
        let want = [
            "ALTER TABLE IF EXISTS t DROP CONSTRAINT IF EXISTS f", "DROP INDEX IF EXISTS i", "DROP TABLE IF EXISTS t",
            "DROP DOMAIN IF EXISTS s.d", "DROP SCHEMA IF EXISTS s",
        ];
        assert_eq!(removals(&nodes, true), want);
        assert_eq!(removals(&nodes, false)[1..3], ["DROP INDEX i", "DROP TABLE t"]);
    }
}
