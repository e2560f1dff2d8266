//! What must be made before what, from `pg_depend`.
//!
//! Every dependency that the server has recorded is read. What is never made by itself is folded into what it
//! comes with: a table's row type into the table, an array's type into its element's, a member into its extension,
//! what a view shows into the view,
//! an index that is not dumped into its table. First the graph of all that is made says what has to stand apart
//! (`circles`); then, when the entries are there, each gets what it needs.
//!
//! Source: PostgreSQL documentation, "pg_depend"; `src/bin/pg_dump/pg_dump.c`, `getDependencies`.

use std::collections::{HashMap, HashSet};

use super::answer::ask;
use super::ids::id;
use crate::catalog::circles::{Circle, Graph, Node};
use crate::catalog::{Object, ObjectId};
use crate::connect::Session;
use crate::error::Result;

/// Dependencies between the database's own objects, each with whether the dependent comes with what it depends on
/// (`i`, `e`; for an index, a default, a check `a`), and whether it is a sequence that a column owns.
const EDGES: &str = "\
SELECT d.classid, d.objid, d.refclassid, d.refobjid, \
CASE WHEN d.classid = 2606 THEN n.contype IN ('c', 'n') AND d.deptype IN ('a', 'i') \
WHEN d.classid IN (1259, 2604) THEN d.deptype IN ('a', 'e', 'i') ELSE d.deptype IN ('e', 'i') END, \
d.deptype = 'a' AND c.oid IS NOT NULL \
FROM pg_catalog.pg_depend AS d \
LEFT JOIN pg_catalog.pg_constraint AS n ON d.classid = 2606 AND n.oid = d.objid \
LEFT JOIN pg_catalog.pg_class AS c ON d.classid = 1259 AND c.oid = d.objid AND c.relkind = 'S' \
WHERE d.objid >= 16384 AND d.refobjid >= 16384";

/// How deep one object can be part of another: an array of a table's row type is three steps.
const STEPS: usize = 8;

/// One row of `pg_depend`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Edge {
    dependent: ObjectId,
    on: ObjectId,
    /// The dependent comes with what it depends on.
    part: bool,
    /// It is a sequence, and the column that owns it.
    owned: bool,
}

/// All that the server has recorded.
#[derive(Debug, Default)]
pub(super) struct Dependencies {
    edges: Vec<Edge>,
    part_of: HashMap<ObjectId, ObjectId>,
}

/// What is not dumped, and the dumped objects that need it: a function, and the tables whose columns default
/// to it.
pub(super) type Missing = HashMap<ObjectId, Vec<ObjectId>>;

impl Dependencies {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// What the server answers.
    pub(super) async fn read(session: &mut Session) -> Result<Self> {
        let mut edges = Vec::new();
        for mut row in ask(session, "dependencies", EDGES).await? {
            let dependent = id(row.number()?, row.number()?);
            let on = id(row.number()?, row.number()?);
            edges.push(Edge { dependent, on, part: row.flag()?, owned: row.flag()? });
        }
        Ok(Self::of(edges))
    }

    /// A sequence that a column owns is made before its table, for the column's default: there is no need of the
    /// table, and the sequence is a part of it only where it is not dumped itself.
    fn of(mut edges: Vec<Edge>) -> Self {
        let parts = edges.iter().filter(|edge| edge.part || edge.owned);
        let part_of = parts.map(|edge| (edge.dependent, edge.on)).collect();
        edges.retain(|edge| edge.dependent != edge.on && !edge.owned);
        Self { edges, part_of }
    }

    /// Which of the nodes have to stand apart or to wait.
    ///
    /// # Errors
    ///
    /// A circle that nothing breaks.
    pub(super) fn apart(&self, mut nodes: Vec<Node>) -> Result<HashSet<ObjectId>, Circle> {
        // The same database gives the same answer each time.
        nodes.sort_unstable_by_key(|node| node.id);
        let made: HashSet<ObjectId> = nodes.iter().map(|node| node.id).collect();
        let mut graph = Graph::new(nodes);
        for edge in &self.edges {
            if let (Some(from), Some(to)) = (self.maker(edge.dependent, &made), self.maker(edge.on, &made)) {
                graph.need(from, to);
            }
        }
        graph.apart()
    }

    /// Gives each entry what it needs, and says what is needed besides. What `elsewhere` has is made by another
    /// table's entry: it needs nothing of its own.
    pub(super) fn give(&self, objects: &mut [Object], elsewhere: &HashSet<ObjectId>) -> Missing {
        let mut places: HashMap<ObjectId, (usize, usize)> = HashMap::new();
        for (at, object) in objects.iter().enumerate() {
            for (nth, entry) in object.entries.iter().enumerate() {
                // A view that is filled was made before, and that is what needs something.
                entry.makes.iter().for_each(|id| _ = places.entry(*id).or_insert((at, nth)));
            }
        }
        let made: HashSet<ObjectId> = places.keys().copied().collect();
        let mut missing = Missing::new();
        for edge in self.edges.iter().filter(|edge| !elsewhere.contains(&edge.dependent)) {
            let Some(from) = self.maker(edge.dependent, &made) else { continue };
            let (at, nth) = places[&from];
            match self.maker(edge.on, &made) {
                Some(to) if places[&to] != (at, nth) => {
                    objects[at].entries[nth].needs.push(to);
                }
                Some(_) => {}
                None => {
                    for id in self.whole(edge.on) {
                        missing.entry(id).or_default().push(objects[at].id);
                    }
                }
            }
        }
        for entry in objects.iter_mut().flat_map(|object| &mut object.entries) {
            entry.needs.sort_unstable();
            entry.needs.dedup();
        }
        missing
    }

    /// A thing, and what it comes with: a view's row type, and the view.
    fn whole(&self, id: ObjectId) -> impl Iterator<Item = ObjectId> {
        std::iter::successors(Some(id), |id| self.part_of.get(id).copied()).take(STEPS)
    }

    /// What of `made` has made `id`: it itself, or what it comes with.
    fn maker(&self, id: ObjectId, made: &HashSet<ObjectId>) -> Option<ObjectId> {
        self.whole(id).find(|id| made.contains(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::circles::Inside;
    use crate::catalog::postgres::ids::class;
    use crate::catalog::{Entry, Kind, Role, Section, Statement};

    const TABLE: ObjectId = ObjectId((class::CLASS as u64) << 32 | 1);
    const OTHER: ObjectId = ObjectId((class::CLASS as u64) << 32 | 2);
    const SEQUENCE: ObjectId = ObjectId((class::CLASS as u64) << 32 | 3);
    const ROW_TYPE: ObjectId = ObjectId((class::TYPE as u64) << 32 | 4);
    const ROW_ARRAY: ObjectId = ObjectId((class::TYPE as u64) << 32 | 5);
    const DEFAULT: ObjectId = ObjectId((class::DEFAULT as u64) << 32 | 6);
    const EXTENSION: ObjectId = ObjectId((class::EXTENSION as u64) << 32 | 7);
    const MEMBER: ObjectId = ObjectId((class::TYPE as u64) << 32 | 8);
    const CHECK: ObjectId = ObjectId((class::CONSTRAINT as u64) << 32 | 9);
    const FUNCTION: ObjectId = ObjectId(1255 << 32 | 10);

    fn objects() -> Vec<Object> {
        let object = |id, kind, inside: &[ObjectId]| {
            let create = Entry::making(id, Role::Create, Statement::new(""));
            Object { id, kind, entries: vec![create.with(inside.iter().copied())], ..Object::default() }
        };
        vec![
            object(TABLE, Kind::Table, &[]),
            object(OTHER, Kind::Table, &[DEFAULT]),
            object(SEQUENCE, Kind::Sequence, &[]),
            object(EXTENSION, Kind::Extension, &[]),
        ]
    }

    fn edge(dependent: ObjectId, on: ObjectId) -> Edge {
        Edge { dependent, on, part: false, owned: false }
    }

    fn part(dependent: ObjectId, on: ObjectId) -> Edge {
        Edge { part: true, ..edge(dependent, on) }
    }

    #[test]
    fn edges_count_for_what_makes_both_ends() {
        let edges = vec![
            part(ROW_TYPE, TABLE),
            part(ROW_ARRAY, ROW_TYPE),
            part(MEMBER, EXTENSION),
            edge(OTHER, ROW_ARRAY),
            edge(OTHER, MEMBER),
            edge(OTHER, MEMBER),
            part(DEFAULT, OTHER),
            edge(DEFAULT, SEQUENCE),
            edge(DEFAULT, FUNCTION),
            Edge { owned: true, ..edge(SEQUENCE, OTHER) },
            edge(OTHER, OTHER),
        ];
        let mut all = objects();
        let missing = Dependencies::of(edges).give(&mut all, &HashSet::new());
        assert_eq!(all[1].entries[0].needs, [TABLE, SEQUENCE, EXTENSION]);
        assert_eq!(all[2].entries[0].needs, []);
        assert_eq!(missing, Missing::from([(FUNCTION, vec![OTHER])]));
    }

    #[test]
    fn an_identity_sequence_waits_for_its_table() {
        let mut all = objects();
        Dependencies::of(vec![part(SEQUENCE, TABLE)]).give(&mut all, &HashSet::new());
        assert_eq!(all[2].entries[0].needs, [TABLE]);
    }

    #[test]
    fn what_another_table_brings_needs_nothing() {
        let mut all = objects();
        let edges = vec![part(CHECK, TABLE), edge(CHECK, OTHER)];
        Dependencies::of(edges).give(&mut all, &HashSet::from([CHECK]));
        assert_eq!(all[0].entries[0].needs, []);
    }

    #[test]
    fn a_default_that_needs_its_own_table_stands_apart() {
        let inside = Inside { whole: TABLE, apart: Section::PreData };
        let [table, function, default] = [TABLE, FUNCTION, DEFAULT].map(|id| Node::new(id, Section::PreData));
        let nodes = || vec![table, function, default.inside(inside)];
        let edges = vec![
            part(DEFAULT, TABLE),
            edge(DEFAULT, FUNCTION),
            part(ROW_TYPE, TABLE),
            edge(FUNCTION, ROW_TYPE),
        ];
        assert_eq!(Dependencies::of(edges).apart(nodes()), Ok(HashSet::from([DEFAULT])));
        assert_eq!(Dependencies::of(vec![edge(DEFAULT, FUNCTION)]).apart(nodes()), Ok(HashSet::new()));
    }
}
