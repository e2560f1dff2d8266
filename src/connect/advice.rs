//! What a user can do about a log-in that was refused, or that cannot be.

use roachdump_proto::auth::scram;

use crate::error::{Error, Fault, Name, SqlState, Text, text};
use crate::options::{Connection, Endpoint};

/// How PgBouncer refuses `options`.
const POOLER: &str = "unsupported startup parameter";

/// Adds to a server's refusal of a log-in what the user can do.
pub(super) fn explain(error: Error, connection: &Connection, endpoint: &Endpoint, encrypted: bool) -> Error {
    let (user, address) = (&connection.user, &endpoint.address);
    let remedy: Text = match error.sqlstate() {
        _ if error.reason().contains(POOLER) => {
            text!(
                "That is PgBouncer, which takes few start-up parameters. Connect to the server itself (PostgreSQL usually listens on port 5432, CockroachDB on 26257), or leave the options out (",
                Name::StartOptions,
                ").",
            )
        }
        Some(SqlState::INVALID_PASSWORD) => {
            text!(
                format!("Check the password of user \"{user}\" ("),
                password_source(connection, endpoint),
                ").",
            )
        }
        Some(SqlState::UNDEFINED_DATABASE) => {
            format!("There is no database \"{}\" on {address}. Check the name.", connection.database).into()
        }
        Some(state) if refuses_log_in(state) && encrypted => text!(
            format!("Tried with TLS as user \"{user}\". Check "),
            Name::User,
            "; the server may ask for a client certificate (",
            Name::Certificate,
            " and ",
            Name::Key,
            "), or for sslmode=disable.",
        ),
        Some(state) if refuses_log_in(state) => text!(
            format!("Tried without TLS as user \"{user}\". Check "),
            Name::User,
            "; the server may ask for TLS (sslmode=require, and no ",
            Name::Insecure,
            ").",
        ),
        Some(_) => format!("Tried {address} as user \"{user}\".").into(),
        None => return error.context(format!("log-in at {address}")),
    };
    error.remedy(remedy)
}

/// Whether a server says by this code that it takes no such log-in: not of this user, or not in this way.
pub(super) fn refuses_log_in(state: SqlState) -> bool {
    matches!(
        state,
        SqlState::INVALID_AUTHORIZATION | SqlState::PROTOCOL_VIOLATION | SqlState::CONNECTION_REJECTED
    )
}

/// Where the password came from, for a user whose password is wrong.
fn password_source(connection: &Connection, endpoint: &Endpoint) -> Text {
    let given = connection.typed.get().is_some() || connection.password.is_some();
    match &endpoint.password {
        Some(found) if !given => format!("{}, line for this server", found.file.display()).into(),
        _ => Name::Password.into(),
    }
}

/// The error for a log-in that is not bound to its TLS session, and must be.
pub(super) fn unbound() -> Error {
    Error::new(Fault::Refused, "channel_binding=require, but this log-in cannot be bound to its TLS session")
        .remedy("The server must take TLS and offer SCRAM-SHA-256-PLUS (PostgreSQL 11 and newer, with the password stored for scram-sha-256); or leave channel_binding out.")
}

/// The error for a server that does not prove to know the password.
pub(super) fn untrusted(error: scram::ScramError) -> Error {
    Error::new(Fault::Protocol, error.to_string()).remedy("This may not be the server it claims to be.")
}

/// What a way to log in is called.
pub(super) fn method_name(method: u32) -> String {
    match method {
        2 => "Kerberos V5".to_owned(),
        7 | 8 => "GSSAPI".to_owned(),
        9 => "SSPI".to_owned(),
        other => format!("method {other}"),
    }
}

/// The error for a way to log in that is not known here.
pub(super) fn unsupported(method: &str) -> Error {
    Error::new(
        Fault::Connection,
        format!("the server wants a log-in by {method}, which this program does not know"),
    )
    .remedy("Let the user log in by password (SCRAM-SHA-256, MD5, clear text) or by client certificate.")
}
