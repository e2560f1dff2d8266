//! What must be made before what, from `pg_depend`.
//!
//! An edge counts for the dumped object it belongs to, on both ends: a column's default for its table, a
//! table's row type for the table, an array's type for its element's, a member for its extension. Edges of
//! what is added after the rows do not count, so that no two objects wait for each other.

use std::collections::{HashMap, HashSet};

use super::answer::ask;
use super::ids::{class, class_of, id};
use crate::catalog::{Kind, Object, ObjectId};
use crate::connect::Session;
use crate::error::Result;

/// Edges between the database's own objects, each with the object that its dependent is part of: the table
/// of a default or check, the domain of a check.
///
/// Source: PostgreSQL documentation, "pg_depend".
const EDGES: &str = "\
SELECT d.classid, d.objid, d.refclassid, d.refobjid, d.deptype, \
CASE WHEN a.oid IS NOT NULL OR c.conrelid <> 0 THEN 1259 WHEN c.contypid <> 0 THEN 1247 ELSE d.classid::pg_catalog.int8 END, \
coalesce(a.adrelid, nullif(c.conrelid, 0), nullif(c.contypid, 0), d.objid) \
FROM pg_catalog.pg_depend AS d \
LEFT JOIN pg_catalog.pg_attrdef AS a ON d.classid = 2604 AND a.oid = d.objid \
LEFT JOIN pg_catalog.pg_constraint AS c ON d.classid = 2606 AND c.oid = d.objid \
WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND (d.deptype = 'e' OR d.classid IN (1247, 1259, 3079, 2604) \
OR (d.classid = 2606 AND c.contype = 'c'))";

/// How deep one object can be part of another: an array of a table's row type is three steps.
const STEPS: usize = 8;

/// A condition: the default or constraint `oid` of catalog `class` speaks of a relation other than `own`,
/// by name (`'t'::regclass`) or by its row type.
pub(super) fn refers_to_table(class: u32, oid: &str, own: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS e \
         LEFT JOIN pg_catalog.pg_type AS rt ON e.refclassid = 1247 AND rt.oid = e.refobjid \
         LEFT JOIN pg_catalog.pg_type AS et ON et.oid = rt.typelem \
         JOIN pg_catalog.pg_class AS r ON r.oid = CASE WHEN e.refclassid = 1259 THEN e.refobjid \
         ELSE greatest(rt.typrelid, et.typrelid) END \
         WHERE e.classid = {class} AND e.objid = {oid} AND e.deptype = 'n' \
         AND r.relkind IN ('r', 'p', 'v', 'm', 'f') AND r.oid <> {own})"
    )
}

/// One row of `pg_depend`, its dependent replaced by what that is part of.
#[derive(Clone, Copy, Debug)]
struct Edge {
    part: ObjectId,
    dependent: ObjectId,
    on: ObjectId,
    kind: u8,
}

/// What is not dumped, and the dumped objects that need it: a function, and the tables whose columns default
/// to it.
pub(super) type Needs = HashMap<ObjectId, Vec<ObjectId>>;

/// Fills in what each object depends on, and says what they need besides. `late` has the defaults and
/// constraints that are added after the rows.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn fill(
    session: &mut Session,
    objects: &mut [Object],
    late: &HashSet<ObjectId>,
) -> Result<Needs> {
    let mut edges = Vec::new();
    for mut row in ask(session, "dependencies", EDGES).await? {
        let part = id(row.number()?, row.number()?);
        let on = id(row.number()?, row.number()?);
        let kind = row.letter()?;
        edges.push(Edge { part, dependent: id(row.number()?, row.number()?), on, kind });
    }
    Ok(link(objects, &edges, late))
}

/// Turns edges into the objects' lists.
fn link(objects: &mut [Object], edges: &[Edge], late: &HashSet<ObjectId>) -> Needs {
    let owners = Owners::new(objects, edges);
    let mut lists: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
    let mut needs = Needs::new();
    for edge in edges {
        let Some(from) = owners.of(edge.dependent) else { continue };
        let Some(to) = owners.of(edge.on).filter(|_| !late.contains(&edge.part)) else {
            needs.entry(edge.on).or_default().push(from);
            continue;
        };
        // A sequence that a column owns (`a`) is made before its table, for the column's default.
        let owned_by = edge.kind == b'a' && owners.kind(from) == Some(Kind::Sequence);
        if from != to && !owned_by {
            lists.entry(from).or_default().push(to);
        }
    }
    for object in objects {
        let mut list = lists.remove(&object.id).unwrap_or_default();
        list.append(&mut object.depends_on);
        list.sort_unstable();
        list.dedup();
        object.depends_on = list;
    }
    needs
}

/// What everything is part of.
struct Owners {
    dumped: HashMap<ObjectId, Kind>,
    part_of: HashMap<ObjectId, ObjectId>,
}

impl Owners {
    fn new(objects: &[Object], edges: &[Edge]) -> Self {
        let dumped = objects.iter().map(|o| (o.id, o.kind)).collect();
        // An index is `a` on its table. So is a sequence on its owner, but that is dumped itself.
        let is_part = |e: &&Edge| match class_of(e.part) {
            class::TYPE => matches!(e.kind, b'e' | b'i'),
            class::CLASS => matches!(e.kind, b'e' | b'i' | b'a'),
            _ => e.kind == b'e',
        };
        let part_of = edges.iter().filter(is_part).map(|e| (e.part, e.on)).collect();
        Self { dumped, part_of }
    }

    /// The dumped object that `id` is, or is part of.
    fn of(&self, id: ObjectId) -> Option<ObjectId> {
        let mut id = id;
        for _ in 0..STEPS {
            if self.dumped.contains_key(&id) {
                return Some(id);
            }
            id = *self.part_of.get(&id)?;
        }
        None
    }

    fn kind(&self, id: ObjectId) -> Option<Kind> {
        self.dumped.get(&id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: ObjectId = ObjectId((class::CLASS as u64) << 32 | 1);
    const OTHER: ObjectId = ObjectId((class::CLASS as u64) << 32 | 2);
    const SEQUENCE: ObjectId = ObjectId((class::CLASS as u64) << 32 | 3);
    const ROW_TYPE: ObjectId = ObjectId((class::TYPE as u64) << 32 | 4);
    const ROW_ARRAY: ObjectId = ObjectId((class::TYPE as u64) << 32 | 5);
    const DEFAULT: ObjectId = ObjectId((class::DEFAULT as u64) << 32 | 6);
    const EXTENSION: ObjectId = ObjectId((class::EXTENSION as u64) << 32 | 7);
    const MEMBER: ObjectId = ObjectId((class::TYPE as u64) << 32 | 8);

    fn objects() -> Vec<Object> {
        let object = |id, kind| Object { id, kind, ..Object::default() };
        vec![
            object(TABLE, Kind::Table),
            object(OTHER, Kind::Table),
            object(SEQUENCE, Kind::Sequence),
            object(EXTENSION, Kind::Extension),
        ]
    }

    fn edge(part: ObjectId, dependent: ObjectId, on: ObjectId, kind: u8) -> Edge {
        Edge { part, dependent, on, kind }
    }

    #[test]
    fn edges_count_for_whole_objects() {
        let edges = [
            edge(ROW_TYPE, ROW_TYPE, TABLE, b'i'),
            edge(ROW_ARRAY, ROW_ARRAY, ROW_TYPE, b'i'),
            edge(MEMBER, MEMBER, EXTENSION, b'e'),
            edge(OTHER, OTHER, ROW_ARRAY, b'n'),
            edge(OTHER, OTHER, MEMBER, b'n'),
            edge(OTHER, OTHER, MEMBER, b'n'),
            edge(DEFAULT, OTHER, SEQUENCE, b'n'),
            edge(SEQUENCE, SEQUENCE, OTHER, b'a'),
            edge(OTHER, OTHER, OTHER, b'n'),
        ];
        let mut all = objects();
        link(&mut all, &edges, &HashSet::new());
        assert_eq!(all[1].depends_on, [TABLE, SEQUENCE, EXTENSION]);
        assert_eq!(all[2].depends_on, []);
        link(&mut all[..1], &[], &HashSet::new());
        assert_eq!(all[0].depends_on, []);
    }

    #[test]
    fn an_identity_sequence_waits_for_its_table() {
        let mut all = objects();
        link(&mut all, &[edge(SEQUENCE, SEQUENCE, TABLE, b'i')], &HashSet::new());
        assert_eq!(all[2].depends_on, [TABLE]);
    }

    #[test]
    fn what_is_added_late_makes_nobody_wait() {
        let mut all = objects();
        link(&mut all, &[edge(DEFAULT, TABLE, OTHER, b'n')], &HashSet::from([DEFAULT]));
        assert_eq!(all[0].depends_on, []);
    }
}
