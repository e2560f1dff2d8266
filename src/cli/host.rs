//! Hosts as they are written: a name or an address, with or without a port, or a socket folder; several
//! with commas between them.
//!
//! ```text
//! name        name:26257        127.0.0.1:26257
//! ::1         [::1]             [::1]:26257
//! /folder     @abstract
//! ```

use std::path::PathBuf;

use super::values::{Refusal, port};

/// A host, and the port written behind it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Host {
    /// Where.
    pub(super) place: Place,
    /// The port behind a colon; part of the host's text, so of no use without this host.
    pub(super) port: Option<u16>,
}

/// Where a server listens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// A name, or an IP address without brackets.
    Name(String),
    /// The folder of a Unix socket; an abstract one starts with `@`.
    Folder(PathBuf),
}

/// Reads one host, or several with commas between them.
pub(super) fn hosts(text: &str) -> Result<Vec<Host>, Refusal> {
    text.split(',').map(host).collect()
}

fn host(text: &str) -> Result<Host, Refusal> {
    let shape = |why: &str| Refusal::new(why, "Write host, host:port, [address]:port or a socket's folder.");
    if text.starts_with(['/', '@']) {
        return Ok(Host { place: Place::Folder(PathBuf::from(text)), port: None });
    }
    let (name, port) = if let Some(rest) = text.strip_prefix('[') {
        let (name, behind) = rest.split_once(']').ok_or_else(|| shape("a [ without a ]"))?;
        let port = behind.strip_prefix(':');
        if port.is_none() && !behind.is_empty() {
            return Err(shape("only a colon and a port may stand behind a ]"));
        }
        (name, port)
    } else {
        match text.split_once(':') {
            Some((_, rest)) if rest.contains(':') => (text, None),
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        }
    };
    if name.is_empty() {
        return Err(shape("the host is empty"));
    }
    if name.contains(|c: char| c.is_whitespace() || c.is_control() || "[]/@".contains(c)) {
        return Err(shape("the host's name holds a character that no name can have"));
    }
    let port = port.map(self::port).transpose()?;
    Ok(Host { place: Place::Name(name.to_owned()), port })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[rustfmt::skip]
    fn written() {
        type Row<'a> = (&'a str, &'a str, Result<(&'a str, Option<u16>), &'a str>);
        let rows: &[Row<'_>] = &[
            ("name",              "db.example",    Ok(("db.example", None))),
            ("name and port",     "db:26258",      Ok(("db", Some(26258)))),
            ("v4 and port",       "127.0.0.1:1",   Ok(("127.0.0.1", Some(1)))),
            ("bare v6",           "::1",           Ok(("::1", None))),
            ("v6 with a zone",    "fe80::1%eth0",  Ok(("fe80::1%eth0", None))),
            ("v6 in brackets",    "[::1]",         Ok(("::1", None))),
            ("v6 and port",       "[::1]:5432",    Ok(("::1", Some(5432)))),
            ("folder",            "/tmp",          Ok(("/tmp", None))),
            ("folder, colon",     "/tmp/a:b",      Ok(("/tmp/a:b", None))),
            ("abstract",          "@pg",           Ok(("@pg", None))),
            ("empty",             "",              Err("the host is empty")),
            ("port alone",        ":26257",        Err("the host is empty")),
            ("empty brackets",    "[]:1",          Err("the host is empty")),
            ("open bracket",      "[::1",          Err("a [ without a ]")),
            ("behind a bracket",  "[::1]x",        Err("only a colon and a port may stand behind a ]")),
            ("no port",           "db:",           Err("a port is a number from 1 to 65535")),
            ("port too large",    "db:65536",      Err("a port is a number from 1 to 65535")),
            ("port no number",    "db:pg",         Err("a port is a number from 1 to 65535")),
            ("space",             "a b",           Err("the host's name holds a character that no name can have")),
            ("escape",            "a\u{1b}[2J",    Err("the host's name holds a character that no name can have")),
            ("relative folder",   "tmp/pg",        Err("the host's name holds a character that no name can have")),
        ];
        for (name, text, want) in rows {
            let got = host(text).map(|host| match host.place {
                Place::Name(name) => (name, host.port),
                Place::Folder(folder) => (folder.display().to_string(), host.port),
            });
            let got = got.as_ref().map(|(at, port)| (at.as_str(), *port)).map_err(|no| no.why.as_str());
            assert_eq!(got, *want, "{name}");
        }
    }

    #[test]
    fn several() {
        let names = |text: &str| hosts(text).map(|hosts| hosts.len()).map_err(|no| no.why);
        for (text, want) in
            [("a", Ok(1)), ("a:1,[::1]:2,/tmp", Ok(3)), ("a,", Err("the host is empty".to_owned()))]
        {
            assert_eq!(names(text), want, "{text}");
        }
    }
}
