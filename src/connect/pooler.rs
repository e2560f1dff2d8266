//! Recognises a connection pooler that gives the transactions of one session to different sessions of the
//! server, as PgBouncer does in transaction and in statement mode.
//!
//! Behind one, the settings that a dump makes before its transaction would be another session's, and no
//! further session could be tied to its snapshot. What tells is the server's own name for the session:
//!
//! | connection | BackendKeyData names | a second session is meanwhile | again, the first is |
//! |---|---|---|---|
//! | direct | the session | | |
//! | pooler, session mode | another | another | what it was |
//! | pooler, transaction mode | another | the same | or it has changed |
//!
//! So nobody is suspected without a proof, and a direct connection costs one short question.
//!
//! Source: PostgreSQL documentation, BackendKeyData, `pg_backend_pid`; PgBouncer documentation, "pool_mode".

use std::time::Duration;

use bstr::BString;

use super::answer::Answer;
use super::session::Session;
use crate::error::{Error, Fault, Result};

/// The session by the number that BackendKeyData should have named, and whether the server is a standby.
const INTRODUCTION: &str = "SELECT pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery()";

/// The same of CockroachDB, which has no standbys.
const COCKROACH_INTRODUCTION: &str = "SELECT pg_catalog.pg_backend_pid(), false";

/// The session among those of all servers behind a pooler.
const POSTGRES: &str = "SELECT pg_catalog.pg_backend_pid(), pg_catalog.pg_postmaster_start_time()";

/// The same for CockroachDB, which has had that number since v22.1 only.
const COCKROACH: &str = "SHOW session_id";

/// Other clients of a pool may take the sessions that would tell, but not every time.
const ROUNDS: u32 = 3;

/// The most time for the second session: a pool in session mode may have none left.
const LIMIT: Duration = Duration::from_secs(3);

impl Session {
    /// Asks the server what it does not say by itself.
    ///
    /// # Errors
    ///
    /// [`Fault::Connection`]; a server that has no answer is no error.
    pub(super) async fn introduce(&mut self) -> Result<()> {
        let sql = match (self.process_id(), &self.info().crdb_version) {
            (None, _) => return Ok(()),
            (Some(_), None) => INTRODUCTION,
            (Some(_), Some(_)) => COCKROACH_INTRODUCTION,
        };
        let Some(answer) = answered(self, sql).await? else { return Ok(()) };
        if let Some([session, standby]) = answer.rows.first().map(Vec::as_slice) {
            let text = |value: &Option<BString>| value.as_ref().map(ToString::to_string);
            // CockroachDB up to v21.2 has one negative number for all sessions.
            self.wire.info.session = text(session).and_then(|number| number.parse().ok());
            self.wire.info.standby = text(standby).is_some_and(|is| is == "t");
        }
        Ok(())
    }
}

/// Refuses a session that is a different one of the server in each transaction.
///
/// # Errors
///
/// [`Fault::Connection`] for such a session, or if the connection breaks.
pub(super) async fn check(session: &mut Session) -> Result<()> {
    if is_direct(session) || !is_shared(session).await? {
        return Ok(());
    }
    let message = format!(
        "{} is a connection pooler that gives each transaction to another session of the server",
        session.endpoint().address
    );
    Err(Error::new(Fault::Connection, message).remedy("A dump needs one session from beginning to end: connect to the server itself (PostgreSQL usually listens on port 5432, CockroachDB on 26257), or to a pool in session mode."))
}

/// Whether the server itself has sent the BackendKeyData. CockroachDB up to v21.2 sends none; every PostgreSQL
/// and every pooler does.
fn is_direct(session: &Session) -> bool {
    session.process_id().is_none_or(|process_id| session.info().session == Some(process_id))
}

/// Whether the session changes, or is that of a second client at the same time.
async fn is_shared(session: &mut Session) -> Result<bool> {
    let who = if session.info().crdb_version.is_some() { COCKROACH } else { POSTGRES };
    let first = answered(session, who).await?;
    let Some(first) = first.filter(|first| first.single().is_some()) else { return Ok(false) };
    let Ok(Ok(mut second)) = tokio::time::timeout(LIMIT, session.another()).await else { return Ok(false) };
    let mut shared = false;
    for _ in 0..ROUNDS {
        let Ok(Ok(Some(other))) = tokio::time::timeout(LIMIT, answered(&mut second, who)).await else {
            // The pool has no session for it: each client keeps its own.
            return Ok(shared);
        };
        shared = other == first || answered(session, who).await?.is_some_and(|again| again != first);
        if shared {
            break;
        }
    }
    second.close().await;
    Ok(shared)
}

/// The answer to a question that a server need not understand.
async fn answered(session: &mut Session, sql: &str) -> Result<Option<Answer>> {
    match session.query(sql).await {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.fault() == Fault::Server && session.is_idle() => Ok(None),
        Err(error) => Err(error),
    }
}
