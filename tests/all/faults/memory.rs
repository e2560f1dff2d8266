//! How much memory a dump takes.
//!
//! | measured, KiB | data | in all, with the code of program and libraries |
//! |---|---|---|
//! | release build | 1376 | 6600 |
//! | debug build | 2108 | 15900 |
//!
//! The README promises 7 MB in all. Code is not what grows with a table: the data are held to their measure in
//! every build, the sum where it is promised.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use super::over_socket;

/// The most data that a dump may have, in KiB: half as much again as measured.
const DATA: u64 = if cfg!(debug_assertions) { 3 * 1024 } else { 2 * 1024 };

/// The most memory that a release build may take in all, in KiB: 7.4 MB.
const IN_ALL: u64 = 7 * 1024 + 64;

/// The most memory that a process took so far, in KiB.
#[derive(Debug, Default)]
struct Peak {
    in_all: u64,
    code: u64,
    data: u64,
}

impl Peak {
    /// Looks at a process; one that has ended says nothing.
    ///
    /// # Source
    ///
    /// proc_pid_status(5): `VmHWM` is kept by the kernel, `RssAnon` and `RssFile` are of this moment.
    fn look(&mut self, process: u32) {
        let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let number = |name: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(name))?;
            value.trim().trim_end_matches(" kB").parse::<u64>().ok()
        };
        if let (Some(in_all), Some(code), Some(data)) =
            (number("VmHWM:"), number("RssFile:"), number("RssAnon:"))
        {
            *self = Self { in_all, code: self.code.max(code), data: self.data.max(data) };
        }
    }
}

/// The most memory that a dump of one table takes.
fn peak(table: &str) -> Peak {
    let program = over_socket("large", "trust").args([table, "--dump-mode=data"]);
    let mut running = program.stdout(Stdio::null()).spawn();
    let mut peak = Peak::default();
    while running.child.try_wait().expect("a child can be waited for").is_none() {
        peak.look(running.child.id());
        sleep(Duration::from_millis(2));
    }
    assert_eq!(running.wait().status(), 0);
    peak
}

#[test]
fn memory() {
    for table in ["many", "wide"] {
        let peak = peak(table);
        println!("{table}: {peak:?}");
        assert!((100..DATA).contains(&peak.data), "{table}: {peak:?}");
        // Between two looks there may have been more.
        assert!(peak.in_all < peak.code + DATA, "{table}: {peak:?}");
        assert!(cfg!(debug_assertions) || peak.in_all < IN_ALL, "{table}: {peak:?}");
    }
}
