//! A primary and a hot standby of it: which of them is taken, and a dump from either.

use std::fs;

use roachdump_testkit::{Server, Setup};

use super::{DATABASE, TABLE, by, refused, works};

/// The port of the server that the dump was taken from, as its trace has it.
#[track_caller]
fn taken(name: &str, connection: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let trace = folder.path().join("trace");
    works(name, by(connection).args(["--trace".as_ref(), trace.as_os_str()]));
    let trace = fs::read_to_string(trace).expect("a trace");
    let last = trace.lines().filter_map(|line| line.split_once(" - session with 127.0.0.1:")).next_back();
    let (_, place) = last.expect("a session");
    place.split(',').next().unwrap_or_default().to_owned()
}

#[test]
fn attributes_choose() {
    let primary = Server::start(&Setup { tls: false, ..Setup::default() });
    primary.create_database(DATABASE, "");
    primary.psql(DATABASE, TABLE);
    let standby = primary.standby(&[]);
    let (p, s) = (primary.port().to_string(), standby.port().to_string());
    #[rustfmt::skip]
    let rows = [
        ("any",            &p, &s),
        ("read-write",     &p, &p),
        ("primary",        &p, &p),
        ("read-only",      &s, &s),
        ("standby",        &s, &s),
        ("prefer-standby", &s, &s),
    ];
    for (wanted, first, last) in rows {
        for (order, want) in [(format!("{p},{s}"), first), (format!("{s},{p}"), last)] {
            let more = format!("host=127.0.0.1,127.0.0.1 port={order} target_session_attrs={wanted}");
            assert_eq!(taken(wanted, &format!("user=trust {more}")), *want, "{wanted} of {order}");
        }
    }
    for (wanted, port, why) in [("primary", &s, "is a standby"), ("read-write", &s, "takes no writes")] {
        let program = by(&format!("user=trust host=127.0.0.1 port={port} target_session_attrs={wanted}"));
        refused(wanted, program, &[&format!("Error: the server at 127.0.0.1:{port} {why}")]);
    }
    let dump = |port| by(&format!("user=trust host=127.0.0.1 port={port}")).run().dump();
    assert!(dump(&p) == dump(&s), "primary and standby differ");
}
