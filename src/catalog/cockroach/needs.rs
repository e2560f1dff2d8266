//! What objects need that no catalog table tells, by the names in their texts: functions and what they use, the
//! sequences of defaults where the server notes none, and everything where its catalog tables are closed.

use std::collections::HashMap;

use bstr::BString;

use super::super::{Kind, ObjectId};
use super::ddl::routine::{is_of_trigger, names};
use super::listed::Listed;

/// Adds to each object those that its text names. With `all` of whatever kind: nothing else is known.
pub(super) fn add(all: bool, listed: &mut [Listed]) {
    let mut known: HashMap<(BString, BString), Vec<(ObjectId, Kind)>> = HashMap::new();
    for object in listed.iter().filter(|object| !matches!(object.kind, Kind::Schema | Kind::Type)) {
        let names = (object.schema.clone(), object.name.clone());
        known.entry(names).or_default().push((object.id, object.kind));
    }
    for object in listed.iter_mut().filter(|object| takes_part(object)) {
        let (id, all) = (object.id, all || is_routine(object.kind));
        let names = names(&object.create);
        let named = |names: &(BString, BString)| known.get(names).cloned().unwrap_or_default();
        let qualified = names.qualified.iter().flat_map(named).filter(|(_, kind)| all || is_routine(*kind));
        let constant = names.constant.iter().flat_map(named).filter(|(_, kind)| *kind == Kind::Sequence);
        let found = qualified.chain(constant).map(|(needed, _)| needed).filter(|needed| *needed != id);
        object.needs.extend(found.collect::<Vec<_>>());
        object.needs.sort_unstable();
        object.needs.dedup();
    }
}

/// Has the order of a dump follow from names and needs alone: that of a copy is the same.
pub(super) fn refer_by_name(objects: &mut [Listed]) {
    let names: HashMap<ObjectId, BString> =
        objects.iter().map(|object| (object.id, object.printed.clone())).collect();
    for object in objects {
        object.refers_to.clone_from(&object.needs);
        object.refers_to.sort_by_key(|id| names.get(id));
        object.refers_to.dedup();
    }
}

fn is_routine(kind: Kind) -> bool {
    matches!(kind, Kind::Function | Kind::Procedure)
}

/// A trigger function's body is looked at when it runs.
fn takes_part(object: &Listed) -> bool {
    !matches!(object.kind, Kind::Schema | Kind::Type | Kind::Sequence) && !is_of_trigger(&object.create)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name() {
        let object = |id, kind, name: &str, create: &str| Listed {
            id: ObjectId(id),
            kind,
            schema: "app".into(),
            name: name.into(),
            create: create.into(),
            ..Listed::default()
        };
        let mut listed = [
            object(
                1,
                Kind::Table,
                "t",
                "CREATE TABLE app.t (a INT8 DEFAULT app.f(nextval('app.s'::REGCLASS)))",
            ),
            object(
                2,
                Kind::Function,
                "f",
                "CREATE FUNCTION app.f(a INT8) RETURNS INT8 AS $$SELECT b FROM app.u$$",
            ),
            object(
                3,
                Kind::Table,
                "u",
                "CREATE TABLE app.u (a STRING DEFAULT 'app.t', b INT8 AS (app.t.a) STORED)",
            ),
            object(4, Kind::Sequence, "s", "CREATE SEQUENCE app.s"),
            object(
                5,
                Kind::Function,
                "g",
                "CREATE FUNCTION app.g() RETURNS TRIGGER AS $$SELECT app.f(a) FROM app.t$$",
            ),
        ];
        let needs = |all, listed: &mut [Listed]| -> Vec<Vec<u64>> {
            listed.iter_mut().for_each(|object| object.needs.clear());
            add(all, listed);
            listed.iter().map(|object| object.needs.iter().map(|id| id.0).collect()).collect()
        };
        assert_eq!(needs(false, &mut listed), [vec![2, 4], vec![3], vec![], vec![], vec![]]);
        assert_eq!(needs(true, &mut listed), [vec![2, 4], vec![3], vec![1], vec![], vec![]]);
    }
}
