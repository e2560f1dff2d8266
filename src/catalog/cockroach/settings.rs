//! Settings: those pinned on a session before its transaction begins, so that neither the cluster's defaults
//! nor the user's change a dump; and those without which a dump does not load.

use bstr::BString;
use tracing::debug;

use super::super::{Entry, Kind, Object, Role};
use super::Release;
use super::ddl;
use crate::connect::Session;
use crate::error::{Fault, Result};

/// Each is sent on its own, because a release that does not know one refuses it.
#[rustfmt::skip]
const PINNED: &[&str] = &[
    // What changes the text of values.
    "SET client_encoding = 'UTF8'",
    "SET DateStyle = 'ISO, MDY'",
    "SET IntervalStyle = 'postgres'",
    "SET TimeZone = 'UTC'",
    "SET extra_float_digits = 3",
    "SET bytea_output = 'hex'",
    "SET standard_conforming_strings = on",
    // What ends a long dump.
    "SET statement_timeout = 0",
    "SET lock_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET idle_in_session_timeout = 0",
    "SET transaction_timeout = 0",
    // What refuses to read whole tables.
    "SET disallow_full_table_scans = off",
    "SET transaction_rows_read_err = 0",
    // What filters rows, and what moves the snapshot.
    "SET row_security = off",
    "SET default_transaction_use_follower_reads = off",
    // What hides crdb_internal (from v25.4 on).
    "SET allow_unsafe_internals = on",
];

/// Pins every setting the server knows.
///
/// # Errors
///
/// A broken connection. A setting that the server refuses is no error.
pub(super) async fn pin(session: &mut Session) -> Result<()> {
    for set in PINNED {
        match session.query(set).await {
            Err(refused) if refused.fault() == Fault::Server => debug!("{set}: {}", refused.reason()),
            reply => drop(reply?),
        }
    }
    Ok(())
}

/// What has to be set before a dump of these objects loads, on a server of the release they are from.
pub(super) fn prologue(release: Release, objects: &[Object]) -> BString {
    let has = |feature: fn(&[u8]) -> bool| {
        let tables = objects.iter().filter(|object| object.kind == Kind::Table);
        let makes = |entry: &&Entry| matches!(entry.role, Role::Create | Role::Setting);
        let statements = tables.flat_map(|object| object.entries.iter().filter(makes));
        statements.filter_map(Entry::statement).any(|statement| feature(statement.text()))
    };
    let mut set = Vec::new();
    if release.wants_hash_sharding_enabled() && has(ddl::is_hash_sharded) {
        set.push("SET experimental_enable_hash_sharded_indexes = true;\n");
    }
    if release.wants_partial_indexes_enabled() && has(ddl::has_partial_index) {
        set.push("SET experimental_partial_indexes = true;\n");
    }
    if has(ddl::has_unique_without_index) {
        set.push("SET experimental_enable_unique_without_index_constraints = true;\n");
    }
    if has(ddl::has_implicit_partitions) {
        set.push("SET experimental_enable_implicit_column_partitioning = true;\n");
    }
    if release.locks_new_tables() && has(|create| create.starts_with(b"CREATE TABLE")) {
        set.push("SET create_table_with_schema_locked = off;\n");
    }
    if !set.is_empty() {
        set.push("\n");
    }
    set.concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{ObjectId, Statement};

    fn object(kind: Kind, create: &str) -> Object {
        let create = Entry::making(ObjectId(1), Role::Create, Statement::new(create));
        Object { kind, entries: vec![create], ..Object::default() }
    }

    #[test]
    fn prologues() {
        const SHARDED: &str = "CREATE TABLE t (\n\tINDEX i (a ASC) USING HASH WITH BUCKET_COUNT = 3\n)";
        const PARTIAL: &str = "CREATE TABLE u (\n\tINDEX i (a ASC) WHERE a > 3\n)";
        const UNIQUE: &str = "CREATE TABLE w (\n\tCONSTRAINT u UNIQUE WITHOUT INDEX (a)\n)";
        const BY_REGION: &str =
            "CREATE TABLE x (\n\ta STRING\n) PARTITION ALL BY LIST (a) (PARTITION p VALUES IN (('p')))";
        const SET_SHARDED: &str = "SET experimental_enable_hash_sharded_indexes = true;\n\n";
        const SET_BOTH: &str = "SET experimental_enable_hash_sharded_indexes = true;\nSET experimental_partial_indexes = true;\n\n";
        #[rustfmt::skip]
        let rows: &[(&str, &[&str], &str)] = &[
            ("v20.1.5", &[SHARDED], SET_SHARDED),
            ("v20.1.5", &["CREATE TABLE t (\n\tINDEX i (a ASC)\n)"], ""),
            ("v20.2.0-alpha.3", &[PARTIAL, SHARDED], SET_BOTH),
            ("v20.2.0", &[PARTIAL, SHARDED], SET_SHARDED),
            ("v22.1.0", &[PARTIAL, SHARDED], ""),
            ("v22.1.0", &[], ""),
            ("v26.1.0", &[PARTIAL], "SET create_table_with_schema_locked = off;\n\n"),
            ("v21.1.0", &[UNIQUE], "SET experimental_enable_unique_without_index_constraints = true;\n\n"),
            ("v21.1.0", &[BY_REGION], "SET experimental_enable_implicit_column_partitioning = true;\n\n"),
        ];
        for (release, creates, want) in rows {
            let objects: Vec<_> = creates.iter().map(|create| object(Kind::Table, create)).collect();
            assert_eq!(prologue(Release::of(release).unwrap(), &objects), *want, "{release} {creates:?}");
        }
        assert_eq!(prologue(Release::of("v20.2.0-alpha.3").unwrap(), &[object(Kind::View, PARTIAL)]), "");
    }
}
