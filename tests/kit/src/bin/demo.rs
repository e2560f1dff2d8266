//! The main job on a throwaway PostgreSQL: fill, dump, load into an empty database, dump again, compare.
//!
//! Every command is shown as one would type it. The program `roachdump` is the one built beside this one.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use roachdump_testkit::{SUPERUSER, Server, Setup};
use tempfile::TempDir;

fn main() -> ExitCode {
    match Demo::new().and_then(|demo| demo.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("demo: {what}");
            ExitCode::FAILURE
        }
    }
}

const COUNT: &str =
    "SELECT (SELECT count(*) FROM episodes) AS episodes, (SELECT count(*) FROM quotes) AS quotes";

/// Every row of the database, in an order of its own.
const ROWS: &str = "TABLE episodes ORDER BY id; TABLE quotes ORDER BY id";

struct Demo {
    server: Server,
    roachdump: PathBuf,
    folder: TempDir,
}

impl Demo {
    fn new() -> Result<Self, String> {
        let own =
            env::current_exe().map_err(|error| format!("cannot tell where this program is: {error}"))?;
        let roachdump = own.with_file_name("roachdump");
        if !roachdump.exists() {
            return Err(format!("{} is missing; run tests/demo, which builds it", roachdump.display()));
        }
        let folder = tempfile::Builder::new().prefix("roachdump-demo-").tempdir();
        let folder = folder.map_err(|error| format!("no temporary folder: {error}"))?;
        let setup = Setup { tls: false, ..Setup::default() };
        let server = Server::try_start(&setup).map_err(|failure| failure.to_string())?;
        Ok(Self { server, roachdump, folder })
    }

    fn run(&self) -> Result<(), String> {
        let seed = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("data").join("startrek.sql");
        let [first, second] = ["first.sql", "second.sql"].map(|name| self.folder.path().join(name));
        println!("# A throwaway PostgreSQL {} with a small database.", self.server.version_num() / 10_000);
        self.psql(SUPERUSER, "-c", "CREATE DATABASE startrek")?;
        self.psql("startrek", "-f", &seed)?;
        println!("\n# Dump it.");
        self.dump("startrek", &first)?;
        print!("{}", fs::read_to_string(&first).map_err(|error| format!("{}: {error}", first.display()))?);
        println!("\n# Load the dump into an empty database.");
        self.psql(SUPERUSER, "-c", "CREATE DATABASE copy")?;
        self.psql("copy", "-f", &first)?;
        self.psql("copy", "-c", COUNT)?;
        self.compare_rows()?;
        println!("\n# Dump that one, and compare.");
        self.dump("copy", &second)?;
        show_and_run(Command::new("diff").args([&first, &second]), None)?;
        println!("\nnot a byte different");
        Ok(())
    }

    /// Two empty dumps are equal too: the copy has to hold what was put into the original.
    fn compare_rows(&self) -> Result<(), String> {
        let [original, copy] = ["startrek", "copy"].map(|name| self.server.try_psql(name, ROWS));
        if original? == copy? {
            Ok(())
        } else {
            Err("the copy holds other rows than the original".to_owned())
        }
    }

    fn psql(&self, database: &str, option: &str, what: impl AsRef<OsStr>) -> Result<(), String> {
        let mut psql = self.server.client("psql").map_err(|failure| failure.to_string())?;
        psql.args(["-d", database, "-X", "-q", "-v", "ON_ERROR_STOP=1", option]).arg(what);
        show_and_run(&mut psql, None)
    }

    fn dump(&self, database: &str, file: &Path) -> Result<(), String> {
        let mut dump = Command::new(&self.roachdump);
        dump.args(["dump", database, "-h"]).arg(self.server.socket_dir());
        dump.args(["-p", &self.server.port().to_string(), "-U", SUPERUSER]);
        show_and_run(&mut dump, Some(file))
    }
}

/// Shows `command`, runs it, its output into `file` if there is one, and fails if it does.
fn show_and_run(command: &mut Command, file: Option<&Path>) -> Result<(), String> {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let mut shown = words.map(shell_word).collect::<Vec<_>>().join(" ");
    if let Some(file) = file {
        shown = format!("{shown} > {}", shell_word(file.as_os_str()));
        let file = File::create(file).map_err(|error| format!("{}: {error}", file.display()))?;
        command.stdout(file);
    }
    println!("$ {shown}");
    let status = command.status().map_err(|error| format!("cannot run it: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("that failed, {status}")) }
}

/// `word` as a shell reads it back.
fn shell_word(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        #[rustfmt::skip]
        let table = [
            ("plain", "/tmp/a-b_c.sql", "/tmp/a-b_c.sql"),
            ("empty", "",               "''"),
            ("space", "a b",            "'a b'"),
            ("quote", "a'b",            r"'a'\''b'"),
        ];
        for (name, word, want) in table {
            assert_eq!(shell_word(OsStr::new(word)), want, "{name}");
        }
    }
}
