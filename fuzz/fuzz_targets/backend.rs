//! Any message of a server. See `checks::backend` for what must hold.
#![no_main]

#[path = "../../proto/tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::backend(input));
