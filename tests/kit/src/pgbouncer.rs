//! A real PgBouncer before a server, whose program `ROACHDUMP_PGBOUNCER` names.
//!
//! ```text
//! ROACHDUMP_PGBOUNCER=/usr/sbin/pgbouncer cargo test --test all poolers -- --include-ignored
//! ```

use std::env;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::account::Account;
use crate::failure::Failure;
use crate::live;
use crate::server::Server;
use crate::shell::Shell;

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
    port: u16,
    _shell: Shell,
    _folder: TempDir,
}

impl PgBouncer {
    /// One before `server`, where it logs everyone in as `trust`, with lines for the section `[pgbouncer]` of
    /// its configuration.
    ///
    /// # Panics
    ///
    /// If `ROACHDUMP_PGBOUNCER` names no program that starts.
    #[track_caller]
    pub fn start(server: &Server, lines: &[&str]) -> Self {
        let program = PathBuf::from(env::var_os("ROACHDUMP_PGBOUNCER").unwrap_or_default());
        match Self::launch(&program, server.port(), lines) {
            Ok(pooler) => {
                live::note("PgBouncer");
                pooler
            }
            Err(failure) => failure.fail(),
        }
    }

    fn launch(program: &Path, upstream: u16, lines: &[&str]) -> Result<Self, Failure> {
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
        let shell = Shell::start(&mut shell, SHELL, &[program.as_os_str(), config.as_os_str()])?;
        let pooler = Self { port, _shell: shell, _folder: folder };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if start.elapsed() > PATIENCE {
                return Err(Failure::new(format!("{} does not start", program.display()))
                    .remedy("ROACHDUMP_PGBOUNCER must name a `pgbouncer` program."));
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
