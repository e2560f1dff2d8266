//! What servers print otherwise than they read it: mended, so that a text loads, into a database of any name.

use std::collections::HashSet;

use bstr::{BStr, BString, ByteSlice};

use super::super::Kind;
use super::Release;
use super::ddl;
use super::ddl::qualifier::Database;
use super::listed::Listed;
use crate::error::{Text, shown};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{PUBLIC, printed};

/// Mends the texts of a database's objects.
pub(super) fn mend(release: Release, database: &str, listed: &mut [Listed]) {
    quote_types(database, listed);
    unqualify(database, listed);
    listed.iter_mut().for_each(|object| mend_create(release, object));
}

fn mend_create(release: Release, object: &mut Listed) {
    if matches!(object.kind, Kind::View | Kind::MaterializedView) && release.breaks_lines_of_views() {
        object.create = ddl::view::in_one_line(&object.create);
    }
    if release.casts_sequences_twice() {
        object.create = ddl::without_casts_of_sequences(&object.create);
    }
    if let Some(create) = ddl::unique::with_columns_quoted(&object.create) {
        object.create = create;
    }
    if let Some(create) = ddl::defaults::with_parentheses(&object.create) {
        object.create = create;
    }
    if let Some(create) = ddl::storage::without_lock(&object.create) {
        object.create = create;
        let lock = [b"ALTER TABLE ", &object.printed[..], b" SET (schema_locked = true)"].concat();
        object.last.push(lock.into());
    }
}

/// Servers write into a view, and from v20.2 on at every use of a type, in which database it is.
fn unqualify(database: &str, objects: &mut [Listed]) {
    let schemas: HashSet<BString> = objects.iter().map(|object| object.schema.clone()).collect();
    let schemas = schemas.iter().map(|schema| schema.as_bstr()).chain([BStr::new(PUBLIC)]);
    let own = Database::new(database.as_bytes(), schemas);
    for object in objects {
        let Listed { create, links, validate, after, .. } = object;
        let after = after.iter_mut().map(|(_, ddl)| ddl);
        [create]
            .into_iter()
            .chain(links)
            .chain(validate)
            .chain(after)
            .for_each(|ddl| *ddl = own.unqualified(ddl));
    }
}

/// Quotes names of types where servers do not: from v20.2 to v22.2 a type stands bare where it is used, with its
/// schema, in some releases with its database too.
fn quote_types(database: &str, objects: &mut [Listed]) {
    let databases = [database.into(), printed(database.as_bytes(), Naming::V20_2)];
    let mut names: Vec<ddl::types::Name> = Vec::new();
    for object in objects.iter().filter(|object| object.kind == Kind::Type) {
        let bare: BString = bstr::join(".", [&object.schema, &object.name]).into();
        let with = |database: &BString| (bstr::join(".", [database, &bare]).into(), object.printed.clone());
        let odd = bare != object.printed;
        names.extend(databases.iter().filter(|_| odd || databases[0] != databases[1]).map(with));
        names.extend(odd.then(|| (bare.clone(), object.printed.clone())));
    }
    if names.is_empty() {
        return;
    }
    for object in objects.iter_mut().filter(|object| object.kind != Kind::Type) {
        let Listed { create, links, after, .. } = object;
        let after = after.iter_mut().map(|(_, ddl)| ddl);
        [create]
            .into_iter()
            .chain(links)
            .chain(after)
            .for_each(|ddl| *ddl = ddl::types::with_types_quoted(ddl, &names));
    }
}

/// What to say of tables that later releases do not take.
pub(super) fn interleaved(listed: &[Listed]) -> Option<Text> {
    let is = |object: &&Listed| {
        ddl::is_interleaved(&object.create) || object.links.iter().any(|link| ddl::is_interleaved(link))
    };
    let names: Vec<String> = listed.iter().filter(is).map(|object| shown(&object.printed)).collect();
    (!names.is_empty())
        .then(|| format!("interleaved, which v22.1 and later do not load: {}", names.join(", ")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_database() {
        let object = Listed {
            schema: "sc1".into(),
            create: "CREATE VIEW v AS SELECT 1 FROM d.sc1.t, d.public.u, e.sc1.t".into(),
            links: vec!["ALTER TABLE a REFERENCES d.sc1.t(i)".into()],
            ..Listed::default()
        };
        let mut objects = [object];
        unqualify("d", &mut objects);
        assert_eq!(objects[0].create, "CREATE VIEW v AS SELECT 1 FROM sc1.t, public.u, e.sc1.t");
        assert_eq!(objects[0].links, ["ALTER TABLE a REFERENCES sc1.t(i)"]);
    }
}
