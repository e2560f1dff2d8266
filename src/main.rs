//! The `roachdump` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    roachdump::program()
}
