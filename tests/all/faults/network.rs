//! A network that cuts, stalls, delays and damages, between the program and a real PostgreSQL.
//!
//! Where it strikes is drawn anew in every run. A failure names its seed; `ROACHDUMP_SEED` repeats it.

use std::env;
use std::fs;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use roachdump_testkit::proxy::{Passing, Proxy, Then};

use super::{loads, names, nothing_runs, over_tcp, server};
use crate::program::Outcome;

/// A dump through a proxy, under a name that its sessions are known by.
fn run(proxy: &Proxy, name: &str, more: &[&str]) -> Outcome {
    over_tcp(proxy.port(), "faults", name).args(["--stall-timeout=1"]).args(more).run()
}

/// The dump as it is without harm, and the type bytes of all messages on the way.
fn harmless() -> (Vec<u8>, Vec<u8>) {
    let tags = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&tags);
    let proxy = Proxy::start(server().port(), move |passing| {
        seen.lock().expect("no other panic").push(passing.bytes[0]);
        Then::GoOn
    });
    let dump = run(&proxy, "harmless", &[]).dump();
    let tags = tags.lock().expect("no other panic").clone();
    (dump, tags)
}

/// Random numbers that a seed repeats (xorshift).
struct Random(u64);

impl Random {
    fn new() -> Self {
        let given =
            env::var("ROACHDUMP_SEED").ok().map(|seed| seed.parse().expect("ROACHDUMP_SEED is a number"));
        let clock = || SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_nanos() as u64;
        Self(given.unwrap_or_else(clock) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit.max(1)
    }
}

/// What is done to one message.
type Harm = Box<dyn Fn(&mut Passing) -> Then + Send + Sync>;

/// Strikes at the message `place`, to stdout and to a file in turns, and judges what comes of it.
#[track_caller]
fn strike(name: &str, place: usize, harm: Harm, whole: &[u8]) {
    let proxy =
        Proxy::start(
            server().port(),
            move |passing| {
                if passing.index == place { harm(passing) } else { Then::GoOn }
            },
        );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("dump.sql");
    let to_file = place % 2 == 0;
    let more = ["-f", file.to_str().expect("a plain path")];
    let outcome = run(&proxy, "network", if to_file { &more } else { &[] });
    let dump = if to_file { fs::read(&file).unwrap_or_default() } else { outcome.stdout.clone() };
    if outcome.status() == 0 {
        // Some harm changes nothing: at the last message, or to a byte that says nothing then.
        assert!(dump == whole, "{name}: a damaged dump is called complete");
        return;
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
    assert!(dump.is_empty() || !loads(&dump), "{name}: psql loads a broken dump");
    assert!(dump.is_empty() || said.contains("table "), "{name}: {said}");
}

#[test]
fn cuts() {
    let (whole, tags) = harmless();
    let mut random = Random::new();
    for _ in 0..40 {
        let seed = random.0;
        let place = random.below(tags.len());
        let part = random.below(1000);
        let harm = move |passing: &mut Passing| {
            let kept = passing.bytes.len() * part / 999;
            passing.bytes.truncate(kept);
            Then::Cut
        };
        strike(&format!("seed {seed}: cut in message {place}, {part} of 999"), place, Box::new(harm), &whole);
    }
    nothing_runs("network");
}

#[test]
fn stalls() {
    let (whole, tags) = harmless();
    let mut random = Random::new();
    for _ in 0..4 {
        let seed = random.0;
        let place = random.below(tags.len() - 1);
        let part = random.below(100);
        let harm = move |passing: &mut Passing| {
            let kept = passing.bytes.len() * part / 100;
            passing.bytes.truncate(kept);
            Then::Stall
        };
        strike(
            &format!("seed {seed}: stall in message {place}, {part} of 100"),
            place,
            Box::new(harm),
            &whole,
        );
    }
    nothing_runs("network");
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
    let (whole, tags) = harmless();
    let mut random = Random::new();
    for _ in 0..80 {
        let seed = random.0;
        let (place, kind, amount) = (random.below(tags.len()), random.below(6), random.below(255) as u8 + 1);
        let change = move |word: u32| match amount % 6 {
            0 => word.wrapping_add(1),
            1 => word.wrapping_sub(1),
            2 => word ^ 0x80,
            3 => word | 0x8000_0000,
            4 => 0,
            _ => word.wrapping_add(u32::from(amount) << 20),
        };
        let harm = move |passing: &mut Passing| {
            let bytes = &mut passing.bytes;
            match (kind, bytes[0]) {
                (0, _) => bytes[0] ^= amount,
                (1, b'D' | b'T') => word::<2>(bytes, 5, change),
                (2, b'D') => word::<4>(bytes, 7, change),
                (3, b'Z') => bytes[5] ^= amount,
                (4, b'C') if bytes.starts_with(b"C\0\0\0") => {
                    let digit = bytes.len() - 2;
                    bytes[digit] ^= amount % 8 + 1;
                }
                _ => word::<4>(bytes, 1, change),
            }
            Then::GoOn
        };
        let name =
            format!("seed {seed}: damage {kind} by {amount} to message {place}, '{}'", tags[place] as char);
        strike(&name, place, Box::new(harm), &whole);
    }
    nothing_runs("network");
}

#[test]
fn delays() {
    let (whole, _) = harmless();
    let proxy = Proxy::start(server().port(), |passing| {
        sleep(Duration::from_millis(if passing.index % 100 == 0 { 80 } else { 0 }));
        Then::GoOn
    });
    assert!(run(&proxy, "delays", &[]).dump() == whole, "a slow network changes the dump");
    assert!(loads(&whole), "the dump does not load");
}
