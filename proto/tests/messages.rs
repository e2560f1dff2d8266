//! Every message that is written reads back as it was, and no cut or damaged one panics.

use roachdump_proto::backend::{
    self, Authentication, BackendKeyData, CommandComplete, Direction, Message, NotificationResponse,
    ParameterStatus, ReadyForQuery, Signal, TransactionStatus, copy_response, fields,
    negotiate_protocol_version, parameter_description, row_description,
};
use roachdump_proto::copy;
use roachdump_proto::frontend::{Execute, Named, bind, parse};
use roachdump_proto::row::Row;
use roachdump_proto::{Deframer, EncodeError, Raw, Step, frontend};

type Written = Result<(), EncodeError>;

fn written(write: impl FnOnce(&mut Vec<u8>) -> Written) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    out
}

/// The one message in `wire`.
fn raw(wire: &[u8]) -> Raw<'_> {
    match Deframer::new(1 << 20).step(wire) {
        Ok(Step::Message(raw, used)) if used == wire.len() => raw,
        other => panic!("{other:?}"),
    }
}

/// One of each message a server sends that has fields.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let field = row_description::Field {
        name: b"a b",
        table_oid: 4_294_967_287,
        attribute: -3,
        type_oid: 25,
        type_size: -1,
        type_modifier: -1,
        format: 0,
    };
    let status = |status| written(|out| ReadyForQuery { status }.write(out));
    vec![
        ("AuthenticationOk", written(|out| Authentication::Ok.write(out))),
        ("AuthenticationMD5Password", written(|out| Authentication::Md5Password([1, 2, 3, 4]).write(out))),
        (
            "AuthenticationSASL",
            written(|out| backend::authentication::write_sasl(["SCRAM-SHA-256", "X"], out)),
        ),
        ("AuthenticationSASLFinal", written(|out| Authentication::SaslFinal(b"v=x").write(out))),
        ("BackendKeyData", written(|out| BackendKeyData { process_id: 7, key: b"0123456789" }.write(out))),
        ("CommandComplete", written(|out| CommandComplete { tag: b"SELECT 42" }.write(out))),
        ("DataRow", written(|out| backend::data_row::write(&[Some("a"), None, Some("")], out))),
        ("CopyData", written(|out| copy::data(b"1\t\\N\n", out))),
        ("CopyInResponse", written(|out| copy_response::write(Direction::In, false, 2, out))),
        ("CopyOutResponse", written(|out| copy_response::write(Direction::Out, true, 1, out))),
        ("CopyBothResponse", written(|out| copy_response::write(Direction::Both, false, 0, out))),
        (
            "ErrorResponse",
            written(|out| fields::write(b'E', [(b'S', &b"ERROR"[..]), (b'C', b"42P01"), (b'M', b"no")], out)),
        ),
        ("NoticeResponse", written(|out| fields::write(b'N', [], out))),
        (
            "NegotiateProtocolVersion",
            written(|out| negotiate_protocol_version::write(3 << 16, &["_pq_.x"], out)),
        ),
        (
            "NotificationResponse",
            written(|out| NotificationResponse { process_id: 7, channel: b"c", payload: b"" }.write(out)),
        ),
        ("ParameterDescription", written(|out| parameter_description::write(&[23, 25], out))),
        ("ParameterStatus", written(|out| ParameterStatus { name: b"n", value: b"v" }.write(out))),
        ("ReadyForQuery, idle", status(TransactionStatus::Idle)),
        ("ReadyForQuery, failed", status(TransactionStatus::Failed)),
        ("RowDescription", written(|out| row_description::write(&[field, field], out))),
        ("BindComplete", written(|out| Signal::BindComplete.write(out))),
        ("CloseComplete", written(|out| Signal::CloseComplete.write(out))),
        ("CopyDone", written(copy::done)),
        ("EmptyQueryResponse", written(|out| Signal::EmptyQueryResponse.write(out))),
        ("NoData", written(|out| Signal::NoData.write(out))),
        ("ParseComplete", written(|out| Signal::ParseComplete.write(out))),
        ("PortalSuspended", written(|out| Signal::PortalSuspended.write(out))),
    ]
}

#[test]
fn what_is_written_reads_back() {
    for (name, wire) in samples() {
        let again = match Message::decode(raw(&wire)).unwrap_or_else(|error| panic!("{name}: {error}")) {
            Message::Authentication(message) => written(|out| message.write(out)),
            Message::BackendKeyData(message) => written(|out| message.write(out)),
            Message::CommandComplete(message) => {
                assert_eq!(message.rows(), Some(42), "{name}");
                written(|out| message.write(out))
            }
            Message::DataRow(body) => {
                let mut row = Row::new(body).unwrap();
                let values: Vec<_> = (0..row.columns()).map(|_| row.value().unwrap()).collect();
                row.end().unwrap();
                written(|out| backend::data_row::write(&values, out))
            }
            Message::CopyData(bytes) => written(|out| copy::data(bytes, out)),
            Message::CopyResponse(begun) => {
                let columns = begun.formats().count();
                assert!(begun.formats().all(|format| format == i16::from(begun.binary)), "{name}");
                written(|out| copy_response::write(begun.direction, begun.binary, columns, out))
            }
            Message::ErrorResponse(fields) => written(|out| fields::write(b'E', fields.iter(), out)),
            Message::NoticeResponse(fields) => written(|out| fields::write(b'N', fields.iter(), out)),
            Message::NegotiateProtocolVersion(message) => {
                let options: Vec<_> = message.options().map(|name| str::from_utf8(name).unwrap()).collect();
                written(|out| negotiate_protocol_version::write(message.version, &options, out))
            }
            Message::NotificationResponse(message) => written(|out| message.write(out)),
            Message::ParameterDescription(message) => {
                let types: Vec<_> = message.types().collect();
                written(|out| parameter_description::write(&types, out))
            }
            Message::Signal(signal) => written(|out| signal.write(out)),
            Message::ParameterStatus(message) => written(|out| message.write(out)),
            Message::ReadyForQuery(message) => written(|out| message.write(out)),
            Message::RowDescription(message) => {
                let fields: Vec<_> = message.fields().collect();
                written(|out| row_description::write(&fields, out))
            }
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(again, wire, "{name}");
    }
}

/// A body that ends early or goes on too long is refused, unless what is left is a body too.
#[test]
fn damaged_bodies_are_refused_or_read() {
    for (name, wire) in samples() {
        let Raw { tag, body } = raw(&wire);
        for short in 0..body.len() {
            let _ = Message::decode(Raw { tag, body: &body[..short] });
        }
        for at in 0..body.len() {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = body.to_vec();
                damaged[at] = byte;
                let _ = Message::decode(Raw { tag, body: &damaged });
            }
        }
        let longer = [body, b"\0"].concat();
        let open_ended =
            name.starts_with("Authentication") || ["BackendKeyData", "CopyData", "DataRow"].contains(&name);
        assert!(open_ended || Message::decode(Raw { tag, body: &longer }).is_err(), "{name}");
    }
}

/// One of each message a client sends after the StartupMessage.
fn requests() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("Bind", written(|out| bind::write(b"p", b"s", &[Some("a"), None, Some("")], out))),
        ("Close", written(|out| Named::Portal(b"p").close(out))),
        ("CopyData", written(|out| copy::data(b"1\n", out))),
        ("CopyDone", written(copy::done)),
        ("CopyFail", written(|out| frontend::copy_fail(b"no more", out))),
        ("Describe", written(|out| Named::Statement(b"s").describe(out))),
        ("Execute", written(|out| Execute { portal: b"p", rows: 100 }.write(out))),
        ("Flush", written(frontend::flush)),
        ("Parse", written(|out| parse::write(b"s", b"SELECT $1", &[23, 0], out))),
        ("PasswordMessage", written(|out| frontend::password(b"secret", out))),
        ("Query", written(|out| frontend::query(b"SELECT 1", out))),
        ("Sync", written(frontend::sync)),
        ("Terminate", frontend::terminate().to_vec()),
    ]
}

#[test]
fn a_client_reads_back_too() {
    use frontend::Message;
    for (name, wire) in requests() {
        let again = match Message::decode(raw(&wire)).unwrap_or_else(|error| panic!("{name}: {error}")) {
            Message::Bind(message) => {
                let values: Vec<_> = message.values().collect();
                assert_eq!(message.formats().chain(message.results()).count(), 0, "{name}");
                written(|out| bind::write(message.portal, message.statement, &values, out))
            }
            Message::Close(named) => written(|out| named.close(out)),
            Message::CopyData(bytes) => written(|out| copy::data(bytes, out)),
            Message::CopyDone => written(copy::done),
            Message::CopyFail(reason) => written(|out| frontend::copy_fail(reason, out)),
            Message::Describe(named) => written(|out| named.describe(out)),
            Message::Execute(message) => written(|out| message.write(out)),
            Message::Flush => written(frontend::flush),
            Message::Parse(message) => {
                let types: Vec<_> = message.types().collect();
                written(|out| parse::write(message.name, message.statement, &types, out))
            }
            Message::Password(body) => written(|out| frontend::sasl_response(body, out)),
            Message::Query(sql) => written(|out| frontend::query(sql, out)),
            Message::Sync => written(frontend::sync),
            Message::Terminate => frontend::terminate().to_vec(),
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(again, wire, "{name}");
        let Raw { tag, body } = raw(&wire);
        for short in 0..body.len() {
            let _ = Message::decode(Raw { tag, body: &body[..short] });
        }
        let longer = [body, b"\0"].concat();
        let open_ended = ["CopyData", "PasswordMessage"].contains(&name);
        assert!(open_ended || Message::decode(Raw { tag, body: &longer }).is_err(), "{name}");
    }
}
