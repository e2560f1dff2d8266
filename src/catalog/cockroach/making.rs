//! What is made besides what was found, and what removes it again.

use bstr::BString;

use super::super::{Object, Removal};
use super::{databases, ddl};
use crate::options::Options;
use crate::sql::cockroach::name::{Naming, printed};

/// Completes the objects of a dump: foreign keys get what removes them, comments go if they are not wanted,
/// and the database comes if it is.
pub(in crate::catalog) fn complete(
    mut objects: Vec<Object>,
    naming: Naming,
    options: &Options,
) -> Vec<Object> {
    for object in &mut objects {
        object.unlinks = unlinks(object, naming);
        if !options.dump.comments {
            object.create.iter_mut().for_each(|create| *create = ddl::without_comments(create));
            object.create.retain(|create| !create.is_empty());
        }
    }
    let dump = &options.dump;
    if dump.contents.making().is_some_and(|making| making.database) && !dump.all_databases() {
        return databases::with_database(0, options.database(), objects);
    }
    objects
}

fn unlinks(object: &Object, naming: Naming) -> Vec<Removal> {
    let place: BString = [&object.printed[..], b" DROP CONSTRAINT "].concat().into();
    let keys = object.links.iter().filter_map(|link| ddl::foreign_key(link));
    keys.map(|(name, _)| Removal::new([b"ALTER TABLE ", &place[..], &printed(&name, naming)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_keys_go_by_name() {
        let object = Object {
            printed: "public.a".into(),
            links: vec![
                "ALTER TABLE public.a ADD CONSTRAINT \"F k\" FOREIGN KEY (i) REFERENCES b(i)".into(),
                "CREATE INDEX i ON a (p) INTERLEAVE IN PARENT b (p)".into(),
            ],
            ..Object::default()
        };
        let removed = unlinks(&object, Naming::V20_2);
        let statements: Vec<_> = removed.iter().map(|removal| removal.statement(false)).collect();
        assert_eq!(statements, ["ALTER TABLE public.a DROP CONSTRAINT \"F k\""]);
        let statement = removed[0].statement(true);
        assert_eq!(statement, "ALTER TABLE IF EXISTS public.a DROP CONSTRAINT IF EXISTS \"F k\"");
    }
}
