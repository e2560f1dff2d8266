//! What comes first. Each server's own dumper has its order, and a dump in its dialect keeps it.

use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::catalog::{Object, ObjectId};

/// `cockroach dump`'s order: sorted by printed name, then each object after those it depends on, depth
/// first, in the order its dependencies are listed. Objects that wait for each other in a circle keep the
/// order of the walk.
///
/// Source: CockroachDB v20.1 `pkg/cli/dump.go`, `runDump` and `collectOrder`.
pub(super) fn depth_first(objects: &mut [Object]) {
    objects.sort_by(|a, b| a.printed.cmp(&b.printed));
    let places = walk(objects);
    objects.sort_by_key(|object| places.get(&object.id).copied());
}

/// The place of every object in a depth-first walk. Without recursion: a chain may be as long as the
/// catalog.
fn walk(objects: &[Object]) -> HashMap<ObjectId, usize> {
    let by_id: HashMap<_, _> = objects.iter().map(|object| (object.id, object)).collect();
    let (mut places, mut seen) = (HashMap::new(), HashSet::new());
    for start in objects {
        let mut path = Vec::new();
        if seen.insert(start.id) {
            path.push((start.id, start.depends_on.iter()));
        }
        while let Some((id, dependencies)) = path.last_mut() {
            match dependencies.next() {
                Some(next) => {
                    if let Some(object) = by_id.get(next).filter(|_| seen.insert(*next)) {
                        path.push((*next, object.depends_on.iter()));
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

/// pg_dump's order: as given, but each object after those that `needs` names. Of all that could come last,
/// the one latest in the given order does. Objects that wait for each other in a circle come first, as
/// given; their number is the second result.
///
/// Source: PostgreSQL `src/bin/pg_dump/pg_dump_sort.c`, `TopoSort`.
pub(super) fn latest_last<'a>(
    objects: &[&'a Object],
    needs: impl Fn(&'a Object) -> &'a [ObjectId],
) -> (Vec<&'a Object>, usize) {
    let at: HashMap<_, _> = objects.iter().enumerate().map(|(at, object)| (object.id, at)).collect();
    let others = |own: usize, ids: &[ObjectId]| -> Vec<usize> {
        ids.iter().filter_map(|id| at.get(id).copied()).filter(|at| *at != own).collect()
    };
    let needed: Vec<_> = objects.iter().enumerate().map(|(own, object)| others(own, needs(object))).collect();
    // How many objects still to be placed need each.
    let mut waiting = vec![0_usize; objects.len()];
    needed.iter().flatten().for_each(|at| waiting[*at] += 1);
    let mut free: BinaryHeap<usize> = (0..objects.len()).filter(|at| waiting[*at] == 0).collect();
    let mut backwards = Vec::new();
    while let Some(last) = free.pop() {
        backwards.push(objects[last]);
        for at in &needed[last] {
            waiting[*at] -= 1;
            if waiting[*at] == 0 {
                free.push(*at);
            }
        }
    }
    let circle = objects.iter().enumerate().filter(|(at, _)| waiting[*at] > 0).map(|(_, object)| *object);
    let mut ordered: Vec<_> = circle.collect();
    let circular = ordered.len();
    ordered.extend(backwards.into_iter().rev());
    (ordered, circular)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Objects from `name>dependency,dependency` words; the id is the letter.
    fn objects(words: &str) -> Vec<Object> {
        let id = |name: &str| ObjectId(u64::from(name.as_bytes()[0]));
        let object = |word: &str| {
            let (name, needs) = word.split_once('>').unwrap_or((word, ""));
            let depends_on = needs.split(',').filter(|name| !name.is_empty()).map(id).collect();
            Object { id: id(name), printed: name.into(), depends_on, ..Object::default() }
        };
        words.split(' ').map(object).collect()
    }

    fn names<'a>(objects: impl IntoIterator<Item = &'a Object>) -> String {
        bstr::join(" ", objects.into_iter().map(|object| &object.printed)).escape_ascii().to_string()
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
            let mut objects = objects(given);
            depth_first(&mut objects);
            assert_eq!(names(&objects), want, "{name}");
        }
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let object =
            |id| Object { id: ObjectId(id), depends_on: vec![ObjectId(id + 1)], ..Object::default() };
        let mut objects: Vec<_> = (0..100_000).map(object).collect();
        depth_first(&mut objects);
        assert_eq!(objects[0].id, ObjectId(99_999));
    }

    #[test]
    fn latest_last_order() {
        #[rustfmt::skip]
        let table = [
            ("as given",   "c a b",         "c a b",   0),
            ("one need",   "a>c b c",       "c a b",   0),
            ("chain",      "a>b b>c c d",   "c b a d", 0),
            ("circle",     "a b>c c>b d>b", "b c a d", 2),
            ("self",       "a>a b",         "a b",     0),
        ];
        for (name, given, want, circular) in table {
            let objects = objects(given);
            let (ordered, found) =
                latest_last(&objects.iter().collect::<Vec<_>>(), |object| &object.depends_on);
            assert_eq!((names(ordered).as_str(), found), (want, circular), "{name}");
        }
    }
}
