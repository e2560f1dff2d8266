//! Which materialized views are filled, and in which order: each behind those that it shows, directly or through
//! views, and none that shows one that is not filled. Pure.
//!
//! Source: PostgreSQL `src/bin/pg_dump/pg_dump.c`, `buildMatViewRefreshDependencies`.

use std::collections::{HashMap, HashSet};

use super::{Entry, Kind, Object, ObjectId, Pass, Role};

/// Gives each REFRESH among `objects`, which know what they need, the materialized views that must be filled before
/// it, and takes away those that cannot be.
pub(super) fn order(objects: &mut [Object]) {
    let places = places(objects);
    let below: Vec<Vec<ObjectId>> = objects.iter().map(|object| below(object, objects, &places)).collect();
    let mut filled: HashSet<ObjectId> = objects.iter().filter(|o| is_filled(o)).map(|o| o.id).collect();
    // Each round takes away those that show one taken away in the last.
    loop {
        let all = objects.iter().zip(&below).filter(|(object, _)| filled.contains(&object.id));
        let empty = all.filter(|(_, below)| below.iter().any(|id| !filled.contains(id)));
        let empty: Vec<ObjectId> = empty.map(|(object, _)| object.id).collect();
        if empty.is_empty() {
            break;
        }
        empty.iter().for_each(|id| _ = filled.remove(id));
    }
    for (object, below) in objects.iter_mut().zip(below) {
        object.entries.retain(|entry| entry.role != Role::Refresh || filled.contains(&object.id));
        for entry in object.entries.iter_mut().filter(|entry| entry.role == Role::Refresh) {
            entry.needs.clone_from(&below);
        }
    }
}

fn is_filled(object: &Object) -> bool {
    object.entries.iter().any(|entry| entry.role == Role::Refresh)
}

/// Which view makes what, by place.
fn places(objects: &[Object]) -> HashMap<ObjectId, usize> {
    let views = objects.iter().enumerate();
    let views = views.filter(|(_, object)| matches!(object.kind, Kind::View | Kind::MaterializedView));
    views.flat_map(|(at, object)| made(object).map(move |id| (*id, at))).collect()
}

fn made(object: &Object) -> impl Iterator<Item = &ObjectId> {
    object.entries.iter().filter(is_main).flat_map(|entry| &entry.makes)
}

fn is_main(entry: &&Entry) -> bool {
    entry.pass == Pass::Main
}

/// The materialized views that one shows, directly or through views; none of anything else.
fn below(object: &Object, objects: &[Object], places: &HashMap<ObjectId, usize>) -> Vec<ObjectId> {
    if object.kind != Kind::MaterializedView {
        return Vec::new();
    }
    let (mut found, mut seen, mut left) = (Vec::new(), HashSet::new(), vec![object]);
    while let Some(object) = left.pop() {
        let needs = object.entries.iter().filter(is_main).flat_map(|entry| &entry.needs);
        for at in needs.filter_map(|id| places.get(id)).filter(|at| seen.insert(**at)) {
            match objects[*at].kind {
                Kind::MaterializedView => found.push(objects[*at].id),
                _ => left.push(&objects[*at]),
            }
        }
    }
    found.retain(|id| *id != object.id);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Statement;

    /// Objects from words: `m=v` a materialized view that is filled and shows `v`, `n-` one that is not, `v:m` a view.
    fn objects(words: &str) -> Vec<Object> {
        let id = |name: &str| ObjectId(u64::from(name.as_bytes()[0]));
        let object = |word: &str| {
            let (sign, needs) = (word.as_bytes()[1], &word[2..]);
            let kind = if sign == b':' { Kind::View } else { Kind::MaterializedView };
            let mut create = Entry::making(id(word), Role::Create, Statement::new(""));
            create.needs = needs.split_terminator(',').map(id).collect();
            let refresh = Entry::making(id(word), Role::Refresh, Statement::new(""));
            let entries = vec![create].into_iter().chain((sign == b'=').then_some(refresh)).collect();
            Object { id: id(word), kind, entries, ..Object::default() }
        };
        words.split(' ').map(object).collect()
    }

    #[test]
    fn what_is_filled_behind_what() {
        #[rustfmt::skip]
        let table = [
            ("alone",                      "m=",                "m>"),
            ("directly",                   "m=n n=",            "m>n n>"),
            ("through views",              "m=v v:w w:n n=",    "m>n n>"),
            ("not what those show",        "m=n n=o o=",        "m>n n>o o>"),
            ("never filled",               "m-",                ""),
            ("shows what is not filled",   "m=v v:n n-",        ""),
            ("and so on",                  "l=m m=n n- o=",     "o>"),
            ("a view that needs itself",   "m=v v:v,n n=",      "m>n n>"),
        ];
        for (name, words, want) in table {
            let mut objects = objects(words);
            order(&mut objects);
            let letter = |id: &ObjectId| char::from(id.0 as u8);
            let entries = objects.iter().flat_map(|object| &object.entries);
            let refreshes = entries.filter(|entry| entry.role == Role::Refresh);
            let said = refreshes.map(|entry| {
                format!("{}>{}", letter(&entry.id), entry.needs.iter().map(letter).collect::<String>())
            });
            assert_eq!(said.collect::<Vec<_>>().join(" "), want, "{name}");
        }
    }
}
