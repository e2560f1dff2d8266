//! What can go wrong, and the one form it is told in.
//!
//! The form is `cockroach dump`'s of 2017 with PostgreSQL's extra fields:
//!
//! ```text
//! pq: <message>
//! SQLSTATE: <code>
//! DETAIL: <detail>
//! HINT: <hint>
//! <what to do>
//! ```
//!
//! The program puts `Error: ` before it, and behind it which command failed.
//!
//! `pq: ` stands before what a server said, and only there.

use std::fmt;

use bstr::ByteSlice;

mod sqlstate;
mod text;

pub use sqlstate::SqlState;
pub(crate) use text::text;
pub use text::{Name, Text};

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One failure, told by whose fault it is.
#[derive(Debug)]
pub struct Error {
    fault: Fault,
    message: Text,
    server: Option<Box<ServerError>>,
    remedy: Option<Text>,
}

/// Who or what is at fault.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// The command line.
    Usage,
    /// No connection, or not the one asked for.
    Connection,
    /// The server refused a statement, or ended the session with an error message.
    Server,
    /// The server's bytes are not the protocol, or not what it announced.
    Protocol,
    /// The output could not be written.
    Output,
    /// The program will not do this, or cannot do it without losing something.
    Refused,
    /// It was stopped from outside.
    Interrupted,
    /// This program.
    Bug,
}

/// The fields of an ErrorResponse that are shown.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct ServerError {
    /// SQLSTATE, if sent.
    pub code: Option<SqlState>,
    /// Primary message.
    pub message: String,
    /// Detail, if sent.
    pub detail: Option<String>,
    /// Hint, if sent.
    pub hint: Option<String>,
}

impl Error {
    /// An error of this program's own, with its message.
    pub(crate) fn new(fault: Fault, message: impl Into<Text>) -> Self {
        Self { fault, message: message.into(), server: None, remedy: None }
    }

    /// An error a server reported.
    pub(crate) fn server(error: ServerError) -> Self {
        Self {
            fault: Fault::Server,
            message: error.message.as_str().into(),
            server: Some(Box::new(error)),
            remedy: None,
        }
    }

    /// The error in the words of `names`.
    #[must_use]
    pub fn worded<'a>(self, names: impl Fn(Name) -> &'a str) -> Self {
        let remedy = self.remedy.map(|remedy| remedy.worded(&names));
        Self { message: self.message.worded(names), remedy, ..self }
    }

    /// Adds what the user can do about it.
    #[must_use]
    pub(crate) fn remedy(mut self, remedy: impl Into<Text>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Puts `context` and a colon before a message of this program's own; a server's message stays as
    /// sent, and the context goes to the remedy's line.
    #[must_use]
    pub(crate) fn context(mut self, context: impl Into<Text>) -> Self {
        if self.server.is_some() {
            self.remedy = Some(match self.remedy {
                Some(remedy) => text!(context, "\n", remedy),
                None => context.into(),
            });
        } else {
            self.message = text!(context, ": ", self.message);
        }
        self
    }

    /// What a server may not send.
    pub(crate) fn violation(message: impl Into<Text>) -> Self {
        Self::new(Fault::Protocol, message)
            .remedy("The connection is damaged, or the server is not what it claims to be.")
    }

    /// A state that cannot be, and yet is.
    pub(crate) fn bug(state: impl fmt::Display) -> Self {
        Self::new(Fault::Bug, format!("a bug: {state}")).remedy(
            "Please report it, with the command line and the server's version. The dump must not be used.",
        )
    }

    /// Adds where in the bytes from the server a [`Fault::Protocol`] is; any other stays as it is.
    #[must_use]
    pub(crate) fn at(mut self, position: u64) -> Self {
        if self.fault == Fault::Protocol {
            self.message = self.message.and(format!(", at byte {position} of what the server sent"));
        }
        self
    }

    /// Who is at fault.
    pub fn fault(&self) -> Fault {
        self.fault
    }

    /// The SQLSTATE, if a server reported this.
    pub fn sqlstate(&self) -> Option<SqlState> {
        self.server.as_deref().and_then(|e| e.code)
    }

    /// The message alone, on one line and without control characters.
    pub fn reason(&self) -> String {
        printable(&self.message.to_string().replace(['\n', '\r'], " "))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pq = if self.server.is_some() { "pq: " } else { "" };
        write!(f, "{pq}{}", one_line(&self.message.to_string()))?;
        if let Some(server) = self.server.as_deref() {
            if let Some(code) = server.code {
                write!(f, "\nSQLSTATE: {code}")?;
            }
            for (name, text) in [("DETAIL", &server.detail), ("HINT", &server.hint)] {
                if let Some(text) = text {
                    write!(f, "\n{name}: {}", one_line(text))?;
                }
            }
        }
        if let Some(remedy) = &self.remedy {
            write!(f, "\n{}", printable(&remedy.to_string()))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// `text` with every control character but the line feed and the TAB shown as an escape.
///
/// Text from a server or a file name may hold sequences that move a terminal's cursor or change its
/// title; none of them reaches the terminal.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            c if c.is_control() => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    shown
}

/// As [`printable`], on one line: what a server says cannot pass for lines of this program's own.
pub fn one_line(text: &str) -> String {
    printable(text).replace('\n', "\\n")
}

/// `1 row`, `2 rows`
pub fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `3 tables, 42 rows`
pub fn totals(tables: usize, rows: u64) -> String {
    format!("{}, {}", counted(tables as u64, "table"), counted(rows, "row"))
}

/// Bytes from a server as text for a message: what is not UTF-8 is replaced, control characters shown.
pub fn shown(bytes: &[u8]) -> String {
    printable(&bytes.to_str_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form() {
        let server = ServerError {
            code: Some(SqlState::UNDEFINED_TABLE),
            message: "relation \"x\u{1b}[2J\" does not exist".into(),
            detail: Some("d\nFailed".into()),
            hint: None,
        };
        let error = Error::server(server).remedy("do that");
        let want =
            "pq: relation \"x\\u{1b}[2J\" does not exist\nSQLSTATE: 42P01\nDETAIL: d\\nFailed\ndo that";
        assert_eq!(error.to_string(), want);
        let own = Error::new(Fault::Usage, "no database").context("dump");
        assert_eq!(own.to_string(), "dump: no database");
        let bug = Error::bug("a row without a table").at(7);
        let want = "a bug: a row without a table\nPlease report it, with the command line and the server's version. The dump must not be used.";
        assert_eq!(bug.to_string(), want);
    }
}
