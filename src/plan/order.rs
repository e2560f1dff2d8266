//! What comes first. Each server's own dumper has its order, and a dump in its dialect keeps it.

use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::catalog::{Object, ObjectId};

/// `cockroach dump`'s order: sorted by printed name, then each object after those it refers to, depth first, in
/// the order in which they are listed. Objects that refer to each other in a circle keep the order of the walk.
///
/// Source: CockroachDB v20.1 `pkg/cli/dump.go`, `runDump` and `collectOrder`.
pub(super) fn depth_first(objects: &mut [&Object]) {
    objects.sort_by(|a, b| a.printed.cmp(&b.printed));
    let places = walk(objects);
    objects.sort_by_key(|object| places.get(&object.id).copied());
}

/// The place of every object in a depth-first walk. Without recursion: a chain may be as long as the
/// catalog.
fn walk(objects: &[&Object]) -> HashMap<ObjectId, usize> {
    let by_id: HashMap<_, _> = objects.iter().map(|object| (object.id, *object)).collect();
    let (mut places, mut seen) = (HashMap::new(), HashSet::new());
    for start in objects {
        let mut path = Vec::new();
        if seen.insert(start.id) {
            path.push((start.id, start.refers_to.iter()));
        }
        while let Some((id, references)) = path.last_mut() {
            match references.next() {
                Some(next) => {
                    if let Some(object) = by_id.get(next).filter(|_| seen.insert(*next)) {
                        path.push((*next, object.refers_to.iter()));
                    }
                }
                None => {
                    let place = places.len();
                    places.insert(*id, place);
                    path.pop();
                }
            }
        }
    }
    places
}

/// pg_dump's order: as given, but each after those that it needs. Of all that could come last, the one latest in
/// the given order does. Those that wait for each other in a circle, or are needed in one, come first, as given;
/// their number is the second result.
///
/// Source: PostgreSQL `src/bin/pg_dump/pg_dump_sort.c`, `TopoSort`.
pub(super) fn latest_last(needs: &[Vec<usize>]) -> (Vec<usize>, usize) {
    // How many still to be placed need each.
    let mut waiting = vec![0_usize; needs.len()];
    needs.iter().flatten().for_each(|at| waiting[*at] += 1);
    let mut free: BinaryHeap<usize> = (0..needs.len()).filter(|at| waiting[*at] == 0).collect();
    let mut backwards = Vec::with_capacity(needs.len());
    while let Some(last) = free.pop() {
        backwards.push(last);
        for at in &needs[last] {
            waiting[*at] -= 1;
            if waiting[*at] == 0 {
                free.push(*at);
            }
        }
    }
    let mut ordered: Vec<usize> = (0..needs.len()).filter(|at| waiting[*at] > 0).collect();
    let circular = ordered.len();
    ordered.extend(backwards.into_iter().rev());
    (ordered, circular)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Objects from `name>reference,reference` words; the id is the letter.
    fn objects(words: &str) -> Vec<Object> {
        let id = |name: &str| ObjectId(u64::from(name.as_bytes()[0]));
        let object = |word: &str| {
            let (name, needs) = word.split_once('>').unwrap_or((word, ""));
            let refers_to = needs.split(',').filter(|name| !name.is_empty()).map(id).collect();
            Object { id: id(name), printed: name.into(), refers_to, ..Object::default() }
        };
        words.split(' ').map(object).collect()
    }

    #[test]
    fn depth_first_order() {
        #[rustfmt::skip]
        let table = [
            ("independent",     "c a b",                     "a b c"),
            ("stock's fixture", "a>b b c d>c e f>g g s t>s", "b a c d e g f s t"),
            ("own order",       "a>d,c b c d",               "d c a b"),
            ("circle",          "a>b b>a",                   "b a"),
            ("self",            "a>a",                       "a"),
            ("unknown",         "b a>z",                     "a b"),
            ("named twice",     "b a>b a>b",                 "b a a"),
        ];
        for (name, given, want) in table {
            let objects = objects(given);
            let mut ordered: Vec<_> = objects.iter().collect();
            depth_first(&mut ordered);
            let got = bstr::join(" ", ordered.iter().map(|object| &object.printed));
            assert_eq!(got.escape_ascii().to_string(), want, "{name}");
        }
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let object = |id| Object { id: ObjectId(id), refers_to: vec![ObjectId(id + 1)], ..Object::default() };
        let objects: Vec<_> = (0..100_000).map(object).collect();
        let mut ordered: Vec<_> = objects.iter().collect();
        depth_first(&mut ordered);
        assert_eq!(ordered[0].id, ObjectId(99_999));
    }

    #[test]
    fn latest_last_order() {
        type Row<'a> = (&'a str, &'a [&'a [usize]], &'a [usize], usize);
        #[rustfmt::skip]
        let table: &[Row<'_>] = &[
            ("as given", &[&[], &[], &[]],         &[0, 1, 2],    0),
            ("one need", &[&[2], &[], &[]],        &[2, 0, 1],    0),
            ("chain",    &[&[1], &[2], &[], &[]],  &[2, 1, 0, 3], 0),
            ("circle",   &[&[], &[2], &[1], &[1]], &[1, 2, 0, 3], 2),
        ];
        for (name, needs, order, circular) in table {
            let needs: Vec<Vec<usize>> = needs.iter().map(|needs| needs.to_vec()).collect();
            assert_eq!(latest_last(&needs), (order.to_vec(), *circular), "{name}");
        }
    }
}
