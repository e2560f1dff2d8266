//! Settings: those pinned on a session before its transaction begins, so that neither the cluster's defaults
//! nor the user's change a dump; and those without which a dump does not load.

use bstr::BString;
use tracing::debug;

use super::super::{Kind, Object};
use super::ddl;
use super::version::Version;
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

/// The first release that makes hash-sharded indexes without being told to.
const HASH_SHARDED: Version = Version(22, 1);

/// The pre-releases that want to be told to make partial indexes.
const NO_PARTIAL_INDEXES: &str = "v20.2.0-alpha.";

/// What has to be set before a dump of these objects loads, on a server of this `crdb_version`.
pub(super) fn prologue(server: &str, objects: &[Object]) -> BString {
    let has = |feature: fn(&[u8]) -> bool| {
        let tables = objects.iter().filter(|object| object.kind == Kind::Table);
        tables.filter_map(Object::create).any(|create| feature(create.text()))
    };
    let mut set = Vec::new();
    if Version::of(server).is_none_or(|version| version < HASH_SHARDED) && has(ddl::is_hash_sharded) {
        set.push("SET experimental_enable_hash_sharded_indexes = true;\n");
    }
    if server.contains(NO_PARTIAL_INDEXES) && has(ddl::has_partial_index) {
        set.push("SET experimental_partial_indexes = true;\n");
    }
    if !set.is_empty() {
        set.push("\n");
    }
    set.concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Entry, ObjectId, Role, Statement};

    fn object(kind: Kind, create: &str) -> Object {
        let create = Entry::making(ObjectId(1), Role::Create, Statement::new(create));
        Object { kind, entries: vec![create], ..Object::default() }
    }

    #[test]
    fn prologues() {
        const SHARDED: &str = "CREATE TABLE t (\n\tINDEX i (a ASC) USING HASH WITH BUCKET_COUNT = 3\n)";
        const PARTIAL: &str = "CREATE TABLE u (\n\tINDEX i (a ASC) WHERE a > 3\n)";
        const SET_SHARDED: &str = "SET experimental_enable_hash_sharded_indexes = true;\n\n";
        const SET_BOTH: &str = "SET experimental_enable_hash_sharded_indexes = true;\nSET experimental_partial_indexes = true;\n\n";
        #[rustfmt::skip]
        let rows: &[(&str, &[&str], &str)] = &[
            ("CockroachDB CCL v20.1.5 (linux)", &[SHARDED], SET_SHARDED),
            ("CockroachDB CCL v20.1.5 (linux)", &["CREATE TABLE t (\n\tINDEX i (a ASC)\n)"], ""),
            ("CockroachDB CCL v20.2.0-alpha.3 (linux)", &[PARTIAL, SHARDED], SET_BOTH),
            ("CockroachDB CCL v20.2.0 (linux)", &[PARTIAL, SHARDED], SET_SHARDED),
            ("CockroachDB CCL v22.1.0 (linux)", &[PARTIAL, SHARDED], ""),
            ("CockroachDB CCL v22.1.0 (linux)", &[], ""),
        ];
        for (server, creates, want) in rows {
            let objects: Vec<_> = creates.iter().map(|create| object(Kind::Table, create)).collect();
            assert_eq!(prologue(server, &objects), *want, "{server} {creates:?}");
        }
        assert_eq!(prologue("CockroachDB CCL v20.2.0-alpha.3", &[object(Kind::View, PARTIAL)]), "");
    }
}
