//! Under TLS no damage goes unnoticed: a byte changed on the way ends the dump, wherever it is, but in the
//! version that every record names for old times' sake and nobody reads.
//!
//! Source: RFC 8446, "Record Layer", `legacy_record_version`.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use roachdump_testkit::Server;
use roachdump_testkit::peer::Peer;

use super::loads;
use crate::dice::Dice;
use crate::program::{Outcome, dump, wait_until};

/// Bytes at the end of the server's stream, when the dump is complete: its good-bye.
const GOODBYE: usize = 64;

fn server() -> &'static Server {
    static FILLED: OnceLock<()> = OnceLock::new();
    let server = Server::shared_tls();
    FILLED.get_or_init(|| {
        server.create_database("sealed", "");
        server.psql(
            "sealed",
            "CREATE TABLE few (a int PRIMARY KEY, b text);
             INSERT INTO few SELECT i, repeat('text', i) FROM generate_series(1, 500) i",
        );
    });
    server
}

/// Something between client and server that knows nothing of messages: it changes the first byte of the server
/// from `place` on that counts by `change`, and counts what came.
fn meddler(place: usize, change: u8, came: &Arc<AtomicUsize>) -> Peer {
    let (upstream, came) = (server().port(), Arc::clone(came));
    Peer::start(move |client| {
        let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, upstream)) else { return };
        let (from, to) = (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
        let there = thread::spawn(move || {
            relay(from, &to, |_| {});
            let _ = to.shutdown(Shutdown::Write);
        });
        let (mut records, mut changed) = (Records::default(), false);
        relay(server, &client, |bytes| {
            for byte in bytes {
                let counts = records.counts(*byte);
                if came.fetch_add(1, Ordering::SeqCst) >= place && counts && !changed {
                    *byte ^= change;
                    changed = true;
                }
            }
        });
        let _ = client.shutdown(Shutdown::Both);
        there.join().expect("the other direction");
    })
}

/// Where a stream stands: in the answer to SSLRequest, or in a TLS record.
#[derive(Default)]
struct Records {
    answered: bool,
    head: Vec<u8>,
    left: usize,
}

impl Records {
    /// Goes on by one byte; whether it has a meaning: all have but a record's version, its second and third byte.
    fn counts(&mut self, byte: u8) -> bool {
        if !self.answered {
            self.answered = true;
            return true;
        }
        if self.left > 0 {
            self.left -= 1;
            return true;
        }
        self.head.push(byte);
        let place = self.head.len();
        if let [_, _, _, high, low] = self.head[..] {
            self.left = usize::from(u16::from_be_bytes([high, low]));
            self.head.clear();
        }
        !(2..=3).contains(&place)
    }
}

/// Copies a stream to its end; either side may hang up.
fn relay(mut from: TcpStream, mut to: &TcpStream, mut hands: impl FnMut(&mut [u8])) {
    let mut bytes = [0; 16 << 10];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        hands(&mut bytes[..read]);
        if to.write_all(&bytes[..read]).is_err() {
            return;
        }
    }
}

fn run(port: u16) -> Outcome {
    let ca = server().ca_cert();
    let place = format!("host=127.0.0.1 port={port} user=trust dbname=sealed application_name=sealed");
    let tls = format!("sslmode=verify-full sslrootcert={}", ca.display());
    dump([format!("{place} {tls}").as_str(), "--stall-timeout=1", "--connect-timeout=5"]).run()
}

#[test]
fn every_byte_counts() {
    let came = Arc::new(AtomicUsize::new(0));
    let untouched = meddler(usize::MAX, 0, &came);
    let whole = run(untouched.port()).dump();
    drop(untouched);
    let size = came.load(Ordering::SeqCst);
    let mut dice = Dice::of_this_run();
    for number in 0..24 {
        // As many in the handshake as everywhere.
        let limit = if number % 2 == 0 { 3000 } else { size - GOODBYE };
        let (place, change) = (dice.below(limit), dice.below(255) as u8 + 1);
        let meddler = meddler(place, change, &Arc::default());
        let outcome = run(meddler.port());
        let name = format!("strike {number}: byte {place} of {size} changed by {change}");
        let said = outcome.failure(&name);
        assert!(!said.contains("panicked"), "{name}: {said}");
        assert!(outcome.stdout.is_empty() || !loads(&outcome.stdout), "{name}: psql loads a broken dump");
        assert!(outcome.stdout != whole, "{name}");
    }
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sealed' AND state <> 'idle'";
    wait_until("the server's query ends", || server().psql("postgres", busy) == "0\n");
}
