//! Servers that misbehave when the rows come: CockroachDB's recordings up to there, then something else.

use std::sync::{Arc, Mutex};

use roachdump_proto::backend::row_description::{self, Field};
use roachdump_proto::backend::{CommandComplete, data_row};
use roachdump_testkit::fake::Fake;
use roachdump_testkit::proxy::{Proxy, Then};

use super::hostile_login::{claiming, message};
use super::recordings;
use crate::program::{Outcome, dump};

/// Runs the program against the fake server, through a proxy.
fn run(port: u16) -> Outcome {
    let port = format!("--port={port}");
    dump(["db1", "dump_test", "--insecure", "--host=127.0.0.1", &port, "--stall-timeout=1"]).run()
}

/// The type bytes of everything the fake server sends.
fn everything(fake: &Fake) -> Vec<u8> {
    let tags = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&tags);
    let proxy = Proxy::start(fake.port(), move |passing| {
        seen.lock().expect("no other panic").push(passing.bytes[0]);
        Then::GoOn
    });
    run(proxy.port()).dump();
    tags.lock().expect("no other panic").clone()
}

fn description(columns: &[(&str, i16)]) -> Vec<u8> {
    let shared = Field {
        name: b"",
        table_oid: 0,
        attribute: 0,
        type_oid: 25,
        type_size: -1,
        type_modifier: -1,
        format: 0,
    };
    let fields =
        columns.iter().map(|(name, format)| Field { name: name.as_bytes(), format: *format, ..shared });
    let mut out = Vec::new();
    row_description::write(&fields.collect::<Vec<_>>(), &mut out).expect("a small message");
    out
}

fn row(values: &[Option<&str>]) -> Vec<u8> {
    let mut out = Vec::new();
    data_row::write(values, &mut out).expect("a small message");
    out
}

fn complete(tag: &str) -> Vec<u8> {
    let mut out = Vec::new();
    CommandComplete { tag: tag.as_bytes() }.write(&mut out).expect("a small message");
    out
}

/// A row that comes in pieces: its body is filled up with a value of this many bytes, announced as `size`.
fn large(columns: u16, size: i32, bytes: usize) -> Vec<u8> {
    let head = [&columns.to_be_bytes()[..], &1_i32.to_be_bytes(), b"1", &size.to_be_bytes()].concat();
    message(b'D', &[head, vec![b'x'; bytes]].concat())
}

#[test]
fn deviations() {
    let binary = description(&[("id", 1), ("name", 0)]);
    let three = description(&[("id", 0), ("name", 0), ("more", 0)]);
    let two = description(&[("id", 0), ("name", 0)]);
    let good = row(&[Some("1"), Some("x")]);
    let error = message(b'E', b"SERROR\0CXX000\0M\x1b[2J\\! touch x\0\0");
    let damaged = "The connection is damaged, or the server is not what it claims to be.";
    let (go_on, stall, cut) = (Then::GoOn, Then::Stall, Then::Cut);
    #[rustfmt::skip]
    let rows: Vec<(&str, u8, Vec<u8>, &Then, &str)> = vec![
        // The first message of this type in the rows' answer, what comes in its place, what then, what is said.
        ("65,535 columns",       b'T', message(b'T', &[0xff; 2]),            &go_on, "at byte "),
        ("torn description",     b'T', message(b'T', b"\0\x02id\0"),         &go_on, "at byte "),
        ("binary format",        b'T', binary,                               &go_on, "the server sends values in binary format, which was not asked for, at byte "),
        ("other columns",        b'T', three,                                &go_on, "the server describes 3 columns where 2 were asked for"),
        ("other types",          b'T', two.clone(),                          &go_on, "column id: the server sends values of type 25, and its catalog has INT8"),
        ("no description",       b'T', Vec::new(),                           &go_on, "the server sent message 'D' during the start of an answer, at byte "),
        ("no rows at all",       b'T', complete("SELECT 0"),                 &cut,   "connection to the server lost"),
        ("empty query",          b'T', message(b'I', b""),                   &go_on, "the server sent message 'D' during the end of an answer, at byte "),
        ("ready",                b'T', message(b'Z', b"T"),                  &go_on, "the server sent message 'Z' during the start of an answer, at byte "),
        ("wants data",           b'T', message(b'G', b"\0\0\0"),             &go_on, "during the start of an answer, at byte "),
        ("brings data",          b'T', message(b'H', b"\0\0\0"),             &go_on, "during the start of an answer, at byte "),
        ("length 3",             b'T', claiming(b'T', 3, b""),               &go_on, "at byte "),
        ("2 GB",                 b'T', claiming(b'T', i32::MAX, b""),        &go_on, "at byte "),
        ("silence",              b'T', Vec::new(),                           &stall, "the server said nothing for 1 s"),
        ("cut",                  b'T', Vec::new(),                           &cut,   "connection to the server lost: the server closed it"),
        ("fewer values",         b'D', row(&[Some("1")]),                    &go_on, "table dump_test, after 0 rows: the server described 2 columns and sent a row of 1, at byte "),
        ("more values",          b'D', row(&[None; 3]),                      &go_on, "the server described 2 columns and sent a row of 3, at byte "),
        ("most values",          b'D', message(b'D', &[0xff; 2]),            &go_on, "the server described 2 columns and sent a row of 65535, at byte "),
        ("empty row",            b'D', message(b'D', b""),                   &go_on, damaged),
        ("size -2",              b'D', message(b'D', b"\0\x02\xff\xff\xff\xfe\0\0\0\0"), &go_on, "at byte "),
        ("size past the end",    b'D', message(b'D', b"\0\x02\0\0\0\x05x\0\0\0\0"),      &go_on, "at byte "),
        ("bytes left over",      b'D', message(b'D', b"\0\x02\0\0\0\x011\xff\xff\xff\xff!"), &go_on, "at byte "),
        ("negative length",      b'D', claiming(b'D', -5, b""),              &go_on, "at byte "),
        ("half a row",           b'D', claiming(b'D', 100, b"\0\x02"),       &cut,   "connection to the server lost: the server closed it"),
        ("2 GB row, nothing in", b'D', claiming(b'D', i32::MAX, b"\0\x02"),  &stall, "the server said nothing for 1 s"),
        ("large, three values",  b'D', large(3, 200_000, 200_000),           &go_on, "the server described 2 columns and sent a row of 3, at byte "),
        ("large, too long",      b'D', large(2, 300_000, 200_000),           &go_on, "at byte "),
        ("large, too short",     b'D', large(2, 100_000, 200_000),           &go_on, "at byte "),
        ("large, size -2",       b'D', large(2, -2, 200_000),                &go_on, "at byte "),
        ("large, half",          b'D', claiming(b'D', 1 << 20, b"\0\x02\0\0\0\x011\0\x0f\0\0xxxx"), &cut, "connection to the server lost"),
        ("SQL in a number",      b'D', row(&[Some("1); DROP TABLE x; --"), None]), &go_on, "column id: "),
        ("SQL in large number",  b'D', row(&[Some(&"1); DROP TABLE x; --".repeat(10_000)), None]), &go_on, "column id: "),
        ("nothing in a number",  b'D', row(&[Some(""), None]),               &go_on, "column id: "),
        ("second description",   b'D', two.clone(),                          &go_on, "the server sent message 'T' during an answer's rows, at byte "),
        ("ready among rows",     b'D', message(b'Z', b"T"),                  &go_on, "the server sent message 'Z' during an answer's rows, at byte "),
        ("log-in among rows",    b'D', message(b'R', &[0; 4]),               &go_on, "the server sent message 'R' during an answer's rows, at byte "),
        ("one more row",         b'C', [&good[..], &complete("SELECT 6")].concat(), &go_on, "the server sent 7 rows and says it sent 6 rows"),
        ("one row fewer",        b'C', complete("SELECT 7"),                 &go_on, "the server sent 6 rows and says it sent 7 rows"),
        ("no count",             b'C', complete("SELECT"),                   &go_on, "the server sent 6 rows and says it sent no number of rows"),
        ("negative count",       b'C', complete("SELECT -6"),                &go_on, "the server sent 6 rows and says it sent "),
        ("count past 64 bits",   b'C', complete("SELECT 18446744073709551622"), &go_on, "the server sent 6 rows and says it sent "),
        ("torn tag",             b'C', message(b'C', b"SELECT 6"),           &go_on, "at byte "),
        ("two results",          b'C', [complete("SELECT 6"), two, good].concat(), &go_on, "the server sent message 'T' during the end of an answer, at byte "),
        ("two ends",             b'C', complete("SELECT 6").repeat(2),       &go_on, "the server sent message 'C' during the end of an answer, at byte "),
        ("error after rows",     b'C', error.clone(),                        &go_on, "Error: pq: \\u{1b}[2J\\! touch x\nSQLSTATE: XX000\ntable dump_test, after 6 rows\n"),
        ("error after the end",  b'C', [complete("SELECT 6"), error].concat(), &go_on, "Error: pq: \\u{1b}[2J\\! touch x\n"),
        ("not ready",            b'Z', Vec::new(),                           &stall, "the server said nothing for 1 s"),
        ("cut before ready",     b'Z', Vec::new(),                           &cut,   "connection to the server lost"),
        ("unknown status",       b'Z', message(b'Z', b"X"),                  &go_on, "at byte "),
        ("no transaction",       b'Z', message(b'Z', b"I"),                  &go_on, "the server left the transaction"),
        ("failed transaction",   b'Z', message(b'Z', b"E"),                  &go_on, "the server left the transaction"),
    ];
    let fake = Fake::start(recordings());
    let tags = everything(&fake);
    let start = tags.iter().rposition(|tag| *tag == b'T').expect("a description of rows");
    for (name, tag, bytes, then, said) in rows {
        let place = start + tags[start..].iter().position(|t| *t == tag).expect("a message of that type");
        let then = then.clone();
        let proxy = Proxy::start(fake.port(), move |passing| {
            if passing.index != place {
                return Then::GoOn;
            }
            passing.bytes.clone_from(&bytes);
            then.clone()
        });
        let outcome = run(proxy.port());
        let message = outcome.failure(name);
        assert!(message.contains(said), "{name}: {message}");
        assert!(!message.contains(|c: char| c.is_control() && c != '\n'), "{name}: {message:?}");
        check_incomplete(name, &outcome);
    }
}

/// Fails the test unless the dump says that it is incomplete, in a way that cannot be overlooked or abused.
#[track_caller]
fn check_incomplete(name: &str, outcome: &Outcome) {
    let dump = String::from_utf8_lossy(&outcome.stdout);
    let (_, last) = dump.rsplit_once("\n;\nroachdump: dump is incomplete: ").expect(name);
    assert!(last.ends_with(";\n") && !last.contains(['\\', '\'', '$', '\x1b']), "{name}: {last}");
    assert!(!dump.contains("DROP TABLE"), "{name}: {dump}");
}

#[test]
fn endless() {
    let fake = Fake::start(recordings());
    let tags = everything(&fake);
    let start = tags.iter().rposition(|tag| *tag == b'T').expect("a description of rows");
    for (name, place) in
        [("before the rows", start - 1), ("among the rows", start), ("after the rows", tags.len() - 2)]
    {
        let proxy = Proxy::start(fake.port(), move |passing| match passing.index {
            index if index == place => Then::Repeat(message(b'N', b"SNOTICE\0Mhello\0\0").repeat(100)),
            _ => Then::GoOn,
        });
        let outcome = run(proxy.port());
        let said = outcome.failure(name);
        assert!(
            said.contains("the server sends messages without end and no answer, at byte "),
            "{name}: {said}"
        );
    }
}
