//! What stands together in a dump, and what of it needs what.

use std::collections::HashMap;

use super::order;
use crate::catalog::{Entry, Object, ObjectId, Pass, Role, Section};
use crate::error::{Error, Fault, Result, shown};

/// Entries of one thing in one section and pass, in order: a table with the comments on it.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    /// The object they are of.
    pub(super) object: &'a Object,
    /// The object's place among all.
    pub(super) place: usize,
    /// Where they stand.
    pub(super) section: Section,
    /// In which pass.
    pub(super) pass: Pass,
    /// The entries; at least one.
    pub(super) entries: Vec<&'a Entry>,
}

impl<'a> Node<'a> {
    /// The nodes of an object, in the order of their first entries.
    pub(super) fn of((place, object): (usize, &'a Object)) -> Vec<Self> {
        let mut nodes: Vec<Self> = Vec::new();
        let mut at = HashMap::new();
        for entry in &object.entries {
            let Entry { section, pass, .. } = *entry;
            let node = *at.entry((entry.id, section, pass)).or_insert(nodes.len());
            match nodes.get_mut(node) {
                Some(node) => node.entries.push(entry),
                None => nodes.push(Self { object, place, section, pass, entries: vec![entry] }),
            }
        }
        nodes
    }

    /// What its first entry is to the object.
    pub(super) fn role(&self) -> Role {
        self.entries[0].role
    }
}

/// The nodes of a section in one pass.
pub(super) fn of<'a>(nodes: &[Node<'a>], section: Section, pass: Pass) -> Vec<Node<'a>> {
    nodes.iter().filter(|node| (node.section, node.pass) == (section, pass)).cloned().collect()
}

/// For each of the nodes, the places of those of the same section and pass that it needs. Nothing needs what
/// stands in a later one: the catalog sees to that, or says that it cannot.
pub(super) fn needs(nodes: &[Node<'_>]) -> Vec<Vec<usize>> {
    let mut makers: HashMap<ObjectId, usize> = HashMap::new();
    for (at, node) in nodes.iter().enumerate() {
        makers.extend(node.entries.iter().flat_map(|entry| &entry.makes).map(|id| (*id, at)));
    }
    let needed = |(own, node): (usize, &Node<'_>)| {
        let ids = node.entries.iter().flat_map(|entry| &entry.needs);
        let mut needed: Vec<usize> = ids.filter_map(|id| makers.get(id).copied()).collect();
        needed.retain(|at| *at != own);
        needed.sort_unstable();
        needed.dedup();
        needed
    };
    nodes.iter().enumerate().map(needed).collect()
}

/// The nodes in the order given, each behind those it needs.
///
/// # Errors
///
/// [`Fault::Refused`] for nodes that need each other in a circle: no order would load.
pub(super) fn ordered<'a>(nodes: Vec<Node<'a>>) -> Result<Vec<Node<'a>>> {
    let (order, circular) = order::latest_last(&needs(&nodes));
    if circular > 0 {
        return Err(circle(order[..circular].iter().map(|at| nodes[*at].object)));
    }
    Ok(order.into_iter().map(|at| nodes[at].clone()).collect())
}

/// The error of objects that need each other.
fn circle<'a>(objects: impl Iterator<Item = &'a Object>) -> Error {
    let message =
        format!("{} need each other in a circle: no order of their statements would load", names(objects));
    Error::new(Fault::Refused, message)
        .remedy("Leave one of them out, or change what it needs, and dump again.")
}

/// `public.a, public.b`
pub(super) fn names<'a>(objects: impl IntoIterator<Item = &'a Object>) -> String {
    let mut names: Vec<String> = objects.into_iter().map(|object| shown(&object.printed)).collect();
    names.dedup();
    names.join(", ")
}
