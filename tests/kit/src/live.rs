//! The list of tests that really ran against a real server.
//!
//! Cargo calls a run without a single live test a success; `tests/run` does not. It names a file in
//! `ROACHDUMP_LIVE_LOG`, every live test adds a line, and no line is a failure.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::thread;

/// Notes that the test on this thread is about to use `server`, a name with a version.
///
/// # Panics
///
/// If the file named by `ROACHDUMP_LIVE_LOG` cannot be written.
pub fn note(server: &str) {
    let Some(path) = env::var_os("ROACHDUMP_LIVE_LOG") else { return };
    let line = format!("{}\t{server}\n", thread::current().name().unwrap_or("unnamed thread"));
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut log| log.write_all(line.as_bytes()));
    if let Err(error) = written {
        panic!("cannot write ROACHDUMP_LIVE_LOG={}: {error}", path.display());
    }
}
