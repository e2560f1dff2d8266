//! Stands before a CockroachDB on this machine and records what it answers, until end of input; the fake server of
//! the tests replays the file.
//!
//! ```text
//! $ cargo run -p roachdump-testkit --bin record -- 26257 tests/data/stock/v22.1.0-alpha/modern/answers.jsonl
//! port   54321
//! $ roachdump dump modern --insecure --host=127.0.0.1:54321 --dump-mode=schema
//! ```

use std::env;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use roachdump_testkit::fake::Recorder;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [upstream, file] = &arguments[..] else { return usage() };
    let Ok(upstream) = upstream.parse() else { return usage() };
    let recorder = Recorder::start(upstream, Path::new(file));
    println!("port   {}", recorder.port());
    // Whatever ends the input ends the program.
    let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("record: give the server's port and the file of the recording");
    ExitCode::from(2)
}
