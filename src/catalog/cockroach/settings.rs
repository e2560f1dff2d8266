//! Settings pinned on a session before its transaction begins, so that neither the cluster's defaults nor
//! the user's change a dump.

use tracing::debug;

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
