//! Finds PostgreSQL's programs.
//!
//! In this order: the folder `ROACHDUMP_PG_BIN` names → the fetched version `ROACHDUMP_PG_VERSION` names →
//! the newest installed → the newest fetched. Fetching itself is `tests/fetch-postgresql`'s work.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::account::neutral;
use crate::failure::Failure;

/// Where distributions keep one folder per version; the version is the number in the folder's name.
const PER_VERSION: [&str; 6] = [
    "/usr/lib/postgresql",
    "/usr/local/lib/postgresql",
    "/usr",
    "/opt/homebrew/opt",
    "/usr/local/opt",
    "/Applications/Postgres.app/Contents/Versions",
];

const REMEDY: &str = "Install PostgreSQL (Debian, Ubuntu: apt-get install -y postgresql), \
    or name a folder with initdb and postgres in ROACHDUMP_PG_BIN; tests/run does all of it.";

/// The folder of a server's programs.
pub(crate) fn server() -> Result<PathBuf, Failure> {
    if let Some(bin) = env::var_os("ROACHDUMP_PG_BIN").map(PathBuf::from) {
        return if bin.is_absolute() && holds_server(&bin) {
            Ok(bin)
        } else {
            let what = format!("ROACHDUMP_PG_BIN={} is no folder with initdb and postgres", bin.display());
            Err(Failure::new(what)
                .remedy("Give the absolute path of the folder that holds both, or unset it."))
        };
    }
    if let Ok(version) = env::var("ROACHDUMP_PG_VERSION") {
        return fetched(&[&version]);
    }
    match installed() {
        Some(bin) => Ok(bin),
        None => fetched(&[]).map_err(|_| Failure::new("no PostgreSQL server found").remedy(REMEDY)),
    }
}

/// A client program of at least the server's major version: the one beside the server, or on PATH.
pub(crate) fn client(name: &str, bin: &Path, server_major: u32) -> Result<PathBuf, Failure> {
    let beside = bin.join(name);
    let program = if beside.exists() { beside } else { PathBuf::from(name) };
    let mut command = Command::new(&program);
    neutral(&mut command);
    let remedy = format!(
        "Install PostgreSQL's client programs of version {server_major} or newer \
        (Debian, Ubuntu: apt-get install -y postgresql-client)."
    );
    let output = command.arg("--version").output().map_err(|error| {
        let what = format!("{name} is neither in {} nor on PATH: {error}", bin.display());
        Failure::new(what).remedy(&remedy)
    })?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    match number(said.rsplit(") ").next().unwrap_or_default()) {
        Some(major) if major >= server_major => Ok(program),
        _ => {
            let said = said.trim_end();
            let what = format!("{} is `{said}`, older than the server's {server_major}", program.display());
            Err(Failure::new(what).remedy(remedy))
        }
    }
}

/// The newest server in a usual place, else the one on PATH.
fn installed() -> Option<PathBuf> {
    let folders = PER_VERSION.iter().filter_map(|parent| fs::read_dir(parent).ok()).flatten().flatten();
    let newest = folders
        .filter_map(|entry| {
            let version = version_of_folder(&entry.file_name().to_string_lossy())?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| holds_server(bin))
        .max();
    match newest {
        Some((_, bin)) => Some(bin),
        None => env::split_paths(&env::var_os("PATH")?).find(|folder| holds_server(folder)),
    }
}

/// What `tests/fetch-postgresql` has put into its cache.
fn fetched(version: &[&str]) -> Result<PathBuf, Failure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("fetch-postgresql");
    let output = Command::new(&script)
        .arg("--cached")
        .args(version)
        .output()
        .map_err(|error| Failure::new(format!("cannot run {}: {error}", script.display())))?;
    if output.status.success() {
        Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim_end()))
    } else {
        Err(Failure::new(String::from_utf8_lossy(&output.stderr).trim_end()))
    }
}

fn holds_server(bin: &Path) -> bool {
    bin.join("initdb").exists() && bin.join("postgres").exists()
}

/// The major version in the name of a folder of [`PER_VERSION`].
fn version_of_folder(name: &str) -> Option<u32> {
    let rest = name.strip_prefix("postgresql@").or_else(|| name.strip_prefix("pgsql-")).unwrap_or(name);
    rest.parse().ok()
}

/// The number at the start of `text`.
fn number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders() {
        #[rustfmt::skip]
        let table = [
            ("Debian",   "15",            Some(15)),
            ("Homebrew", "postgresql@17", Some(17)),
            ("RPM",      "pgsql-16",      Some(16)),
            ("other",    "share",         None),
        ];
        for (name, folder, want) in table {
            assert_eq!(version_of_folder(folder), want, "{name}");
        }
    }

    #[test]
    fn leading_number() {
        assert_eq!(number("15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(number("18beta1"), Some(18));
        assert_eq!(number("devel"), None);
    }
}
