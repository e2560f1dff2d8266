//! The question for a password on a terminal: what is typed is not shown, and the terminal is left as it was.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use roachdump_testkit::{PASSWORD, live};
use tempfile::TempDir;

use super::{by, plain};
use crate::program::{Program, end, wait_until};

/// What the program asks.
const QUESTION: &str = "Password for user scram: ";

/// A program on a terminal of its own, which `script` makes.
struct Terminal {
    script: Child,
    keys: ChildStdin,
    folder: TempDir,
}

impl Terminal {
    /// Runs the program between shell commands that note the terminal's name and its settings afterwards.
    fn run(program: &Program) -> Self {
        live::note("a pseudo-terminal");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = folder.path().display();
        let quoted = program.words().into_iter().map(|word| format!("'{}'", word.to_string_lossy()));
        let words = quoted.collect::<Vec<_>>().join(" ");
        let line = format!(
            "tty >{place}/tty; (sh -c 'echo $$ >{place}/pid; exec \"$@\"' sh {words}); \
             echo $? >{place}/status; stty -a >{place}/after; mv {place}/status {place}/ended"
        );
        let shown = fs::File::create(folder.path().join("shown")).expect("a file");
        let mut script = Command::new("script");
        script.args(["-qfec", &line, "/dev/null"]).env_clear().env("PATH", "/usr/bin:/bin");
        let script = script.stdin(Stdio::piped()).stdout(shown).spawn();
        let mut script = script.expect("script is a part of util-linux");
        let keys = script.stdin.take().expect("a pipe");
        Self { script, keys, folder }
    }

    fn file(&self, name: &str) -> String {
        let bytes = fs::read(self.folder.path().join(name)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Waits until the question stands there, and sees that the terminal does not show what is typed.
    #[track_caller]
    fn asked(&self) {
        wait_until("the question", || self.file("shown").contains(QUESTION));
        let tty = self.file("tty");
        let settings = || {
            let stty = Command::new("stty").args(["-a", "-F", tty.trim_end()]).output().expect("stty");
            String::from_utf8_lossy(&stty.stdout).into_owned()
        };
        assert!(!echoes(&settings()), "the terminal shows what is typed: {}", settings());
    }

    fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("a terminal");
    }

    /// Waits for the end of the program: its status, as a shell has it, and what the terminal showed.
    #[track_caller]
    fn end(mut self) -> (String, String) {
        let ended = self.folder.path().join("ended");
        wait_until("the end", || ended.exists());
        self.script.wait().expect("script ends");
        assert!(echoes(&self.file("after")), "the terminal is left as it was not: {}", self.file("after"));
        (self.file("ended").trim_end().to_owned(), self.file("shown"))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        end(&mut self.script);
    }
}

/// Whether the terminal with these settings shows what is typed.
fn echoes(settings: &str) -> bool {
    settings.split_whitespace().any(|word| word == "echo")
}

fn dump(user: &str, more: &[&str]) -> Program {
    by(&format!("host=127.0.0.1 port={} user={user}", plain().port()))
        .args(["-f/dev/null", "--quiet"])
        .args(more)
}

#[test]
#[ignore = "needs a pseudo-terminal"]
fn typed() {
    #[rustfmt::skip]
    let rows: [(&str, Program, &str, &str, &str); 4] = [
        ("needed",         dump("scram", &[]),     PASSWORD,           "0", ""),
        ("asked for",      dump("scram", &["-W"]), PASSWORD,           "0", ""),
        ("with mistakes",  dump("scram", &[]),     "x\u{15}secx\u{7f}ret", "0", ""),
        ("wrong password", dump("scram", &[]),     "wrong",            "1", "SQLSTATE: 28P01"),
    ];
    for (name, program, keys, status, said) in rows {
        let mut terminal = Terminal::run(&program);
        terminal.asked();
        terminal.types(&format!("{keys}\n"));
        let (ended, shown) = terminal.end();
        assert_eq!(ended, status, "{name}: {shown}");
        assert!(
            shown.contains(said) && !shown.contains(keys) && !shown.contains(PASSWORD),
            "{name}: {shown:?}"
        );
    }
}

#[test]
#[ignore = "needs a pseudo-terminal"]
fn not_asked() {
    for (name, program, status) in
        [("not needed", dump("trust", &[]), "0"), ("-w", dump("scram", &["-w"]), "1")]
    {
        let (ended, shown) = Terminal::run(&program).end();
        assert_eq!(ended, status, "{name}: {shown}");
        assert!(!shown.contains("Password for"), "{name}: {shown:?}");
    }
}

#[test]
#[ignore = "needs a pseudo-terminal"]
fn ended_by_a_signal() {
    let ways = [("Ctrl-C", "se\x03", "130"), ("Ctrl-\\", "\x1c", "130"), ("SIGTERM", "", "143")];
    for (name, keys, status) in ways {
        let mut terminal = Terminal::run(&dump("scram", &[]));
        terminal.asked();
        match keys {
            "" => signal(terminal.folder.path()),
            keys => terminal.types(keys),
        }
        let (ended, shown) = terminal.end();
        assert_eq!(ended, status, "{name}: {shown}");
    }
}

/// Sends SIGTERM to the program that runs in this folder.
fn signal(folder: &Path) {
    let pid = fs::read_to_string(folder.join("pid")).expect("a process id");
    let pid = pid.trim_end().parse().ok().and_then(rustix::process::Pid::from_raw).expect("a process id");
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("the program runs");
}
