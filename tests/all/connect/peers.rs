//! What listens on a port and is no PostgreSQL server, or no honest one.

use std::time::Instant;

use roachdump_testkit::peer::{self, Peer};

use super::{DATABASE, by, refused};

const NO_SERVER: &str = "Is this a PostgreSQL or CockroachDB server? Check --host and --port.";

fn to(peer: &Peer, mode: &str) -> crate::program::Program {
    let port = peer.port();
    by(&format!("host=127.0.0.1 port={port} user=u dbname={DATABASE} sslmode={mode} connect_timeout=1"))
}

#[test]
fn silence() {
    for mode in ["disable", "prefer", "require"] {
        let silent = Peer::start(|mut client| peer::wait(&mut client));
        let start = Instant::now();
        refused(
            mode,
            to(&silent, mode),
            silent.port(),
            &[
                "Error: no session with 127.0.0.1:PORT within 1 s",
                "Is the server reachable and not overloaded? --connect-timeout waits longer.",
            ],
        );
        assert!(start.elapsed().as_secs() < 10, "{mode}");
    }
}

/// CVE-2021-23222: who inserts data before the handshake must not have it taken for the server's.
#[test]
fn bytes_behind_the_answer_to_ssl_request() {
    for (answer, mode) in
        [("SE", "require"), ("SE", "prefer"), ("N\0", "prefer"), ("Sxxxxxxxxxxxxxxxxxxxxxx", "allow")]
    {
        let peer = Peer::answering(answer, true);
        if mode == "allow" {
            // Its first way is without TLS, and there this is no message.
            let outcome = to(&peer, mode).run();
            assert!(
                outcome.refusal(mode).contains("at byte 0 of what the server sent"),
                "{}",
                outcome.stderr
            );
            continue;
        }
        refused(
            answer,
            to(&peer, mode),
            peer.port(),
            &[
                "Error: the server at 127.0.0.1 sent unencrypted bytes together with its answer to the TLS request",
                "Someone on the network may be inserting data; do not trust this connection.",
            ],
        );
    }
}

#[test]
fn other_protocols() {
    let http = "HTTP/1.1 400 Bad Request\r\n\r\n";
    let peer = Peer::answering(http, false);
    let outcome = to(&peer, "disable").run();
    let said = outcome.refusal("HTTP");
    assert!(said.contains("at byte 0 of what the server sent\n"), "{said}");
    assert!(said.contains("not a PostgreSQL or CockroachDB server"), "{said}");
    let line = "Error: the server at 127.0.0.1 answered the TLS request with the byte 'H'";
    for mode in ["prefer", "require"] {
        refused(mode, to(&peer, mode), peer.port(), &[line, NO_SERVER]);
    }
}

#[test]
fn closes_at_once() {
    let peer = Peer::start(|mut client| drop(peer::hear(&mut client)));
    refused(
        "disable",
        to(&peer, "disable"),
        peer.port(),
        &[
            "Error: log-in at 127.0.0.1:PORT: connection to the server lost: the server closed it",
            "The server's log may say why.",
        ],
    );
    for mode in ["prefer", "require"] {
        refused(
            mode,
            to(&peer, mode),
            peer.port(),
            &["Error: the server at 127.0.0.1 closed the connection when asked for TLS", NO_SERVER],
        );
    }
}
