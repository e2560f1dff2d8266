//! Tables, views, sequences and what they stand on: their DDL as the server writes it, and what each needs before it.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::super::{Kind, Object, ObjectId, Role};
use super::answer::{self, id, malformed, named, rows, statement, text, texts};
use super::columns::ColumnId;
use super::ddl;
use super::fragments::select;
use super::listed::Listed;
use super::made_up::ForeignKeys;
use super::shape::{Shape, Table};
use super::{
    Release, comments, grants, made_up, materialized, mended, needs, owners, routines, row_security,
    show_create, unchecked, user_defined, zones,
};
use crate::connect::Answer;
use crate::connect::Session;
use crate::error::{Name, Result, Text, shown, text};
use crate::options::Dump;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::printed_name;
use crate::sql::cockroach::string::push_constant;

const WHAT: &str = "tables";

/// Sessions keep their temporary objects in schemas with names of this kind.
const TEMPORARY: &[u8] = b"pg_temp";

/// What a row of `create_statements` is asked for. Releases have some of the columns: foreign keys stand in
/// `alter_statements` up to v25.2 and in `fk_statements` from then on.
const COLUMNS: [&str; 12] = [
    "schema_name",
    "descriptor_id",
    "descriptor_name",
    "descriptor_type",
    "create_nofks",
    "alter_statements",
    "fk_statements",
    "validate_statements",
    "rls_statements",
    "state",
    "is_virtual",
    "is_temporary",
];

/// Those of them that every release has which does not say what it has.
const ALWAYS: &str = "schema_name, descriptor_id, descriptor_name, descriptor_type, create_nofks, \
                      alter_statements, validate_statements";

/// What a database holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What lasts.
    pub(super) objects: Vec<Object>,
    /// The sequences that the identity columns of a table make, by the table.
    pub(super) identities: HashMap<ObjectId, Vec<Object>>,
    /// What is said of the database when it is made.
    pub(super) of_database: Vec<(Role, BString)>,
    /// What the user should know, a line each.
    pub(super) warnings: Vec<Text>,
    /// What is there and cannot be dumped, a line each.
    pub(super) unsupported: Vec<String>,
    /// Names of some session's temporary objects.
    pub(super) temporary: Vec<BString>,
    /// The columns whose values matter, whoever made them: foreign keys refer to them, or something else is made
    /// of them.
    pub(super) kept: HashSet<ColumnId>,
    /// The table that each foreign key refers to, by the key's table and name.
    pub(super) keys: ForeignKeys,
}

/// Reads all of them in a number of queries that does not depend on theirs.
///
/// # Errors
///
/// What the server answers; 3D000 for a database that does not exist.
pub(super) async fn read(
    session: &mut Session,
    database: &str,
    release: Release,
    shape: &Shape,
    dump: &Dump,
) -> Result<Found> {
    let naming = release.style().names;
    let (mut found, mut listed) = match shape.is_closed() {
        true => {
            let (listed, kept) = show_create::read(session, database).await?;
            row_security::check_listed(session, database, &listed).await?;
            (Found { kept: kept.into_iter().collect(), ..Found::default() }, listed)
        }
        false => {
            let statements = session.query(statements_sql(database, shape)).await?;
            let dependencies = session.query(dependencies_sql(database)).await?;
            found(&statements, &dependencies, naming)?
        }
    };
    if release.has_no_stock() {
        listed.iter_mut().for_each(unchecked::leave_marked);
    } else {
        let unchecked = unchecked::read(session, database).await?;
        for object in &mut listed {
            if let Some(names) = unchecked.get(&object.id) {
                unchecked::leave(object, names)?;
            }
        }
    }
    if release.has_types_and_schemas() && !shape.is_closed() {
        let holds_tables = !listed.is_empty();
        listed.splice(..0, user_defined::read(session, database, release, shape, holds_tables).await?);
    }
    if release.has_no_stock() {
        add_what_stock_lost(session, (database, release, shape, dump), &mut listed, &mut found).await?;
    }
    let owners = owners::read(session, database, shape.is_closed()).await?;
    if release.has_no_stock() {
        let identities = owners::take_identities(&owners, &mut listed).into_iter();
        found.identities = identities.map(|(table, made)| (table, objects(made, naming))).collect();
    }
    mended::mend(release, database, &mut listed);
    if release.has_no_stock() {
        needs::add(shape.is_closed(), &mut listed);
        needs::refer_by_name(&mut listed);
        found.warnings.extend(mended::interleaved(&listed));
    }
    made_up::mend(&mut listed, &found.keys, &mut found.kept);
    found.objects = objects(listed, naming);
    owners::give(&owners, naming, &mut found.objects);
    Ok(found)
}

/// Adds what no `cockroach dump` wrote.
async fn add_what_stock_lost(
    session: &mut Session,
    (database, release, shape, dump): (&str, Release, &Shape, &Dump),
    listed: &mut Vec<Listed>,
    found: &mut Found,
) -> Result<()> {
    if !shape.is_closed() {
        listed.extend(routines::read(session, database, shape).await?);
        routines::read_triggers(session, release, database, shape, listed).await?;
    }
    materialized::read(session, database, listed).await?;
    comments::read(session, database, listed).await?;
    found.warnings.extend(privileges(session, release, database, dump, listed).await?);
    let zones = zones::read(session, database).await?;
    match dump.zone_configs {
        true => found.of_database.extend(zones.add(listed)?),
        false => found.warnings.extend(zones.left_out()),
    }
    Ok(())
}

/// Adds owners and privileges if they are wanted; otherwise what to say of those there are.
async fn privileges(
    session: &mut Session,
    release: Release,
    database: &str,
    dump: &Dump,
    listed: &mut [Listed],
) -> Result<Option<Text>> {
    if dump.grants {
        grants::read(session, release, database, listed).await?;
        return Ok(None);
    }
    let left_out = dump.contents.has_objects() && grants::are_there(session, database).await?;
    Ok(left_out.then(|| {
        text!(format!("database {database}: owners and privileges are not dumped without "), Name::Grants)
    }))
}

fn objects(listed: Vec<Listed>, naming: Naming) -> Vec<Object> {
    let objects = listed.into_iter().map(|listed| listed.object(naming));
    objects.filter(|object| !object.entries.is_empty()).collect()
}

fn statements_sql(database: &str, shape: &Shape) -> Vec<u8> {
    let columns = match shape.has(Table::Statements) {
        true => shape.columns_of(Table::Statements, &COLUMNS).join(", "),
        false => ALWAYS.to_owned(),
    };
    let mut sql = select(&columns, database, "crdb_internal.create_statements WHERE database_name = ");
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
    for row in named(statements, COLUMNS, WHAT)? {
        let row = Row::of(row)?;
        if row.is_virtual {
            continue;
        }
        if row.is_temporary || row.schema.starts_with(TEMPORARY) {
            found.temporary.push(row.name.clone());
            continue;
        }
        let mut object = match row.object(naming)? {
            Ok(object) => object,
            Err(why) => {
                found.unsupported.push(why);
                continue;
            }
        };
        object.refers_to = refers_to.remove(&object.id).unwrap_or_default();
        object.needs = needs.remove(&object.id).unwrap_or_default();
        for (key, columns) in object.links.iter().filter_map(|link| ddl::foreign_key(link)) {
            let to = foreign_keys
                .get(&(object.id, key.clone()))
                .ok_or_else(|| malformed("dependencies", &format!("none of foreign key {}", shown(&key))))?;
            found.kept.extend(columns.into_iter().map(|column| (*to, column)));
        }
        let own = object.links.iter().filter_map(|link| ddl::referring(link)).flatten();
        let made_up = own.filter(|column| ddl::hidden::is_rowid(column));
        found.kept.extend(made_up.map(|column| (object.id, column)));
        listed.push(object);
    }
    found.keys = foreign_keys;
    Ok((found, listed))
}

/// A row of `create_statements`.
#[derive(Debug)]
struct Row<'a> {
    schema: &'a BString,
    id: ObjectId,
    name: &'a BString,
    kind: &'a BString,
    create: Option<&'a BString>,
    links: Option<&'a BString>,
    validate: Option<&'a BString>,
    policies: Option<&'a BString>,
    state: Option<&'a BString>,
    is_virtual: bool,
    is_temporary: bool,
}

impl<'a> Row<'a> {
    fn of(cells: [Option<&'a BString>; COLUMNS.len()]) -> Result<Self> {
        let [
            schema,
            descriptor,
            name,
            kind,
            create,
            alter,
            keys,
            validate,
            policies,
            state,
            virtual_,
            temporary,
        ] = cells;
        let is = |cell: Option<&BString>| cell.is_some_and(|cell| cell == "t");
        Ok(Self {
            schema: answer::name(schema, WHAT)?,
            id: id(descriptor, WHAT)?,
            name: answer::name(name, WHAT)?,
            kind: text(kind, WHAT)?,
            create,
            links: alter.or(keys),
            validate,
            policies,
            state,
            is_virtual: is(virtual_),
            is_temporary: is(temporary),
        })
    }

    /// The object, or a line that says why it cannot be dumped.
    fn object(&self, naming: Naming) -> Result<std::result::Result<Listed, String>> {
        let line = |what: &str, why: &str| format!("{what} {}.{}{why}", shown(self.schema), shown(self.name));
        let Some(kind) = kind_of(self.kind) else {
            return Ok(Err(line(&shown(self.kind), ", which this program does not know")));
        };
        if let Some(state) = self.state.filter(|state| *state != "PUBLIC") {
            return Ok(Err(line(
                kind.noun(),
                &format!(", which is not public yet, or no more: {}", shown(state)),
            )));
        }
        let create = statement(self.create, WHAT)?;
        let policies = self.policies.map(|policies| texts(Some(policies), WHAT)).transpose()?;
        let policy = |text: BString| (Role::Policy, ddl::without_semicolon(&text).into());
        Ok(Ok(Listed {
            id: self.id,
            kind,
            printed: printed_name(self.schema, self.name, naming),
            schema: self.schema.clone(),
            name: self.name.clone(),
            create: ddl::without_stray_comma(create).unwrap_or_else(|| create.clone()),
            links: texts(self.links, WHAT)?,
            validate: texts(self.validate, WHAT)?,
            after: policies.into_iter().flatten().map(policy).collect(),
            ..Listed::default()
        }))
    }
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
    foreign_keys: ForeignKeys,
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

    /// An answer to what is always asked for.
    fn statements(rows: &[&[&str]]) -> Answer {
        Answer { names: ALWAYS.split(", ").map(BString::from).collect(), ..of(rows) }
    }

    #[test]
    fn everything_of_an_object() {
        let statements = statements(&[
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
        assert!(found.kept.is_empty());
    }

    #[test]
    fn columns_referred_to() {
        let alter = r#"{"ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b(rowid)"}"#;
        let statements = statements(&[&["public", "7", "a", "table", "CREATE TABLE", alter, "{}"]]);
        let dependencies = of(&[&["7", "5", "fk", "f"], &["7", "3", "fk", "g"]]);
        let (found, _) = found(&statements, &dependencies, Naming::V20_1).unwrap();
        assert_eq!(found.kept, HashSet::from([(ObjectId(5), "rowid".into())]));
    }

    #[test]
    fn made_up_columns_that_refer() {
        let alter = r#"{"ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (rowid, x) REFERENCES b(i, j)"}"#;
        let statements = statements(&[&["public", "7", "a", "table", "CREATE TABLE", alter, "{}"]]);
        let (found, _) = found(&statements, &of(&[&["7", "5", "fk", "f"]]), Naming::V20_1).unwrap();
        let kept = [(5, "i"), (5, "j"), (7, "rowid")].map(|(id, name)| (ObjectId(id), name.into()));
        assert_eq!(found.kept, HashSet::from(kept));
    }

    #[test]
    fn a_key_that_refers_to_nothing() {
        let alter = r#"{"ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b(rowid)"}"#;
        let statements = statements(&[&["public", "7", "a", "table", "CREATE TABLE", alter, "{}"]]);
        let error = found(&statements, &Answer::default(), Naming::V20_1).unwrap_err().to_string();
        assert!(error.contains("a question for dependencies with none of foreign key f"), "{error}");
    }

    #[test]
    fn answers_no_server_gives() {
        #[rustfmt::skip]
        let rows: &[(&str, &[&str])] = &[
            ("columns", &["public", "7"]),
            ("id", &["public", "x", "t", "table", "CREATE", "{}", "{}"]),
            ("no CREATE", &["public", "7", "t", "table", "", "{}", "{}"]),
            ("array", &["public", "7", "t", "table", "CREATE", "{", "{}"]),
        ];
        for (name, row) in rows {
            assert!(found(&statements(&[row]), &Answer::default(), Naming::V20_1).is_err(), "{name}");
        }
    }

    #[test]
    fn odd_database() {
        let sql = BString::from(statements_sql("a'\"b", &Shape::default()));
        assert!(
            sql.ends_with(br#" FROM "a'""b".crdb_internal.create_statements WHERE database_name = e'a\'"b'"#),
            "{sql}"
        );
    }
}
