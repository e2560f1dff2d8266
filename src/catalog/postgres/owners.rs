//! Whose everything is, and on which extension it depends: both said directly behind what makes it.
//!
//! Whatever has an owner is found by its id; an object of another kind needs its catalog in the query alone. The
//! sequence of an identity column is its table's. The schema `public` is said to be another's where it is: of 15 it
//! is the database owner's.

use std::collections::HashMap;

use bstr::BString;

use super::answer::ask;
use super::fragments::qualified;
use super::ids::id;
use super::names;
use crate::catalog::{Entry, Object, ObjectId, Role, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;
use crate::sql::postgres::literal;

/// The owner of every object, as SQL.
///
/// Source: PostgreSQL documentation, "System Catalogs"; `src/bin/pg_dump/pg_dump.c`, `getNamespaces`.
const OWNERS: &str = "\
SELECT o.class, o.oid, pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.owner)) FROM (\
SELECT 2615, n.oid, n.nspowner FROM pg_catalog.pg_namespace AS n \
WHERE NOT (n.nspname = 'public' AND pg_catalog.pg_get_userbyid(n.nspowner) = 'pg_database_owner') \
UNION ALL SELECT 1259, c.oid, c.relowner FROM pg_catalog.pg_class AS c WHERE NOT (c.relkind = 'S' AND EXISTS \
(SELECT 1 FROM pg_catalog.pg_depend AS d WHERE d.classid = 1259 AND d.objid = c.oid AND d.deptype = 'i')) \
UNION ALL SELECT 1247, t.oid, t.typowner FROM pg_catalog.pg_type AS t \
UNION ALL SELECT 1255, p.oid, p.proowner FROM pg_catalog.pg_proc AS p) AS o(class, oid, owner) \
WHERE o.oid >= 16384 OR o.oid = 2200";

/// What goes with an extension, and, of what belongs to a table, what statements call it.
///
/// Source: PostgreSQL documentation, "pg_depend", `x`.
const EXTENSIONS: &str = concat!(
    "\
SELECT d.classid, d.objid, CASE d.classid \
WHEN 1259 THEN (SELECT 'INDEX ' || ",
    qualified!("n", "c.relname"),
    " FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE c.oid = d.objid AND c.relkind IN ('i', 'I')) \
WHEN 2620 THEN (SELECT 'TRIGGER ' || pg_catalog.quote_ident(t.tgname) || ' ON ' || ",
    qualified!("n", "c.relname"),
    " FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid \
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE t.oid = d.objid) END, \
pg_catalog.quote_ident(e.extname) FROM pg_catalog.pg_depend AS d \
JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid \
WHERE d.deptype = 'x' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass ORDER BY e.extname"
);

/// Has everything further be read with the rights of `role`.
///
/// # Errors
///
/// What the server answers: there is no such role, or the user is no member of it.
pub(super) async fn become_role(session: &mut Session, role: &str) -> Result<()> {
    for name in names::in_server_encoding(session, &[role.to_owned()]).await? {
        let sql = concat(&[b"SELECT pg_catalog.set_config('role', ", &literal(&name), b", false)"]);
        ask(session, "the role", sql).await?;
    }
    Ok(())
}

/// Owners and extensions by what has them.
#[derive(Debug, Default)]
pub(super) struct Owners {
    owners: HashMap<ObjectId, BString>,
    extensions: HashMap<ObjectId, Vec<Extension>>,
}

/// An extension that something goes with.
#[derive(Debug)]
struct Extension {
    /// What statements call that, unless it is an object: `INDEX s.i`.
    what: Option<BString>,
    name: BString,
}

impl Owners {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// What the server answers.
    pub(super) async fn read(session: &mut Session) -> Result<Self> {
        let mut all = Self::default();
        for mut row in ask(session, "owners", OWNERS).await? {
            all.owners.insert(id(row.number()?, row.number()?), row.text()?);
        }
        for mut row in ask(session, "extensions", EXTENSIONS).await? {
            let dependent = id(row.number()?, row.number()?);
            let extension = Extension { what: row.maybe()?, name: row.text()? };
            all.extensions.entry(dependent).or_default().push(extension);
        }
        Ok(all)
    }

    /// Has an object say its owner, and all of it its extensions, behind what makes it.
    pub(super) fn give(&self, object: &mut Object) {
        let what = concat(&[object.kind.keyword().as_bytes(), b" ", &object.printed]);
        let owner = self.owners.get(&object.id).map(|owner| {
            let text = concat(&[b"ALTER ", &what, b" OWNER TO ", owner]);
            let entry = Entry::new(object.id, Role::Owner, Statement::new(text));
            Entry { roles: vec![owner.clone()], ..entry }
        });
        let mut owner = owner.into_iter();
        let mut entries = Vec::new();
        // The schema `public` is not made.
        if object.create().is_none() {
            entries.extend(owner.by_ref());
        }
        for entry in std::mem::take(&mut object.entries) {
            let mut said = self.on_extensions(&entry, &what);
            if entry.role == Role::Create {
                said.extend(owner.next().map(|said| Entry {
                    section: entry.section,
                    pass: entry.pass,
                    ..said
                }));
            }
            entries.push(entry);
            entries.extend(said);
        }
        object.entries = entries;
    }

    /// That what `made` makes goes with extensions; `what` is its object.
    fn on_extensions(&self, made: &Entry, what: &BString) -> Vec<Entry> {
        let say = |extension: &Extension| {
            let what = extension.what.as_ref().unwrap_or(what);
            let text = concat(&[b"ALTER ", what, b" DEPENDS ON EXTENSION ", &extension.name]);
            Entry::about(made, Role::Setting, Statement::new(text))
        };
        made.makes.iter().filter_map(|id| self.extensions.get(id)).flatten().map(say).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;

    #[test]
    fn behind_what_makes_it() {
        let [table, index, other] = [20_000, 20_001, 20_002].map(|oid| id(1259, oid));
        let public = id(2615, 2200);
        let owners = Owners {
            owners: [table, public].map(|id| (id, "\"o'\"".into())).into(),
            extensions: [(table, None), (index, Some("INDEX s.i".into()))]
                .map(|(id, what)| (id, vec![Extension { what, name: "e".into() }]))
                .into(),
        };
        let texts = |id, kind, printed: &str, entries| {
            let mut object = Object { id, kind, printed: printed.into(), entries, ..Object::default() };
            owners.give(&mut object);
            let texts = object.entries.iter().map(|entry| entry.statement().unwrap().text().to_string());
            texts.collect::<Vec<_>>()
        };
        let made = |id| {
            vec![
                Entry::making(id, Role::Create, Statement::new("CREATE")),
                Entry::new(id, Role::Comment, Statement::new("COMMENT")),
                Entry::making(index, Role::Index, Statement::new("INDEX")),
            ]
        };
        #[rustfmt::skip]
        let want = [
            "CREATE", "ALTER TABLE s.t DEPENDS ON EXTENSION e", "ALTER TABLE s.t OWNER TO \"o'\"", "COMMENT",
            "INDEX", "ALTER INDEX s.i DEPENDS ON EXTENSION e",
        ];
        assert_eq!(texts(table, Kind::Table, "s.t", made(table)), want);
        assert_eq!(
            texts(public, Kind::Schema, "public", Vec::new()),
            ["ALTER SCHEMA public OWNER TO \"o'\""]
        );
        assert_eq!(texts(other, Kind::Table, "s.u", made(other))[..2], ["CREATE", "COMMENT"]);
    }
}
