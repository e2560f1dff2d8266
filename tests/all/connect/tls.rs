//! Every sslmode against a server that takes TLS.

use roachdump_testkit::{PASSWORD, Server, Setup, certificates};

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

/// A server with another certificate than the kit gives it, and a folder with that certificate in `own.crt`.
fn server_showing(certificate: &str, key: &str) -> (Server, std::path::PathBuf) {
    let server = Server::start(&Setup::default());
    server.psql("postgres", TABLE);
    let home = server.socket_dir();
    for (file, text) in [("server.crt", certificate), ("server.key", key), ("own.crt", certificate)] {
        std::fs::write(home.join(file), text).expect("the server's folder can be written");
    }
    let loaded = "SELECT pg_reload_conf(), pg_sleep(0.2)";
    server.psql("postgres", loaded);
    let own = home.join("own.crt");
    (server, own)
}

/// Who names the server's own certificate as the root trusts that certificate, whatever it says of itself.
#[test]
fn certificate_that_signs_itself() {
    let pair = certificates::self_signed(&["127.0.0.1".to_owned()]);
    let (server, own) = server_showing(&pair.certificate, &pair.key);
    for mode in ["require", "verify-ca", "verify-full"] {
        let more = format!("dbname=postgres sslmode={mode} sslrootcert={}", own.display());
        works(mode, by(&over_tcp(&server, "trust", &more)));
    }
    let more = format!("host=localhost dbname=postgres sslmode=verify-full sslrootcert={}", own.display());
    let outcome = by(&over_tcp(&server, "trust", &more)).run();
    assert!(
        outcome.refusal("other name").contains("for another name than \"localhost\""),
        "{}",
        outcome.stderr
    );
}

/// rustls does not read certificates of X.509 version 1; their keys are as good as any.
#[test]
fn certificate_of_version_1() {
    let (certificate, key) =
        (include_str!("../../data/tls/version-1.crt"), include_str!("../../data/tls/version-1.key"));
    let (server, own) = server_showing(certificate, key);
    let login = |mode: &str| {
        by(&over_tcp(&server, "tls_only", &format!("dbname=postgres sslmode={mode}")))
            .env("PGPASSWORD", PASSWORD)
    };
    works("prefer", login("prefer"));
    works("require", login("require"));
    works("verify-ca", login(&format!("verify-ca sslrootcert={}", own.display())));
    let outcome = login(&format!("verify-full sslrootcert={}", own.display())).run();
    assert!(outcome.refusal("verify-full").contains("X.509 version 1"), "{}", outcome.stderr);
}
