//! Starts a throwaway PostgreSQL for work by hand, prints how to reach it, and stops it at end of input.
//!
//! ```text
//! $ cargo run -p roachdump-testkit --bin serve [-- --no-tls]
//! socket /tmp/roachdump-pg-XXXXXX
//! port   54321
//! …
//! ```

use std::env;
use std::io;
use std::process::ExitCode;

use roachdump_testkit::{Server, Setup};

fn main() -> ExitCode {
    let tls = match env::args().nth(1).as_deref() {
        None => true,
        Some("--no-tls") => false,
        Some(other) => {
            eprintln!("serve: unknown argument {other}; there is only --no-tls");
            return ExitCode::from(2);
        }
    };
    match Server::try_start(&Setup { tls, ..Setup::default() }) {
        Ok(server) => {
            describe(&server, tls);
            // Whatever ends the input ends the server.
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("serve: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn describe(server: &Server, tls: bool) {
    println!("socket {}", server.socket_dir().display());
    println!("port   {}", server.port());
    println!("pid    {}", server.pid());
    println!("url    {}", server.url("postgres"));
    if tls {
        let (cert, key) = server.client_cert("cert");
        println!("ca     {}", server.ca_cert().display());
        println!("cert   {}", cert.display());
        println!("key    {}", key.display());
    }
}
