//! Asks for the password on the terminal, without showing it.
//!
//! The terminal is `/dev/tty`, so stdin and stdout stay free for a pipe. While the user types, the terminal
//! neither echoes nor turns keys into signals: whatever ends the question, its settings are put back.

use std::fs::File;
use std::io::{self, Read, Write};
use std::thread;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::SIGINT;
use signal_hook::low_level::raise;
use tokio::sync::oneshot;

use crate::error::{Error, Fault, Result, printable};
use crate::options::{Connection, Secret};

const TERMINAL: &str = "/dev/tty";

/// The most bytes of a password.
const MOST: usize = 64 << 10;

/// Whether there is a terminal to ask on.
pub(super) fn possible() -> bool {
    terminal().is_ok()
}

/// Asks for the password of the connection's user; the answer is kept in the connection.
///
/// # Errors
///
/// [`Fault::Connection`] if there is no terminal, or it is hung up.
pub(super) async fn ask(connection: &Connection) -> Result<()> {
    let question = format!("Password for user {}: ", printable(&connection.user));
    let quiet = Quiet::new(&question).map_err(|error| none(&error))?;
    let (answer, answered) = oneshot::channel();
    let keys = quiet.terminal.try_clone().map_err(|error| none(&error))?;
    // A thread of its own: a blocking read must not keep a signal from ending the program.
    let reader = thread::Builder::new().name("password".to_owned());
    reader.spawn(move || drop(answer.send(line(keys)))).map_err(|error| none(&error))?;
    let typed = answered.await.unwrap_or_else(|_| Err(io::ErrorKind::UnexpectedEof.into()));
    drop(quiet);
    match typed.map_err(|error| none(&error))? {
        Some(password) => {
            // Another session may have asked meanwhile; its answer is as good.
            let _ = connection.typed.set(Secret(password));
            Ok(())
        }
        None => {
            raise(SIGINT).map_err(|error| none(&error))?;
            std::future::pending().await
        }
    }
}

fn none(error: &io::Error) -> Error {
    Error::new(Fault::Connection, format!("cannot ask for the password on {TERMINAL}: {error}"))
        .remedy("Set PGPASSWORD, or write the password into ~/.pgpass.")
}

fn terminal() -> io::Result<File> {
    File::options().read(true).write(true).open(TERMINAL)
}

/// The terminal while it does not show what is typed.
struct Quiet {
    terminal: File,
    before: Termios,
}

impl Quiet {
    fn new(question: &str) -> io::Result<Self> {
        let terminal = terminal()?;
        let before = tcgetattr(&terminal)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(&terminal, OptionalActions::Flush, &quiet)?;
        let mut quiet = Self { terminal, before };
        quiet.terminal.write_all(question.as_bytes())?;
        Ok(quiet)
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // A terminal that is gone needs no line end and no settings.
        let _ = self.terminal.write_all(b"\n");
        let _ = tcsetattr(&self.terminal, OptionalActions::Flush, &self.before);
    }
}

/// Reads keys up to the end of the line; nothing if the user wants to end the program.
fn line(keys: impl Read) -> io::Result<Option<String>> {
    const INTERRUPT: u8 = 3;
    const END: u8 = 4;
    const QUIT: u8 = 0x1c;
    const BACKSPACE: [u8; 2] = [8, 0x7f];
    const ERASE_ALL: u8 = 0x15;
    let mut typed = Vec::new();
    for key in io::BufReader::new(keys).bytes() {
        match key? {
            b'\n' | b'\r' | END => return text(typed).map(Some),
            INTERRUPT | QUIT => return Ok(None),
            ERASE_ALL => typed.clear(),
            key if BACKSPACE.contains(&key) => {
                // One character of UTF-8, however many bytes it has.
                while typed.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
            }
            0 => return Err(io::Error::new(io::ErrorKind::InvalidData, "it holds a zero byte")),
            key if typed.len() < MOST => typed.push(key),
            _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "it is too long")),
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn text(typed: Vec<u8>) -> io::Result<String> {
    String::from_utf8(typed).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        type Row = (&'static str, &'static [u8], Result<Option<&'static str>, io::ErrorKind>);
        #[rustfmt::skip]
        let table: &[Row] = &[
            ("a line",             b"secret\nrest",      Ok(Some("secret"))),
            ("carriage return",    b"secret\r",          Ok(Some("secret"))),
            ("end of input key",   b"se\x04",            Ok(Some("se"))),
            ("nothing",            b"\n",                Ok(Some(""))),
            ("backspace",          b"sx\x7fe\x08\x7f\x7fs\n", Ok(Some("s"))),
            ("backspace, letter",  "aé\u{7f}b\n".as_bytes(), Ok(Some("ab"))),
            ("all erased",         b"wrong\x15s\n",      Ok(Some("s"))),
            ("interrupted",        b"se\x03",            Ok(None)),
            ("quit",               b"se\x1c",            Ok(None)),
            ("hung up",            b"se",                Err(io::ErrorKind::UnexpectedEof)),
            ("zero byte",          b"s\0e\n",            Err(io::ErrorKind::InvalidData)),
            ("not UTF-8",          b"\xff\n",            Err(io::ErrorKind::InvalidData)),
        ];
        for (name, keys, want) in table {
            let got = line(*keys).map_err(|error| error.kind());
            assert_eq!(got, want.map(|text| text.map(str::to_owned)), "{name}");
        }
    }
}
