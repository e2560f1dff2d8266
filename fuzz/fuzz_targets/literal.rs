//! Any value of any type, through its literal and back. See `checks::literal` for what must hold.
#![no_main]

#[path = "../../tests/all/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::literal(input));
