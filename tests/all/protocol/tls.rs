//! A CancelRequest goes over TLS where the session is.

use std::time::{Duration, Instant};

use roachdump::internals::connect::Session;
use roachdump_testkit::{PASSWORD, Server};

use super::{block_on, sqlstate, target};

#[test]
fn cancelling() {
    let server = Server::shared_tls();
    let (port, ca) = (server.port(), server.ca_cert());
    // The server takes this role over TLS alone.
    let url = format!(
        "postgresql://tls_only:{PASSWORD}@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={}",
        ca.display()
    );
    let start = Instant::now();
    block_on(async {
        let mut session = Session::open(&target(&url)).await.expect("a session over TLS");
        let canceller = session.canceller();
        let cancel = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            canceller.cancel().await;
        };
        let (slept, ()) = tokio::join!(session.query("SELECT pg_sleep(60)"), cancel);
        assert_eq!(sqlstate(slept), "57014");
        let again = session.query("SELECT 1").await.expect("the session goes on");
        assert_eq!(again.single().map(|value| value.as_slice()), Some(&b"1"[..]));
        // Nothing runs: this must not end the next statement.
        session.canceller().cancel().await;
        session.query("SELECT pg_sleep(0.1)").await.expect("an idle session is not cancelled");
        session.close().await;
    });
    assert!(start.elapsed() < Duration::from_secs(30), "the statement ran on");
}
