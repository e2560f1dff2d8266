//! A real CockroachDB, if `ROACHDUMP_COCKROACH` names its program: one node, in memory, on loopback.
//!
//! ```text
//! ROACHDUMP_COCKROACH=/path/to/cockroach tests/run
//! ```
//!
//! No package registry carries the program, so without the variable the recordings stand for it.

mod release;
mod session;

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Seek, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

pub use release::Release;
pub use session::{Rows, Session};

use crate::failure::Failure;
use crate::live;
use crate::shell::Shell;

/// Longest wait for the server to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ends the server when the process that asked for it has ended, however that was: `$1` is the program, `$2`
/// and `$3` its addresses, `$4` a folder of its own.
const SHELL: &str = r#"
exec 3<&0 </dev/null
cd "$4"
"$1" start-single-node --insecure --listen-addr="$2" --http-addr="$3" \
    --store=type=mem,size=640MiB >log 2>&1 3<&- & server=$!
cat <&3 >/dev/null
kill -KILL "$server"
wait
rm -rf "$4"
"#;

/// What a program that cannot be used is answered with.
const REMEDY: &str = "ROACHDUMP_COCKROACH must name a `cockroach` program of v20.1, v20.2, v21.1 or v22.1; \
    unset it to test without one.";

/// A running CockroachDB that ends with its value, or with the process.
#[derive(Debug)]
pub struct Cockroach {
    client: Client,
    _shell: Shell,
    release: Release,
}

/// The program as a client of the server.
#[derive(Debug)]
struct Client {
    program: PathBuf,
    port: u16,
}

impl Cockroach {
    /// The server of this test program, if there is to be one; `fill` puts databases into it when it has
    /// started.
    ///
    /// # Panics
    ///
    /// If `ROACHDUMP_COCKROACH` names a program that does not start.
    #[track_caller]
    pub fn shared(fill: impl FnOnce(&Self)) -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Result<Cockroach, Failure>>> = OnceLock::new();
        let started = SHARED.get_or_init(|| {
            let program = PathBuf::from(env::var_os("ROACHDUMP_COCKROACH")?);
            Some(Self::start(program).inspect(fill))
        });
        match started {
            None => None,
            Some(Err(failure)) => failure.fail(),
            Some(Ok(server)) => {
                live::note(&format!("CockroachDB {}", server.release));
                Some(server)
            }
        }
    }

    fn start(program: PathBuf) -> Result<Self, Failure> {
        if !program.is_file() {
            return Err(Failure::new(format!("{} is no program", program.display())).remedy(REMEDY));
        }
        let home = tempfile::tempdir().map_err(|error| Failure::new(error.to_string()))?.keep();
        let client = Client { program, port: free_port()? };
        let [sql, http] = [client.port, free_port()?].map(|port| OsString::from(format!("127.0.0.1:{port}")));
        let mut shell = Command::new("/bin/sh");
        shell.env("COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING", "true");
        let arguments = [client.program.as_os_str(), &sql, &http, home.as_os_str()];
        let shell = Shell::start(&mut shell, SHELL, &arguments)?;
        let Some(version) = client.version() else {
            let log = fs::read_to_string(home.join("log")).unwrap_or_default();
            return Err(Failure::new(format!("CockroachDB did not start; its log:\n{log}")).remedy(REMEDY));
        };
        let unknown = || Failure::new(format!("{} says {version}", client.program.display())).remedy(REMEDY);
        let release = Release::of(&version).ok_or_else(unknown)?;
        Ok(Self { client, _shell: shell, release })
    }

    /// Its release.
    pub fn release(&self) -> Release {
        self.release
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.client.port
    }

    /// Runs statements as root and gives what they answer: tabs between fields, a line of names before rows.
    ///
    /// # Panics
    ///
    /// If one fails.
    #[track_caller]
    pub fn sql(&self, statements: &str) -> String {
        self.client.query(statements).unwrap_or_else(|said| panic!("cockroach sql: {said}\n{statements}"))
    }

    /// A session in a database.
    ///
    /// # Panics
    ///
    /// If there is no such database.
    #[track_caller]
    pub fn session(&self, database: &str) -> Session {
        Session::start(self.port(), database).unwrap_or_else(|said| panic!("{database}: {said}"))
    }

    /// As [`Self::sql`], in a database.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub fn answer(&self, database: &str, statements: &str) -> Result<String, String> {
        run(self.client.command("sql").args(["--database", database, "--format=tsv", "-e", statements]))
    }

    /// Runs statements in a database, going on after those that fail.
    ///
    /// # Panics
    ///
    /// If there is no place for a temporary file.
    #[track_caller]
    pub fn load_what_loads(&self, database: &str, statements: &str) {
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(statements.as_bytes())
            .and_then(|()| file.rewind())
            .expect("the temporary file takes it");
        let client = &mut self.client.command("sql");
        // The status is that of the last statement.
        let _ = run(client.args(["--database", database, "--set=errexit=false"]).stdin(file));
    }

    /// What the server's own `cockroach dump` writes.
    ///
    /// # Panics
    ///
    /// If it fails.
    #[track_caller]
    pub fn stock_dump(&self, arguments: &[&str]) -> String {
        let dumped = run(self.client.command("dump").args(arguments));
        dumped.unwrap_or_else(|said| panic!("cockroach dump {arguments:?}: {said}"))
    }

    /// Loads a file of statements into a database.
    ///
    /// # Panics
    ///
    /// If it does not load.
    #[track_caller]
    pub fn load(&self, database: &str, file: &Path) {
        let loaded = self.try_load(database, file);
        loaded.unwrap_or_else(|said| panic!("{} does not load: {said}", file.display()));
    }

    /// As [`Self::load`].
    ///
    /// # Errors
    ///
    /// What `cockroach sql` says if it does not load.
    pub fn try_load(&self, database: &str, file: &Path) -> Result<(), String> {
        let input = File::open(file).map_err(|error| error.to_string())?;
        run(self.client.command("sql").args(["--database", database]).stdin(input)).map(drop)
    }
}

impl Client {
    fn command(&self, command: &str) -> Command {
        let mut client = Command::new(&self.program);
        client.args([command, "--insecure", "--host"]).arg(format!("127.0.0.1:{}", self.port));
        client.env("COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING", "true");
        client
    }

    fn query(&self, statements: &str) -> Result<String, String> {
        run(self.command("sql").args(["--format=tsv", "-e", statements]))
    }

    /// What the server says it is, once it takes clients.
    fn version(&self) -> Option<String> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let listens = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok();
            if let (true, Ok(version)) = (listens, self.query("SELECT version()")) {
                return Some(version);
            }
            sleep(Duration::from_millis(100));
        }
        None
    }
}

fn run(client: &mut Command) -> Result<String, String> {
    let output = client.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address.map(|address| address.port()).map_err(|error| Failure::new(error.to_string()))
}
