//! Every way not to get in without TLS: one message that says what was tried and what to do.

use std::net::TcpListener;

use roachdump_testkit::PASSWORD;

use super::{DATABASE, by, over_tcp, plain, refused};
use crate::program::dump;

#[test]
fn by_the_server() {
    let server = plain();
    let port = server.port();
    let login = |role: &str, more: &str| by(&over_tcp(server, role, more));
    for role in ["scram", "md5", "cleartext"] {
        refused(
            &format!("{role}, wrong password"),
            login(role, "password=wrong"),
            port,
            &[
                &format!("Error: pq: password authentication failed for user \"{role}\""),
                "SQLSTATE: 28P01",
                &format!("Check the password of user \"{role}\" (PGPASSWORD, or in --url)."),
            ],
        );
        refused(
            &format!("{role}, no password"),
            login(role, ""),
            port,
            &[
                &format!(
                    "Error: log-in at 127.0.0.1:PORT: the server asks for the password of user \"{role}\""
                ),
                "Set PGPASSWORD, write it into ~/.pgpass, or put it into --url.",
            ],
        );
    }
    refused(
        "no such user",
        login("nobody", "password=x"),
        port,
        &[
            "Error: pq: password authentication failed for user \"nobody\"",
            "SQLSTATE: 28P01",
            "Check the password of user \"nobody\" (PGPASSWORD, or in --url).",
        ],
    );
    refused(
        "no such user, socket",
        dump(["nowhere", "-h"]).args([server.socket_dir()]).args(["-p", &port.to_string(), "-u", "nobody"]),
        port,
        &[
            "Error: pq: role \"nobody\" does not exist",
            "SQLSTATE: 28000",
            "Tried without TLS as user \"nobody\". Check --user; the server may ask for TLS (sslmode=require, and no --insecure).",
        ],
    );
    refused(
        "no such database",
        login("scram", "dbname=nowhere").env("PGPASSWORD", PASSWORD),
        port,
        &[
            "Error: pq: database \"nowhere\" does not exist",
            "SQLSTATE: 3D000",
            "There is no database \"nowhere\" on 127.0.0.1:PORT. Check the name.",
        ],
    );
}

#[test]
fn nobody_there() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = free.expect("a port").port();
    for mode in ["disable", "prefer", "allow", "require"] {
        let connection = format!("host=127.0.0.1 port={port} dbname={DATABASE} sslmode={mode}");
        refused(
            mode,
            by(&connection),
            port,
            &[
                "Error: cannot connect to 127.0.0.1:PORT (127.0.0.1:PORT): Connection refused (os error 111)",
                "Is the server running? Check --host and --port.",
            ],
        );
    }
    let connection = format!("host=/nowhere port={port} dbname={DATABASE}");
    refused(
        "socket",
        by(&connection),
        port,
        &[
            "Error: cannot connect to the Unix socket /nowhere/.s.PGSQL.PORT: No such file or directory (os error 2)",
            "Is the server running? --host takes the socket's folder or a host name, --port the number at the end of the socket's name.",
        ],
    );
    let outcome = dump([DATABASE, "--host=no.such.host.invalid"]).run();
    let said = outcome.refusal("host");
    assert!(said.starts_with("Error: cannot find the host \"no.such.host.invalid\": "), "{said}");
    assert!(said.ends_with("\nCheck --host.\nFailed running \"dump\"\n"), "{said}");
}

#[test]
fn tls_from_a_server_without_it() {
    let server = plain();
    for mode in ["require", "verify-ca", "verify-full"] {
        refused(
            mode,
            by(&over_tcp(server, "trust", &format!("sslmode={mode}"))),
            server.port(),
            &[
                &format!("Error: the server at 127.0.0.1 does not offer TLS, but sslmode={mode} asks for it"),
                "Turn TLS on in the server, or connect with sslmode=disable (--insecure) if the network is trusted.",
            ],
        );
    }
}

/// Files are read before any connection is made, so no server is needed.
#[test]
fn unusable_files() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a temporary file");
        path.display().to_string()
    };
    let empty = file("empty", "");
    let garbage = file("garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let torn = file("torn", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    let key = file("key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    #[rustfmt::skip]
    let rows: &[(&str, &[&str], i32, &str)] = &[
        ("no CA file",      &["--ca-cert=/nowhere/ca.crt"],            1, "the certificate file /nowhere/ca.crt cannot be read: "),
        ("empty CA file",   &["--ca-cert", &empty],                    1, "it holds no PEM certificate"),
        ("garbage CA file", &["--ca-cert", &garbage],                  1, "garbage cannot be used: "),
        ("torn CA file",    &["--ca-cert", &torn],                     1, "torn cannot be read: "),
        ("no cert file",    &["--cert=/nowhere/x.crt", "--key", &key], 1, "the certificate file /nowhere/x.crt cannot be read: "),
        ("garbage cert",    &["--cert", &garbage, "--key", &key],      1, "cannot be used: "),
        ("no key file",     &["--cert", &garbage, "--key=/nowhere/k"], 1, "the key file /nowhere/k cannot be read: "),
        ("empty key file",  &["--cert", &garbage, "--key", &empty],    1, "the key file "),
        ("cert alone",      &["--cert", &garbage],                     2, "garbage is given without the other half"),
        ("key alone",       &["--key", &key],                          2, "key is given without the other half"),
        ("no certs folder", &["--certs-dir=/nowhere"],                 1, "there is no file /nowhere/ca.crt"),
        ("contradiction",   &["--insecure", "--ca-cert", &garbage],    2, "--insecure contradicts --ca-cert"),
    ];
    for (name, arguments, status, message) in rows {
        let outcome = dump([DATABASE, "--host=127.0.0.1:1"]).args(*arguments).run();
        assert_eq!((outcome.status(), outcome.stdout.len()), (*status, 0), "{name}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(message), "{name}: {}", outcome.stderr);
    }
}
