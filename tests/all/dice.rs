//! Numbers that look random and are the same for the same seed, on every machine.
//!
//! What strikes at random does so at the same places in every run, unless `ROACHDUMP_SEED` says otherwise:
//!
//! ```text
//! ROACHDUMP_SEED=123 cargo test --test all network     what the seed 123 draws
//! ROACHDUMP_SEED=new cargo test --test all network     something else in every run
//! ```
//!
//! # Source
//!
//! The generator is SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators".

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

/// A generator.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The generator of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The generator of the seed that `ROACHDUMP_SEED` chooses. The test prints it, which is seen if it fails.
    ///
    /// # Panics
    ///
    /// If that is neither a number nor `new`.
    #[track_caller]
    pub(crate) fn of_this_run() -> Self {
        let clock = || SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
        let seed = match env::var("ROACHDUMP_SEED").as_deref() {
            Err(_) => 1,
            Ok("new") => clock(),
            Ok(given) => given.parse().expect("ROACHDUMP_SEED is a number or `new`"),
        };
        println!("ROACHDUMP_SEED={seed} repeats this");
        Self::new(seed)
    }

    /// Any number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 32).expect("32 bits") % end
    }

    /// True that many times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `all`.
    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
