//! A network that cuts, stalls, delays and damages, between the program and a real PostgreSQL.
//!
//! Where it strikes is drawn by a seed, which a failure names: see [`crate::dice`].

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::Duration;

use roachdump_testkit::proxy::{Passing, Proxy, Then};

use super::{loads, names, nothing_runs, over_tcp, server};
use crate::dice::Dice;
use crate::program::Outcome;

/// A dump through a proxy, under a name that its sessions are known by.
fn run(proxy: &Proxy, name: &str, more: &[&str]) -> Outcome {
    over_tcp(proxy.port(), "faults", name).args(["--stall-timeout=1"]).args(more).run()
}

/// The dump as it is without harm, and type byte and size of each message that the session of its rows gets.
fn harmless() -> (Vec<u8>, Vec<(u8, usize)>) {
    let (dump, mut sessions) = harmless_sessions();
    (dump, sessions.swap_remove(0))
}

/// The same with the messages of each session, in the order in which they begin.
fn harmless_sessions() -> (Vec<u8>, Vec<Vec<(u8, usize)>>) {
    let messages = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&messages);
    let proxy = Proxy::start(server().port(), move |passing| {
        let mut seen = seen.lock().expect("no other panic");
        let sessions = seen.len().max(passing.session + 1);
        seen.resize(sessions, Vec::new());
        seen[passing.session].push((passing.bytes[0], passing.bytes.len()));
        Then::GoOn
    });
    let dump = run(&proxy, "harmless", &[]).dump();
    let messages = messages.lock().expect("no other panic").clone();
    (dump, messages)
}

/// What is done to one message.
type Harm = Box<dyn Fn(&mut Passing) -> Then + Send + Sync>;

/// Strikes `times` times, each at a message and in a way that `choose` draws with type byte and size of every message,
/// to stdout and to a file in turns.
#[track_caller]
fn strikes(times: usize, choose: impl Fn(&mut Dice, &[(u8, usize)]) -> (String, usize, Harm)) {
    let (whole, messages) = harmless();
    let mut dice = Dice::of_this_run();
    let mut failed = 0;
    for number in 0..times {
        let (what, place, harm) = choose(&mut dice, &messages);
        let name =
            format!("strike {number}: {what}, message {place} of type '{}'", messages[place].0 as char);
        failed += usize::from(strike(&name, (0, place), harm, &whole));
    }
    assert!(failed > times / 2, "only {failed} of {times} strikes were noticed");
    nothing_runs("network");
}

/// Strikes at a message of a session and judges what comes of it; whether the dump failed.
#[track_caller]
fn strike(name: &str, (session, place): (usize, usize), harm: Harm, whole: &[u8]) -> bool {
    let proxy = Proxy::start(server().port(), move |passing| match (passing.session, passing.index) {
        at if at == (session, place) => harm(passing),
        _ => Then::GoOn,
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("dump.sql");
    let to_file = ["-f", file.to_str().expect("a plain path")];
    let outcome = run(&proxy, "network", if place.is_multiple_of(2) { &to_file } else { &[] });
    let written = fs::read(&file).ok();
    if outcome.status() == 0 {
        // Some harm changes nothing: at the last message, or to a byte that says nothing then.
        assert!(written.unwrap_or(outcome.stdout) == whole, "{name}: a damaged dump is called complete");
        return false;
    }
    let said = outcome.failure(name);
    let known = [
        "at byte ",
        "connection to the server lost",
        "said nothing for 1 s",
        "says it sent",
        "left the transaction",
    ];
    assert!(known.iter().any(|known| said.contains(known)), "{name}: {said}");
    assert_eq!(names(folder.path()), Vec::<String>::new(), "{name}");
    if !outcome.stdout.is_empty() {
        assert!(!loads(&outcome.stdout), "{name}: psql loads a broken dump");
        assert!(session > 0 || said.contains("table "), "{name}: {said}");
    }
    true
}

/// Lets a part of a message through, and then `then`.
fn part(dice: &mut Dice, then: Then) -> (String, Harm) {
    let part = dice.below(100);
    let harm = move |passing: &mut Passing| {
        passing.bytes.truncate(passing.bytes.len() * part / 99);
        then.clone()
    };
    (format!("{part} parts of 99"), Box::new(harm))
}

#[test]
fn cuts() {
    strikes(30, |dice, messages| {
        let (what, harm) = part(dice, Then::Cut);
        (format!("cut after {what}"), dice.below(messages.len()), harm)
    });
}

/// At the end of every message: where one kind of message follows itself again and again, once.
#[test]
fn cuts_at_every_boundary() {
    let (whole, messages) = harmless();
    let places = (0..messages.len()).filter(|place| {
        let kinds = |at: usize| messages.get(at..at + 2).map(|two| (two[0].0, two[1].0));
        *place == 0 || kinds(*place) != kinds(place - 1)
    });
    let places: Vec<_> = places.collect();
    let failed = places.iter().filter(|place| {
        let name = format!("cut behind message {place} of type '{}'", messages[**place].0 as char);
        strike(&name, (0, **place), Box::new(|_| Then::Cut), &whole)
    });
    // Behind the last message there is nothing more to lose.
    assert!(failed.count() >= places.len() - 1, "a cut went unnoticed");
    nothing_runs("network");
}

/// The sessions that the catalog is read again in: without them, or with an error, but never another dump.
#[test]
fn cuts_of_further_sessions() {
    let (whole, sessions) = harmless_sessions();
    assert_eq!(sessions.len(), 3, "one for the rows, one after the catalog, one after the rows");
    let mut dice = Dice::of_this_run();
    for (session, messages) in sessions.iter().enumerate().skip(1) {
        for place in [0, dice.below(messages.len()), messages.len() - 2] {
            let name = format!("cut behind message {place} of session {session}");
            let failed = strike(&name, (session, place), Box::new(|_| Then::Cut), &whole);
            assert!(!failed || place > 0, "{name}: what was never a session is a refused one");
        }
    }
    nothing_runs("network");
}

/// In the middle of a literal that is written while it arrives.
#[test]
fn cuts_in_a_large_value() {
    strikes(8, |dice, messages| {
        let (what, harm) = part(dice, Then::Cut);
        let largest = (0..messages.len()).max_by_key(|at| messages[*at].1).expect("messages");
        assert!(messages[largest].1 > 400_000, "the large row is one of the messages");
        (format!("cut after {what}"), largest + dice.below(2), harm)
    });
}

#[test]
fn stalls() {
    strikes(4, |dice, messages| {
        let (what, harm) = part(dice, Then::Stall);
        // After the last message there is nothing more to wait for.
        (format!("stall after {what}"), dice.below(messages.len() - 1), harm)
    });
}

/// Replaces the 16 or 32 bit word at `at` by what `change` makes of it.
fn word<const N: usize>(bytes: &mut [u8], at: usize, change: impl Fn(u32) -> u32) {
    let Some(word) = bytes.get_mut(at..at + N) else { return };
    let mut wide = [0; 4];
    wide[4 - N..].copy_from_slice(word);
    word.copy_from_slice(&change(u32::from_be_bytes(wide)).to_be_bytes()[4 - N..]);
}

#[test]
fn damage() {
    let turn = Cell::new(0);
    strikes(72, |dice, messages| {
        // Every kind of harm to every type of message in turn, and each time to any of that type.
        let types: BTreeSet<u8> = messages.iter().map(|(tag, _)| *tag).collect();
        let (at, kind) = (turn.get() % types.len(), turn.replace(turn.get() + 1) / types.len() % 6);
        let tag = types.into_iter().nth(at).expect("a type");
        let places: Vec<_> = (0..messages.len()).filter(|place| messages[*place].0 == tag).collect();
        let (place, amount) = (places[dice.below(places.len())], dice.below(255) as u8 + 1);
        let harm = move |passing: &mut Passing| {
            damage_one(&mut passing.bytes, kind, amount);
            Then::GoOn
        };
        (format!("damage {kind} by {amount}"), place, Box::new(harm))
    });
}

/// Damages the framing of one message: its type, its length, or what its type has of counts and sizes.
fn damage_one(bytes: &mut [u8], kind: usize, amount: u8) {
    let change = |word: u32| match amount % 6 {
        0 => word.wrapping_add(1),
        1 => word.wrapping_sub(1),
        2 => word ^ 0x80,
        3 => word | 0x8000_0000,
        4 => 0,
        _ => word.wrapping_add(u32::from(amount) << 20),
    };
    match (kind, bytes[0]) {
        (0, _) => bytes[0] ^= amount,
        (1, b'D' | b'T') => word::<2>(bytes, 5, change),
        (2, b'D') => word::<4>(bytes, 7, change),
        (3, b'Z') => bytes[5] ^= amount,
        (4, b'C') => bytes[bytes.len() - 2] ^= amount % 8 + 1,
        _ => word::<4>(bytes, 1, change),
    }
}

#[test]
fn delays() {
    let (whole, _) = harmless();
    let proxy = Proxy::start(server().port(), |passing| {
        sleep(Duration::from_millis(if passing.index.is_multiple_of(100) { 80 } else { 0 }));
        Then::GoOn
    });
    assert!(run(&proxy, "delays", &[]).dump() == whole, "a slow network changes the dump");
    assert!(loads(&whole), "the dump does not load");
}
