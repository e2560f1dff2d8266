//! What is pinned on the session before it reads, and what a dump sets on the session that loads it.
//!
//! Pinned is what pg_dump pins, and whatever else could end, filter, reorder or evaluate what is read. Three settings
//! that change the text of values are *not* pinned, because pg_dump leaves them as the server, the database
//! or the role has them, and the INSERT statements are to equal its own byte for byte: `TimeZone` (the text
//! of a `timestamptz` carries its offset), `bytea_output` (either form reads back as the same bytes) and
//! `lc_monetary` (`money` reads back equal where the loading server has the same `lc_monetary`).

use bstr::BString;

use super::answer::{Fields, ask};
use super::version::Version;
use crate::connect::Session;
use crate::error::{Error, Fault, Result};
use crate::sql::concat;
use crate::sql::postgres::literal;

/// What the server says of itself, and where a name without a schema is looked for.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its release.
    pub(super) version: Version,
    /// It is a hot standby, which cannot read unlogged tables.
    pub(super) standby: bool,
    /// The database's encoding, such as `UTF8`.
    pub(super) encoding: BString,
    /// The OIDs of the schemas on the session's search path, in order, before it was emptied.
    pub(super) path: Vec<u32>,
}

/// Runs under whatever search path the database or the role has set, so it names the schema of everything,
/// operators included: the database's owner may not have a superuser's dump run code of their own.
const SERVER: &str = "\
SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.pg_is_in_recovery(), \
pg_catalog.current_setting('server_encoding'), \
(SELECT pg_catalog.string_agg(n.oid::pg_catalog.text, ' ' ORDER BY s.place) \
FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s(name, place) \
JOIN pg_catalog.pg_namespace AS n ON n.nspname OPERATOR(pg_catalog.=) s.name)";

/// From here on every name in a statement, and every name in a text made by the server, has its schema.
const NO_PATH: &str = "SELECT pg_catalog.set_config('search_path', '', false)";

/// The settings by name. One that the server does not know is left out by the join; one statement sets them
/// all, outside any transaction.
const PIN: &str = "\
SELECT pg_catalog.set_config(w.name, w.value, false) FROM (VALUES \
('DateStyle', 'ISO'), \
('IntervalStyle', 'postgres'), \
('extra_float_digits', '3'), \
('quote_all_identifiers', 'off'), \
('standard_conforming_strings', 'on'), \
('client_encoding', pg_catalog.current_setting('server_encoding')), \
('statement_timeout', '0'), \
('lock_timeout', '0'), \
('idle_in_transaction_session_timeout', '0'), \
('transaction_timeout', '0'), \
('row_security', 'off'), \
('synchronize_seqscans', 'off'), \
('max_parallel_workers_per_gather', '0'), \
('restrict_nonsystem_relation_kind', 'view, foreign-table'), \
('jit', 'off')) AS w(name, value) \
JOIN pg_catalog.pg_settings AS s ON pg_catalog.lower(s.name) = pg_catalog.lower(w.name)";

/// What rows are read by: every table from its first page to its last. A scan of an index that is damaged would
/// lose rows without a word. Not for the catalog's queries, which need the catalogs' indexes.
const PIN_FOR_ROWS: &str = "\
SELECT pg_catalog.set_config(w.name, w.value, false) FROM (VALUES \
('enable_seqscan', 'on'), \
('enable_tidscan', 'on'), \
('enable_indexscan', 'off'), \
('enable_indexonlyscan', 'off'), \
('enable_bitmapscan', 'off'), \
('constraint_exclusion', 'off')) AS w(name, value)";

/// Pins how rows are read, when the catalog is.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn pin_for_rows(session: &mut Session) -> Result<()> {
    ask(session, "settings", PIN_FOR_ROWS).await.map(drop)
}

/// Asks the server what it is.
///
/// # Errors
///
/// What the server answers; a server older than PostgreSQL 10.
pub(in crate::catalog) async fn probe(session: &mut Session) -> Result<Server> {
    match ask(session, "the server", SERVER).await?.pop() {
        Some(row) => Server::new(row),
        None => Err(Error::new(Fault::Protocol, "the server says nothing of its version")),
    }
}

/// Pins the session's settings.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn pin(session: &mut Session) -> Result<()> {
    ask(session, "settings", NO_PATH).await?;
    ask(session, "settings", PIN).await?;
    Ok(())
}

impl Server {
    fn new(mut row: Fields) -> Result<Self> {
        let version = Version(row.number()?).known()?;
        let (standby, encoding) = (row.flag()?, row.text()?);
        Ok(Self { version, standby, encoding, path: row.numbers()? })
    }

    /// The statements pg_dump of the server's own release puts first, as far as a loading server of that
    /// release knows them. `tables` adds the two that it puts before the first CREATE TABLE.
    pub(super) fn prologue(&self, tables: bool) -> BString {
        let mut lines = vec!["SET statement_timeout = 0;", "SET lock_timeout = 0;"];
        lines.push("SET idle_in_transaction_session_timeout = 0;");
        if self.version.has_transaction_timeout() {
            lines.push("SET transaction_timeout = 0;");
        }
        let mut text = lines.join("\n").into_bytes();
        let encoding = literal(&self.encoding);
        text.extend_from_slice(&concat(&[b"\nSET client_encoding = ", &encoding, b";\n", FIXED.as_bytes()]));
        if tables {
            text.extend_from_slice(b"\nSET default_tablespace = '';\n");
            if self.version.has_table_methods() {
                text.extend_from_slice(b"\nSET default_table_access_method = heap;\n");
            }
        }
        text.push(b'\n');
        text.into()
    }
}

/// The part of the prologue that no release changes.
const FIXED: &str = "\
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET array_nulls = on;
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
";

#[cfg(test)]
mod tests {
    use super::*;

    fn server(version: u32) -> Server {
        Server { version: Version(version), standby: false, encoding: "LATIN1".into(), path: Vec::new() }
    }

    #[test]
    fn a_prologue_has_only_what_its_release_knows() {
        let text = |version, tables| server(version).prologue(tables).to_string();
        assert!(text(150_018, true).starts_with("SET statement_timeout = 0;\nSET lock_timeout = 0;\n"));
        assert!(text(150_018, false).contains("\nSET client_encoding = 'LATIN1';\nSET standard_"));
        #[rustfmt::skip]
        let table = [
            ("before transaction_timeout", 160_000, true,  "transaction_timeout = 0;\nSET transaction", false),
            ("transaction_timeout",        170_000, true,  "\nSET transaction_timeout = 0;\n",          true),
            ("before table methods",       110_000, true,  "default_table_access_method",               false),
            ("table methods",              120_000, true,  "SET default_table_access_method = heap;",   true),
            ("no tables",                  180_000, false, "default_table",                             false),
        ];
        for (name, version, tables, part, want) in table {
            assert_eq!(text(version, tables).contains(part), want, "{name}");
        }
    }

    #[test]
    fn the_path_may_be_empty() {
        let row = |path: Option<&str>| {
            let fields = [Some("180004"), Some("t"), Some("UTF8"), path];
            Fields::new("tests", fields.iter().map(|f| f.map(Into::into)).collect())
        };
        assert_eq!(Server::new(row(None)).unwrap().path, Vec::<u32>::new());
        let server = Server::new(row(Some("2200 16385"))).unwrap();
        assert_eq!((server.path, server.standby), (vec![2200, 16385], true));
    }
}
