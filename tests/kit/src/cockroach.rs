//! A real CockroachDB, if `ROACHDUMP_COCKROACH` names its program: one node, in memory, on loopback.
//!
//! ```text
//! ROACHDUMP_COCKROACH=/path/to/cockroach cargo test --test all cockroach
//! ```
//!
//! No package registry carries the program, so without the variable the recordings stand for it.

use std::env;
use std::fs::{self, File};
use std::io::{Seek, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::live;

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

/// A running CockroachDB that ends with its value, or with the process.
#[derive(Debug)]
pub struct Cockroach {
    shell: Child,
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
                live::note("CockroachDB");
                Some(server)
            }
        }
    }

    fn start(program: PathBuf) -> Result<Self, Failure> {
        let remedy = "ROACHDUMP_COCKROACH must name a `cockroach` program; unset it to test without one.";
        if !program.is_file() {
            return Err(Failure::new(format!("{} is no program", program.display())).remedy(remedy));
        }
        let home = tempfile::tempdir().map_err(|error| Failure::new(error.to_string()))?.keep();
        let (sql, http) = (free_port()?, free_port()?);
        let address = |port: u16| format!("127.0.0.1:{port}");
        let shell = Command::new("/bin/sh")
            .args(["-c", SHELL, "watchdog"])
            .arg(&program)
            .args([address(sql), address(http)])
            .arg(&home)
            .env("COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| Failure::new(format!("cannot run /bin/sh: {error}")))?;
        let server = Self { shell, program, port: sql };
        if server.waits_for_clients() {
            return Ok(server);
        }
        let log = fs::read_to_string(home.join("log")).unwrap_or_default();
        Err(Failure::new(format!("CockroachDB did not start; its log:\n{log}")).remedy(remedy))
    }

    fn waits_for_clients(&self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() && self.query("SELECT 1").is_ok()
            {
                return true;
            }
            sleep(Duration::from_millis(100));
        }
        false
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements as root and gives what they answer: tabs between fields, a line of names before rows.
    ///
    /// # Panics
    ///
    /// If one fails.
    #[track_caller]
    pub fn sql(&self, statements: &str) -> String {
        self.query(statements).unwrap_or_else(|said| panic!("cockroach sql: {said}\n{statements}"))
    }

    /// As [`Self::sql`], in a database.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub fn answer(&self, database: &str, statements: &str) -> Result<String, String> {
        self.run(self.client("sql").args(["--database", database, "--format=tsv", "-e", statements]))
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
        let client = &mut self.client("sql");
        // The status is that of the last statement.
        let _ = self.run(client.args(["--database", database, "--set=errexit=false"]).stdin(file));
    }

    /// What the server's own `cockroach dump` writes.
    ///
    /// # Panics
    ///
    /// If it fails.
    #[track_caller]
    pub fn stock_dump(&self, arguments: &[&str]) -> String {
        let dumped = self.run(self.client("dump").args(arguments));
        dumped.unwrap_or_else(|said| panic!("cockroach dump {arguments:?}: {said}"))
    }

    fn query(&self, statements: &str) -> Result<String, String> {
        self.run(self.client("sql").args(["--format=tsv", "-e", statements]))
    }

    /// Loads a file of statements into a database.
    ///
    /// # Panics
    ///
    /// If it does not load.
    #[track_caller]
    pub fn load(&self, database: &str, file: &Path) {
        let input = File::open(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let loaded = self.run(self.client("sql").args(["--database", database]).stdin(input));
        loaded.unwrap_or_else(|said| panic!("{} does not load: {said}", file.display()));
    }

    fn client(&self, command: &str) -> Command {
        let mut client = Command::new(&self.program);
        client.args([command, "--insecure", "--host"]).arg(format!("127.0.0.1:{}", self.port));
        client.env("COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING", "true");
        client
    }

    fn run(&self, client: &mut Command) -> Result<String, String> {
        let output = client.output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }
}

impl Drop for Cockroach {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // Only a shell that is gone already cannot be waited for.
        let _ = self.shell.wait();
    }
}

fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address.map(|address| address.port()).map_err(|error| Failure::new(error.to_string()))
}
