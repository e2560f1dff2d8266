//! Texts that a loader reads. See `checks::loader` for what must hold.
#![no_main]

#[path = "../../tests/all/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::loader(input));
