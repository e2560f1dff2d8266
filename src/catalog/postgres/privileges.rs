//! Privileges: what was granted and revoked, as GRANT and REVOKE in a pass of their own behind everything else.
//!
//! | said of | only where they differ from |
//! |---|---|
//! | an object that is dumped, and each of its columns | what its owner and everybody have from the start |
//! | `public` | what it has in every database of 15 and later |
//! | a member of an extension, an object that initdb made | what the extension or initdb left (`pg_init_privs`) |
//! | objects that are made later (default privileges) | what those have without; in a schema, nothing |
//!
//! An item is what one role granted another. The items that are gone are revoked first; then those that came are
//! granted: the owner's own, and then the others in the order of the server, since a later one may stand on an
//! earlier one's grant option. What another than the owner granted, that role grants again.
//!
//! Source: PostgreSQL documentation, "Privileges", "pg_init_privs", "pg_default_acl"; `src/bin/pg_dump/dumputils.c`,
//! `buildACLCommands`, `parseAclItem`.

use std::collections::HashMap;

use bstr::BString;

use super::answer::{Fields, ask};
use super::fragments::{own_schema, qualified};
use super::ids::id;
use super::selection::Scope;
use super::version::Version;
use crate::catalog::{Entry, Kind, Object, ObjectId, Pass, Role, Section, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

/// Everything that has privileges: class, OID, column number, letter for `acldefault`, its schema, what GRANT calls
/// it, the column, owner and privileges.
const SUBJECTS: &str = concat!(
    "\
SELECT 2615, n.oid, 0, 'n'::\"char\", n.oid, 'SCHEMA ' || pg_catalog.quote_ident(n.nspname), NULL::pg_catalog.text, \
n.nspowner, n.nspacl FROM pg_catalog.pg_namespace AS n \
UNION ALL SELECT 1259, c.oid, 0, CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", c.relnamespace, \
CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || ",
    qualified!("n", "c.relname"),
    ", NULL, c.relowner, c.relacl \
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') \
UNION ALL SELECT 1259, c.oid, a.attnum, 'c', c.relnamespace, 'TABLE ' || ",
    qualified!("n", "c.relname"),
    ", pg_catalog.quote_ident(a.attname), c.relowner, a.attacl \
FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid \
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (a.attacl IS NOT NULL OR EXISTS \
(SELECT 1 FROM pg_catalog.pg_init_privs AS i WHERE i.classoid = 1259 AND i.objoid = c.oid AND i.objsubid = a.attnum)) \
UNION ALL SELECT 1255, p.oid, 0, 'f', p.pronamespace, {routine} || ",
    qualified!("n", "p.proname"),
    " || '(' || CASE WHEN {aggregate} THEN pg_catalog.oidvectortypes(p.proargtypes) \
ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END || ')', NULL, p.proowner, p.proacl \
FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace \
UNION ALL SELECT 1247, t.oid, 0, 'T', t.typnamespace, 'TYPE ' || ",
    qualified!("n", "t.typname"),
    ", NULL, t.typowner, t.typacl \
FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
UNION ALL SELECT 2612, l.oid, 0, 'l', 11, 'LANGUAGE ' || pg_catalog.quote_ident(l.lanname), NULL, l.lanowner, l.lanacl \
FROM pg_catalog.pg_language AS l \
UNION ALL SELECT 2328, w.oid, 0, 'F', 11, 'FOREIGN DATA WRAPPER ' || pg_catalog.quote_ident(w.fdwname), NULL, \
w.fdwowner, w.fdwacl FROM pg_catalog.pg_foreign_data_wrapper AS w \
UNION ALL SELECT 1417, s.oid, 0, 'S', 11, 'FOREIGN SERVER ' || pg_catalog.quote_ident(s.srvname), NULL, s.srvowner, \
s.srvacl FROM pg_catalog.pg_foreign_server AS s"
);

/// The items of both sides, `f` from the start and `t` now, of all that differs: one row for each, and one without an
/// item for a side that has none. `acldefault` gives the owner every privilege that there is of the kind; on a column there are four.
const PRIVILEGES: &str = concat!(
    "\
WITH o(class, oid, sub, kind, space, target, part, owner, acl) AS ({subjects}) \
SELECT o.class, o.oid, o.target, o.part, pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.owner)), \
CASE o.kind WHEN 'c' THEN 4 ELSE (SELECT pg_catalog.count(DISTINCT k.privilege_type) \
FROM pg_catalog.aclexplode(pg_catalog.acldefault(o.kind, o.owner)) AS k) END, \
o.oid < 16384 AND o.oid <> 2200 OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d \
WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e'), \
side.now, {item} \
FROM o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.space AND (n.nspname = 'pg_catalog' OR ",
    own_schema!("n"),
    ") \
LEFT JOIN pg_catalog.pg_init_privs AS i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.sub \
CROSS JOIN LATERAL (VALUES (true, coalesce(o.acl, pg_catalog.acldefault(o.kind, o.owner))), \
(false, CASE WHEN o.class = 2615 AND n.nspname = 'public' \
THEN pg_catalog.acldefault(o.kind, o.owner) || pg_catalog.makeaclitem(0, o.owner, 'USAGE', false) \
ELSE coalesce(i.initprivs, pg_catalog.acldefault(o.kind, o.owner)) END)) AS side(now, acl) \
{items} \
WHERE o.acl IS DISTINCT FROM i.initprivs OR o.class = 2615 AND n.nspname = 'public' \
ORDER BY o.class, o.oid, o.sub <> 0, o.sub, side.now, x.place"
);

/// Default privileges, each kind of them a row as above. In a schema they are added to what objects have anyway.
const DEFAULTS: &str = "\
WITH o(oid, role, space, kind, acl) AS (SELECT a.oid, a.defaclrole, a.defaclnamespace, a.defaclobjtype, a.defaclacl \
FROM pg_catalog.pg_default_acl AS a) \
SELECT 826, o.oid, CASE o.kind WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' \
WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' WHEN 'L' THEN 'LARGE OBJECTS' END, NULL, \
pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.role)), \
(SELECT pg_catalog.count(DISTINCT k.privilege_type) FROM pg_catalog.aclexplode(pg_catalog.acldefault(base.kind, o.role)) AS k), \
false, side.now, {item}, n.nspname, pg_catalog.quote_ident(n.nspname) \
FROM o LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = o.space \
CROSS JOIN LATERAL (VALUES (CASE o.kind WHEN 'S' THEN 's' ELSE o.kind END)) AS base(kind) \
CROSS JOIN LATERAL (VALUES (true, o.acl), \
(false, CASE WHEN o.space = 0 THEN pg_catalog.acldefault(base.kind, o.role) END)) AS side(now, acl) \
{items} \
ORDER BY pg_catalog.pg_get_userbyid(o.role), n.nspname, o.kind, o.oid, side.now, x.place";

/// An item: who granted, to whom, what; a privilege with its grant option ends in `*`.
const ITEM: &str = "x.grantor, x.grantee, x.privileges";

/// The items of `side.acl`, in order.
const ITEMS: &str = "\
LEFT JOIN LATERAL (SELECT pg_catalog.min(e.at), pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantor)), \
CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)) END, \
pg_catalog.string_agg(e.privilege || CASE WHEN e.grantable THEN '*' ELSE '' END, ',') \
FROM pg_catalog.aclexplode(side.acl) WITH ORDINALITY AS e(grantor, grantee, privilege, grantable, at) \
GROUP BY e.grantor, e.grantee) AS x(place, grantor, grantee, privileges) ON true";

/// The privileges in the order in which a statement names them.
const ORDER: [&str; 11] = [
    "SELECT",
    "CREATE",
    "USAGE",
    "INSERT",
    "REFERENCES",
    "DELETE",
    "TRIGGER",
    "TRUNCATE",
    "MAINTAIN",
    "UPDATE",
    "EXECUTE",
];

/// What one role granted another.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Item {
    grantor: BString,
    grantee: BString,
    /// Each privilege, and whether it may be granted on.
    privileges: Vec<(BString, bool)>,
}

/// What privileges are on.
#[derive(Debug, Default)]
struct Subject {
    id: ObjectId,
    /// What stands before GRANT and REVOKE: empty, or `ALTER DEFAULT PRIVILEGES … ` with its blank.
    prefix: BString,
    /// `TABLE s.t`
    target: BString,
    column: Option<BString>,
    /// The schema that default privileges are for; empty for all of them, and for anything else.
    schema: BString,
    owner: BString,
    /// How many privileges there are of its kind.
    all: usize,
    /// It is not dumped itself: it comes with an extension or with the server.
    given: bool,
    now: Vec<Item>,
    first: Vec<Item>,
}

/// Adds to each object what was granted on it, and what was granted on that which comes without being dumped.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn give(
    session: &mut Session,
    version: Version,
    scope: &Scope,
    objects: &mut Vec<Object>,
) -> Result<()> {
    let places: HashMap<ObjectId, usize> = objects.iter().enumerate().map(|(at, o)| (o.id, at)).collect();
    for subject in subjects(session, version).await? {
        match places.get(&subject.id).and_then(|at| objects.get_mut(*at)) {
            Some(object) => {
                let create = object.entries.iter().find(|entry| entry.role == Role::Create);
                let section = create.map_or(Section::PreData, |create| create.section);
                object.entries.extend(subject.entries(section));
            }
            None => objects.extend(subject.alone().filter(|object| scope.has(object))),
        }
    }
    for object in defaults(session).await? {
        objects.extend(Some(object).filter(|object| scope.has(object)));
    }
    Ok(())
}

async fn subjects(session: &mut Session, version: Version) -> Result<Vec<Subject>> {
    let (routine, aggregate) = match version.has_procedures() {
        true => ("CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END", "p.prokind = 'a'"),
        false => ("'FUNCTION '", "p.proisagg"),
    };
    let subjects = SUBJECTS.replace("{routine}", routine).replace("{aggregate}", aggregate);
    let sql = PRIVILEGES.replace("{subjects}", &subjects).replace("{items}", ITEMS).replace("{item}", ITEM);
    let mut all: Vec<Subject> = Vec::new();
    for mut row in ask(session, "privileges", sql).await? {
        add(&mut all, &mut row)?;
    }
    Ok(all)
}

/// Adds a row's item to its subject, which is the last one or a new one.
fn add<'a>(all: &'a mut Vec<Subject>, row: &mut Fields) -> Result<&'a mut Subject> {
    let mut subject = Subject { id: id(row.number()?, row.number()?), ..Subject::default() };
    (subject.target, subject.column, subject.owner) = (row.text()?, row.maybe()?, row.text()?);
    (subject.all, subject.given) = (row.number()?, row.flag()?);
    if all.last().is_none_or(|last| (last.id, &last.column) != (subject.id, &subject.column)) {
        all.push(subject);
    }
    let now = row.flag()?;
    let item = Item::new(row)?;
    // It was pushed unless it was there.
    let at = all.len() - 1;
    let side = if now { &mut all[at].now } else { &mut all[at].first };
    side.extend(item);
    Ok(&mut all[at])
}

/// Default privileges, each an object of its own.
async fn defaults(session: &mut Session) -> Result<Vec<Object>> {
    let sql = DEFAULTS.replace("{items}", ITEMS).replace("{item}", ITEM);
    let mut all = Vec::new();
    for mut row in ask(session, "default privileges", sql).await? {
        let subject = add(&mut all, &mut row)?;
        let (schema, printed) = (row.maybe()?, row.maybe()?);
        let place = printed.map_or_else(BString::default, |name| concat(&[b"IN SCHEMA ", &name, b" "]));
        subject.prefix = concat(&[b"ALTER DEFAULT PRIVILEGES FOR ROLE ", &subject.owner, b" ", &place]);
        subject.schema = schema.unwrap_or_default();
    }
    let object = |subject: Subject| Object {
        id: subject.id,
        kind: Kind::DefaultPrivileges,
        entries: subject.entries(Section::PostData),
        schema: subject.schema,
        name: subject.owner,
        printed: subject.target,
        ..Object::default()
    };
    Ok(all.into_iter().map(object).collect())
}

impl Item {
    /// An item from a row's last fields, if there is one.
    fn new(row: &mut Fields) -> Result<Option<Self>> {
        let (grantor, grantee, privileges) = (row.maybe()?, row.maybe()?, row.maybe()?);
        let privilege = |word: &[u8]| match word.strip_suffix(b"*") {
            Some(word) => (word.into(), true),
            None => (word.into(), false),
        };
        let read = |text: BString| {
            let mut privileges: Vec<_> = text.split(|byte| *byte == b',').map(privilege).collect();
            privileges.sort_by_key(|(word, _): &(BString, bool)| {
                ORDER.iter().position(|known| *word == *known).unwrap_or(ORDER.len())
            });
            privileges
        };
        let item = grantor.zip(grantee).zip(privileges);
        Ok(item.map(|((grantor, grantee), text)| Self { grantor, grantee, privileges: read(text) }))
    }
}

impl Subject {
    /// What is said of it.
    fn entries(&self, section: Section) -> Vec<Entry> {
        let roles = self.roles();
        let entry = |text| Entry {
            section,
            pass: Pass::Privileges,
            roles: roles.clone(),
            ..Entry::new(self.id, Role::Privileges, Statement::new(text))
        };
        self.statements().into_iter().map(entry).collect()
    }

    /// The roles that its statements name.
    fn roles(&self) -> Vec<BString> {
        let items = self.first.iter().chain(&self.now).flat_map(|item| [&item.grantor, &item.grantee]);
        let mut roles: Vec<BString> = items.filter(|role| *role != "PUBLIC").cloned().collect();
        roles.extend(Some(&self.owner).filter(|_| !self.prefix.is_empty()).cloned());
        roles
    }

    /// An object of nothing but this, if it comes without being dumped.
    fn alone(&self) -> Option<Object> {
        let entries = self.entries(Section::PreData);
        let said = self.given && !entries.is_empty();
        let (id, kind, printed) = (self.id, Kind::Extension, self.target.clone());
        said.then(|| Object { id, kind, name: printed.clone(), printed, entries, ..Object::default() })
    }

    fn statements(&self) -> Vec<BString> {
        let gone = self.first.iter().filter(|item| !self.now.contains(item));
        let mut all: Vec<BString> = gone.map(|item| self.revoke(item)).collect();
        let came = self.now.iter().filter(|item| !self.first.contains(item));
        let own = |item: &&Item| item.grantor == self.owner && item.grantee == self.owner;
        let (own, others): (Vec<&Item>, Vec<&Item>) = came.partition(own);
        all.extend(own.into_iter().chain(others).flat_map(|item| self.grant(item)));
        all
    }

    fn revoke(&self, item: &Item) -> BString {
        let words = item.privileges.iter().map(|(word, _)| word);
        let what = self.what(words.collect());
        concat(&[&self.prefix, b"REVOKE ", &what, b" ON ", &self.target, b" FROM ", &item.grantee])
    }

    fn grant(&self, item: &Item) -> Vec<BString> {
        let mut all = Vec::new();
        for (on, tail) in [(false, &b""[..]), (true, b" WITH GRANT OPTION")] {
            let words: Vec<_> =
                item.privileges.iter().filter(|(_, may)| *may == on).map(|(w, _)| w).collect();
            if !words.is_empty() {
                let what = self.what(words);
                let head: [&[u8]; 5] = [&self.prefix, b"GRANT ", &what, b" ON ", &self.target];
                all.push(concat(&[&head.concat(), b" TO ", &item.grantee, tail]));
            }
        }
        if item.grantor != self.owner {
            all.insert(0, concat(&[b"SET SESSION AUTHORIZATION ", &item.grantor]));
            all.push("RESET SESSION AUTHORIZATION".into());
        }
        all
    }

    /// `SELECT,INSERT`, `ALL`, `SELECT(a)`
    fn what(&self, words: Vec<&BString>) -> BString {
        let of_column = |word: &[u8]| match &self.column {
            None => word.into(),
            Some(column) => concat(&[word, b"(", column, b")"]),
        };
        match words.len() == self.all {
            true => of_column(b"ALL"),
            false => bstr::join(",", words.into_iter().map(|word| of_column(word))).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items from `grantor>grantee:words`.
    fn items(text: &str) -> Vec<Item> {
        let item = |word: &str| {
            let (roles, privileges) = word.split_once(':').unwrap();
            let (grantor, grantee) = roles.split_once('>').unwrap();
            let fields = [grantor, grantee, privileges].map(|field| Some(field.into())).to_vec();
            Item::new(&mut Fields::new("tests", fields)).unwrap().unwrap()
        };
        text.split_whitespace().map(item).collect()
    }

    #[test]
    fn statements() {
        #[rustfmt::skip]
        let table: &[(&str, &str, &str, &str, &str)] = &[
            ("as it was",       "", "o>o:USAGE,CREATE",           "o>o:CREATE,USAGE",     ""),
            ("all revoked",     "", "o>o:CREATE,USAGE o>PUBLIC:USAGE", "",
             "REVOKE ALL ON SCHEMA s FROM o;REVOKE USAGE ON SCHEMA s FROM PUBLIC"),
            ("one granted",     "", "",                           "o>b:USAGE",            "GRANT USAGE ON SCHEMA s TO b"),
            ("with option",     "", "",                           "o>b:USAGE*,CREATE",
             "GRANT CREATE ON SCHEMA s TO b;GRANT USAGE ON SCHEMA s TO b WITH GRANT OPTION"),
            ("all with option", "", "",                           "o>b:USAGE*,CREATE*",   "GRANT ALL ON SCHEMA s TO b WITH GRANT OPTION"),
            ("the owner first", "", "o>o:USAGE,CREATE",           "o>b:USAGE o>o:USAGE",
             "REVOKE ALL ON SCHEMA s FROM o;GRANT USAGE ON SCHEMA s TO o;GRANT USAGE ON SCHEMA s TO b"),
            ("by another",      "", "",                           "o>b:USAGE* b>\"c,d\":USAGE",
             "GRANT USAGE ON SCHEMA s TO b WITH GRANT OPTION;\
              SET SESSION AUTHORIZATION b;GRANT USAGE ON SCHEMA s TO \"c,d\";RESET SESSION AUTHORIZATION"),
            ("a column",        "a", "",                          "o>b:USAGE o>c:USAGE,CREATE",
             "GRANT USAGE(a) ON SCHEMA s TO b;GRANT ALL(a) ON SCHEMA s TO c"),
        ];
        for (name, column, first, now, want) in table {
            let subject = Subject {
                target: "SCHEMA s".into(),
                column: Some(BString::from(*column)).filter(|column| !column.is_empty()),
                owner: "o".into(),
                all: 2,
                first: items(first),
                now: items(now),
                ..Subject::default()
            };
            let got: Vec<String> = subject.statements().iter().map(ToString::to_string).collect();
            assert_eq!(got.join(";"), *want, "{name}");
        }
    }

    #[test]
    fn only_what_comes_anyway_stands_alone() {
        let subject = |given, now| Subject { given, now: items(now), ..Subject::default() };
        assert!(subject(true, "o>b:USAGE").alone().is_some());
        assert!(subject(true, "").alone().is_none());
        assert!(subject(false, "o>b:USAGE").alone().is_none(), "a view, say, that is not dumped");
    }
}
