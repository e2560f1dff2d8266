//! The throwaway PostgreSQL itself: roles, databases, programs, and its end.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use roachdump_testkit::{PASSWORD, Server, Setup, Stop};
use rustix::process::{Pid, test_kill_process};

#[test]
fn databases_and_programs() {
    let server = Server::shared();
    server.create_database("one \"1\"", "ENCODING 'LATIN1' TEMPLATE template0");
    server.load("one \"1\"", "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
    assert_eq!(server.psql("one \"1\"", "TABLE t; SHOW server_encoding"), "1|x\n2|\nLATIN1\n");
    let dump = server.pg_dump("one \"1\"", &["--inserts"]);
    assert!(String::from_utf8_lossy(&dump).contains("INSERT INTO public.t VALUES (2, NULL);"));
    let said = server.try_psql("postgres", "SELECT 1; SELECT nothing; SELECT 2").expect_err("no such column");
    assert!(said.contains("column \"nothing\" does not exist"), "{said}");
    assert!(server.version_num() >= 100_000);
}

#[test]
fn logins() {
    #[rustfmt::skip]
    let table = [
        ("postgres",   "",                true),
        ("trust",      "",                true),
        ("scram",      "",                true),
        ("md5",        "",                true),
        ("cleartext",  "",                true),
        ("plain_only", "sslmode=disable", true),
        ("tls_only",   "sslmode=disable", false),
        ("cert",       "sslmode=disable", false),
        ("nobody",     "",                false),
    ];
    for (role, settings, works) in table {
        assert_eq!(logs_in(Server::shared(), role, settings), works, "{role}");
    }
    let stored = "SELECT rolpassword LIKE 'md5%' FROM pg_authid WHERE rolname = 'md5'";
    assert_eq!(Server::shared().psql("postgres", stored), "t\n");
}

#[test]
fn setup_is_followed() {
    let server = Server::start(&Setup {
        tls: false,
        config: vec!["work_mem = '5MB'".into()],
        hba: vec!["host all trust all reject".into()],
        initdb: vec!["--encoding=SQL_ASCII".into()],
        ..Setup::default()
    });
    assert_eq!(server.psql("postgres", "SHOW work_mem; SHOW server_encoding"), "5MB\nSQL_ASCII\n");
    assert!(!logs_in(&server, "trust", ""));
}

#[test]
fn stop() {
    for how in [Stop::Fast, Stop::Immediate] {
        let server = Server::start(&Setup { tls: false, ..Setup::default() });
        server.stop(how);
        server.stop(how);
        assert!(!is_alive(server.pid()), "{how:?}");
        assert!(server.log().contains("shutdown request"), "{how:?}: {}", server.log());
        let home = server.socket_dir().to_owned();
        drop(server);
        assert!(!home.exists(), "{how:?}");
    }
}

#[test]
fn nothing_is_left_behind_after_kill_9() {
    let (mut serve, facts) = serve();
    serve.kill().expect("a child can be killed");
    serve.wait().expect("a child can be waited for");
    let start = Instant::now();
    let pid = facts["pid"].parse().expect("a number");
    while is_alive(pid) || Path::new(&facts["socket"]).exists() {
        assert!(start.elapsed() < Duration::from_secs(20), "still there: {facts:?}");
        sleep(Duration::from_millis(10));
    }
}

mod tls {
    //! What needs a PostgreSQL built with TLS.

    use super::*;

    #[test]
    fn logins() {
        let server = Server::shared_tls();
        let (cert, key) = server.client_cert("cert");
        let ca = format!("sslmode=verify-full sslrootcert={}", server.ca_cert().display());
        let wrong_ca = format!("sslmode=verify-full sslrootcert={}", cert.display());
        let client = format!("{ca} sslcert={} sslkey={}", cert.display(), key.display());
        #[rustfmt::skip]
        let table = [
            ("by name",             "tls_only",   format!("{ca} host=localhost"), true),
            ("by address",          "tls_only",   ca.clone(),                     true),
            ("another authority",   "tls_only",   wrong_ca,                       false),
            ("SCRAM",               "scram",      ca.clone(),                     true),
            ("certificate",         "cert",       client.clone(),                 true),
            ("no certificate",      "cert",       ca.clone(),                     false),
            ("another's",           "tls_only",   format!("{client} password=x"), false),
            ("TLS, but not wanted", "plain_only", ca,                             false),
        ];
        for (name, role, settings, works) in table {
            assert_eq!(logs_in(server, role, &settings), works, "{name}\n{}", server.log());
        }
    }
}

/// Whether `role` logs in over TCP with further connection settings.
fn logs_in(server: &Server, role: &str, settings: &str) -> bool {
    let conninfo = format!("host=127.0.0.1 port={} user={role} dbname=postgres {settings}", server.port());
    let output = Command::new("psql")
        .args(["-X", "-c", "SELECT 1", &conninfo])
        .env("PGPASSWORD", PASSWORD)
        .stdin(Stdio::null())
        .output()
        .expect("psql is on PATH");
    output.status.success()
}

/// The program `serve`, and what it said about its server.
fn serve() -> (Child, HashMap<String, String>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_serve"))
        .arg("--no-tls")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("serve was built");
    let lines = BufReader::new(child.stdout.take().expect("stdout is a pipe")).lines();
    let facts = lines.take(4).map(|line| {
        let line = line.expect("serve speaks UTF-8");
        let (name, fact) = line.split_once(' ').expect("a name and a fact");
        (name.to_owned(), fact.trim().to_owned())
    });
    let facts = facts.collect();
    (child, facts)
}

fn is_alive(pid: u32) -> bool {
    let pid = pid.try_into().ok().and_then(Pid::from_raw).expect("a process id");
    test_kill_process(pid).is_ok()
}
