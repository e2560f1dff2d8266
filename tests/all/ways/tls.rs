//! Channel binding, direct handshakes, and certificates as users have them.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use roachdump_testkit::certificates::{Authority, Pair, self_signed};
use roachdump_testkit::{PASSWORD, Server, Setup};

use super::{DATABASE, TABLE, by, encrypted, plain, refused, works};
use crate::program::Program;

fn login(server: &Server, more: &str) -> Program {
    by(&format!("host=127.0.0.1 port={} {more}", server.port())).env("PGPASSWORD", PASSWORD)
}

#[test]
fn channel_binding() {
    let server = encrypted();
    for binding in ["disable", "prefer", "require"] {
        works(binding, login(server, &format!("user=scram sslmode=require channel_binding={binding}")));
    }
    let why = "channel_binding=require, but this log-in cannot be bound to its TLS session";
    for user in ["md5", "cleartext", "trust"] {
        refused(user, login(server, &format!("user={user} sslmode=require channel_binding=require")), &[why]);
    }
    refused("no TLS", login(plain(), "user=scram channel_binding=require"), &[why]);
}

#[test]
fn hostaddr_is_checked_by_the_hosts_name() {
    let server = encrypted();
    let more = format!(
        "user=scram hostaddr=127.0.0.1 sslmode=verify-full sslrootcert={}",
        server.ca_cert().display()
    );
    let connect =
        |host: &str| by(&format!("host={host} port={} {more}", server.port())).env("PGPASSWORD", PASSWORD);
    works("its name", connect("localhost"));
    refused("another name", connect("elsewhere.example"), &["for another name than \"elsewhere.example\""]);
}

/// Servers before PostgreSQL 17 take no direct handshake: they close the connection.
#[test]
fn direct_handshake() {
    let server = encrypted();
    let login = login(server, "user=scram sslmode=require sslnegotiation=direct");
    if server.version_num() >= 170_000 {
        works("direct", login);
    } else {
        refused("direct", login, &["no TLS session with 127.0.0.1"]);
    }
}

/// A server that shows this certificate.
fn showing(pair: &Pair) -> Server {
    let server = Server::start(&Setup::default());
    server.create_database(DATABASE, "");
    server.psql(DATABASE, TABLE);
    let file =
        |name: &str, text: &str| fs::write(server.socket_dir().join(name), text).expect("the server's file");
    file("server.crt", &pair.certificate);
    file("server.key", &pair.key);
    server.psql("postgres", "SELECT pg_reload_conf()");
    sleep(Duration::from_millis(500));
    server
}

#[test]
fn self_signed_certificate() {
    let pair = self_signed(&["127.0.0.1".to_owned()]);
    let server = showing(&pair);
    let own = server.socket_dir().join("own.crt");
    fs::write(&own, &pair.certificate).expect("a file");
    let own = own.display();
    for mode in ["require", "verify-ca", "verify-full"] {
        works(mode, login(&server, &format!("user=trust sslmode={mode} sslrootcert={own}")));
    }
    works("not checked", login(&server, "user=trust sslmode=require"));
    let by_name = by(&format!(
        "host=localhost hostaddr=127.0.0.1 port={} user=trust sslmode=verify-full sslrootcert={own}",
        server.port()
    ));
    refused("another name", by_name, &["for another name than \"localhost\""]);
    let ca = server.ca_cert();
    let other = login(&server, &format!("user=trust sslmode=verify-ca sslrootcert={}", ca.display()));
    refused("another authority", other, &["no TLS session with 127.0.0.1: invalid peer certificate"]);
}

#[test]
fn common_name_only() {
    let authority = Authority::new("authority of common names");
    let server = showing(&authority.common_name_only("localhost"));
    let ca = server.socket_dir().join("names.crt");
    fs::write(&ca, authority.certificate()).expect("a file");
    let ca = ca.display();
    works("require", login(&server, "user=trust sslmode=require"));
    works("verify-ca", login(&server, &format!("user=trust sslmode=verify-ca sslrootcert={ca}")));
    let fault = "names its server only as common name, not as subject alternative name";
    refused(
        "verify-full",
        login(&server, &format!("user=trust sslmode=verify-full sslrootcert={ca}")),
        &[fault],
    );
}
