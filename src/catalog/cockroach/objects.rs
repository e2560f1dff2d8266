//! Tables, views, sequences and what they stand on: their DDL as the server writes it, and what each needs before it.

use std::collections::{HashMap, HashSet};

use bstr::{BStr, BString, ByteSlice};

use super::super::{Kind, Object, ObjectId};
use super::answer::{id, malformed, rows, text, texts};
use super::columns::ColumnId;
use super::ddl;
use super::ddl::qualifier::Database;
use super::fragments::select;
use super::{unchecked, user_defined};
use crate::connect::Answer;
use crate::connect::Session;
use crate::error::{Result, shown};
use crate::sql::cockroach::name::{Naming, PUBLIC, printed_name};
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
pub(super) async fn read(session: &mut Session, database: &str, naming: Naming) -> Result<Found> {
    let statements = session.query(statements_sql(database)).await?;
    let dependencies = session.query(dependencies_sql(database)).await?;
    let mut found = found(&statements, &dependencies, naming)?;
    let unchecked = unchecked::read(session, database).await?;
    for object in &mut found.objects {
        if let Some(names) = unchecked.get(&object.id) {
            unchecked::leave(object, names);
        }
    }
    if naming == Naming::V20_2 {
        found.objects.splice(..0, user_defined::read(session, database).await?);
    }
    unqualify(database, &mut found.objects);
    quote_types(&mut found.objects);
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

fn found(statements: &Answer, dependencies: &Answer, naming: Naming) -> Result<Found> {
    let Dependencies { mut needs, foreign_keys } = dependencies_of(dependencies)?;
    let mut found = Found::default();
    for row in rows(statements, "tables")? {
        let mut object = object(row, naming)?;
        if object.schema.starts_with(TEMPORARY) {
            found.temporary.push(object.name);
            continue;
        }
        object.depends_on = needs.remove(&object.id).unwrap_or_default();
        for (name, columns) in object.links.iter().filter_map(|link| ddl::foreign_key(link)) {
            if let Some(to) = foreign_keys.get(&(object.id, name)) {
                found.referred.extend(columns.into_iter().map(|column| (*to, column)));
            }
        }
        found.objects.push(object);
    }
    Ok(found)
}

/// Servers write into a view, and from v20.2 on at every use of a type, in which database it is.
fn unqualify(database: &str, objects: &mut [Object]) {
    let schemas: HashSet<BString> = objects.iter().map(|object| object.schema.clone()).collect();
    let schemas = schemas.iter().map(|schema| schema.as_bstr()).chain([BStr::new(PUBLIC)]);
    let own = Database::new(database.as_bytes(), schemas);
    for object in objects {
        let Object { create, links, validate, .. } = object;
        create.iter_mut().chain(links).chain(validate).for_each(|ddl| *ddl = own.unqualified(ddl));
    }
}

/// Quotes names of types where v20.2 does not.
fn quote_types(objects: &mut [Object]) {
    let types = objects.iter().filter(|object| object.kind == Kind::Type);
    let names =
        types.map(|object| (bstr::join(".", [&object.schema, &object.name]).into(), object.printed.clone()));
    let names: Vec<ddl::types::Name> = names.filter(|(bare, printed)| bare != printed).collect();
    if names.is_empty() {
        return;
    }
    for object in objects.iter_mut().filter(|object| object.kind != Kind::Type) {
        object.create.iter_mut().for_each(|create| *create = ddl::types::with_types_quoted(create, &names));
    }
}

fn object(row: [Option<&BString>; 7], naming: Naming) -> Result<Object> {
    const WHAT: &str = "tables";
    let [schema, descriptor, name, kind, create, alter, validate] = row;
    let (schema, name) = (text(schema, WHAT)?, text(name, WHAT)?);
    let (kind, create) = (text(kind, WHAT)?, text(create, WHAT)?);
    Ok(Object {
        id: id(descriptor, WHAT)?,
        kind: kind_of(kind).ok_or_else(|| malformed(WHAT, &shown(kind)))?,
        printed: printed_name(schema, name, naming),
        schema: schema.clone(),
        name: name.clone(),
        create: vec![ddl::without_stray_comma(create).unwrap_or_else(|| create.clone())],
        links: texts(alter, WHAT)?,
        validate: texts(validate, WHAT)?,
        ..Object::default()
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
    /// Before each object, in the server's order, which decides the order of the dump.
    needs: HashMap<ObjectId, Vec<ObjectId>>,
    /// The table that each foreign key refers to, by the key's table and name.
    foreign_keys: HashMap<(ObjectId, BString), ObjectId>,
}

fn dependencies_of(answer: &Answer) -> Result<Dependencies> {
    const WHAT: &str = "dependencies";
    let mut read = Dependencies::default();
    for [object, needed, kind, name] in rows(answer, WHAT)? {
        let (object, needed) = (id(object, WHAT)?, id(needed, WHAT)?);
        read.needs.entry(object).or_default().push(needed);
        if let (true, Some(name)) = (text(kind, WHAT)? == "fk", name) {
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
        let found = found(&statements, &dependencies, Naming::V20_1).unwrap();
        let [table, view] = found.objects.as_slice() else { panic!("{found:?}") };
        assert_eq!((table.id, table.kind), (ObjectId(7), Kind::Table));
        assert_eq!((table.printed.as_slice(), table.name.as_slice()), (&b"\"Tab\""[..], &b"Tab"[..]));
        assert_eq!(
            (&table.links[..], &table.validate[..]),
            (&["ALTER \"x\"".into(), "b".into()][..], &["VALIDATE".into()][..])
        );
        assert_eq!(table.depends_on, [ObjectId(5), ObjectId(3)]);
        assert_eq!((view.kind, view.depends_on.as_slice()), (Kind::View, &[ObjectId(7)][..]));
        assert_eq!(found.temporary, ["t"]);
        assert!(found.referred.is_empty());
    }

    #[test]
    fn columns_referred_to() {
        let alter = r#"{"ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b(rowid)"}"#;
        let statements = of(&[&["public", "7", "a", "table", "CREATE TABLE", alter, "{}"]]);
        let dependencies = of(&[&["7", "5", "fk", "f"], &["7", "3", "fk", "g"]]);
        let found = found(&statements, &dependencies, Naming::V20_1).unwrap();
        assert_eq!(found.referred, HashSet::from([(ObjectId(5), "rowid".into())]));
    }

    #[test]
    fn own_database() {
        let object = Object {
            schema: "sc1".into(),
            create: vec!["CREATE VIEW v AS SELECT 1 FROM d.sc1.t, d.public.u, e.sc1.t".into()],
            links: vec!["ALTER TABLE a REFERENCES d.sc1.t(i)".into()],
            ..Object::default()
        };
        let mut objects = [object];
        unqualify("d", &mut objects);
        assert_eq!(objects[0].create, ["CREATE VIEW v AS SELECT 1 FROM sc1.t, public.u, e.sc1.t"]);
        assert_eq!(objects[0].links, ["ALTER TABLE a REFERENCES sc1.t(i)"]);
    }

    #[test]
    fn answers_no_server_gives() {
        #[rustfmt::skip]
        let rows: &[(&str, &[&str])] = &[
            ("columns", &["public", "7"]),
            ("id", &["public", "x", "t", "table", "CREATE", "{}", "{}"]),
            ("kind", &["public", "7", "t", "index", "CREATE", "{}", "{}"]),
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
