//! Any row, by the kernel against its plain twin. See `checks::kernel` for what must hold.
#![no_main]

#[path = "../../tests/all/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::kernel(input));
