//! The account a server runs under.
//!
//! PostgreSQL refuses to run as root. Where the tests are root, as in most containers, the server and
//! its files are given to an unprivileged account; otherwise everything is the user's own.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;

/// The accounts tried as root, best first.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// Who runs the server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Account {
    other: Option<Other>,
}

/// An account that is not the one the tests run under.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Other {
    name: String,
    uid: u32,
    gid: u32,
}

impl Account {
    /// The account of this process.
    pub(crate) fn own() -> Self {
        Self { other: None }
    }

    /// The account for a server: this process's own, or as root an unprivileged one.
    pub(crate) fn choose() -> Result<Self, Failure> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::own());
        }
        let passwd = fs::read_to_string("/etc/passwd")
            .map_err(|error| Failure::new(format!("cannot read /etc/passwd: {error}")))?;
        let found = UNPRIVILEGED.iter().find_map(|name| passwd.lines().find_map(|line| other(line, name)));
        match found {
            Some(other) => Ok(Self { other: Some(other) }),
            None => {
                Err(Failure::new("PostgreSQL does not run as root, and neither postgres nor nobody exists")
                    .remedy("Run the tests as an ordinary user."))
            }
        }
    }

    /// `program`, to be run under this account in `folder`, free of the caller's PostgreSQL settings.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder);
        neutral(&mut command);
        if let Some(other) = &self.other {
            command.uid(other.uid).gid(other.gid);
        }
        command
    }

    /// Runs `command`, which [`Self::command`] made, and returns what it printed.
    pub(crate) fn run(&self, command: &mut Command) -> Result<String, Failure> {
        let program = command.get_program().to_string_lossy().into_owned();
        let account = self.other.as_ref().map(|o| format!(" as user {}", o.name)).unwrap_or_default();
        let output = command.output().map_err(|error| {
            Failure::new(format!("cannot run {program}{account}: {error}"))
                .remedy("The program and every folder above it must be open to that user.")
        })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!("{program}{account} failed, {}:\n{}", output.status, said.trim_end())))
    }

    /// Makes this account the owner of `path`, with `mode`.
    pub(crate) fn give(&self, path: &Path, mode: u32) -> Result<(), Failure> {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .and_then(|()| match &self.other {
                Some(other) => chown(path, Some(other.uid), Some(other.gid)),
                None => Ok(()),
            })
            .map_err(|error| {
                Failure::new(format!("cannot give {} to the server's user: {error}", path.display()))
                    .remedy("In a user namespace without that user, run the tests as an ordinary user.")
            })
    }

    /// Writes a file that belongs to this account.
    pub(crate) fn write(&self, path: &Path, text: &str, mode: u32) -> Result<(), Failure> {
        fs::write(path, text)
            .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))?;
        self.give(path, mode)
    }
}

/// Frees `command` of every setting that changes what PostgreSQL's programs do or say.
pub(crate) fn neutral(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
    command.env("LC_ALL", "C");
}

/// The account in a line of `/etc/passwd`, if its name is `name`.
fn other(line: &str, name: &str) -> Option<Other> {
    let mut fields = line.split(':');
    if fields.next()? != name {
        return None;
    }
    let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Other { name: name.to_owned(), uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_of_passwd() {
        let nobody = Other { name: "nobody".into(), uid: 65534, gid: 65533 };
        #[rustfmt::skip]
        let table = [
            ("the account",       "nobody:x:65534:65533:nobody:/:/bin/false", Some(nobody)),
            ("another account",   "nobody2:x:1:1::/:/bin/false",              None),
            ("ids not a number",  "nobody:x:a:b::/:/bin/false",               None),
            ("ends early",        "nobody:x:1",                               None),
        ];
        for (name, line, want) in table {
            assert_eq!(other(line, "nobody"), want, "{name}");
        }
    }
}
