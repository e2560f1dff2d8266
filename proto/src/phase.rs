//! What a session is in the middle of, and which messages of the server have their place there.
//!
//! A message that cannot be read is malformed: that is for its reader to say. Here a message that was read
//! is held against the moment.
//!
//! ```text
//!            Ok              ReadyForQuery
//! LogIn ───────▶ Greeting ───────────────▶ Idle ◀───────────────────────────────┐
//!                                           │ the client asks                   │ ReadyForQuery
//!   ┌──────────────┬──────────────┬─────────┴─────────────┐                     │
//! Answer       Description    CopyAnswer ────────┐        │                     │
//!   │ T            │              │ H            │ G      │                     │
//!   ▼              │              ▼              ▼        │                     │
//! Rows             │           CopyOut        CopyIn      │                     │
//!   │ C, s         │              │ c            │ CopyDone, CopyFail           │
//!   │              │              ▼              ▼        │                     │
//!   │              │           Copied ◀──────────┘        │                     │
//!   └──────────────┼──────────────┴──── C ────▶ Ending ◀──┴── ErrorResponse     │
//!                  └──────────────────────────────┴─────────────────────────────┘
//! ```
//!
//! ParameterStatus, NoticeResponse and NotificationResponse may come in all of them.
//!
//! Source: PostgreSQL documentation, "Message Flow".

use core::fmt;

use crate::backend::{Authentication, Direction, Message, Signal};

/// What a session is in the middle of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Phase {
    /// The StartupMessage is sent.
    LogIn,
    /// The log-in is done; the server tells of itself.
    Greeting,
    /// Nothing is asked.
    Idle,
    /// One statement is sent.
    Answer,
    /// A statement is to be prepared, described or closed, but not run.
    Description,
    /// A COPY is sent.
    CopyAnswer,
    /// The columns are known, or a suspended portal goes on.
    Rows,
    /// The server sends a COPY's bytes.
    CopyOut,
    /// The client sends a COPY's bytes.
    CopyIn,
    /// A COPY's bytes are over.
    Copied,
    /// The answer is over, or it failed.
    Ending,
}

impl Phase {
    /// The phase after `message`; `None` if the message is not legal in this one.
    ///
    /// After a `None` the connection is lost, as after bytes that cannot be read.
    pub fn after(self, message: &Message<'_>) -> Option<Self> {
        match message {
            Message::NoticeResponse(_) | Message::NotificationResponse(_) | Message::ParameterStatus(_) => {
                Some(self)
            }
            Message::ErrorResponse(_) => Some(self.failed()),
            _ => self.next(message),
        }
    }

    /// An error ends an answer; where nothing is asked it ends the session.
    fn failed(self) -> Self {
        match self {
            Self::LogIn | Self::Greeting | Self::Idle => self,
            _ => Self::Ending,
        }
    }

    fn next(self, message: &Message<'_>) -> Option<Self> {
        match self {
            Self::LogIn => match message {
                Message::Authentication(Authentication::Ok) => Some(Self::Greeting),
                Message::Authentication(_) | Message::NegotiateProtocolVersion(_) => Some(self),
                _ => None,
            },
            Self::Greeting => match message {
                Message::BackendKeyData(_) => Some(self),
                Message::ReadyForQuery(_) => Some(Self::Idle),
                _ => None,
            },
            Self::Idle => None,
            Self::Ending => matches!(message, Message::ReadyForQuery(_)).then_some(Self::Idle),
            Self::CopyAnswer | Self::CopyOut | Self::CopyIn | Self::Copied => self.next_in_copy(message),
            Self::Answer | Self::Description | Self::Rows => self.next_in_answer(message),
        }
    }

    fn next_in_answer(self, message: &Message<'_>) -> Option<Self> {
        use Signal::{
            BindComplete, CloseComplete, EmptyQueryResponse, NoData, ParseComplete, PortalSuspended,
        };
        match (self, message) {
            (Self::Answer, Message::Signal(ParseComplete | BindComplete | NoData)) => Some(self),
            (Self::Answer, Message::RowDescription(_)) => Some(Self::Rows),
            (Self::Answer, Message::Signal(EmptyQueryResponse)) => Some(Self::Ending),
            (Self::Rows, Message::DataRow(_)) => Some(self),
            (Self::Rows, Message::Signal(PortalSuspended)) => Some(Self::Ending),
            (Self::Answer | Self::Rows, Message::CommandComplete(_)) => Some(Self::Ending),
            (Self::Description, Message::ReadyForQuery(_)) => Some(Self::Idle),
            (
                Self::Description,
                Message::ParameterDescription(_)
                | Message::RowDescription(_)
                | Message::Signal(ParseComplete | CloseComplete | NoData),
            ) => Some(self),
            _ => None,
        }
    }

    fn next_in_copy(self, message: &Message<'_>) -> Option<Self> {
        match (self, message) {
            (Self::CopyAnswer, Message::CopyResponse(begun)) => match begun.direction {
                Direction::In => Some(Self::CopyIn),
                Direction::Out => Some(Self::CopyOut),
                Direction::Both => None,
            },
            (Self::CopyOut, Message::CopyData(_)) => Some(self),
            (Self::CopyOut, Message::Signal(Signal::CopyDone)) => Some(Self::Copied),
            (Self::Copied, Message::CommandComplete(_)) => Some(Self::Ending),
            _ => None,
        }
    }
}

/// As in "during …".
impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LogIn | Self::Greeting => "log-in",
            Self::Idle => "the time between two statements",
            Self::Answer => "the start of an answer",
            Self::Description => "the description of a statement",
            Self::CopyAnswer => "the start of a COPY",
            Self::Rows => "an answer's rows",
            Self::CopyOut | Self::CopyIn => "a COPY",
            Self::Copied | Self::Ending => "the end of an answer",
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;
    use crate::Raw;

    /// A body that makes `tag` a message.
    fn body(tag: u8) -> &'static [u8] {
        match tag {
            b'R' => b"\0\0\0\0",
            b'r' => b"\0\0\0\x03",
            b'K' => b"\0\0\0\x01key.",
            b'C' => b"SELECT 1\0",
            b'G' | b'H' | b'W' => b"\0\0\0",
            b'E' | b'N' => b"\0",
            b'v' => b"\0\0\0\0\0\0\0\0",
            b'A' => b"\0\0\0\x01\0\0",
            b't' | b'T' => b"\0\0",
            b'S' => b"a\0b\0",
            b'Z' => b"I",
            _ => b"",
        }
    }

    /// The phase after each of the letters; `r` is an authentication request that is not the last.
    fn after(mut phase: Phase, letters: &str) -> Option<Phase> {
        for letter in letters.bytes() {
            let tag = if letter == b'r' { b'R' } else { letter };
            let message = Message::decode(Raw { tag, body: body(letter) }).expect("a row's message");
            phase = phase.after(&message)?;
        }
        Some(phase)
    }

    #[test]
    fn conversations() {
        use Phase::{
            Answer, Copied, CopyAnswer, CopyIn, CopyOut, Description, Ending, Greeting, Idle, LogIn, Rows,
        };
        #[rustfmt::skip]
        let table: &[(&str, Phase, &str, Option<Phase>)] = &[
            ("log-in",                LogIn,       "rrNRSSKZ", Some(Idle)),
            ("log-in, older version", LogIn,       "vR",       Some(Greeting)),
            ("log-in without key",    LogIn,       "RSZ",      Some(Idle)),
            ("log-in refused",        LogIn,       "rE",       Some(LogIn)),
            ("ready too early",       LogIn,       "Z",        None),
            ("asked again after Ok",  LogIn,       "Rr",       None),
            ("version after Ok",      LogIn,       "Rv",       None),
            ("rows",                  Answer,      "TDDNDCZ",  Some(Idle)),
            ("no rows",               Answer,      "CZ",       Some(Idle)),
            ("empty",                 Answer,      "IZ",       Some(Idle)),
            ("error at once",         Answer,      "EZ",       Some(Idle)),
            ("error in the rows",     Answer,      "TDEZ",     Some(Idle)),
            ("extended",              Answer,      "12TDCZ",   Some(Idle)),
            ("extended, no rows",     Answer,      "12nCZ",    Some(Idle)),
            ("suspended",             Answer,      "12TDsZ",   Some(Idle)),
            ("going on",              Rows,        "DDC",      Some(Ending)),
            ("rows undescribed",      Answer,      "D",        None),
            ("described twice",       Answer,      "TT",       None),
            ("second statement",      Answer,      "CC",       None),
            ("rows after the end",    Answer,      "TCD",      None),
            ("a COPY nobody asked",   Answer,      "H",        None),
            ("function call",         Answer,      "V",        None),
            ("described alone",       Description, "1tTZ",     Some(Idle)),
            ("nothing to describe",   Description, "1tnZ",     Some(Idle)),
            ("closed",                Description, "3Z",       Some(Idle)),
            ("described, not run",    Description, "C",        None),
            ("out",                   CopyAnswer,  "Hddd",     Some(CopyOut)),
            ("out, over",             CopyAnswer,  "HdcCZ",    Some(Idle)),
            ("out, failed",           CopyAnswer,  "HdEZ",     Some(Idle)),
            ("out, done twice",       CopyAnswer,  "Hcc",      None),
            ("in",                    CopyAnswer,  "G",        Some(CopyIn)),
            ("in, ended by server",   CopyAnswer,  "GC",       None),
            ("in, failed",            CopyAnswer,  "GEZ",      Some(Idle)),
            ("in, over",              Copied,      "CZ",       Some(Idle)),
            ("both ways",             CopyAnswer,  "W",        None),
            ("rows in a COPY",        CopyAnswer,  "T",        None),
            ("between, a setting",    Idle,        "SNA",      Some(Idle)),
            ("between, an answer",    Idle,        "C",        None),
            ("between, shutdown",     Idle,        "E",        Some(Idle)),
            ("key in the middle",     Answer,      "K",        None),
            ("log-in in the middle",  Rows,        "R",        None),
        ];
        for (name, phase, letters, want) in table {
            assert_eq!(after(*phase, letters), *want, "{name}");
        }
    }

    /// Every message in every phase: these have their place there, and no other.
    #[test]
    fn every_message() {
        use Phase::{
            Answer, Copied, CopyAnswer, CopyIn, CopyOut, Description, Ending, Greeting, Idle, LogIn, Rows,
        };
        const ALL: &str = "rRKSZTDCI123ntscdGHWVEvNA";
        #[rustfmt::skip]
        let table = [
            (LogIn,       "rRSEvNA"),
            (Greeting,    "KSZENA"),
            (Idle,        "SENA"),
            (Answer,      "STCI12nENA"),
            (Description, "SZT13ntENA"),
            (CopyAnswer,  "SGHENA"),
            (Rows,        "SDCsENA"),
            (CopyOut,     "ScdENA"),
            (CopyIn,      "SENA"),
            (Copied,      "SCENA"),
            (Ending,      "SZENA"),
        ];
        for (phase, want) in table {
            let taken = |letter: &char| after(phase, letter.encode_utf8(&mut [0; 4])).is_some();
            assert_eq!(ALL.chars().filter(taken).collect::<String>(), want, "{phase:?}");
        }
    }
}
