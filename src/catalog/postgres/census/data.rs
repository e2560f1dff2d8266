//! What holds data that is not dumped.

use super::super::answer::{Fields, ask};
use super::super::fragments::{no_member, qualified};
use super::super::relations::Relation;
use super::super::selection::Scope;
use super::super::settings::Server;
use super::super::trust::calls_others;
use crate::connect::Session;
use crate::error::Result;
use crate::sql::one_line;

/// Relations with data of their own that no dump of rows has: what a foreign table shows.
const ELSEWHERE: &str = concat!(
    "SELECT n.nspname, c.oid, 'foreign table ' || ",
    qualified!("n", "c.relname"),
    " \
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE c.relkind = 'f' AND c.oid >= 16384 AND n.nspname <> 'information_schema' \
AND ",
    no_member!("pg_class", "c.oid")
);

const LARGE_OBJECTS: &str = "SELECT pg_catalog.count(*), pg_catalog.min(m.oid), pg_catalog.max(m.oid) FROM pg_catalog.pg_largeobject_metadata AS m";

/// The tables and sequences of extensions that hold the user's own rows, each with the condition that tells
/// these from the extension's.
///
/// Source: PostgreSQL documentation, "Packaging Related Objects into an Extension", "Extension Configuration
/// Tables".
const CONFIGURATION: &str = concat!(
    "SELECT pg_catalog.quote_ident(e.extname), c.relkind, ",
    qualified!("n", "c.relname"),
    ", u.condition, \
pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND CASE WHEN c.relkind = 'S' \
THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT') ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END, {calls_others} \
FROM pg_catalog.pg_extension AS e \
CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition)) AS u(oid, condition) \
JOIN pg_catalog.pg_class AS c ON c.oid = u.oid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
ORDER BY e.extname, n.nspname, c.relname"
);

/// Lists what a dump of rows alone leaves out.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn stored_elsewhere(session: &mut Session, scope: &Scope) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for mut row in ask(session, "objects", ELSEWHERE).await? {
        let (schema, relation, line) = (row.text()?, row.number()?, row.text()?);
        if scope.counts(Some(&schema), Some(relation)) {
            lines.push(one_line(&line));
        }
    }
    Ok(lines)
}

/// Lists rows that are not dumped. With `named` tables only theirs count.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn rows(
    session: &mut Session,
    server: &Server,
    relations: &[Relation],
    named: bool,
) -> Result<Vec<String>> {
    let gone = |r: &&Relation| server.standby && r.unlogged && r.kind != b'p';
    let not_here = |r: &Relation| {
        let what = if r.is_sequence() { "position" } else { "rows" };
        format!("{what} of unlogged {}, which a standby does not have", r.shown())
    };
    let mut lines: Vec<String> = relations.iter().filter(gone).map(not_here).collect();
    if !named {
        lines.extend(large_objects(session).await?);
        lines.extend(configuration(session).await?);
    }
    Ok(lines)
}

/// One line for all: there may be millions.
async fn large_objects(session: &mut Session) -> Result<Option<String>> {
    let Some(mut row) = ask(session, "large objects", LARGE_OBJECTS).await?.pop() else { return Ok(None) };
    let (count, first, last) = (row.number::<u64>()?, row.maybe_number::<u32>()?, row.maybe_number::<u32>()?);
    Ok(first.zip(last).map(|(first, last)| match count {
        1 => format!("large object {first}"),
        count => format!("{count} large objects, {first} to {last}"),
    }))
}

/// An extension's table or sequence for the user's own data.
#[derive(Debug)]
struct Configuration {
    line: String,
    select: String,
    /// Why it cannot be asked whether there are rows.
    closed: Option<&'static str>,
}

/// Lists the configuration tables that hold rows of the user's.
async fn configuration(session: &mut Session) -> Result<Vec<String>> {
    let sql = CONFIGURATION.replace("{calls_others}", &calls_others("c.oid"));
    let rows = ask(session, "extensions", sql).await?;
    let all = rows.into_iter().map(Configuration::new).collect::<Result<Vec<_>>>()?;
    let (readable, hidden): (Vec<_>, Vec<_>) = all.into_iter().partition(|c| c.closed.is_none());
    let why = |c: Configuration| c.closed.map(|why| format!("{}, which {why}", c.line));
    let mut lines: Vec<String> = hidden.into_iter().filter_map(why).collect();
    let selects: Vec<_> =
        readable.iter().enumerate().map(|(at, c)| format!("SELECT {at}, {}", c.select)).collect();
    if selects.is_empty() {
        return Ok(lines);
    }
    for mut row in ask(session, "extensions' tables", selects.join(" UNION ALL ")).await? {
        let (at, holds): (usize, bool) = (row.number()?, row.flag()?);
        lines.extend(readable.get(at).filter(|_| holds).map(|c| c.line.clone()));
    }
    Ok(lines)
}

impl Configuration {
    fn new(mut row: Fields) -> Result<Self> {
        let extension = one_line(&row.text()?);
        let sequence = row.letter()? == b'S';
        let name = row.text()?.to_string();
        let condition = row.maybe()?.unwrap_or_default().to_string();
        let (what, condition) =
            if sequence { ("sequence", "WHERE is_called") } else { ("table", condition.as_str()) };
        let line =
            format!("rows of {what} {}, configuration of extension {extension}", one_line(name.as_bytes()));
        let (readable, calls_others) = (row.flag()?, row.flag()?);
        let closed = match (readable, calls_others) {
            (false, _) => Some("may not be read"),
            (true, true) => Some("is not looked into: that would run functions of an index or a check"),
            (true, false) => None,
        };
        Ok(Self { line, select: format!("EXISTS (SELECT 1 FROM ONLY {name} {condition})"), closed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_is_asked_for_by_its_condition() {
        #[rustfmt::skip]
        let table = [
            ("a table",    "r", "WHERE NOT std", "EXISTS (SELECT 1 FROM ONLY s.t WHERE NOT std)",   "rows of table s.t,"),
            ("all rows",   "r", "",              "EXISTS (SELECT 1 FROM ONLY s.t )",                "rows of table s.t,"),
            ("a sequence", "S", "",              "EXISTS (SELECT 1 FROM ONLY s.t WHERE is_called)", "rows of sequence s.t,"),
        ];
        for (name, kind, condition, select, line) in table {
            let fields = ["ext", kind, "s.t", condition, "t", "f"];
            let fields = fields.iter().map(|f| Some((*f).into())).collect();
            let read = Configuration::new(Fields::new("tests", fields)).unwrap();
            assert_eq!(read.select, select, "{name}");
            assert_eq!(read.line, format!("{line} configuration of extension ext"), "{name}");
        }
    }
}
