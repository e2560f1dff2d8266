//! Throwaway servers and peers for tests and the demo.
//!
//! [`fake::Fake`] is a CockroachDB that replays recordings, [`Cockroach`] a real one if there is any.
//! [`Server`] is a real PostgreSQL, [`proxy::Proxy`] what stands between a server and its client to do harm,
//! and [`delay`] a long way between them.
//! A test that needs one starts with
//!
//! ```no_run
//! let server = roachdump_testkit::Server::shared();
//! server.create_database("my_test", "");
//! server.psql("my_test", "CREATE TABLE t (id int)");
//! ```
//!
//! Tests never skip: where there is no server, every test that asks for one fails with the remedy.
//! Nothing is left behind, even by tests that are killed.
//!
//! A test of something that not every machine has is ignored, and says why:
//!
//! ```text
//! #[test]
//! #[ignore = "needs PgBouncer"]
//! fn modes() {
//! ```
//!
//! `tests/run` finds the reason in what cargo prints, runs the test where that thing is, and says at the end which
//! tests it has not tried and what would make it. It knows
//!
//! | reason | the thing is there if |
//! |---|---|
//! | `needs CockroachDB v20.1 or v20.2` | `ROACHDUMP_COCKROACH` names a program of one of the releases named |
//! | `needs the grammar of CockroachDB` | `ROACHDUMP_COCKROACH_PARSER` names a program, or Go builds `tests/grammar` |
//! | `needs PgBouncer` | `ROACHDUMP_PGBOUNCER` names one, or it is on the path |
//! | `needs a pseudo-terminal` | `script` can make one |
//!
//! Tests that need TLS use [`Server::shared_tls`] and live in a module named `tls`: the second major
//! version the tests run on is a build without TLS, and `tests/run` leaves these modules out there.

mod account;
pub mod certificates;
mod client;
mod cluster;
mod cockroach;
pub mod delay;
mod failure;
pub mod fake;
pub mod live;
mod locate;
pub mod peer;
mod pgbouncer;
pub mod pooler;
pub mod proxy;
mod server;
mod shell;
mod watchdog;
mod wire;

pub use cockroach::{Cockroach, Release, Rows, Session};
pub use failure::Failure;
pub use pgbouncer::PgBouncer;
pub use server::{PASSWORD, SUPERUSER, Server, Setup};
pub use watchdog::Stop;
