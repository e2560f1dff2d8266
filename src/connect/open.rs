//! Opens a session with the first of the connection's servers that gives one and is what was asked for.
//!
//! The next server is tried when one cannot be reached, is starting up, or is not what
//! `target_session_attrs` wants; a refused password ends the search, as in libpq.
//!
//! Source: PostgreSQL documentation, "Specifying Multiple Hosts", `target_session_attrs`.

use super::login::{self, Failure};
use super::pooler;
use super::prompt;
use super::session::Session;
use crate::error::{Error, Fault, Result, SqlState};
use crate::options::{Connection, Endpoint, Prompt, SessionAttrs};

impl Session {
    /// Connects and logs in.
    ///
    /// # Errors
    ///
    /// [`Fault::Connection`], saying what was tried, or the server's refusal with what to do about it.
    pub async fn open(connection: &Connection) -> Result<Self> {
        if connection.prompt == Prompt::Always && connection.typed.get().is_none() {
            prompt::ask(connection).await?;
        }
        match first(connection).await {
            // The log-in begins anew with the answer: the time-out is not for the user.
            Err(Failure::NoPassword(error)) if connection.prompt == Prompt::Needed => {
                if !prompt::possible() {
                    return Err(error);
                }
                prompt::ask(connection).await?;
                first(connection).await.map_err(Failure::error)
            }
            opened => opened.map_err(Failure::error),
        }
    }
}

async fn first(connection: &Connection) -> Result<Session, Failure> {
    if connection.session_attrs != SessionAttrs::PreferStandby {
        return search(connection, connection.session_attrs).await;
    }
    match search(connection, SessionAttrs::Standby).await {
        Err(Failure::Other(_)) => search(connection, SessionAttrs::Any).await,
        found => found,
    }
}

async fn search(connection: &Connection, wanted: SessionAttrs) -> Result<Session, Failure> {
    let mut errors = Vec::new();
    for endpoint in &connection.endpoints {
        match one(connection, endpoint, wanted).await {
            Ok(session) => return Ok(session),
            Err(Failure::Other(error)) if next_may_differ(&error) => errors.push((endpoint, error)),
            Err(failure) => return Err(failure),
        }
    }
    Err(together(errors).into())
}

async fn one(connection: &Connection, endpoint: &Endpoint, wanted: SessionAttrs) -> Result<Session, Failure> {
    let logged_in = login::open(connection, endpoint).await?;
    let mut session = Session::new(logged_in, connection);
    session.introduce().await?;
    match unlike(&mut session, wanted).await? {
        None => match pooler::check(&mut session).await {
            Ok(()) => Ok(session),
            Err(error) => {
                session.close().await;
                Err(error.into())
            }
        },
        Some(why) => {
            session.close().await;
            let message = format!("the server at {} {why}", endpoint.address);
            let remedy = format!("target_session_attrs={wanted} asks for another.");
            Err(Error::new(Fault::Connection, message).remedy(remedy).into())
        }
    }
}

/// Why the server is not as wanted. CockroachDB has neither standbys nor servers that take no writes.
async fn unlike(session: &mut Session, wanted: SessionAttrs) -> Result<Option<&'static str>> {
    let standby = session.info().standby;
    let (is, want, why) = match wanted {
        SessionAttrs::Any | SessionAttrs::PreferStandby => return Ok(None),
        SessionAttrs::ReadWrite => (takes_no_writes(session).await?, false, "takes no writes"),
        SessionAttrs::ReadOnly => (takes_no_writes(session).await?, true, "takes writes"),
        SessionAttrs::Primary => (standby, false, "is a standby"),
        SessionAttrs::Standby => (standby, true, "is no standby"),
    };
    Ok((is != want).then_some(why))
}

/// What a standby says of itself, and a server whose transactions only read.
async fn takes_no_writes(session: &mut Session) -> Result<bool> {
    if session.info().crdb_version.is_some() {
        return Ok(false);
    }
    let answer = session.query("SHOW transaction_read_only").await?;
    Ok(answer.single().is_some_and(|value| *value == "on"))
}

/// Whether another server may give a session after this error.
fn next_may_differ(error: &Error) -> bool {
    match error.sqlstate() {
        Some(state) => state == SqlState::CANNOT_CONNECT_NOW,
        None => error.fault() == Fault::Connection,
    }
}

/// One error for all servers; that of a single server as it is.
fn together(mut errors: Vec<(&Endpoint, Error)>) -> Error {
    match (errors.len(), errors.pop()) {
        (1, Some((_, error))) => error,
        (count, last) => {
            let all = errors.into_iter().chain(last);
            let each: Vec<_> = all.map(|(at, error)| format!("{}: {}", at.address, error.reason())).collect();
            let message = format!("none of {count} servers gives a session");
            Error::new(Fault::Connection, message).remedy(each.join("\n"))
        }
    }
}
