//! Tells the program what it is built with: the versions of the libraries that `--version` names, as the lock
//! file has them, and the target.

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let variable = |name: &str| env::var(name).unwrap_or_else(|_| "unknown".to_owned());
    let lock = Path::new(&variable("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    // A build without a lock file names no versions.
    let lock = fs::read_to_string(lock).unwrap_or_default();
    let named = |library| format!("{library} {}", version(&lock, library)).trim_end().to_owned();
    println!("cargo::rustc-env=ROACHDUMP_TLS={} with {}", named("rustls"), named("ring"));
    println!("cargo::rustc-env=ROACHDUMP_BUILD={}, {}", variable("TARGET"), variable("PROFILE"));
}

/// The version of a library by the text of a lock file.
fn version<'a>(lock: &'a str, library: &str) -> &'a str {
    let entry = lock.split("[[package]]").find(|entry| entry.contains(&format!("\nname = \"{library}\"\n")));
    let line = entry.and_then(|entry| entry.lines().find_map(|line| line.strip_prefix("version = ")));
    line.unwrap_or_default().trim_matches('"')
}
