//! What is said on stderr, and how much memory is taken.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::over_socket;
use crate::program::Program;

fn small() -> Program {
    over_socket("faults", "trust").args(["-f/dev/null"])
}

/// Runs a command line on a terminal and gives what it shows there.
fn on_a_terminal(program: &Program) -> String {
    let quoted = program.words().into_iter().map(|word| format!("'{}'", word.to_string_lossy()));
    let line = quoted.collect::<Vec<_>>().join(" ");
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).env_clear().env("TERM", "xterm").stdin(Stdio::null());
    let output = script.output().expect("script is a part of util-linux");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn on_terminals() {
    let shown = on_a_terminal(&small());
    assert!(shown.contains("dumped 3 tables, 243 rows, "), "{shown:?}");
    assert!(shown.contains("public.few: 0 rows"), "{shown:?}");
    assert_eq!(on_a_terminal(&small().args(["--quiet"])), "");
}

#[test]
fn elsewhere() {
    assert_eq!(small().run().stderr, "");
    assert_eq!(small().args(["--quiet"]).run().stderr, "");
    let told = small().args(["-v"]).run().stderr;
    for want in [
        "info: snapshot ",
        "info: table public.few: 12 rows in ",
        "info: table public.more: 230 rows in ",
        "dumped 3 tables, 243 rows, ",
    ] {
        assert!(told.contains(want), "{told}");
    }
    let told = small().args(["--echo-sql"]).run().stderr;
    assert!(told.contains("\n> SELECT "), "{told}");
}

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
