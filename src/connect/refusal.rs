//! A server's ErrorResponse as an error, with what to do where its code alone tells that.
//!
//! Source: PostgreSQL documentation, "PostgreSQL Error Codes"; "Hot Standby", "Handling Query Conflicts".

use bstr::ByteSlice;
use roachdump_proto::backend::Fields;

use super::server_info::ServerInfo;
use crate::error::{Error, Fault, ServerError, SqlState};

/// What PostgreSQL says, unless it speaks another language, whatever the code.
const CONFLICT: &str = "conflict with recovery";

/// What to do about a conflict with recovery.
const RECOVERY: &str = "Raise max_standby_streaming_delay on the standby (max_standby_archive_delay if it reads archived WAL), or set hot_standby_feedback = on there; or dump from the primary.";

/// The shown fields of an ErrorResponse of this server.
pub(super) fn server_error(fields: Fields<'_>, info: &ServerInfo) -> Error {
    let text = |bytes: &[u8]| bytes.to_str_lossy().into_owned();
    let said = ServerError {
        code: SqlState::of(fields.code()),
        message: text(fields.message()),
        detail: fields.get(b'D').map(text),
        hint: fields.get(b'H').map(text),
    };
    // On PostgreSQL a transaction that only reads fails to serialize on a standby alone.
    let conflict = said.code == Some(SqlState::SERIALIZATION_FAILURE) || said.message.contains(CONFLICT);
    let error = Error::server(said);
    if conflict && info.crdb_version.is_none() {
        return error.remedy(format!(
            "The standby had to replay a change that this dump stood in the way of. {RECOVERY}"
        ));
    }
    error
}

/// The error for a stream of this server that ended or failed. A standby that ends a session while it waits for
/// its client to read has no room to say why.
pub(super) fn lost(why: &str, info: &ServerInfo) -> Error {
    let error = Error::new(Fault::Connection, format!("connection to the server lost: {why}"));
    match info.standby {
        false => error.remedy("The server's log may say why."),
        true => error.remedy(format!(
            "The server's log may say why; if it says \"conflict with recovery\", the standby had to replay a change that this dump stood in the way of. {RECOVERY}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use roachdump_proto::backend::fields;

    use super::*;

    #[test]
    #[rustfmt::skip]
    fn conflicts() {
        let rows = [
            ("snapshot",               "40001", "canceling statement due to conflict with recovery",     None,        true),
            ("in another language",    "40001", "breche Anfrage ab wegen Konflikt mit Wiederherstellung", None,       true),
            ("deadlock of buffers",    "40P01", "canceling statement due to conflict with recovery",     None,        true),
            ("a dropped database",     "57P04", "terminating connection due to conflict with recovery",  None,        true),
            ("by a user",              "57014", "canceling statement due to user request",               None,        false),
            ("retry, CockroachDB",     "40001", "restart transaction: TransactionRetryError",            Some("v20"), false),
        ];
        for (name, code, message, crdb, want) in rows {
            let mut bytes = Vec::new();
            let values = [(b'C', code.as_bytes()), (b'M', message.as_bytes())];
            fields::write(b'E', values, &mut bytes).expect("a small message");
            let fields = Fields::parse(&bytes[5..]).expect("what was written");
            let info = ServerInfo { crdb_version: crdb.map(str::to_owned), ..ServerInfo::default() };
            let said = server_error(fields, &info).to_string();
            assert_eq!(said.contains("hot_standby_feedback"), want, "{name}: {said}");
        }
    }

    #[test]
    fn a_standby_has_no_room_to_say_why() {
        let said = |standby| lost("it is gone", &ServerInfo { standby, ..ServerInfo::default() }).to_string();
        assert!(said(true).contains("max_standby_streaming_delay"), "{}", said(true));
        assert_eq!(said(false), "connection to the server lost: it is gone\nThe server's log may say why.");
    }
}
