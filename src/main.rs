//! The `roachdump` program: a table of contents.

use std::ffi::OsString;
use std::process::ExitCode;

use roachdump::cli;
use roachdump::error::{Error, tell};
use roachdump::run;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let environment = |name: &str| std::env::var(name).ok();
    let ended = cli::parse(args.clone(), &environment).and_then(run::run);
    let status = ended.unwrap_or_else(|error: Error| {
        tell(format_args!("{error}\nFailed running \"{}\"", cli::command(&args)));
        run::die_of_signal();
        error.status()
    });
    ExitCode::from(status as u8)
}
