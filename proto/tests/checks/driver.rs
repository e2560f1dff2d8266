//! Runs properties on the seeds of their fuzz targets, and on what becomes of the seeds by damage.
//!
//! The damage is for a change's check on any machine; it is no replacement for the fuzzer, which sees what
//! the program does with its input.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

/// The seconds to spend on damaged seeds of each target; none if it is not set.
const SECONDS: &str = "ROACHDUMP_FUZZ_SECONDS";

/// A fuzz target's name, and what must hold of any input.
pub(crate) type Target<'a> = (&'a str, fn(&[u8]));

/// Runs each property on every file in the folder of its name, then on damaged ones.
pub(crate) fn run(targets: &[Target<'_>]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = [root.join("fuzz/seeds"), root.join("../fuzz/seeds")];
    let seeds = seeds.iter().find(|folder| folder.is_dir()).expect("fuzz/seeds is there");
    let seconds = env::var(SECONDS).map_or(0, |text| text.parse().expect("a number of seconds"));
    for (target, check) in targets {
        let files = fs::read_dir(seeds.join(target)).expect("a target has a folder of seeds");
        let inputs = files.map(|file| fs::read(file.expect("a file").path()).expect("a readable seed"));
        let inputs: Vec<_> = inputs.collect();
        assert!(!inputs.is_empty(), "{target} has no seeds");
        for input in &inputs {
            // Every seed cut short is one too.
            (0..=input.len()).for_each(|end| shown(target, *check, &input[..end]));
        }
        let runs = damage(target, *check, &inputs, Duration::from_secs(seconds));
        println!("{target}: {} seeds, {runs} damaged ones", inputs.len());
    }
}

fn damage(target: &str, check: fn(&[u8]), seeds: &[Vec<u8>], time: Duration) -> u64 {
    let (start, mut random, mut runs) = (Instant::now(), Random(0x9e37_79b9_7f4a_7c15), 0);
    while start.elapsed() < time {
        let mut input = seeds[random.below(seeds.len())].clone();
        for _ in 0..=random.below(4) {
            random.damage(&mut input, &seeds[0]);
        }
        shown(target, check, &input);
        runs += 1;
    }
    runs
}

/// Runs the property and, if it does not hold, shows the input.
fn shown(target: &str, check: fn(&[u8]), input: &[u8]) {
    if let Err(failure) = std::panic::catch_unwind(|| check(input)) {
        eprintln!("{target} does not hold for b\"{}\"", input.escape_ascii());
        std::panic::resume_unwind(failure);
    }
}

/// Marsaglia's xorshift: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    /// Changes, adds, removes or repeats some bytes.
    fn damage(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        const TELLING: &[u8] = b"\0\x01\x7f\x80\xff'\"\\,;-+.(){}0919eENt \n";
        let at = self.below(input.len() + 1);
        match self.below(6) {
            0 if at < input.len() => input[at] = TELLING[self.below(TELLING.len())],
            1 if at < input.len() => input[at] ^= 1 << self.below(8),
            2 => input.insert(at, TELLING[self.below(TELLING.len())]),
            3 if at < input.len() => drop(input.remove(at)),
            4 => input.truncate(at),
            _ => {
                let part = if self.below(2) == 0 { other.to_vec() } else { input.clone() };
                let size = self.below(part.len().min(64) + 1);
                input.splice(at..at, part[..size].iter().copied());
            }
        }
        input.truncate(4096);
    }
}
