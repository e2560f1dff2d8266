//! Starts a PostgreSQL, and stops it when it is told to or has to end with the process that asked for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::account::Account;
use crate::failure::Failure;
use crate::shell::Shell;

/// `$1` is the folder of the programs, `$2` the server's own folder.
///
/// `pid` there names the server's process, `exit` appears when it is over.
const SHELL: &str = r#"
exec 3<&0 </dev/null
"$1/postgres" -D "$2/data" >"$2/log" 2>&1 3<&- & server=$!
echo "$server" >"$2/pid.new" && mv "$2/pid.new" "$2/pid"
{ cat <&3 >/dev/null; [ -e "$2/exit" ] || kill -QUIT "$server"; } &
exec 3<&-
wait "$server"
echo "$?" >"$2/exit"
wait
rm -rf "$2"
"#;

/// Longest wait for a server to start or to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a server is told to stop.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stop {
    /// Sessions are ended with an error, then the server shuts down (SIGINT).
    Fast,
    /// All processes end at once, as in a crash (SIGQUIT).
    Immediate,
}

/// A running server's shell.
#[derive(Debug)]
pub(crate) struct Watchdog {
    home: PathBuf,
    pid: Pid,
    _shell: Shell,
}

impl Watchdog {
    /// Starts the server in `home/data`, and waits until it takes sessions.
    pub(crate) fn start(bin: &Path, home: &Path, account: &Account) -> Result<Self, Failure> {
        let arguments = [bin.as_os_str(), home.as_os_str()];
        let shell = Shell::start(&mut account.command("/bin/sh", home), SHELL, &arguments)?;
        let mut watchdog = Self { home: home.to_owned(), pid: Pid::INIT, _shell: shell };
        if !watchdog.wait_for(is_ready) {
            return Err(Failure::new(format!("the server did not start; its log:\n{}", watchdog.log())));
        }
        let pid = fs::read_to_string(home.join("pid")).unwrap_or_default();
        watchdog.pid = pid
            .trim()
            .parse()
            .ok()
            .and_then(Pid::from_raw)
            .ok_or_else(|| Failure::new(format!("the server's process id is not a number: {pid}")))?;
        Ok(watchdog)
    }

    /// The process id of the server's first process.
    pub(crate) fn pid(&self) -> u32 {
        self.pid.as_raw_pid().unsigned_abs()
    }

    /// Stops the server and waits for its end; its files stay.
    pub(crate) fn stop(&self, how: Stop) -> Result<(), Failure> {
        let signal = match how {
            Stop::Fast => Signal::INT,
            Stop::Immediate => Signal::QUIT,
        };
        if has_ended(&self.home) {
            return Ok(());
        }
        kill_process(self.pid, signal).map_err(|error| {
            Failure::new(format!("cannot signal the server, process {}: {error}", self.pid()))
        })?;
        if self.wait_for(has_ended) {
            Ok(())
        } else {
            Err(Failure::new(format!("the server did not stop; its log:\n{}", self.log())))
        }
    }

    /// What the server has written to its log.
    pub(crate) fn log(&self) -> String {
        let log = fs::read(self.home.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Waits for `reached`; false if the server ends before, or takes too long.
    fn wait_for(&self, reached: fn(&Path) -> bool) -> bool {
        let start = Instant::now();
        loop {
            if reached(&self.home) {
                return true;
            }
            if has_ended(&self.home) || start.elapsed() > PATIENCE {
                return false;
            }
            sleep(Duration::from_millis(5));
        }
    }
}

fn has_ended(home: &Path) -> bool {
    home.join("exit").exists()
}

/// The server's process is known, and line 8 of its `postmaster.pid` says that it takes sessions, a standby's
/// that it takes some.
fn is_ready(home: &Path) -> bool {
    home.join("pid").exists()
        && fs::read_to_string(home.join("data/postmaster.pid")).is_ok_and(|text| {
            text.lines().nth(7).is_some_and(|state| ["ready", "standby"].contains(&state.trim_end()))
        })
}
