//! Any server's side of a SCRAM exchange. See `checks::scram` for what must hold.
#![no_main]

#[path = "../../proto/tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::scram(input));
