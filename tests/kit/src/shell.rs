//! A shell that keeps a server only as long as the process that asked for it.
//!
//! It starts the server and reads a pipe whose other end this process holds. When the process ends, however it
//! ends, the pipe is closed: the shell stops the server and removes what it has left behind.
//! (Linux's parent-death signal would fire when the *thread* that started the server ends.)

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;

/// A running shell that ends with its value, or with the process.
#[derive(Debug)]
pub(crate) struct Shell(Child);

impl Shell {
    /// Runs a script by `shell`, which names the program and its account; `$1` and so on are the arguments.
    pub(crate) fn start(shell: &mut Command, script: &str, arguments: &[&OsStr]) -> Result<Self, Failure> {
        shell.args(["-c", script, "watchdog"]).args(arguments).process_group(0);
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = shell.spawn();
        started.map(Self).map_err(|error| Failure::new(format!("cannot run /bin/sh: {error}")))
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Only a shell that is gone already cannot be waited for.
        let _ = self.0.wait();
    }
}
