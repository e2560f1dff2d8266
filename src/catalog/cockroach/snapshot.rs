//! One timestamp for everything: chosen, and a transaction opened at it.
//!
//! The transaction, rather than a clause on each statement, because catalog, rows and `SHOW CREATE` are then
//! read alike. A transaction at a fixed time takes no locks, waits for nobody and never restarts.

use tracing::info;

use super::answer;
use super::as_of::{self, AsOf, Hlc};
use crate::connect::Session;
use crate::error::{Error, Fault, Name, Result, SqlState, Text, shown, text};
use crate::options::Dump;

/// The timestamp that everything is read at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Snapshot(Hlc);

/// Chooses the timestamp and opens a transaction at it.
///
/// # Errors
///
/// What the server answers: a time of the future, or no time for `follower`.
pub(super) async fn open(session: &mut Session, time: Option<AsOf>) -> Result<Snapshot> {
    let Snapshot(hlc) = choose(session, time).await?;
    let begin = format!("BEGIN ISOLATION LEVEL SERIALIZABLE, AS OF SYSTEM TIME '{hlc}'");
    session
        .query(begin)
        .await
        .map_err(|e| e.remedy(format!("The time to dump as of was taken as {hlc}.")))?;
    Ok(Snapshot(hlc))
}

/// Chooses the timestamp.
///
/// # Errors
///
/// What the server answers: no time for `follower`.
pub(super) async fn choose(session: &mut Session, time: Option<AsOf>) -> Result<Snapshot> {
    let hlc = match time {
        None => now(session).await?,
        Some(AsOf::At(hlc)) => hlc,
        Some(AsOf::Before(duration)) => now(session).await?.before(duration).ok_or_else(before_1970)?,
        Some(AsOf::Follower) => follower(session).await?,
    };
    info!("reading as of {hlc}");
    Ok(Snapshot(hlc))
}

async fn now(session: &mut Session) -> Result<Hlc> {
    const WHAT: &str = "the cluster's time";
    let [time] = answer::row(&session.query("SELECT cluster_logical_timestamp()").await?, WHAT)?;
    let text = shown(&answer::text(time, WHAT)?);
    Hlc::parse(&text).ok_or_else(|| answer::malformed(WHAT, &text))
}

fn before_1970() -> Error {
    Error::new(Fault::Usage, text!(Name::AsOf, ": the interval reaches back before 1970"))
        .remedy("Give a shorter interval, such as -10m.")
}

/// Asks by the newer name, then by the one before v21.1 (each needs an enterprise licence in some releases).
async fn follower(session: &mut Session) -> Result<Hlc> {
    const WHAT: &str = "a follower's time";
    let mut reply = session.query("SELECT follower_read_timestamp()").await;
    if reply.as_ref().is_err_and(|error| error.sqlstate() == Some(SqlState::UNDEFINED_FUNCTION)) {
        reply = session.query("SELECT experimental_follower_read_timestamp()").await;
    }
    let reply = reply.map_err(|e| {
        e.remedy(text!("This server has no follower reads: give an interval, such as ", Name::AsOf, "=-10s."))
    })?;
    let [time] = answer::row(&reply, WHAT)?;
    let text = shown(&answer::text(time, WHAT)?);
    as_of::instant(&text).and_then(Hlc::at).ok_or_else(|| answer::malformed(WHAT, &text))
}

impl Snapshot {
    /// The timestamp's decimal form.
    pub(super) fn into_text(self) -> String {
        self.0.to_string()
    }

    /// Adds to an error of the catalog what the time has to do with it.
    pub(super) fn explain(self, error: Error, dump: &Dump) -> Error {
        if is_collected(&error) {
            return error.remedy(collected(&self.0.to_string()));
        }
        match error.sqlstate() {
            Some(SqlState::UNDEFINED_DATABASE) => error.remedy(no_database(dump)),
            Some(SqlState::UNDEFINED_TABLE) if dump.as_of.is_some() => error.remedy(no_database(dump)),
            _ => error,
        }
    }
}

/// Whether a server refuses to read because it no longer has what there was.
pub(super) fn is_collected(error: &Error) -> bool {
    error.fault() == Fault::Server && error.reason().contains("GC threshold")
}

/// What to do then, in a dump as of `time`.
pub(super) fn collected(time: &str) -> Text {
    text!(
        format!(
            "Data as of {time} is no longer kept: gc.ttlseconds of the table's zone says for how long it is. "
        ),
        "Choose a later ",
        Name::AsOf,
        ", or for a dump that takes longer a larger gc.ttlseconds: \
         ALTER DATABASE … CONFIGURE ZONE USING gc.ttlseconds = …",
    )
}

/// What to do where a database, or in the past a table, is not there.
pub(super) fn no_database(dump: &Dump) -> Text {
    match &dump.as_of {
        Some(as_of) => {
            text!(format!("It was not there as of {as_of}. If it is now, choose a later "), Name::AsOf, ".")
        }
        None => "The statement SHOW DATABASES lists the databases there are.".into(),
    }
}
