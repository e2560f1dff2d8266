//! Runs `psql` and `pg_dump` on a [`Server`], over its Unix socket.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::process::{Command, Output};

use crate::account::neutral;
use crate::failure::Failure;
use crate::locate;
use crate::server::{SUPERUSER, Server};

impl Server {
    /// Runs `sql` as the superuser and returns the rows it answers: fields apart by `|`, rows by a line feed.
    ///
    /// # Panics
    ///
    /// If a statement fails, with what `psql` said, or if the answer is not UTF-8.
    #[track_caller]
    pub fn psql(&self, database: &str, sql: impl AsRef<[u8]>) -> String {
        match self.try_psql(database, sql) {
            Ok(rows) => String::from_utf8(rows).expect("the answer is UTF-8"),
            Err(said) => panic!("psql on {database}: {said}"),
        }
    }

    /// As [`Self::psql`]; the answer in the database's own encoding.
    ///
    /// # Errors
    ///
    /// What `psql` said if a statement fails; those before it have been executed.
    pub fn try_psql(&self, database: &str, sql: impl AsRef<[u8]>) -> Result<Vec<u8>, String> {
        let mut psql = self.client("psql").unwrap_or_else(|failure| failure.fail());
        let input = input(sql.as_ref()).map_err(|error| format!("no temporary file: {error}"))?;
        let output = psql
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"])
            .stdin(input)
            .output();
        succeeded(output)
    }

    /// Loads a dump into `database`, stopping at the first error.
    ///
    /// # Panics
    ///
    /// If it does not load, with what `psql` said.
    #[track_caller]
    pub fn load(&self, database: &str, sql: impl AsRef<[u8]>) {
        if let Err(said) = self.try_psql(database, sql) {
            panic!("the dump does not load into {database}: {said}");
        }
    }

    /// Creates a database; `options` follow its name, as in `ENCODING 'LATIN1' TEMPLATE template0`.
    ///
    /// # Panics
    ///
    /// If that fails, with what `psql` said.
    #[track_caller]
    pub fn create_database(&self, name: &str, options: &str) {
        let quoted = name.replace('"', "\"\"");
        self.psql(SUPERUSER, format!("CREATE DATABASE \"{quoted}\" {options}"));
    }

    /// What `pg_dump` with `arguments` makes of `database`.
    ///
    /// # Panics
    ///
    /// If it fails, with what it said, or if it is older than the server, with the remedy.
    #[track_caller]
    pub fn pg_dump(&self, database: &str, arguments: &[&str]) -> Vec<u8> {
        let output = match self.client("pg_dump") {
            Ok(mut pg_dump) => pg_dump.args(arguments).args(["-d", database]).output(),
            Err(failure) => failure.fail(),
        };
        succeeded(output).unwrap_or_else(|said| panic!("pg_dump of {database}: {said}"))
    }

    /// One of PostgreSQL's client programs with the arguments that reach this server.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it is not there, or is older than the server.
    pub fn client(&self, program: &str) -> Result<Command, Failure> {
        let program = locate::client(program, self.bin(), self.version_num() / 10_000)?;
        let mut command = Command::new(program);
        neutral(&mut command);
        command.arg("-h").arg(self.socket_dir()).args(["-p", &self.port().to_string(), "-U", SUPERUSER]);
        Ok(command)
    }
}

/// A file to read `bytes` from: with a pipe, a long input and a long output could wait for each other.
fn input(bytes: &[u8]) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

/// What a program printed, or what it complained about.
fn succeeded(output: io::Result<Output>) -> Result<Vec<u8>, String> {
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim_end()))
}
