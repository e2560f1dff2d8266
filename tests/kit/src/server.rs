//! A throwaway PostgreSQL, in a folder of its own.
//!
//! | role | password | logs in |
//! |---|---|---|
//! | `postgres` | [`PASSWORD`] | over the socket without it, over TCP with SCRAM |
//! | `trust` | none | over TCP too |
//! | `scram` | [`PASSWORD`] | with SCRAM-SHA-256 |
//! | `md5` | [`PASSWORD`] | with MD5, as its password is stored |
//! | `cleartext` | [`PASSWORD`] | with the password as it is |
//! | `tls_only` | [`PASSWORD`] | with SCRAM, over TLS only |
//! | `plain_only` | [`PASSWORD`] | with SCRAM, without TLS only |
//! | `cert` | none | with a client certificate, over TLS only |
//!
//! All are superusers. Over the Unix socket every role logs in without a password; over TCP a role that
//! a test creates logs in with SCRAM. Without TLS, `tls_only` and `cert` cannot log in over TCP.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::account::Account;
use crate::certificates::Authority;
use crate::cluster::{self, CA_CERT, ROLES};
use crate::failure::Failure;
use crate::live;
use crate::locate;
use crate::watchdog::{Stop, Watchdog};

/// The password of every role that has one.
pub const PASSWORD: &str = "secret";

/// The role the server was made with.
pub const SUPERUSER: &str = "postgres";

/// What a server is to be like.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Takes TLS. A build without TLS does not start with it; the fetched versions are such builds.
    pub tls: bool,
    /// What the server's certificate is for: host names and addresses.
    pub names: Vec<String>,
    /// Lines for `postgresql.conf`, after the kit's own.
    pub config: Vec<String>,
    /// Lines for `pg_hba.conf`, before the kit's own.
    pub hba: Vec<String>,
    /// Arguments for `initdb`, after the kit's own `--encoding=UTF8 --locale=C`.
    pub initdb: Vec<String>,
}

impl Default for Setup {
    fn default() -> Self {
        let names = ["localhost", "127.0.0.1", "::1"].map(String::from).to_vec();
        Self { tls: true, names, config: Vec::new(), hba: Vec::new(), initdb: Vec::new() }
    }
}

/// A running PostgreSQL that ends with its value, or with the process.
#[derive(Debug)]
pub struct Server {
    watchdog: Watchdog,
    authority: Option<Authority>,
    account: Account,
    bin: PathBuf,
    home: PathBuf,
    port: u16,
    version_num: u32,
}

impl Server {
    /// The server of this test program, without TLS: any build will do.
    ///
    /// Each test makes a database of its own.
    ///
    /// # Panics
    ///
    /// If there is none, with the remedy.
    #[track_caller]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Result<Server, Failure>> = OnceLock::new();
        Self::shared_in(&SHARED, &Setup { tls: false, ..Setup::default() })
    }

    /// The server of this test program that takes TLS.
    ///
    /// # Panics
    ///
    /// If there is none, with the remedy.
    #[track_caller]
    pub fn shared_tls() -> &'static Self {
        static SHARED: OnceLock<Result<Server, Failure>> = OnceLock::new();
        Self::shared_in(&SHARED, &Setup::default())
    }

    /// A server of the test's own.
    ///
    /// # Panics
    ///
    /// If there is none, with the remedy.
    #[track_caller]
    pub fn start(setup: &Setup) -> Self {
        match Self::try_start(setup) {
            Ok(server) => {
                server.note();
                server
            }
            Err(failure) => failure.fail(),
        }
    }

    /// A server of the caller's own.
    ///
    /// # Errors
    ///
    /// [`Failure`] if there is no PostgreSQL, or it does not start.
    pub fn try_start(setup: &Setup) -> Result<Self, Failure> {
        let account = Account::choose()?;
        let bin = locate::server()?;
        for _ in 0..PORTS_TRIED {
            match Self::launch(setup, &account, &bin) {
                Err(failure) if failure.to_string().contains(PORT_TAKEN) => {}
                done => return done,
            }
        }
        Err(Failure::new(format!("no free port in {PORTS_TRIED} attempts")))
    }

    /// The folder of the Unix socket, which is also the folder of the server's other files.
    pub fn socket_dir(&self) -> &Path {
        &self.home
    }

    /// The port on 127.0.0.1, on `::1` where the machine has it, and in the socket's name.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process id of the server's first process.
    pub fn pid(&self) -> u32 {
        self.watchdog.pid()
    }

    /// The version as a number: 150018 is 15.18.
    pub fn version_num(&self) -> u32 {
        self.version_num
    }

    /// What the server has written to its log so far.
    pub fn log(&self) -> String {
        self.watchdog.log()
    }

    /// Stops the server and waits for its end.
    ///
    /// # Panics
    ///
    /// If it does not stop.
    pub fn stop(&self, how: Stop) {
        self.watchdog.stop(how).unwrap_or_else(|failure| failure.fail());
    }

    /// A URL of `database` for the superuser over TCP, with the password.
    ///
    /// `database` must need no percent-encoding.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql://{SUPERUSER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// The file of the authority that signed the server's certificate.
    ///
    /// # Panics
    ///
    /// If the server takes no TLS.
    pub fn ca_cert(&self) -> PathBuf {
        assert!(self.authority.is_some(), "this server was started without TLS");
        self.home.join(CA_CERT)
    }

    /// Makes a client certificate for `user` and returns the files of the certificate and of its key.
    ///
    /// # Panics
    ///
    /// If the server takes no TLS, or its folder cannot be written.
    pub fn client_cert(&self, user: &str) -> (PathBuf, PathBuf) {
        let authority = self.authority.as_ref().expect("this server was started without TLS");
        let pair = authority.client(user);
        let folder = tempfile::Builder::new().prefix("client-").tempdir_in(&self.home);
        let folder = folder.expect("the server's folder can be written").keep();
        let (cert, key) = (folder.join("client.crt"), folder.join("client.key"));
        // The key is the caller's own file, or clients refuse it; the folder goes with the server.
        let own = Account::own();
        let written = own
            .write(&cert, &pair.certificate, 0o644)
            .and_then(|()| own.write(&key, &pair.key, 0o600))
            .and_then(|()| self.account.give(&folder, 0o755));
        written.unwrap_or_else(|failure| failure.fail());
        (cert, key)
    }

    /// The folder of PostgreSQL's programs.
    pub(crate) fn bin(&self) -> &Path {
        &self.bin
    }

    #[track_caller]
    fn shared_in(cell: &'static OnceLock<Result<Self, Failure>>, setup: &Setup) -> &'static Self {
        match cell.get_or_init(|| Self::try_start(setup)) {
            Ok(server) => {
                server.note();
                server
            }
            Err(failure) => failure.fail(),
        }
    }

    fn note(&self) {
        live::note(&format!("PostgreSQL {}", self.version_num / 10_000));
    }

    fn launch(setup: &Setup, account: &Account, bin: &Path) -> Result<Self, Failure> {
        let folder = folder()?;
        account.give(folder.path(), 0o755)?;
        cluster::initdb(setup, account, bin, folder.path())?;
        let mut server = Self::serve(setup, account, bin, folder)?;
        server.version_num = server.create_roles()?;
        Ok(server)
    }

    /// A standby of this server that streams from it and takes sessions that only read. `config` are lines for
    /// its `postgresql.conf`.
    ///
    /// # Panics
    ///
    /// If it cannot be made.
    #[track_caller]
    pub fn standby(&self, config: &[&str]) -> Self {
        let config = config.iter().map(|line| (*line).to_owned()).collect();
        let setup = Setup { tls: false, config, ..Setup::default() };
        match (0..PORTS_TRIED).find_map(|_| match self.copy(&setup) {
            Err(failure) if failure.to_string().contains(PORT_TAKEN) => None,
            done => Some(done),
        }) {
            Some(Ok(standby)) => standby,
            Some(Err(failure)) => failure.fail(),
            None => panic!("no free port in {PORTS_TRIED} attempts"),
        }
    }

    /// A server on a copy of this one's files, which follows it.
    fn copy(&self, setup: &Setup) -> Result<Self, Failure> {
        let folder = folder()?;
        self.account.give(folder.path(), 0o755)?;
        cluster::base_backup(&self.account, &self.bin, (&self.home, self.port), folder.path())?;
        let mut server = Self::serve(setup, &self.account, &self.bin, folder)?;
        server.version_num = self.version_num;
        Ok(server)
    }

    /// Starts a server on the files in `folder`.
    fn serve(setup: &Setup, account: &Account, bin: &Path, folder: TempDir) -> Result<Self, Failure> {
        let home = folder.path().to_owned();
        let authority = setup.tls.then(|| Authority::new("roachdump test authority"));
        if let Some(authority) = &authority {
            cluster::certify(setup, account, &home, authority)?;
        }
        let (port, addresses) = free_port()?;
        cluster::configure(setup, account, &home, port, addresses)?;
        let watchdog = Watchdog::start(bin, &home, account)?;
        if watchdog.log().contains(PORT_TAKEN) {
            return Err(Failure::new(PORT_TAKEN));
        }
        // From here on the watchdog removes the folder.
        let home = folder.keep();
        let (account, bin) = (account.clone(), bin.to_owned());
        Ok(Self { watchdog, authority, account, bin, home, port, version_num: 0 })
    }

    /// Makes the roles, and returns the server's version.
    fn create_roles(&self) -> Result<u32, Failure> {
        let said = self.try_psql(SUPERUSER, ROLES.replace("PW", PASSWORD)).map_err(Failure::new)?;
        let said = String::from_utf8_lossy(&said).into_owned();
        said.trim().parse().map_err(|_| Failure::new(format!("server_version_num is `{said}`")))
    }
}

/// A folder for a server's files.
fn folder() -> Result<TempDir, Failure> {
    let folder = tempfile::Builder::new().prefix("roachdump-pg-").tempdir();
    folder.map_err(|error| Failure::new(format!("no folder for the server: {error}")))
}

const PORTS_TRIED: usize = 5;
const PORT_TAKEN: &str = "could not bind";

/// A port that is free on the loopback addresses this machine has, and these.
fn free_port() -> Result<(u16, &'static str), Failure> {
    let failed = |error| Failure::new(format!("no port on 127.0.0.1: {error}"));
    for _ in 0..PORTS_TRIED {
        let four = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
        let port = four.local_addr().map_err(failed)?.port();
        if TcpListener::bind("[::1]:0").is_err() {
            return Ok((port, "127.0.0.1"));
        }
        if TcpListener::bind(("::1", port)).is_ok() {
            return Ok((port, "127.0.0.1,::1"));
        }
    }
    Err(Failure::new(PORT_TAKEN))
}
