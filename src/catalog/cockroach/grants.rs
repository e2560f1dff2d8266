//! Owners and privileges: who has what on which object.
//!
//! ```text
//! ALTER TABLE app.t OWNER TO alice
//! GRANT INSERT, SELECT ON TABLE app.t TO bob WITH GRANT OPTION
//! REVOKE USAGE ON TYPE app.status FROM public        what everyone has of a new object, and has no more
//! ```
//!
//! Every object has ALL for `admin` and `root`; that is not written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bstr::{BString, ByteSlice};

use super::super::{Kind, ObjectId, Role};
use super::Release;
use super::answer::{malformed, name, named, rows, text};
use super::comments::TYPE_OIDS;
use super::fragments::{NOT_OF_SYSTEM, quoted};
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::{Result, shown};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::printed;

const WHAT: &str = "privileges";

/// Who has ALL of everything.
const OF_ALL: &str = "NOT IN ('admin', 'root', 'node')";

/// Everyone.
const PUBLIC_ROLE: &str = "public";

/// Adds them to the objects, in a number of queries that does not depend on theirs.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    release: Release,
    database: &str,
    listed: &mut [Listed],
) -> Result<()> {
    let database = quoted(database);
    let mut owners = HashMap::new();
    for sql in owners_sql(&database) {
        owners.extend(owners_of(&session.query(sql).await?)?);
    }
    let mut granted = Granted::default();
    granted.add(&session.query(privileges_sql(&database, "table")).await?, "table")?;
    granted.add(&session.query(privileges_sql(&database, "schema")).await?, "schema")?;
    granted.add(&session.query(privileges_sql(&database, "type")).await?, "type")?;
    if listed.iter().any(|object| is_routine(object.kind)) {
        granted.add_routines(&session.query(routines_sql(&database)).await?)?;
    }
    for object in listed {
        let keyword = keyword(release, object.kind);
        let key = match object.kind {
            Kind::Schema => Key::Schema(object.name.clone()),
            Kind::Function | Kind::Procedure => Key::Routine(object.id),
            _ => Key::Named(object.schema.clone(), object.name.clone()),
        };
        let owner = owners.get(&(Class::of(object.kind), owner_key(object))).filter(|_| !object.is_there);
        object.after.extend(owner.map(|owner| {
            let kind = object.kind.keyword();
            let sql =
                [b"ALTER ", kind.as_bytes(), b" ", &object.printed, b" OWNER TO ", &role(owner)].concat();
            (Role::Owner, sql.into())
        }));
        let statements = granted.statements(&key, defaults(release, object), keyword, &object.printed);
        object.after.extend(statements.into_iter().map(|sql| (Role::Privileges, sql)));
    }
    Ok(())
}

/// Whether someone but the user and those who have ALL of everything owns something, or may do something.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn are_there(session: &mut Session, database: &str) -> Result<bool> {
    let database = quoted(database);
    let owned = format!(
        "SELECT 1 FROM {database}.pg_catalog.pg_class AS c \
         JOIN {database}.pg_catalog.pg_roles AS r ON r.oid = c.relowner \
         WHERE c.relkind IN ('r', 'v', 'm', 'S') AND r.rolname {OF_ALL} AND r.rolname != current_user LIMIT 1"
    );
    let granted = format!(
        "SELECT 1 FROM {database}.information_schema.table_privileges \
         WHERE grantee {OF_ALL} AND grantee != current_user AND table_schema {NOT_OF_SYSTEM} LIMIT 1"
    );
    for sql in [owned, granted] {
        if session.query(sql).await?.single().is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_routine(kind: Kind) -> bool {
    matches!(kind, Kind::Function | Kind::Procedure)
}

/// What GRANT calls it.
fn keyword(release: Release, kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "SCHEMA",
        Kind::Type => "TYPE",
        Kind::Function => "FUNCTION",
        Kind::Procedure => "PROCEDURE",
        Kind::Sequence if release.grants_on_sequences() => "SEQUENCE",
        _ => "TABLE",
    }
}

/// What everyone has of a new object.
///
/// Source: CockroachDB v22.1 `pkg/sql/catalog/catpb/privilege.go`, `NewBasePrivilegeDescriptor` and its users.
fn defaults(release: Release, object: &Listed) -> &'static [&'static str] {
    match object.kind {
        _ if !release.grants_to_everyone() => &[],
        Kind::Type => &["USAGE"],
        Kind::Schema if object.is_there => &["CREATE", "USAGE"],
        Kind::Function | Kind::Procedure => &["EXECUTE"],
        _ => &[],
    }
}

/// `admin`, `"Odd role"`
fn role(name: &[u8]) -> BString {
    printed(name, Naming::V20_2)
}

/// What an owner is of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Class {
    Relation,
    Schema,
    Type,
    Routine,
}

impl Class {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Schema => Self::Schema,
            Kind::Type => Self::Type,
            Kind::Function | Kind::Procedure => Self::Routine,
            _ => Self::Relation,
        }
    }
}

/// A schema goes by its name, anything else by its OID.
fn owner_key(object: &Listed) -> BString {
    match Class::of(object.kind) {
        Class::Schema => object.name.clone(),
        Class::Relation => object.id.0.to_string().into(),
        Class::Type | Class::Routine => (object.id.0 + TYPE_OIDS).to_string().into(),
    }
}

fn owners_sql(database: &str) -> [String; 4] {
    let of = |class: &str, key: &str, owner: &str, table: &str, filter: &str| {
        format!(
            "SELECT '{class}', x.{key}, r.rolname FROM {database}.pg_catalog.{table} AS x \
             JOIN {database}.pg_catalog.pg_roles AS r ON r.oid = x.{owner}{filter}"
        )
    };
    [
        of(
            "relation",
            "oid::INT8::STRING",
            "relowner",
            "pg_class",
            " WHERE x.relkind IN ('r', 'v', 'm', 'S')",
        ),
        of("schema", "nspname", "nspowner", "pg_namespace", ""),
        of("type", "oid::INT8::STRING", "typowner", "pg_type", " WHERE x.oid::INT8 > 100000"),
        of("routine", "oid::INT8::STRING", "proowner", "pg_proc", " WHERE x.oid::INT8 > 100000"),
    ]
}

fn owners_of(answer: &Answer) -> Result<HashMap<(Class, BString), BString>> {
    let mut owners = HashMap::new();
    for [class, key, owner] in rows(answer, WHAT)? {
        let class = match text(class, WHAT)?.as_slice() {
            b"relation" => Class::Relation,
            b"schema" => Class::Schema,
            b"type" => Class::Type,
            _ => Class::Routine,
        };
        owners.insert((class, text(key, WHAT)?.clone()), name(owner, WHAT)?.clone());
    }
    Ok(owners)
}

fn privileges_sql(database: &str, what: &str) -> String {
    let schema = if what == "type" { "type_schema" } else { "table_schema" };
    format!(
        "SELECT * FROM {database}.information_schema.{what}_privileges \
         WHERE grantee {OF_ALL} AND {schema} {NOT_OF_SYSTEM}"
    )
}

fn routines_sql(database: &str) -> String {
    format!(
        "SELECT * FROM {database}.information_schema.role_routine_grants \
         WHERE grantee {OF_ALL} AND routine_schema {NOT_OF_SYSTEM}"
    )
}

/// What privileges are on.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Key {
    Schema(BString),
    Named(BString, BString),
    Routine(ObjectId),
}

/// Privileges of each object, by who has them and whether they may be passed on.
#[derive(Debug, Default)]
struct Granted(HashMap<Key, BTreeMap<(BString, bool), BTreeSet<BString>>>);

impl Granted {
    fn add(&mut self, answer: &Answer, what: &str) -> Result<()> {
        let names = match what {
            "type" => ["type_schema", "type_name", "grantee", "privilege_type", "is_grantable"],
            _ => ["table_schema", "table_name", "grantee", "privilege_type", "is_grantable"],
        };
        for [schema, on, grantee, privilege, grantable] in named(answer, names, WHAT)? {
            let schema = name(schema, WHAT)?.clone();
            let key = match what {
                "schema" => Key::Schema(schema),
                _ => Key::Named(schema, name(on, WHAT)?.clone()),
            };
            self.grant(key, grantee, privilege, grantable)?;
        }
        Ok(())
    }

    /// `specific_name` ends with the OID: `f_100108`.
    fn add_routines(&mut self, answer: &Answer) -> Result<()> {
        let names = ["specific_name", "grantee", "privilege_type", "is_grantable"];
        for [specific, grantee, privilege, grantable] in named(answer, names, WHAT)? {
            let specific = text(specific, WHAT)?;
            let oid =
                specific.rsplit_str("_").next().and_then(|digits| digits.to_str().ok()?.parse::<u64>().ok());
            let descriptor = oid.and_then(|oid| oid.checked_sub(TYPE_OIDS));
            let descriptor = descriptor.ok_or_else(|| malformed(WHAT, &shown(specific)))?;
            self.grant(Key::Routine(ObjectId(descriptor)), grantee, privilege, grantable)?;
        }
        Ok(())
    }

    fn grant(
        &mut self,
        key: Key,
        grantee: Option<&BString>,
        privilege: Option<&BString>,
        grantable: Option<&BString>,
    ) -> Result<()> {
        let grantable = grantable.is_some_and(|grantable| grantable == "YES" || grantable == "t");
        let grantee = (name(grantee, WHAT)?.clone(), grantable);
        self.0.entry(key).or_default().entry(grantee).or_default().insert(name(privilege, WHAT)?.clone());
        Ok(())
    }

    /// The statements that give and take them.
    fn statements(&self, key: &Key, defaults: &[&str], keyword: &str, printed: &[u8]) -> Vec<BString> {
        let empty = BTreeMap::new();
        let granted = self.0.get(key).unwrap_or(&empty);
        let everyone = |(grantee, _): &(BString, bool)| grantee == PUBLIC_ROLE;
        let of_everyone = |privilege: &str| {
            granted.iter().any(|(who, all)| everyone(who) && all.iter().any(|known| known == privilege))
        };
        let mut statements = Vec::new();
        for privilege in defaults.iter().filter(|privilege| !of_everyone(privilege)) {
            statements.push(
                [format!("REVOKE {privilege} ON {keyword} ").as_bytes(), printed, b" FROM public"].concat(),
            );
        }
        for (who, privileges) in granted {
            let is_default =
                |privilege: &BString| everyone(who) && defaults.iter().any(|known| privilege == known);
            let privileges: Vec<&BString> =
                privileges.iter().filter(|privilege| !is_default(privilege)).collect();
            if privileges.is_empty() {
                continue;
            }
            let option: &[u8] = if who.1 { b" WITH GRANT OPTION" } else { b"" };
            let privileges = bstr::join(", ", privileges);
            let on = format!(" ON {keyword} ");
            statements.push(
                [b"GRANT ", &privileges[..], on.as_bytes(), printed, b" TO ", &role(&who.0), option].concat(),
            );
        }
        statements.into_iter().map(BString::from).collect()
    }
}
