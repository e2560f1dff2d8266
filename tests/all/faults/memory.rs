//! How much memory a dump takes.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use super::over_socket;

/// The most memory a dump of one table takes, in KiB, seen while it runs.
fn peak(table: &str) -> u64 {
    let program = over_socket("large", "trust").args([table, "--dump-mode=data"]);
    let mut running = program.stdout(Stdio::null()).spawn();
    let status = format!("/proc/{}/status", running.child.id());
    let mut peak = 0;
    while running.child.try_wait().expect("a child can be waited for").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = number.unwrap_or(peak);
        sleep(Duration::from_millis(2));
    }
    assert_eq!(running.wait().status(), 0);
    peak
}

#[test]
fn memory() {
    for table in ["many", "wide"] {
        let peak = peak(table);
        assert!((1_000..24 * 1024).contains(&peak), "{table}: {peak} KiB");
    }
}
