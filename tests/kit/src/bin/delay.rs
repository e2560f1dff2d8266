//! Stands before a server on this machine and makes the way to it long, until end of input.
//!
//! ```text
//! $ cargo run -p roachdump-testkit --bin delay -- 5432 250      each byte 250 µs later: a round trip of 0.5 ms
//! port   54321
//! ```

use std::env;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use roachdump_testkit::delay;

fn main() -> ExitCode {
    let mut numbers = env::args().skip(1).map(|argument| argument.parse().ok());
    let (Some(Some(upstream)), Some(Some(micros)), None) = (numbers.next(), numbers.next(), numbers.next())
    else {
        eprintln!("delay: give the server's port, and the time each way in microseconds");
        return ExitCode::from(2);
    };
    match start(upstream, Duration::from_micros(u64::from(micros))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("delay: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(upstream: u16, each_way: Duration) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("port   {}", listener.local_addr()?.port());
    thread::spawn(move || delay::serve(&listener, upstream, each_way));
    // Whatever ends the input ends the program.
    io::copy(&mut io::stdin().lock(), &mut io::sink()).map(drop)
}
