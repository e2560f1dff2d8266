//! The password file: passwords by server, database and user.
//!
//! ```text
//! # hostname:port:database:username:password
//! db.example:5432:*:ann:se\:cret
//! ```
//!
//! In each of the first four fields `*` alone matches anything; a backslash takes the next character as it
//! is. The first line that matches counts. A file that others may read is left alone, with a warning.
//!
//! Source: PostgreSQL documentation, "The Password File"; libpq's `passwordFromFile`.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::settings::variable;
use crate::options::{Address, Connection, FilePassword, Secret};

/// The folders of PostgreSQL's own socket: their servers are `localhost` in the file.
const SOCKET_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// Gives every server of `connection` the password that the file has for it; what is wrong with the file.
///
/// The file is `named`, or `.pgpass` in the home folder; one that cannot be read is as good as none.
pub(super) fn fill(
    connection: &mut Connection,
    named: Option<&Path>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let home = || variable(env, "HOME").map(|home| Path::new(&home).join(".pgpass"));
    let file = named.map(PathBuf::from).or_else(home)?;
    let text = match text(&file)? {
        Ok(text) => text,
        Err(warning) => return Some(warning),
    };
    for endpoint in &mut connection.endpoints {
        let (host, port) = place(&endpoint.address);
        let asked = [&host, &port, &connection.database, &connection.user].map(String::as_bytes);
        let password = password_for(&text, asked);
        endpoint.password = password.map(|password| FilePassword { password, file: file.clone() });
    }
    None
}

/// The file's content, or why it is left alone; nothing if there is no such file.
fn text(file: &Path) -> Option<Result<Vec<u8>, String>> {
    let data = fs::metadata(file).ok()?;
    let left = |why: &str| Some(Err(format!("password file {} {why}: it is not used", file.display())));
    if !data.is_file() {
        return left("is not a plain file");
    }
    if data.mode() & 0o077 != 0 {
        return left("has group or world access; permissions should be u=rw (0600) or less");
    }
    fs::read(file).ok().map(Ok)
}

fn place(address: &Address) -> (String, String) {
    match address {
        Address::Tcp { host, port, .. } => (host.clone(), port.to_string()),
        Address::Unix { folder, port } => {
            let folder = folder.to_string_lossy();
            let own = SOCKET_FOLDERS.contains(&&*folder);
            (if own { "localhost".to_owned() } else { folder.into_owned() }, port.to_string())
        }
    }
}

/// The password that a password file's text has for a host, a port, a database and a user: that of the first
/// line whose fields match. What is not UTF-8 or empty is none.
pub fn password_for(text: &[u8], asked: [&[u8]; 4]) -> Option<Secret> {
    let lines = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut matching = lines
        .filter(|line| !line.starts_with(b"#"))
        .filter_map(|line| asked.iter().try_fold(line, |rest, token| after_match(rest, token)));
    let password = String::from_utf8(unescaped(matching.next()?)).ok()?;
    (!password.is_empty()).then_some(Secret(password))
}

/// What stands behind the first field of `line`, if that field means `token`.
fn after_match<'a>(line: &'a [u8], token: &[u8]) -> Option<&'a [u8]> {
    if let Some(rest) = line.strip_prefix(b"*:") {
        return Some(rest);
    }
    let mut rest = line;
    for wanted in token {
        let ([b'\\', byte, behind @ ..] | [byte, behind @ ..]) = rest else { return None };
        if byte != wanted || rest.starts_with(b":") {
            return None;
        }
        rest = behind;
    }
    rest.strip_prefix(b":")
}

/// The last field, up to a colon, its escapes undone.
fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut rest = field;
    loop {
        match rest {
            [] | [b':', ..] => return text,
            [b'\\', byte, behind @ ..] | [byte, behind @ ..] => {
                text.push(*byte);
                rest = behind;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[rustfmt::skip]
    fn lines() {
        let rows: &[(&str, &str, Option<&str>)] = &[
            ("exact",                   "h:1:d:u:p",               Some("p")),
            ("any",                     "*:*:*:*:p",               Some("p")),
            ("first counts",            "h:1:d:u:p\n*:*:*:*:q",    Some("p")),
            ("second matches",          "x:1:d:u:p\n*:*:*:*:q",    Some("q")),
            ("another port",            "h:2:d:u:p",               None),
            ("another user",            "h:1:d:v:p",               None),
            ("longer name",             "hh:1:d:u:p",              None),
            ("shorter name",            ":1:d:u:p",                None),
            ("star is alone",           "h*:1:d:u:p",              None),
            ("too few fields",          "h:1:d:u",                 None),
            ("comment",                 "#h:1:d:u:p\nh:1:d:u:q",   Some("q")),
            ("escaped letter",          r"\h:1:d:u:p",             Some("p")),
            ("colon in the password",   r"h:1:d:u:a\:b",           Some("a:b")),
            ("password ends at colon",  "h:1:d:u:a:b",             Some("a")),
            ("backslash in it",         r"h:1:d:u:a\\b",           Some(r"a\b")),
            ("backslash at its end",    r"h:1:d:u:a\",             Some(r"a\")),
            ("carriage return",         "h:1:d:u:p\r\n",           Some("p")),
            ("spaces stay",             "h:1:d:u: p ",             Some(" p ")),
            ("empty password",          "h:1:d:u:",                None),
            ("not UTF-8 elsewhere",     "é:1:d:u:p\nh:1:d:u:q",    Some("q")),
            ("no line",                 "",                        None),
        ];
        for (name, text, want) in rows {
            let got = password_for(text.as_bytes(), [b"h", b"1", b"d", b"u"]).map(|secret| secret.0);
            assert_eq!(got.as_deref(), *want, "{name}");
        }
        assert_eq!(password_for(br"a\:b:1:d\\:u:p", [b"a:b", b"1", br"d\", b"u"]).map(|secret| secret.0).as_deref(), Some("p"));
    }
}
