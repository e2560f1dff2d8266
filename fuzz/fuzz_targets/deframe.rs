//! Any stream, cut into reads of any size. See `checks::deframe` for what must hold.
#![no_main]

#[path = "../../proto/tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::deframe(input));
