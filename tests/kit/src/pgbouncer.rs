//! A real PgBouncer before a server, if `ROACHDUMP_PGBOUNCER` names its program.
//!
//! ```text
//! ROACHDUMP_PGBOUNCER=/usr/sbin/pgbouncer cargo test --test all poolers
//! ```

use std::env;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::account::Account;
use crate::failure::Failure;
use crate::live;
use crate::server::Server;

/// Longest wait for the pooler to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// Ends the pooler when the process that asked for it has ended, however that was: `$1` is the program, `$2`
/// its configuration.
const SHELL: &str = r#"
exec 3<&0 </dev/null
"$1" -q "$2" 3<&- & pooler=$!
cat <&3 >/dev/null
kill -INT "$pooler"
wait
"#;

/// A running PgBouncer that ends with its value, or with the process.
#[derive(Debug)]
pub struct PgBouncer {
    shell: Child,
    port: u16,
    _folder: TempDir,
}

impl PgBouncer {
    /// One before `server`, where it logs everyone in as `trust`, with lines for the section `[pgbouncer]` of
    /// its configuration; if there is to be one.
    ///
    /// # Panics
    ///
    /// If `ROACHDUMP_PGBOUNCER` names a program that does not start.
    #[track_caller]
    pub fn start(server: &Server, lines: &[&str]) -> Option<Self> {
        let program = PathBuf::from(env::var_os("ROACHDUMP_PGBOUNCER")?);
        match Self::launch(&program, server.port(), lines) {
            Ok(pooler) => {
                live::note("PgBouncer");
                Some(pooler)
            }
            Err(failure) => failure.fail(),
        }
    }

    fn launch(program: &PathBuf, upstream: u16, lines: &[&str]) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::new(error.to_string());
        let account = Account::choose()?;
        let folder = tempfile::tempdir().map_err(failed)?;
        account.give(folder.path(), 0o755)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
        let port = port.map_err(failed)?.port();
        let config = folder.path().join("pgbouncer.ini");
        let text = format!(
            "[databases]\n* = host=127.0.0.1 port={upstream} user=trust\n[pgbouncer]\nauth_type = any\n\
             listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n{}\n",
            lines.join("\n")
        );
        account.write(&config, &text, 0o644)?;
        let mut shell = account.command("/bin/sh", folder.path());
        shell.args(["-c", SHELL, "watchdog"]).arg(program).arg(&config).process_group(0);
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let shell = shell.spawn().map_err(failed)?;
        let pooler = Self { shell, port, _folder: folder };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if start.elapsed() > PATIENCE {
                return Err(Failure::new(format!("{} does not start", program.display())).remedy(
                    "ROACHDUMP_PGBOUNCER must name a `pgbouncer` program; unset it to test without.",
                ));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(pooler)
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // Only a shell that is gone already cannot be waited for.
        let _ = self.shell.wait();
    }
}
