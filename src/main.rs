//! The `roachdump` program: a table of contents.

use std::process::ExitCode;

use roachdump::cli::{self, Parsed};
use roachdump::error::{Status, tell};
use roachdump::run;

fn main() -> ExitCode {
    let environment = |name: &str| std::env::var(name).ok();
    let status = match cli::parse(std::env::args_os(), &environment) {
        Ok(Parsed::Run(run)) => run::run(&run),
        Ok(Parsed::Print(text)) => run::print(&text),
        Ok(Parsed::Files(folder, files)) => run::write_files(&folder, &files),
        Ok(Parsed::Usage(text)) => {
            tell(text.trim_end_matches('\n'));
            Status::Usage
        }
        Err(error) => {
            tell(&error);
            error.status()
        }
    };
    ExitCode::from(status as u8)
}
