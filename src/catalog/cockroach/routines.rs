//! Functions and procedures, which v22.2 and v23.2 brought: listed as what a dump does not carry over. A trigger
//! has a function, so it does not go unnoticed.

use bstr::BString;

use super::Release;
use super::answer::{rows, text};
use super::fragments::NOT_OF_SYSTEM;
use crate::connect::{Answer, Session};
use crate::error::{Result, shown};
use crate::options::Options;
use crate::sql::cockroach::name::quoted_ident;
use crate::sql::cockroach::string::push_constant;

/// One line for each, sorted; none for tables named on the command line or chosen, or if no schema is dumped.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, release: Release, options: &Options) -> Result<Vec<String>> {
    let dump = &options.dump;
    let only_tables = !dump.names().is_empty() || !dump.tables().is_empty();
    if !release.has_no_stock() || only_tables || !dump.contents.has_objects() {
        return Ok(Vec::new());
    }
    let databases = match dump.all_databases() {
        true => super::databases::list(session).await?,
        false => vec![options.database().to_owned()],
    };
    let mut lines = Vec::new();
    for database in databases {
        lines.extend(listed(&session.query(sql(&database)).await?)?);
    }
    lines.sort_unstable();
    Ok(lines)
}

/// A schema in PostgreSQL's catalog stands for itself in one database only, that of the name before it.
fn sql(database: &str) -> Vec<u8> {
    let mut sql = b"SELECT ".to_vec();
    push_constant(database, &mut sql);
    sql.extend_from_slice(b", n.nspname, p.proname FROM ");
    for (table, then) in [("pg_proc", " AS p JOIN "), ("pg_namespace", " AS n ON n.oid = p.pronamespace")] {
        quoted_ident(database.as_bytes(), &mut sql);
        sql.extend_from_slice(format!(".pg_catalog.{table}{then}").as_bytes());
    }
    sql.extend_from_slice(format!(" WHERE n.nspname {NOT_OF_SYSTEM}").as_bytes());
    sql
}

fn listed(answer: &Answer) -> Result<Vec<String>> {
    const WHAT: &str = "routines";
    let line = |[database, schema, name]: [Option<&BString>; 3]| {
        let part = |cell| text(cell, WHAT).map(|name: &BString| shown(name));
        Ok(format!("function {}.{}.{}", part(database)?, part(schema)?, part(name)?))
    };
    rows(answer, WHAT)?.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use bstr::ByteSlice;

    use super::super::answer::of;
    use super::*;

    #[test]
    fn lines() {
        assert_eq!(listed(&of(&[&["d", "public", "f"]])).unwrap(), ["function d.public.f"]);
        assert!(listed(&of(&[&["d", "public"]])).is_err());
    }

    #[test]
    fn question() {
        let want = "SELECT 'd', n.nspname, p.proname FROM \"d\".pg_catalog.pg_proc AS p \
                    JOIN \"d\".pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace \
                    WHERE n.nspname NOT IN ('crdb_internal', 'information_schema', 'pg_catalog', 'pg_extension')";
        assert_eq!(sql("d").as_bstr(), want);
    }
}
