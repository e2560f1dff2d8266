//! Lines of COPY, against the rows of a SELECT. See `checks::copy_rows` for what must hold.
#![no_main]

#[path = "../../tests/all/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::copy_rows(input));
