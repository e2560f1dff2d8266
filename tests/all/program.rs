//! The program as a user runs it: its own process, and nothing of the environment but what a test gives.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// No run takes longer than this, and nothing is waited for any longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A command line that was not run yet.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
    stdout: Option<Stdio>,
    stderr: Option<Stdio>,
}

/// `roachdump dump` with these arguments.
pub(crate) fn dump<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Program {
    roachdump(["dump"]).args(arguments)
}

/// `roachdump` with these arguments.
pub(crate) fn roachdump<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Program {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roachdump"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    Program { command, stdout: None, stderr: None }
}

impl Program {
    /// With further arguments.
    pub(crate) fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// With a variable in its environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// With this as its stdout, of which the outcome then shows nothing.
    pub(crate) fn stdout(mut self, stdout: impl Into<Stdio>) -> Self {
        self.stdout = Some(stdout.into());
        self
    }

    /// With this as its stderr, of which the outcome then shows nothing.
    pub(crate) fn stderr(mut self, stderr: impl Into<Stdio>) -> Self {
        self.stderr = Some(stderr.into());
        self
    }

    /// The words of the command line, for a test that runs it by another program.
    pub(crate) fn words(&self) -> Vec<OsString> {
        let words = [self.command.get_program()].into_iter().chain(self.command.get_args());
        words.map(OsStr::to_owned).collect()
    }

    /// Runs it to its end. What it writes goes to files: it never waits for a reader.
    #[track_caller]
    pub(crate) fn run(self) -> Outcome {
        self.spawn().wait()
    }

    /// Starts it, for a test that does something meanwhile.
    #[track_caller]
    pub(crate) fn spawn(mut self) -> Running {
        let file = || tempfile::tempfile().expect("a temporary file");
        let (stdout, stderr) = (file(), file());
        let share = |file: &File| Stdio::from(file.try_clone().expect("a file"));
        self.command.stdout(self.stdout.unwrap_or_else(|| share(&stdout)));
        self.command.stderr(self.stderr.unwrap_or_else(|| share(&stderr)));
        Running { child: self.command.spawn().expect("the program starts"), stdout, stderr }
    }
}

/// A run under way. A test that ends before it, by a panic, ends it.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) child: Child,
    stdout: File,
    stderr: File,
}

impl Running {
    /// Reads its stdout, which the test made a pipe, to the end.
    #[track_caller]
    pub(crate) fn read(mut self) -> Vec<u8> {
        let mut stdout = self.child.stdout.take().expect("stdout is a pipe");
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).expect("a pipe can be read");
        self.wait().dump();
        bytes
    }

    /// Waits for its end.
    ///
    /// # Panics
    ///
    /// If it takes too long.
    #[track_caller]
    pub(crate) fn wait(mut self) -> Outcome {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            assert!(start.elapsed() < PATIENCE, "the program hangs; on stderr: {}", text(&mut self.stderr));
            sleep(Duration::from_millis(5));
        };
        Outcome { status, stdout: content(&mut self.stdout), stderr: text(&mut self.stderr) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Ends a child that may have ended already, and cannot be waited for twice.
pub(crate) fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Waits until `reached`, for a while.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut reached: impl FnMut() -> bool) {
    let start = Instant::now();
    while !reached() {
        assert!(start.elapsed() < PATIENCE, "in vain: {what}");
        sleep(Duration::from_millis(10));
    }
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    status: ExitStatus,
    /// The dump.
    pub(crate) stdout: Vec<u8>,
    /// The messages.
    pub(crate) stderr: String,
}

impl Outcome {
    /// The exit status; of a death by signal its negative number.
    pub(crate) fn status(&self) -> i32 {
        self.status.code().unwrap_or_else(|| -self.status.signal().unwrap_or(0))
    }

    /// The dump of a run that succeeded and had nothing to say.
    #[track_caller]
    pub(crate) fn dump(self) -> Vec<u8> {
        assert_eq!((self.status(), self.stderr.as_str()), (0, ""));
        self.stdout
    }

    /// The messages of a run that failed, and failed in order; `name` is the test's case.
    #[track_caller]
    pub(crate) fn failure(&self, name: &str) -> &str {
        assert_eq!(self.status(), 1, "{name}\n{}", self.stderr);
        let in_form = self.stderr.contains("Error: ") && self.stderr.ends_with("Failed running \"dump\"\n");
        assert!(in_form, "{name}\n{}", self.stderr);
        &self.stderr
    }

    /// As [`Self::failure`], with nothing on stdout.
    #[track_caller]
    pub(crate) fn refusal(&self, name: &str) -> &str {
        assert_eq!(String::from_utf8_lossy(&self.stdout), "", "{name}");
        self.failure(name)
    }
}

fn content(file: &mut File) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("a temporary file can be read");
    bytes
}

fn text(file: &mut File) -> String {
    String::from_utf8(content(file)).expect("messages are UTF-8")
}
