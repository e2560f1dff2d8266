//! Every sslmode against a server that takes TLS.

use roachdump_testkit::{PASSWORD, Server, Setup};

use super::{DATABASE, TABLE, by, encrypted, over_tcp, refused, works};
use crate::program::{Program, dump};

/// A log-in over TCP to the server with TLS; `more` may use `AUTHORITY`.
fn login(role: &str, more: &str) -> Program {
    let server = encrypted();
    let more = more.replace("AUTHORITY", &server.ca_cert().display().to_string());
    by(&over_tcp(server, role, &more)).env("PGPASSWORD", PASSWORD)
}

#[test]
fn modes() {
    #[rustfmt::skip]
    let rows: [(&str, &[&str]); 4] = [
        // prefer falls back to no encryption, allow to encryption, as with libpq.
        ("scram",      &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]),
        ("md5",        &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]),
        ("tls_only",   &["allow", "prefer", "require", "verify-ca", "verify-full"]),
        ("plain_only", &["disable", "allow", "prefer"]),
    ];
    for (role, modes) in rows {
        for mode in modes {
            works(&format!("{role}, {mode}"), login(role, &format!("sslmode={mode} sslrootcert=AUTHORITY")));
        }
    }
}

#[test]
fn flags() {
    let server = encrypted();
    let (ca, port) = (server.ca_cert().display().to_string(), server.port());
    let (cert, key) = server.client_cert("cert");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy =
        |from: &std::path::Path, to: &str| std::fs::copy(from, folder.path().join(to)).expect("a copy");
    copy(&server.ca_cert(), "ca.crt");
    copy(&cert, "client.cert.crt");
    copy(&key, "client.cert.key");
    let (cert, key) = (cert.display().to_string(), key.display().to_string());
    let certs = folder.path().display().to_string();
    let url = format!(
        "postgresql://cert@localhost:{port}/{DATABASE}?sslmode=verify-full&sslrootcert={ca}&sslcert={cert}&sslkey={key}"
    );
    #[rustfmt::skip]
    let rows: &[(&str, &[&str])] = &[
        ("--ca-cert --cert --key", &["--user=cert", "--ca-cert", &ca, "--cert", &cert, "--key", &key]),
        ("--certs-dir",            &["--user=cert", "--certs-dir", &certs]),
        ("--url",                  &["--url", &url]),
        ("without a CA",           &["--user=cert", "--cert", &cert, "--key", &key]),
    ];
    for (name, arguments) in rows {
        works(name, dump([DATABASE, "--port", &port.to_string()]).args(*arguments));
    }
    let program = dump([DATABASE, "--user=cert"]).env("COCKROACH_PORT", port.to_string());
    works("COCKROACH_*", program.env("COCKROACH_CERTS_DIR", &certs));
    let program = by(&over_tcp(server, "cert", "")).env("PGSSLMODE", "verify-ca").env("PGSSLROOTCERT", &ca);
    works("PGSSL*", program.env("PGSSLCERT", &cert).env("PGSSLKEY", &key));
}

#[test]
fn refused_by_the_server() {
    let port = encrypted().port();
    let without = |role: &str| {
        format!(
            "Tried without TLS as user \"{role}\". Check --user; the server may ask for TLS (sslmode=require, and no --insecure)."
        )
    };
    let with = |role: &str| {
        format!(
            "Tried with TLS as user \"{role}\". Check --user; the server may ask for a client certificate (--cert and --key), or for sslmode=disable."
        )
    };
    let rejects = |role: &str, how: &str| {
        format!(
            "Error: pq: pg_hba.conf rejects connection for host \"127.0.0.1\", user \"{role}\", database \"{DATABASE}\", {how}"
        )
    };
    refused(
        "TLS is needed",
        login("tls_only", "sslmode=disable"),
        port,
        &[&rejects("tls_only", "no encryption"), "SQLSTATE: 28000", &without("tls_only")],
    );
    for mode in ["require", "verify-full"] {
        refused(
            mode,
            login("plain_only", &format!("sslmode={mode} sslrootcert=AUTHORITY")),
            port,
            &[&rejects("plain_only", "SSL encryption"), "SQLSTATE: 28000", &with("plain_only")],
        );
    }
    refused(
        "no client certificate",
        login("cert", "sslmode=require"),
        port,
        &["Error: pq: connection requires a valid client certificate", "SQLSTATE: 28000", &with("cert")],
    );
    for mode in ["prefer", "require"] {
        let login = login("scram", &format!("sslmode={mode}")).env("PGPASSWORD", "wrong");
        refused(
            mode,
            login,
            port,
            &[
                "Error: pq: password authentication failed for user \"scram\"",
                "SQLSTATE: 28P01",
                "Check the password of user \"scram\" (PGPASSWORD, or in --url).",
            ],
        );
    }
}

#[test]
fn certificate_of_another_user() {
    let (cert, key) = encrypted().client_cert("somebody");
    let more = format!("sslmode=require sslcert={} sslkey={}", cert.display(), key.display());
    refused(
        "another user's",
        login("cert", &more),
        encrypted().port(),
        &[
            "Error: pq: certificate authentication failed for user \"cert\"",
            "SQLSTATE: 28000",
            "Tried with TLS as user \"cert\". Check --user; the server may ask for a client certificate (--cert and --key), or for sslmode=disable.",
        ],
    );
}

#[test]
fn certificate_of_another_server() {
    let server = encrypted();
    let (other, _) = server.client_cert("scram");
    let other = other.display().to_string();
    for mode in ["require", "verify-ca", "verify-full"] {
        refused(
            mode,
            login("scram", &format!("sslmode={mode} sslrootcert={other}")),
            server.port(),
            &[
                "Error: no TLS session with 127.0.0.1: invalid peer certificate: UnknownIssuer",
                &format!(
                    "No certificate in {other} signed the server's. Give the right one with --ca-cert or sslrootcert."
                ),
            ],
        );
    }
    refused(
        "the system's roots",
        login("scram", "sslmode=verify-full"),
        server.port(),
        &[
            "Error: no TLS session with 127.0.0.1: invalid peer certificate: UnknownIssuer",
            "The server's certificate is signed by no root that this system trusts. Name the right one with --ca-cert or sslrootcert.",
        ],
    );
}

#[test]
fn certificate_for_another_name() {
    let server = Server::start(&Setup { names: vec!["elsewhere.example".into()], ..Setup::default() });
    server.psql("postgres", TABLE);
    let login = |mode: &str| {
        let more = format!("dbname=postgres sslmode={mode} sslrootcert={}", server.ca_cert().display());
        by(&over_tcp(&server, "trust", &more))
    };
    works("verify-ca", login("verify-ca"));
    let outcome = login("verify-full").run();
    let said = outcome.refusal("verify-full");
    assert!(said.starts_with("Error: no TLS session with 127.0.0.1: invalid peer certificate: "), "{said}");
    let remedy = "\nThe certificate is for another name than \"127.0.0.1\". Connect by a name that is in it, or use sslmode=verify-ca.\n";
    assert!(said.contains(remedy), "{said}");
}
