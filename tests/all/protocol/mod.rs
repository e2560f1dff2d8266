//! Sessions as the library opens them, on a real server: the extended protocol, COPY, cancelling.

mod copy;
mod copy_rows;
mod extended;
mod simple;
mod tls;
mod trace;

use std::sync::OnceLock;

use roachdump::Connection;
use roachdump::internals::cli::{self, Parsed};
use roachdump::internals::connect::{Body, Session};
use roachdump::{Error, Result};
use roachdump_proto::row::Row;
use roachdump_testkit::Server;

/// The database every test here uses.
const DATABASE: &str = "protocol";

/// Runs a test's conversation with the server that has no TLS.
#[track_caller]
fn converse<T>(conversation: impl AsyncFnOnce(&mut Session) -> Result<T>) -> T {
    static FILLED: OnceLock<()> = OnceLock::new();
    let server = Server::shared();
    FILLED.get_or_init(|| server.create_database(DATABASE, ""));
    block_on(async {
        let mut session = Session::open(&target(&server.url(DATABASE))).await?;
        let result = conversation(&mut session).await;
        session.close().await;
        result
    })
    .unwrap_or_else(|error| panic!("{error}"))
}

/// Runs a future to its end.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// Where `dump` with this URL connects to.
#[track_caller]
fn target(url: &str) -> Connection {
    let typed = ["roachdump", "dump", url].map(Into::into);
    match cli::parse(typed, &|_| None) {
        Ok(Parsed::Run(run)) => run.options.connection,
        other => panic!("{url}: {other:?}"),
    }
}

/// Adds the first value of a row, or of each row, to `values`; rows here are whole.
fn first(body: Body<'_>, values: &mut Vec<String>) {
    let Body::Whole(row) = body else { panic!("{body:?}") };
    let value = Row::new(row.body()).and_then(|mut row| row.value()).expect("a row");
    values.push(String::from_utf8_lossy(value.unwrap_or(b"NULL")).into_owned());
}

/// The SQLSTATE of what must be a server's error.
#[track_caller]
fn sqlstate<T>(result: Result<T>) -> String {
    let error: Option<Error> = result.err();
    error.as_ref().and_then(Error::sqlstate).expect("the server's error").to_string()
}
