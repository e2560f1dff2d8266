//! A PostgreSQL server that sends what is not of its column's type, or a COPY that was not asked for.

use std::sync::OnceLock;

use roachdump_proto::backend::{Direction, copy_response, data_row};
use roachdump_testkit::proxy::{Proxy, Then};

use super::{over_tcp, server};
use crate::program::Outcome;

/// What tells the row from those of the catalog.
const SENTINEL: &str = "row of hostile values";

/// What happens to a message of the type `tag` that holds the sentinel, or to any where there is none.
fn run(arguments: &[&str], tag: u8, instead: Vec<u8>) -> Outcome {
    static FILLED: OnceLock<()> = OnceLock::new();
    FILLED.get_or_init(|| {
        server().create_database("hostile", "TEMPLATE template0");
        let table = "CREATE TABLE t (i int, n numeric, f float8, b boolean, v varbit, x text)";
        let row = format!("INSERT INTO t VALUES (1, 1.5, 2.5, true, B'101', '{SENTINEL}')");
        server().psql("hostile", format!("{table}; {row}"));
    });
    let proxy = Proxy::start(server().port(), move |passing| {
        let holds = passing.bytes.windows(SENTINEL.len()).any(|window| window == SENTINEL.as_bytes());
        if passing.bytes[0] == tag && (holds || tag != b'D') {
            passing.bytes.clone_from(&instead);
        }
        Then::GoOn
    });
    over_tcp(proxy.port(), "hostile", "hostile_values").args(arguments).run()
}

#[test]
fn values_of_another_type() {
    let good = ["1", "1.5", "2.5", "t", "101", SENTINEL];
    #[rustfmt::skip]
    let table = [
        (0, "abc",          "column i: the server sent a value that is not an integer"),
        (0, "1.5",          "column i: the server sent a value that is not an integer"),
        (0, "1); DROP --",  "column i: the server sent a value that is not an integer"),
        (1, "1,5",          "column n: the server sent a value that is not a decimal number"),
        (2, "Inf",          "column f: the server sent a value that is not a floating-point number"),
        (3, "x",            "column b: the server sent a value that is not a boolean"),
        (4, "102",          "column v: the server sent a value that is not a bit string"),
        (5, "a\0b",         "column x: the server sent a value that is not text: it holds a NUL byte"),
    ];
    for (column, value, said) in table {
        let mut values = good;
        values[column] = value;
        let mut row = Vec::new();
        data_row::write(&values.map(Some), &mut row).expect("a small row");
        let outcome = run(&[], b'D', row);
        let message = outcome.failure(value);
        assert!(message.contains(said), "{value}: {message}");
        let dump = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert!(
            dump.contains("roachdump: dump is incomplete: ") && !dump.contains("DROP"),
            "{value}: {dump}"
        );
    }
}

#[test]
fn another_copy_than_was_asked_for() {
    let response = |binary, columns| {
        let mut message = Vec::new();
        copy_response::write(Direction::Out, binary, columns, &mut message).expect("a small message");
        message
    };
    let mut one_binary = response(false, 6);
    *one_binary.last_mut().expect("a format") = 1;
    let binary = "the server sends a COPY in binary format, which was not asked for";
    let columns = "the server describes 5 columns where 6 were asked for";
    for (name, message, said) in [
        ("binary", response(true, 6), binary),
        ("one column", one_binary, binary),
        ("fewer", response(false, 5), columns),
    ] {
        let outcome = run(&["--copy"], b'H', message);
        let message = outcome.failure(name);
        assert!(message.contains(said), "{name}: {message}");
    }
}
