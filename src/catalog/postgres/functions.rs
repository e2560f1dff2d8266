//! Functions, procedures and window functions, and aggregates.
//!
//! The server writes a function whole (`pg_get_functiondef`), as CREATE OR REPLACE; an aggregate is put together
//! from its catalog. Each is named by its arguments, since others may have the same name. What the server makes
//! with a range type has no statement of its own.
//!
//! Source: PostgreSQL documentation, "pg_proc", "pg_aggregate", "CREATE AGGREGATE"; `src/bin/pg_dump/pg_dump.c`,
//! `getFuncs`, `dumpAgg`.

use bstr::{BString, ByteSlice};

use super::answer::{Fields, ask};
use super::comments::Comments;
use super::fragments::{no_member, own_schema, qualified};
use super::ids::{class, id};
use super::version::Version;
use crate::catalog::{Entry, Kind, Object, Removal, Role, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

/// The database's own routines: `p` is `pg_proc`, `n` its schema.
const OWN: &str = concat!(
    "FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace AND ",
    own_schema!("n"),
    " AND p.oid >= 16384 AND ",
    no_member!("pg_proc", "p.oid"),
    " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS i \
    WHERE i.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND i.objid = p.oid AND i.deptype = 'i')"
);

/// The first fields of every query: OID, schema, name, and the name as the dump prints it, without arguments.
const NAMED: &str = concat!("p.oid, n.nspname, p.proname, ", qualified!("n", "p.proname"));

/// Reads all of them.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    version: Version,
    comments: &Comments,
) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    for row in ask(session, "functions", functions(version)).await? {
        objects.push(function(row, comments)?);
    }
    for row in ask(session, "aggregates", aggregates(version)).await? {
        objects.push(aggregate(row, comments)?);
    }
    Ok(objects)
}

fn functions(version: Version) -> String {
    let (procedure, others) = match version.has_procedures() {
        true => ("p.prokind = 'p'", "p.prokind <> 'a'"),
        false => ("false", "NOT p.proisagg"),
    };
    format!(
        "SELECT {NAMED}, pg_catalog.pg_get_function_identity_arguments(p.oid), {procedure}, \
         pg_catalog.pg_get_functiondef(p.oid) {OWN} WHERE {others} ORDER BY n.nspname, p.proname, p.oid"
    )
}

fn function(mut row: Fields, comments: &Comments) -> Result<Object> {
    let mut object = named(&mut row)?;
    let arguments = row.text()?;
    object.kind = if row.flag()? { Kind::Procedure } else { Kind::Function };
    let definition = row.text()?;
    let text: BString = definition.trim_end_with(|char| char == '\n').into();
    Ok(made(object, &arguments, Statement::new(text), comments))
}

/// Each option of an aggregate, or NULL where it says nothing.
const OPTIONS: &str = "\
'SFUNC = ' || a.aggtransfn::pg_catalog.text, \
'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL), \
'SSPACE = ' || nullif(a.aggtransspace, 0), \
'INITCOND = ' || pg_catalog.quote_literal(a.agginitval), \
'FINALFUNC = ' || nullif(a.aggfinalfn::pg_catalog.text, '-'), \
CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END, \
'FINALFUNC_MODIFY = ' || {final}, \
'COMBINEFUNC = ' || nullif(a.aggcombinefn::pg_catalog.text, '-'), \
'SERIALFUNC = ' || nullif(a.aggserialfn::pg_catalog.text, '-'), \
'DESERIALFUNC = ' || nullif(a.aggdeserialfn::pg_catalog.text, '-'), \
'MSFUNC = ' || nullif(a.aggmtransfn::pg_catalog.text, '-'), \
'MINVFUNC = ' || nullif(a.aggminvtransfn::pg_catalog.text, '-'), \
CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || pg_catalog.format_type(a.aggmtranstype, NULL) END, \
'MSSPACE = ' || nullif(a.aggmtransspace, 0), \
'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval), \
'MFINALFUNC = ' || nullif(a.aggmfinalfn::pg_catalog.text, '-'), \
CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END, \
'MFINALFUNC_MODIFY = ' || {moving_final}, \
(SELECT 'SORTOP = OPERATOR(' || pg_catalog.quote_ident(s.nspname) || '.' || o.oprname || ')' \
FROM pg_catalog.pg_operator AS o JOIN pg_catalog.pg_namespace AS s ON s.oid = o.oprnamespace \
WHERE o.oid = a.aggsortop), \
CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END, \
'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END";

/// What the final function does with the state, where that is not what such an aggregate's usually does.
fn modify(column: &str) -> String {
    format!(
        "CASE WHEN a.{column} <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN \
         CASE a.{column} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END"
    )
}

fn aggregates(version: Version) -> String {
    let [last, moving] = match version.has_procedures() {
        true => ["aggfinalmodify", "aggmfinalmodify"].map(modify),
        false => ["NULL".to_owned(), "NULL".to_owned()],
    };
    let options = OPTIONS.replace("{final}", &last).replace("{moving_final}", &moving);
    format!(
        "SELECT {NAMED}, \
         CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END, \
         CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_catalog.pg_get_function_arguments(p.oid) END, \
         pg_catalog.concat_ws(E',\\n    ', {options}) \
         {OWN} JOIN pg_catalog.pg_aggregate AS a ON a.aggfnoid = p.oid ORDER BY n.nspname, p.proname, p.oid"
    )
}

fn aggregate(mut row: Fields, comments: &Comments) -> Result<Object> {
    let object = Object { kind: Kind::Aggregate, ..named(&mut row)? };
    let (identity, arguments, options) = (row.text()?, row.text()?, row.text()?);
    let head: [&[u8]; 4] = [b"CREATE AGGREGATE ", &object.printed, b"(", &arguments];
    let text = concat(&[&head.concat(), b") (\n    ", &options, b"\n)"]);
    Ok(made(object, &identity, Statement::once(text), comments))
}

/// A routine that has no kind, no arguments and no statements yet.
fn named(row: &mut Fields) -> Result<Object> {
    let id = id(class::PROC, row.number()?);
    let (schema, name, printed) = (row.text()?, row.text()?, row.text()?);
    Ok(Object { id, schema, name, printed, ..Object::default() })
}

/// The routine with its arguments behind its name, what makes it and the comment on it.
fn made(object: Object, arguments: &[u8], create: Statement, comments: &Comments) -> Object {
    let printed = concat(&[&object.printed, b"(", arguments, b")"]);
    let (id, word) = (object.id, object.kind.keyword());
    let create = Entry::making(id, Role::Create, create).undone_by(Removal::drop(&word, &printed));
    let comment = comments.on(id, &[word.as_bytes(), b" ", &printed], &create);
    Object { printed, entries: [Some(create), comment].into_iter().flatten().collect(), ..object }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[&str]) -> Fields {
        Fields::new("tests", fields.iter().map(|field| Some((*field).into())).collect())
    }

    fn texts(object: &Object) -> [String; 2] {
        let create = &object.entries[0];
        let removal = create.removal.as_ref().unwrap().statement(true);
        [create.statement().unwrap().text().to_string(), removal.to_string()]
    }

    #[test]
    fn named_by_its_arguments() {
        let text = "CREATE OR REPLACE FUNCTION s.f(a integer)\nAS $f$ x\n$f$\n";
        let object = function(row(&["9", "s", "f", "s.f", "a integer", "f", text]), &Comments::default());
        let object = object.unwrap();
        assert_eq!(texts(&object), [text.trim_end(), "DROP FUNCTION IF EXISTS s.f(a integer)"]);
        assert_eq!((object.kind, object.printed), (Kind::Function, "s.f(a integer)".into()));
        let object = function(row(&["9", "s", "p", "s.p", "", "t", "x"]), &Comments::default()).unwrap();
        assert_eq!(texts(&object)[1], "DROP PROCEDURE IF EXISTS s.p()");
    }

    #[test]
    fn an_aggregate_may_have_no_arguments() {
        let fields = ["9", "s", "n", "s.n", "*", "*", "SFUNC = f,\n    STYPE = bigint"];
        let want = [
            "CREATE AGGREGATE s.n(*) (\n    SFUNC = f,\n    STYPE = bigint\n)",
            "DROP AGGREGATE IF EXISTS s.n(*)",
        ];
        assert_eq!(texts(&aggregate(row(&fields), &Comments::default()).unwrap()), want);
    }

    #[test]
    fn releases() {
        assert!(functions(Version(100_000)).contains("NOT p.proisagg"));
        assert!(!aggregates(Version(100_000)).contains("modify"));
        assert!(functions(Version(110_000)).contains("p.prokind <> 'a'"));
        assert!(aggregates(Version(110_000)).contains("a.aggmfinalmodify"));
    }
}
