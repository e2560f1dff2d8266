//! Servers that misbehave before the session begins.

use std::io::Write;
use std::net::TcpStream;

use roachdump_proto::backend::{Authentication, BackendKeyData, authentication, negotiate_protocol_version};
use roachdump_testkit::peer::{self, Peer};

use crate::program::dump;

/// What a hostile server sends once it has the StartupMessage, and what must be said of it.
struct Case {
    name: &'static str,
    answer: Vec<u8>,
    message: &'static str,
}

fn case(name: &'static str, answer: impl Into<Vec<u8>>, message: &'static str) -> Case {
    Case { name, answer: answer.into(), message }
}

/// A message with the length word its body calls for.
pub(super) fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).expect("a small message");
    [&[tag], &length.to_be_bytes()[..], body].concat()
}

/// A message with this length word.
pub(super) fn claiming(tag: u8, length: i32, body: &[u8]) -> Vec<u8> {
    [&[tag], &length.to_be_bytes()[..], body].concat()
}

fn request(method: Authentication<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    method.write(&mut out).expect("a small message");
    out
}

fn sasl(mechanisms: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    authentication::write_sasl(mechanisms.iter().copied(), &mut out).expect("a small message");
    out
}

/// Runs the program against a peer, with a password and short time-outs.
#[track_caller]
fn check(name: &str, peer: &Peer, message: &str) {
    let connection = format!("host=127.0.0.1 port={} user=u dbname=d sslmode=disable", peer.port());
    let outcome = dump([connection.as_str(), "--stall-timeout=1", "--connect-timeout=5"])
        .env("PGPASSWORD", "secret")
        .run();
    let said = outcome.refusal(name);
    assert!(said.contains(message), "{name}: {said}");
    let control = |c: char| c.is_control() && c != '\n';
    assert!(!said.contains(control), "{name}: {said:?}");
}

#[test]
fn messages() {
    let ok = request(Authentication::Ok);
    let after_ok = |more: &[u8]| [&ok[..], more].concat();
    let key = {
        let mut out = Vec::new();
        BackendKeyData { process_id: 1, key: b"four" }.write(&mut out).expect("a small message");
        out
    };
    let error = b"SFATAL\0C28000\0M\x1b[2Jno\nError: \x07yes\0D\x1b]0;title\x07d\nd\0H\r\x1b[1A\0\0";
    #[rustfmt::skip]
    let cases = [
        case("length 0",             claiming(b'R', 0, b""),             "at byte 0 of what the server sent"),
        case("length 3",             claiming(b'R', 3, b""),             "at byte 0 of what the server sent"),
        case("negative length",      claiming(b'R', -1, b""),            "at byte 0 of what the server sent"),
        case("least length",         claiming(b'R', i32::MIN, b""),      "at byte 0 of what the server sent"),
        case("2 GB",                 claiming(b'R', i32::MAX, b""),      "at byte 0 of what the server sent"),
        case("2 GB error",           claiming(b'E', i32::MAX, b"SX\0"),  "at byte 0 of what the server sent"),
        case("2 GB row",             claiming(b'D', i32::MAX, b""),      "the server sent message 'D'"),
        case("length without body",  claiming(b'R', 8, b""),             "the server said nothing for 1 s"),
        case("empty body",           message(b'R', b""),                 "at byte 0 of what the server sent"),
        case("unknown method",       message(b'R', &[0, 0, 0, 99]),      "a log-in by method 99"),
        case("Kerberos",             message(b'R', &[0, 0, 0, 2]),       "a log-in by Kerberos V5"),
        case("short salt",           message(b'R', &[0, 0, 0, 5, 1]),    "at byte 0 of what the server sent"),
        case("final before start",   message(b'R', b"\0\0\0\x0cv=x"),    "message 'R' during log-in, at byte 0"),
        case("ready at once",        message(b'Z', b"I"),                "message 'Z' during log-in, at byte 0"),
        case("row at once",          message(b'D', &[0, 0]),             "message 'D' during log-in, at byte 0"),
        case("unknown message",      message(b'!', b""),                 "unknown message type '!', at byte 0"),
        case("type byte 0",          message(0, b""),                    "unknown message type '\\x00', at byte 0"),
        case("no SASL mechanism",    sasl(&[]),                          "a log-in by SASL with"),
        case("other mechanism",      sasl(&["X\x1b[2J"]),                "a log-in by SASL with X\\u{1b}[2J"),
        case("escapes in an error",  message(b'E', error),               "Error: pq: \\u{1b}[2Jno\\nError: \\u{7}yes\nSQLSTATE: 28000\n"),
        case("error without fields", message(b'E', b"\0"),               "Error: pq: "),
        case("torn error",           message(b'E', b"SFATAL\0Mno end"),  "at byte 0 of what the server sent"),
        case("row after ok",         after_ok(&message(b'D', &[0, 0])),  "message 'D' during log-in, at byte 9"),
        case("second ok",            after_ok(&ok),                      "message 'R' during log-in, at byte 9"),
        case("torn parameter",       after_ok(&message(b'S', b"a\0b")),  "at byte 9 of what the server sent"),
        case("long cancel key",      after_ok(&message(b'K', &[7; 300])), "at byte 9 of what the server sent"),
        case("wrong status",         after_ok(&message(b'Z', b"X")),     "at byte 9 of what the server sent"),
        case("nothing after ok",     after_ok(&key),                     "the server said nothing for 1 s"),
        case("endless requests",     request(Authentication::CleartextPassword).repeat(100), "never ends its authentication requests"),
    ];
    for Case { name, answer, message } in cases {
        let stays = message.contains("said nothing");
        check(name, &Peer::answering(answer, stays), message);
    }
}

#[test]
fn unknown_start_up_options() {
    let mut answer = Vec::new();
    let written = negotiate_protocol_version::write(3 << 16, &["_pq_.\x1b"], &mut answer);
    written.expect("a small message");
    check("options", &Peer::answering(answer, true), "does not know the start-up options _pq_.\\u{1b}");
}

/// A server that talks for ever, each time the same.
#[test]
fn endless() {
    let ok = request(Authentication::Ok);
    #[rustfmt::skip]
    let rows = [
        ("notices",        Vec::new(), message(b'N', b"SNOTICE\0Mhello\0\0")),
        ("parameters",     ok.clone(), message(b'S', b"a\0b\0")),
        ("notifications",  ok.clone(), message(b'A', b"\0\0\0\x01a\0b\0")),
        ("keys",           ok,         message(b'K', &[1; 8])),
        ("negotiations",   Vec::new(), message(b'v', &[0, 3, 0, 0, 0, 0, 0, 0])),
    ];
    for (name, before, again) in rows {
        let peer = Peer::start(move |mut client| {
            peer::startup(&mut client);
            let _ = client.write_all(&before);
            while client.write_all(&again.repeat(100)).is_ok() {}
        });
        check(name, &peer, "the server sends messages without end and no answer, at byte ");
    }
}

/// What a server may do wrong in SCRAM: after the client's first message, and after its second.
#[test]
fn scram() {
    #[rustfmt::skip]
    let rows: [(&str, &str, &str, &str); 8] = [
        ("no attributes",      "",                                   "",          "This may not be the server"),
        ("another nonce",      "r=other,s=c2FsdA==,i=4096",          "",          "This may not be the server"),
        ("the same nonce",     "r=NONCE,s=c2FsdA==,i=4096",          "",          "This may not be the server"),
        ("no iterations",      "r=NONCEx,s=c2FsdA==,i=0",            "",          "This may not be the server"),
        ("huge iterations",    "r=NONCEx,s=c2FsdA==,i=2000000000",   "",          "This may not be the server"),
        ("iterations past 32", "r=NONCEx,s=c2FsdA==,i=99999999999",  "",          "This may not be the server"),
        ("wrong signature",    "r=NONCEx,s=c2FsdA==,i=1",            "v=AAAA",    "This may not be the server"),
        ("an error",           "r=NONCEx,s=c2FsdA==,i=1",            "e=unknown", "This may not be the server"),
    ];
    for (name, first, last, said) in rows {
        let peer = Peer::start(move |mut client| talk_scram(&mut client, first, last));
        check(name, &peer, said);
    }
}

fn talk_scram(client: &mut TcpStream, first: &str, last: &str) {
    peer::startup(client);
    let _ = client.write_all(&sasl(&["SCRAM-SHA-256"]));
    let said = peer::hear(client);
    let said = String::from_utf8_lossy(&said);
    let nonce = said.split_once("r=").map_or("", |(_, nonce)| nonce);
    let first = first.replace("NONCE", nonce);
    let _ = client.write_all(&message(b'R', &[&[0, 0, 0, 11], first.as_bytes()].concat()));
    if !last.is_empty() {
        peer::hear(client);
        let _ = client.write_all(&message(b'R', &[&[0, 0, 0, 12], last.as_bytes()].concat()));
    }
    peer::wait(client);
}
