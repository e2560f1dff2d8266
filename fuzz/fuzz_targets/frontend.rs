//! Any packet of a client. See `checks::frontend` for what must hold.
#![no_main]

#[path = "../../proto/tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::frontend(input));
