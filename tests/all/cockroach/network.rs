//! A network that cuts between the program and a real CockroachDB, if there is one: as with PostgreSQL, where
//! these tests run in any case.

use std::sync::{Arc, Mutex};

use roachdump_testkit::Cockroach;
use roachdump_testkit::proxy::{Proxy, Then};

use super::real;
use crate::program::{Outcome, dump, wait_until};

fn run(port: u16) -> Outcome {
    let place = [format!("--port={port}"), "--url=postgresql://?application_name=cut".to_owned()];
    dump(["startrek", "--insecure", "--host=127.0.0.1", "--stall-timeout=1"]).args(place).run()
}

#[track_caller]
fn nothing_runs(server: &Cockroach) {
    let running = "SELECT count(*) FROM [SHOW QUERIES] WHERE application_name = 'cut'";
    wait_until("the server's query ends", || server.sql(running) == "count\n0\n");
}

#[test]
#[ignore = "needs CockroachDB v20.1"]
fn cuts_at_every_boundary() {
    let server = real();
    let tags = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&tags);
    let harmless = Proxy::start(server.port(), move |passing| {
        seen.lock().expect("no other panic").push(passing.bytes[0]);
        Then::GoOn
    });
    let whole = run(harmless.port()).dump();
    let tags = tags.lock().expect("no other panic").clone();
    for (place, then) in
        (0..tags.len() - 1).map(|place| (place, Then::Cut)).chain([(tags.len() / 2, Then::Stall)])
    {
        // Rows among rows are all alike.
        if place > 0 && tags[place - 1..=place + 1] == *b"DDD" {
            continue;
        }
        let proxy = Proxy::start(server.port(), move |passing| match passing.index {
            index if index == place => then.clone(),
            _ => Then::GoOn,
        });
        let outcome = run(proxy.port());
        let name = format!("after message {place} of type '{}'", tags[place] as char);
        let said = outcome.failure(&name);
        let known = ["connection to the server lost", "said nothing for 1 s"];
        assert!(known.iter().any(|known| said.contains(known)), "{name}: {said}");
        assert!(outcome.stdout != whole, "{name}");
        let end = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert!(end.is_empty() || end.contains("\n;\nroachdump: dump is incomplete: "), "{name}: {end}");
    }
    nothing_runs(server);
}
