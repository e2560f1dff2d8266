//! Circles of needs, and how they are broken. Pure: nodes and edges in, decisions out.
//!
//! ```text
//! table ──needs──▶ its check ──▶ a function ──▶ the table's row type = table
//!                  └ stands apart: ALTER TABLE … ADD CONSTRAINT behind the rows; the table needs it no more
//! ```
//!
//! The borders between the sections are nodes too: the first needs everything before the rows, the second needs
//! the first, and everything behind the rows needs the second. So a circle through a border says that something
//! has to move to another section.
//!
//! | in a circle | repair |
//! |---|---|
//! | the text inside its view | by itself, behind the rows; the view is made with its columns alone |
//! | a check inside its table or domain | by itself, behind the rows |
//! | a default inside its table | by itself, before the rows |
//! | the first border and a materialized view or function | that one, behind the rows |
//! | nothing that can be repaired | an error: no order of the statements would load |
//!
//! Source: PostgreSQL `src/bin/pg_dump/pg_dump_sort.c`, `repairDependencyLoop`.

use std::collections::{HashMap, HashSet, VecDeque};

use super::entry::Section;
use super::id::ObjectId;

/// One thing that is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// What it is known by.
    pub(super) id: ObjectId,
    /// Where it stands.
    pub(super) section: Section,
    /// What it is made inside of, and can be taken out of.
    inside: Option<Inside>,
    /// It could stand behind the rows as well.
    can_wait: bool,
}

impl Node {
    /// One that is made by itself, in its section.
    pub(super) fn new(id: ObjectId, section: Section) -> Self {
        Self { id, section, inside: None, can_wait: false }
    }

    /// The same as part of another.
    #[must_use]
    pub(super) fn inside(self, inside: Inside) -> Self {
        Self { inside: Some(inside), ..self }
    }

    /// The same, and it could stand behind the rows.
    #[must_use]
    pub(super) fn that_can_wait(self) -> Self {
        Self { can_wait: true, ..self }
    }
}

/// A part of another node's statement that can stand by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inside {
    /// The node whose statement it is part of, and which therefore needs what it needs.
    pub(super) whole: ObjectId,
    /// Where it stands by itself.
    pub(super) apart: Section,
}

/// What needs what.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    at: HashMap<ObjectId, usize>,
    needs: Vec<Vec<usize>>,
}

/// A circle that nothing breaks: its members, each of which needs the next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Circle(pub(super) Vec<ObjectId>);

/// The borders, as places among the nodes' needs.
const BORDERS: usize = 2;

impl Graph {
    /// A graph of nodes that need only what they are inside of… and the borders between them.
    pub(super) fn new(nodes: Vec<Node>) -> Self {
        let at: HashMap<_, _> = nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
        let mut graph = Self { needs: vec![Vec::new(); nodes.len() + BORDERS], nodes, at };
        let (first, second) = graph.borders();
        graph.needs[second].push(first);
        for at in 0..graph.nodes.len() {
            graph.enter(at, graph.nodes[at].section);
            if let Some(whole) = graph.whole(at) {
                graph.needs[whole].push(at);
            }
        }
        graph
    }

    /// `id` needs `other`, if both are nodes and neither is a part of the other.
    pub(super) fn need(&mut self, id: ObjectId, other: ObjectId) {
        let (Some(&from), Some(&to)) = (self.at.get(&id), self.at.get(&other)) else { return };
        if from != to && self.whole(from) != Some(to) {
            self.needs[from].push(to);
        }
    }

    /// The parts that have to stand apart, and the wholes that have to stand behind the rows, so that there is an order
    /// in which everything can be made.
    ///
    /// # Errors
    ///
    /// A circle that is left.
    pub(super) fn apart(mut self) -> Result<HashSet<ObjectId>, Circle> {
        let mut apart = HashSet::new();
        loop {
            let core = self.core();
            let circle = (0..core.len()).find_map(|start| self.circle(start, &core));
            let Some(circle) = circle else { return Ok(apart) };
            if let Some(part) = self.part(&circle) {
                apart.insert(self.nodes[part].id);
                self.take_out(part);
            } else if let Some(whole) = self.waiting(&circle) {
                apart.insert(self.nodes[whole].id);
                self.postpone(whole);
            } else {
                let members = circle.iter().filter_map(|at| self.nodes.get(*at));
                return Err(Circle(members.map(|node| node.id).collect()));
            }
        }
    }

    /// The first of a circle that can be taken out of what it is inside of; what then stands behind the rows is
    /// preferred, since that breaks circles through the borders too.
    fn part(&self, circle: &[usize]) -> Option<usize> {
        let apart =
            |at: usize| self.whole(at).and_then(|_| self.nodes.get(at)?.inside).map(|inside| inside.apart);
        let parts = circle.iter().copied().filter_map(|at| Some((at, apart(at)?)));
        parts.min_by_key(|(_, apart)| *apart != Section::PostData).map(|(at, _)| at)
    }

    /// The first of a circle through the first border that could stand behind the rows.
    fn waiting(&self, circle: &[usize]) -> Option<usize> {
        let (first, _) = self.borders();
        let can_wait = |at: &usize| self.nodes.get(*at).is_some_and(|node| node.can_wait);
        circle.contains(&first).then(|| circle.iter().copied().find(can_wait)).flatten()
    }

    /// Moves what stands before the rows behind them.
    fn postpone(&mut self, at: usize) {
        let (first, _) = self.borders();
        self.needs[first].retain(|needed| *needed != at);
        self.nodes[at].can_wait = false;
        self.enter(at, Section::PostData);
    }

    fn borders(&self) -> (usize, usize) {
        (self.nodes.len(), self.nodes.len() + 1)
    }

    /// Puts a node into a section: before or behind the borders.
    fn enter(&mut self, at: usize, section: Section) {
        let (first, second) = self.borders();
        match section {
            Section::PreData => self.needs[first].push(at),
            Section::Data => {
                self.needs[at].push(first);
                self.needs[second].push(at);
            }
            Section::PostData => self.needs[at].push(second),
        }
    }

    fn whole(&self, at: usize) -> Option<usize> {
        self.nodes.get(at)?.inside.and_then(|inside| self.at.get(&inside.whole)).copied()
    }

    /// Has a part stand behind what it was inside of.
    fn take_out(&mut self, part: usize) {
        let Some((whole, inside)) = self.whole(part).zip(self.nodes[part].inside) else { return };
        let (first, _) = self.borders();
        for from in [whole, first] {
            self.needs[from].retain(|at| *at != part);
        }
        self.nodes[part].inside = None;
        self.needs[part].push(whole);
        self.enter(part, inside.apart);
    }

    /// Which nodes are in a circle, or between two.
    fn core(&self) -> Vec<bool> {
        let mut needed_by = vec![Vec::new(); self.needs.len()];
        for (at, needs) in self.needs.iter().enumerate() {
            needs.iter().for_each(|needed| needed_by[*needed].push(at));
        }
        let mut core = vec![true; self.needs.len()];
        peel(&mut core, &self.needs, &needed_by);
        peel(&mut core, &needed_by, &self.needs);
        core
    }

    /// The shortest circle through `start`, inside `core`.
    fn circle(&self, start: usize, core: &[bool]) -> Option<Vec<usize>> {
        let (mut came_from, mut queue) = (HashMap::new(), VecDeque::from([start]));
        while let Some(at) = queue.pop_front().filter(|at| core[*at]) {
            for next in self.needs[at].iter().copied().filter(|next| core[*next]) {
                if next == start {
                    let back = std::iter::successors(Some(at), |at| came_from.get(at).copied());
                    let mut circle: Vec<usize> = back.collect();
                    circle.reverse();
                    return Some(circle);
                }
                came_from.entry(next).or_insert_with(|| {
                    queue.push_back(next);
                    at
                });
            }
        }
        None
    }
}

/// Takes away one node after the other of those without an edge to another; `back` are the edges the other way
/// round.
fn peel(nodes: &mut [bool], edges: &[Vec<usize>], back: &[Vec<usize>]) {
    let mut left: Vec<usize> = edges.iter().map(|to| to.iter().filter(|to| nodes[**to]).count()).collect();
    let mut free: Vec<usize> = (0..nodes.len()).filter(|at| nodes[*at] && left[*at] == 0).collect();
    while let Some(at) = free.pop() {
        nodes[at] = false;
        for from in back[at].iter().copied().filter(|from| nodes[*from]) {
            left[from] -= 1;
            if left[from] == 0 {
                free.push(from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nodes from words: `t` before the rows, `k>` behind them, `d@t` a default inside `t`, `c#t` a check inside a table
    /// or the text inside a view, `m?` what can wait.
    fn graph(nodes: &str, edges: &str) -> Graph {
        let id = |name: &str| ObjectId(u64::from(name.as_bytes()[0]));
        let node = |word: &str| {
            let inside = |apart| Inside { whole: id(&word[2..]), apart };
            let before = Node::new(id(word), Section::PreData);
            match word.as_bytes().get(1) {
                Some(b'>') => Node::new(id(word), Section::PostData),
                Some(b'@') => before.inside(inside(Section::PreData)),
                Some(b'#') => before.inside(inside(Section::PostData)),
                Some(b'?') => before.that_can_wait(),
                _ => before,
            }
        };
        let mut graph = Graph::new(nodes.split(' ').map(node).collect());
        for edge in edges.split_whitespace() {
            graph.need(id(&edge[..1]), id(&edge[1..]));
        }
        graph
    }

    fn names(ids: impl IntoIterator<Item = ObjectId>) -> String {
        let mut names: Vec<char> = ids.into_iter().map(|id| char::from(id.0 as u8)).collect();
        names.sort_unstable();
        names.into_iter().collect()
    }

    #[test]
    fn repairs() {
        #[rustfmt::skip]
        let table: &[(&str, &str, &str, Result<&str, &str>)] = &[
            ("no edges",                         "t u",         "",         Ok("")),
            ("a line",                           "t u v",       "tu uv",    Ok("")),
            ("its own default",                  "t d@t",       "dt",       Ok("")),
            ("a default that needs another",     "t d@t u",     "du",       Ok("")),
            ("a default that needs its table",   "t d@t f",     "df ft",    Ok("d")),
            ("a check that needs its table",     "t c#t f",     "cf ft",    Ok("c")),
            ("two tables by their defaults",     "t d@t u e@u", "du et",    Ok("d")),
            ("two circles",                      "t d@t c#t f", "df cf ft", Ok("cd")),
            ("a check that needs a key",         "t c#t k>",    "ck kt",    Ok("c")),
            ("a default that needs a key",       "t d@t k>",    "dk kt",    Err("dk")),
            ("behind the rows",                  "t k>",        "kt",       Ok("")),
            ("two views",                        "v w",         "vw wv",    Err("vw")),
            ("a type that needs a key",          "t v k>",      "vk vt kt", Err("kv")),
            ("a view that needs a key",          "t v r#v k>",  "rk rt kt", Ok("r")),
            ("a view over such a view",          "t v r#v w s#w k>", "rk rt kt sv", Ok("r")),
            ("a view and a function of its rows", "v r#v f",    "rf fv",    Ok("r")),
            ("two views of each other",          "v r#v w s#w", "rw sv",    Ok("r")),
            ("a view before a default",          "t d@t v r#v", "dv rt",    Ok("r")),
            ("a matview that needs a key",       "t m? k>",     "mk mt kt", Ok("m")),
            ("a matview over such a matview",    "t m? n? k>",  "mk nm kt", Ok("mn")),
            ("a view over such a matview",       "t m? v r#v k>", "mk rm kt", Ok("mr")),
            ("a function that needs a key",      "t f? k>",     "fk kt",    Ok("f")),
            ("a default by such a function",     "t d@t u f? k>", "df fk ku", Err("df")),
            ("two that can wait, no border",     "m? n?",       "mn nm",    Err("mn")),
            ("unknown",                          "t",           "tx xt",    Ok("")),
            ("twice",                            "t d@t f",     "df df ft ft", Ok("d")),
        ];
        for (name, nodes, edges, want) in table {
            let got = graph(nodes, edges).apart();
            let got = got.map(names).map_err(|circle| names(circle.0));
            assert_eq!(got.as_deref().map_err(String::as_str), *want, "{name}");
        }
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let node = |id| Node::new(ObjectId(id), Section::PreData);
        let mut graph = Graph::new((0..100_000).map(node).collect());
        (0..99_999).for_each(|id| graph.need(ObjectId(id), ObjectId(id + 1)));
        assert_eq!(graph.apart(), Ok(HashSet::new()));
    }
}
