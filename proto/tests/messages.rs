//! Every message that is written reads back as it was, and no cut or damaged one panics.

use roachdump_proto::backend::{
    self, Authentication, BackendKeyData, CommandComplete, Message, ParameterStatus, ReadyForQuery,
    TransactionStatus, fields, negotiate_protocol_version, row_description,
};
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
        ("EmptyQueryResponse", written(backend::empty_query_response)),
        (
            "ErrorResponse",
            written(|out| fields::write(b'E', [(b'S', &b"ERROR"[..]), (b'C', b"42P01"), (b'M', b"no")], out)),
        ),
        ("NoticeResponse", written(|out| fields::write(b'N', [], out))),
        (
            "NegotiateProtocolVersion",
            written(|out| negotiate_protocol_version::write(3 << 16, &["_pq_.x"], out)),
        ),
        ("ParameterStatus", written(|out| ParameterStatus { name: b"n", value: b"v" }.write(out))),
        ("ReadyForQuery, idle", status(TransactionStatus::Idle)),
        ("ReadyForQuery, failed", status(TransactionStatus::Failed)),
        ("RowDescription", written(|out| row_description::write(&[field, field], out))),
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
            Message::EmptyQueryResponse => written(backend::empty_query_response),
            Message::ErrorResponse(fields) => written(|out| fields::write(b'E', fields.iter(), out)),
            Message::NoticeResponse(fields) => written(|out| fields::write(b'N', fields.iter(), out)),
            Message::NegotiateProtocolVersion(message) => {
                let options: Vec<_> = message.options().map(|name| str::from_utf8(name).unwrap()).collect();
                written(|out| negotiate_protocol_version::write(message.version, &options, out))
            }
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
        let open_ended = name.starts_with("Authentication") || ["BackendKeyData", "DataRow"].contains(&name);
        assert!(open_ended || Message::decode(Raw { tag, body: &longer }).is_err(), "{name}");
    }
}

#[test]
fn a_client_reads_back_too() {
    let query = written(|out| frontend::query(b"SELECT 1", out));
    assert_eq!(frontend::Message::decode(raw(&query)), Ok(frontend::Message::Query(b"SELECT 1")));
    let terminate = frontend::terminate();
    assert_eq!(frontend::Message::decode(raw(&terminate)), Ok(frontend::Message::Terminate));
    let password = written(|out| frontend::password(b"secret", out));
    assert_eq!(frontend::Message::decode(raw(&password)), Ok(frontend::Message::Password(b"secret\0")));
}
