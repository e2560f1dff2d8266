//! What works without TLS: every kind of address, every method, every source of settings.

use std::fs;

use roachdump_testkit::PASSWORD;

use super::{DATABASE, by, over_tcp, plain, works};
use crate::program::dump;

#[test]
fn addresses() {
    let server = plain();
    let (socket, port) = (server.socket_dir().display(), server.port());
    let rows: &[(&str, &[String])] = &[
        ("IPv4", &[format!("--host=127.0.0.1:{port}"), DATABASE.into()]),
        ("IPv6", &[format!("--host=[::1]:{port}"), DATABASE.into()]),
        ("IPv6 without brackets", &["--host=::1".into(), format!("--port={port}"), DATABASE.into()]),
        ("name", &["--host=localhost".into(), format!("--port={port}"), DATABASE.into()]),
        ("default host", &[format!("--port={port}"), DATABASE.into()]),
        ("socket folder", &[format!("--host={socket}"), format!("-p{port}"), DATABASE.into()]),
        ("URL", &[format!("--url=postgresql://trust@127.0.0.1:{port}/{DATABASE}")]),
        ("URL as the database", &[format!("postgresql://trust@localhost:{port}/{DATABASE}")]),
        ("URL, IPv6", &[format!("postgresql://trust@[::1]:{port}/{DATABASE}")]),
        ("URL, socket", &[format!("postgresql:///{DATABASE}?host={socket}&port={port}")]),
        ("pairs", &[format!("host=127.0.0.1 port={port} dbname={DATABASE}")]),
        ("pairs, hostaddr", &[format!("host=nowhere hostaddr=127.0.0.1 port={port} dbname={DATABASE}")]),
    ];
    for (name, arguments) in rows {
        works(name, dump(*arguments).args(["--user=trust"]));
    }
}

#[test]
fn methods() {
    let server = plain();
    for mode in ["disable", "allow", "prefer"] {
        for role in ["postgres", "scram", "md5", "cleartext", "plain_only", "trust"] {
            let connection = over_tcp(server, role, &format!("sslmode={mode}"));
            works(&format!("{role}, {mode}"), by(&connection).env("PGPASSWORD", PASSWORD));
        }
    }
}

/// SASLprep makes of these what the server has stored, or leaves them alone as the server does.
#[test]
fn passwords() {
    let server = plain();
    #[rustfmt::skip]
    let rows = [
        ("letters",                   "pässwörd",       "pässwörd"),
        ("decomposed",                "pa\u{308}ss",    "p\u{e4}ss"),
        ("a ligature for letters",    "o\u{fb03}ce",    "office"),
        ("roman number for letters",  "IX",             "\u{2168}"),
        ("no-break space",            "a\u{a0}b",       "a b"),
        ("soft hyphen",               "a\u{ad}b",       "ab"),
        ("forbidden, as it is",       "a\u{7}\u{a0}b",  "a\u{7}\u{a0}b"),
        ("unassigned, as it is",      "a\u{378}b",      "a\u{378}b"),
        ("quotes and percent",        "'\"%25\\ :@/",   "'\"%25\\ :@/"),
    ];
    for (number, (name, stored, typed)) in rows.into_iter().enumerate() {
        let role = format!("password_{number}");
        let quoted = stored.replace('\'', "''");
        let create = format!("CREATE ROLE {role} LOGIN SUPERUSER PASSWORD '{quoted}'");
        server.psql("postgres", create);
        works(name, by(&over_tcp(server, &role, "")).env("PGPASSWORD", typed));
    }
}

#[test]
fn passwords_in_connection_strings() {
    let server = plain();
    server.psql("postgres", "CREATE ROLE in_string LOGIN SUPERUSER PASSWORD 'a b''c%:@/'");
    let port = server.port();
    let url = format!("postgresql://in_string:a%20b%27c%25%3A%40%2F@127.0.0.1:{port}/{DATABASE}");
    works("URL", by(&url));
    works("pairs", by(&over_tcp(server, "in_string", r"password='a b\'c%:@/'")));
}

/// A test's name, arguments and variables.
type Row<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'a str)]);

#[test]
fn variables() {
    let server = plain();
    let (socket, port) = (server.socket_dir().display().to_string(), server.port().to_string());
    let url = server.url(DATABASE);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let services = folder.path().join("services");
    let service = format!("[here]\nhost=127.0.0.1\nport={port}\nuser=scram\npassword={PASSWORD}\n");
    fs::write(&services, service).expect("a temporary file");
    let services = services.to_str().expect("a plain path");
    #[rustfmt::skip]
    let rows: &[Row<'_>] = &[
        ("PG*, TCP",       &[DATABASE], &[("PGHOST", "127.0.0.1"), ("PGPORT", &port), ("PGUSER", "scram"), ("PGPASSWORD", PASSWORD)]),
        ("PG*, socket",    &[DATABASE], &[("PGHOST", &socket), ("PGPORT", &port), ("PGUSER", "md5")]),
        ("PGHOSTADDR",     &[DATABASE], &[("PGHOSTADDR", "127.0.0.1"), ("PGPORT", &port), ("PGUSER", "trust")]),
        ("PGSSLMODE",      &[DATABASE], &[("PGHOST", "127.0.0.1"), ("PGPORT", &port), ("PGUSER", "trust"), ("PGSSLMODE", "disable")]),
        ("PGSERVICE",      &[DATABASE], &[("PGSERVICE", "here"), ("PGSERVICEFILE", services)]),
        ("COCKROACH_*",    &[DATABASE], &[("COCKROACH_HOST", "127.0.0.1"), ("COCKROACH_PORT", &port), ("COCKROACH_USER", "trust"), ("COCKROACH_INSECURE", "true")]),
        ("COCKROACH_URL",  &[DATABASE], &[("COCKROACH_URL", &url)]),
        ("flag over PG*",  &[DATABASE, "--user=trust"], &[("PGHOST", "127.0.0.1"), ("PGPORT", &port), ("PGUSER", "nobody")]),
        ("--insecure",     &[DATABASE, "--insecure", "--port", &port, "-u", "trust"], &[]),
    ];
    for (name, arguments, variables) in rows {
        let program = dump(*arguments);
        works(name, variables.iter().fold(program, |program, (name, value)| program.env(name, value)));
    }
}
