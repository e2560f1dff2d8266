//! Tables, views, sequences and what they stand on: their DDL as the server writes it, and what each needs before it.

use std::collections::{HashMap, HashSet};

use bstr::{BStr, BString, ByteSlice};

use super::super::{Kind, Object, ObjectId};
use super::answer::{self, id, malformed, rows, statement, text, texts};
use super::columns::ColumnId;
use super::ddl;
use super::ddl::qualifier::Database;
use super::fragments::select;
use super::listed::Listed;
use super::{Release, unchecked, user_defined};
use crate::connect::Answer;
use crate::connect::Session;
use crate::error::{Result, shown};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{PUBLIC, printed_name};
use crate::sql::cockroach::string::push_constant;

/// Sessions keep their temporary objects in schemas with names of this kind.
const TEMPORARY: &[u8] = b"pg_temp";

/// What a database holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What lasts.
    pub(super) objects: Vec<Object>,
    /// Names of some session's temporary objects.
    pub(super) temporary: Vec<BString>,
    /// The columns that foreign keys refer to.
    pub(super) referred: HashSet<ColumnId>,
}

/// Reads all of them in three queries; from v20.2 on schemas and types in two more.
///
/// # Errors
///
/// What the server answers; 3D000 for a database that does not exist.
pub(super) async fn read(session: &mut Session, database: &str, release: Release) -> Result<Found> {
    let naming = release.style().names;
    let statements = session.query(statements_sql(database)).await?;
    let dependencies = session.query(dependencies_sql(database)).await?;
    let (mut found, mut listed) = found(&statements, &dependencies, naming)?;
    let unchecked = unchecked::read(session, database).await?;
    for object in &mut listed {
        if let Some(names) = unchecked.get(&object.id) {
            unchecked::leave(object, names)?;
        }
    }
    if release.has_types_and_schemas() {
        listed.splice(..0, user_defined::read(session, database, release).await?);
    }
    unqualify(database, &mut listed);
    quote_types(&mut listed);
    found.objects = listed.into_iter().map(|listed| listed.object(naming)).collect();
    Ok(found)
}

fn statements_sql(database: &str) -> Vec<u8> {
    const COLUMNS: &str = "schema_name, descriptor_id, descriptor_name, descriptor_type, create_nofks, \
                           alter_statements, validate_statements";
    let mut sql = select(COLUMNS, database, "crdb_internal.create_statements WHERE database_name = ");
    push_constant(database, &mut sql);
    sql
}

fn dependencies_sql(database: &str) -> Vec<u8> {
    const COLUMNS: &str = "descriptor_id, dependson_id, dependson_type, dependson_name";
    select(COLUMNS, database, "crdb_internal.backward_dependencies")
}

/// What there is besides objects, and the objects as they are listed.
fn found(statements: &Answer, dependencies: &Answer, naming: Naming) -> Result<(Found, Vec<Listed>)> {
    let Dependencies { mut refers_to, mut needs, foreign_keys } = dependencies_of(dependencies)?;
    let (mut found, mut listed) = (Found::default(), Vec::new());
    for row in rows(statements, "tables")? {
        let mut object = object(row, naming)?;
        if object.schema.starts_with(TEMPORARY) {
            found.temporary.push(object.name);
            continue;
        }
        object.refers_to = refers_to.remove(&object.id).unwrap_or_default();
        object.needs = needs.remove(&object.id).unwrap_or_default();
        for (key, columns) in object.links.iter().filter_map(|link| ddl::foreign_key(link)) {
            let to = foreign_keys
                .get(&(object.id, key.clone()))
                .ok_or_else(|| malformed("dependencies", &format!("none of foreign key {}", shown(&key))))?;
            found.referred.extend(columns.into_iter().map(|column| (*to, column)));
        }
        listed.push(object);
    }
    Ok((found, listed))
}

/// Servers write into a view, and from v20.2 on at every use of a type, in which database it is.
fn unqualify(database: &str, objects: &mut [Listed]) {
    let schemas: HashSet<BString> = objects.iter().map(|object| object.schema.clone()).collect();
    let schemas = schemas.iter().map(|schema| schema.as_bstr()).chain([BStr::new(PUBLIC)]);
    let own = Database::new(database.as_bytes(), schemas);
    for object in objects {
        let Listed { create, links, validate, .. } = object;
        [create].into_iter().chain(links).chain(validate).for_each(|ddl| *ddl = own.unqualified(ddl));
    }
}

/// Quotes names of types where v20.2 does not.
fn quote_types(objects: &mut [Listed]) {
    let types = objects.iter().filter(|object| object.kind == Kind::Type);
    let names =
        types.map(|object| (bstr::join(".", [&object.schema, &object.name]).into(), object.printed.clone()));
    let names: Vec<ddl::types::Name> = names.filter(|(bare, printed)| bare != printed).collect();
    if names.is_empty() {
        return;
    }
    for object in objects.iter_mut().filter(|object| object.kind != Kind::Type) {
        object.create = ddl::types::with_types_quoted(&object.create, &names);
    }
}

fn object(row: [Option<&BString>; 7], naming: Naming) -> Result<Listed> {
    const WHAT: &str = "tables";
    let [schema, descriptor, name, kind, create, alter, validate] = row;
    let (schema, name) = (answer::name(schema, WHAT)?, answer::name(name, WHAT)?);
    let (kind, create) = (text(kind, WHAT)?, statement(create, WHAT)?);
    Ok(Listed {
        id: id(descriptor, WHAT)?,
        kind: kind_of(kind).ok_or_else(|| malformed(WHAT, &shown(kind)))?,
        printed: printed_name(schema, name, naming),
        schema: schema.clone(),
        name: name.clone(),
        create: ddl::without_stray_comma(create).unwrap_or_else(|| create.clone()),
        links: texts(alter, WHAT)?,
        validate: texts(validate, WHAT)?,
        ..Listed::default()
    })
}

fn kind_of(descriptor_type: &[u8]) -> Option<Kind> {
    match descriptor_type {
        b"table" => Some(Kind::Table),
        b"view" => Some(Kind::View),
        b"sequence" => Some(Kind::Sequence),
        _ => None,
    }
}

/// What objects need.
#[derive(Debug, Default)]
struct Dependencies {
    /// What each refers to, in the server's order, which decides the order of the dump.
    refers_to: HashMap<ObjectId, Vec<ObjectId>>,
    /// What of that has to be there first: all but what foreign keys refer to.
    needs: HashMap<ObjectId, Vec<ObjectId>>,
    /// The table that each foreign key refers to, by the key's table and name.
    foreign_keys: HashMap<(ObjectId, BString), ObjectId>,
}

fn dependencies_of(answer: &Answer) -> Result<Dependencies> {
    const WHAT: &str = "dependencies";
    let mut read = Dependencies::default();
    for [object, needed, kind, name] in rows(answer, WHAT)? {
        let (object, needed) = (id(object, WHAT)?, id(needed, WHAT)?);
        read.refers_to.entry(object).or_default().push(needed);
        if text(kind, WHAT)? != "fk" {
            read.needs.entry(object).or_default().push(needed);
        } else if let Some(name) = name {
            read.foreign_keys.insert((object, name.clone()), needed);
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::super::answer::of;
    use super::*;

    #[test]
    fn everything_of_an_object() {
        let statements = of(&[
            &["public", "7", "Tab", "table", "CREATE TABLE", r#"{"ALTER \"x\"",b}"#, "{VALIDATE}"],
            &["pg_temp_1_2", "8", "t", "table", "CREATE TEMP TABLE", "{}", "{}"],
            &["public", "9", "v", "view", "CREATE VIEW", "{}", "{}"],
        ]);
        let dependencies = of(&[&["9", "7", "view", ""], &["7", "5", "fk", "f"], &["7", "3", "fk", "g"]]);
        let (found, listed) = found(&statements, &dependencies, Naming::V20_1).unwrap();
        let [table, view] = listed.as_slice() else { panic!("{listed:?}") };
        assert_eq!((table.id, table.kind), (ObjectId(7), Kind::Table));
        assert_eq!((table.printed.as_slice(), table.name.as_slice()), (&b"\"Tab\""[..], &b"Tab"[..]));
        assert_eq!(
            (&table.links[..], &table.validate[..]),
            (&["ALTER \"x\"".into(), "b".into()][..], &["VALIDATE".into()][..])
        );
        assert_eq!((&table.refers_to[..], &table.needs[..]), (&[ObjectId(5), ObjectId(3)][..], &[][..]));
        assert_eq!((view.kind, view.needs.as_slice()), (Kind::View, &[ObjectId(7)][..]));
        assert_eq!(found.temporary, ["t"]);
        assert!(found.referred.is_empty());
    }

    #[test]
    fn columns_referred_to() {
        let alter = r#"{"ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b(rowid)"}"#;
        let statements = of(&[&["public", "7", "a", "table", "CREATE TABLE", alter, "{}"]]);
        let dependencies = of(&[&["7", "5", "fk", "f"], &["7", "3", "fk", "g"]]);
        let (found, _) = found(&statements, &dependencies, Naming::V20_1).unwrap();
        assert_eq!(found.referred, HashSet::from([(ObjectId(5), "rowid".into())]));
    }

    #[test]
    fn a_key_that_refers_to_nothing() {
        let alter = r#"{"ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b(rowid)"}"#;
        let statements = of(&[&["public", "7", "a", "table", "CREATE TABLE", alter, "{}"]]);
        let error = found(&statements, &Answer::default(), Naming::V20_1).unwrap_err().to_string();
        assert!(error.contains("a question for dependencies with none of foreign key f"), "{error}");
    }

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

    #[test]
    fn answers_no_server_gives() {
        #[rustfmt::skip]
        let rows: &[(&str, &[&str])] = &[
            ("columns", &["public", "7"]),
            ("id", &["public", "x", "t", "table", "CREATE", "{}", "{}"]),
            ("kind", &["public", "7", "t", "index", "CREATE", "{}", "{}"]),
            ("no CREATE", &["public", "7", "t", "table", "", "{}", "{}"]),
            ("array", &["public", "7", "t", "table", "CREATE", "{", "{}"]),
        ];
        for (name, row) in rows {
            assert!(found(&of(&[row]), &Answer::default(), Naming::V20_1).is_err(), "{name}");
        }
    }

    #[test]
    fn odd_database() {
        let sql = BString::from(statements_sql("a'\"b"));
        assert!(
            sql.ends_with(br#" FROM "a'""b".crdb_internal.create_statements WHERE database_name = e'a\'"b'"#),
            "{sql}"
        );
    }
}
