//! What administrators do to a dump under way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use roachdump_testkit::{Server, Setup, Stop};

use super::{loads, nothing_runs, over_socket, over_tcp, running, server, slow};
use crate::program::{Outcome, wait_until};

/// Dumps the large database slowly, does `harm` meanwhile, then lets it go on.
#[track_caller]
fn meanwhile(server: &Server, database: &str, name: &str, harm: impl FnOnce(&Server)) -> Outcome {
    let is_slow = Arc::new(AtomicBool::new(true));
    let proxy = slow(server.port(), &is_slow);
    let dump = over_tcp(proxy.port(), database, name).spawn();
    wait_until("the dump runs", || {
        let whose = format!("application_name = '{name}' AND query LIKE 'SELECT%many%'");
        server.psql("postgres", format!("SELECT count(*) FROM pg_stat_activity WHERE {whose}")) == "1\n"
    });
    sleep(Duration::from_millis(300));
    harm(server);
    is_slow.store(false, Ordering::Relaxed);
    dump.wait()
}

fn administer(name: &'static str, function: &'static str) -> impl FnOnce(&Server) {
    move |server: &Server| {
        let whose = format!("application_name = '{name}'");
        server.psql("postgres", format!("SELECT {function}(pid) FROM pg_stat_activity WHERE {whose}"));
    }
}

#[test]
fn cancelled_query() {
    let outcome = meanwhile(server(), "large", "cancelled", administer("cancelled", "pg_cancel_backend"));
    let said = outcome.failure("cancelled");
    let error =
        "Error: pq: canceling statement due to user request\nSQLSTATE: 57014\ntable public.many, after ";
    assert!(said.starts_with(error), "{said}");
    assert!(!loads(&outcome.stdout));
    nothing_runs("cancelled");
}

#[test]
fn terminated_session() {
    let outcome = meanwhile(server(), "large", "ended", administer("ended", "pg_terminate_backend"));
    let said = outcome.failure("terminated");
    // The server does not always have room to say why.
    let known = [
        "pq: terminating connection due to administrator command\nSQLSTATE: 57P01\n",
        "connection to the server lost: ",
    ];
    assert!(
        known.iter().any(|known| said.contains(known)) && said.contains("table public.many, after "),
        "{said}"
    );
    assert!(!loads(&outcome.stdout));
}

#[test]
fn crash_of_the_server() {
    let server = Server::start(&Setup { tls: false, ..Setup::default() });
    server.psql("postgres", "CREATE TABLE many (a int, b text); INSERT INTO many SELECT i, repeat('x', 80) FROM generate_series(1, 100000) i");
    let outcome = meanwhile(&server, "postgres", "crashed", |server| server.stop(Stop::Immediate));
    let said = outcome.failure("crashed");
    let known = ["SQLSTATE: 57P0", "connection to the server lost: "];
    assert!(
        known.iter().any(|known| said.contains(known)) && said.contains("table public.many, after "),
        "{said}"
    );
    assert!(!loads(&outcome.stdout));
}

/// A standby replays what the dump's snapshot still needs, and ends the dump for it.
#[test]
fn conflict_with_recovery() {
    let primary = Server::start(&Setup { tls: false, ..Setup::default() });
    primary.psql("postgres", "CREATE TABLE many (a int, b text); INSERT INTO many SELECT i, repeat('x', 80) FROM generate_series(1, 100000) i");
    let waits_are_told = ["log_recovery_conflict_waits = on", "deadlock_timeout = '50ms'"];
    let standby = primary.standby(&[&waits_are_told[..], &["max_standby_streaming_delay = 0"]].concat());
    let replayed = || {
        let end = primary.psql("postgres", "SELECT pg_current_wal_lsn()");
        standby.psql("postgres", format!("SELECT pg_last_wal_replay_lsn() >= '{}'", end.trim_end())) == "t\n"
    };
    wait_until("the standby replays", replayed);
    let outcome = meanwhile(&standby, "postgres", "conflict", |standby| {
        primary.psql("postgres", "DELETE FROM many WHERE a > 10; VACUUM many");
        // A session that is sending ends when its client has read what is under way, and the replay waits for that.
        let waits = || standby.log().contains("recovery still waiting");
        wait_until("the conflict", || replayed() || waits());
    });
    wait_until("the standby replays on", replayed);
    let said = outcome.failure("conflict");
    // It ends the statement or the session; while it waits for its client to read, it may not be able to say why.
    let known = [" due to conflict with recovery\nSQLSTATE: 40001\n", "connection to the server lost: "];
    assert!(
        known.iter().any(|known| said.contains(known)) && said.contains("table public.many, after "),
        "{said}"
    );
    assert!(said.contains("max_standby_streaming_delay") && said.contains("hot_standby_feedback"), "{said}");
    assert!(!loads(&outcome.stdout));
}

/// What is set for a role changes neither whether a dump ends nor a byte of it, but for what pg_dump leaves to
/// the role too: `TimeZone`, `bytea_output` and `lc_monetary`.
#[test]
fn settings_of_a_role() {
    let server = server();
    server.psql(
        "postgres",
        "
        CREATE ROLE hurried LOGIN SUPERUSER;
        ALTER ROLE hurried SET statement_timeout = '20ms';
        ALTER ROLE hurried SET lock_timeout = '20ms';
        ALTER ROLE hurried SET idle_in_transaction_session_timeout = '20ms';
        ALTER ROLE hurried SET DateStyle = 'German';
        ALTER ROLE hurried SET IntervalStyle = 'iso_8601';
        ALTER ROLE hurried SET extra_float_digits = -15;
        ALTER ROLE hurried SET search_path = 'pg_catalog';
        ALTER ROLE hurried SET client_encoding = 'LATIN1';
        ALTER ROLE hurried SET default_transaction_isolation = 'serializable';
        ALTER ROLE hurried SET default_transaction_deferrable = on;
        ALTER ROLE hurried SET quote_all_identifiers = on;
        ALTER ROLE hurried SET escape_string_warning = off;
        ALTER ROLE hurried SET standard_conforming_strings = off;
        ALTER ROLE hurried SET xmloption = 'document';
        ALTER ROLE hurried SET client_min_messages = 'debug1'",
    );
    server.create_database("settings", "");
    // A build without XML has the type, and no value of it.
    let xml = if server.try_psql("settings", "SELECT 'a<b/>'::xml").is_ok() { "'a<b/>'" } else { "NULL" };
    let values = r"'2017-03-07', '1 year 2 days', '2017-03-07 19:55:00+00', 1.0 / 3, '\x00ff5c', 'ä\''x'";
    server.psql(
        "settings",
        format!(
            "
        CREATE TABLE t (a date, b interval, c timestamptz, d float8, e bytea, f text, g xml, h timestamp);
        INSERT INTO t VALUES ({values}, {xml}, '2017-03-07')"
        ),
    );
    for arguments in [["settings", "public.t"], ["large", "public.many"]] {
        let dump = |user| over_socket(arguments[0], user).args(&arguments[1..]).run().dump();
        assert!(dump("hurried") == dump("trust"), "{arguments:?}");
    }
    assert_eq!(running("hurried"), "0");
}
