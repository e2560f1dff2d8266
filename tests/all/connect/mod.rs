//! Every way to a server, and every way not to get there.

mod logins;
mod peers;
mod refusals;
mod tls;

use std::fmt::Write as _;

use roachdump_testkit::Server;

use crate::one_table::{DATABASE, TABLE, encrypted, plain, works};
use crate::program::{Program, dump};

/// A `key=value` string for a role over TCP, with more of the same behind.
fn over_tcp(server: &Server, role: &str, more: &str) -> String {
    format!("host=127.0.0.1 port={} user={role} dbname={DATABASE} {more}", server.port())
}

/// A dump by one connection string.
fn by(connection: &str) -> Program {
    dump([connection])
}

/// Fails the test unless the program gave exactly this message; `PORT` in it stands for the server's port.
#[track_caller]
fn refused(name: &str, program: Program, port: u16, message: &[&str]) {
    let outcome = program.run();
    let mut want = String::new();
    for line in message {
        let _ = writeln!(want, "{}", line.replace("PORT", &port.to_string()));
    }
    want.push_str("Failed running \"dump\"\n");
    assert_eq!(outcome.refusal(name), want, "{name}");
}
