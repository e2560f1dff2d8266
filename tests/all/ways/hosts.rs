//! Several servers in one connection string.

use std::net::TcpListener;

use super::{by, plain, refused, works};

/// A port where nobody listens.
fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    free.expect("a port").port()
}

#[test]
fn tried_in_order() {
    let server = plain();
    let (free, port, socket) = (free_port(), server.port(), server.socket_dir().display());
    let rows = [
        ("the first", format!("host=127.0.0.1,127.0.0.1 port={port},{free}")),
        ("the second", format!("host=127.0.0.1,127.0.0.1 port={free},{port}")),
        ("a socket", format!("host=127.0.0.1,{socket} port={free},{port}")),
        ("addresses", format!("host=nowhere,nowhere hostaddr=127.0.0.1,127.0.0.1 port={free},{port}")),
        ("read-write", format!("host=127.0.0.1 port={port} target_session_attrs=read-write")),
        ("primary", format!("host=127.0.0.1 port={port} target_session_attrs=primary")),
        ("prefer-standby", format!("host=127.0.0.1 port={port} target_session_attrs=prefer-standby")),
    ];
    for (name, connection) in rows {
        works(name, by(&format!("user=trust {connection}")));
    }
}

#[test]
fn none_is_left() {
    let (free, port) = (free_port(), plain().port());
    let program = by(&format!("user=trust host=127.0.0.1,127.0.0.1 port={free},{free}"));
    let tried = format!("127.0.0.1:{free}: cannot connect to 127.0.0.1:{free}");
    refused("nobody there", program, &["Error: none of 2 servers gives a session", &tried]);
    for (wanted, why) in [("standby", "is no standby"), ("read-only", "takes writes")] {
        let program = by(&format!("user=trust host=127.0.0.1 port={port} target_session_attrs={wanted}"));
        let message = format!("Error: the server at 127.0.0.1:{port} {why}");
        refused(wanted, program, &[&message, &format!("target_session_attrs={wanted} asks for another.")]);
    }
    // A refused password ends the search.
    let program = by(&format!("user=scram password=wrong host=127.0.0.1,127.0.0.1 port={port},{free}"));
    refused("wrong password", program, &["SQLSTATE: 28P01"]);
}
