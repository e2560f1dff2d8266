//! Where to connect, as whom, and how long to wait.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Where to connect, as whom, and how long to wait.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Connection {
    /// The servers to try, in order; at least one.
    pub endpoints: Vec<Endpoint>,
    /// What the server must be for the session to be kept.
    pub session_attrs: SessionAttrs,
    /// The user to log in as.
    pub user: String,
    /// The database to dump, sent in the StartupMessage.
    pub database: String,
    /// The password, if one was given.
    pub password: Option<Secret>,
    /// Whether to ask the user for the password.
    pub prompt: Prompt,
    /// What the user answered; every session of this connection shares it.
    pub typed: Arc<OnceLock<Secret>>,
    /// `options` of the StartupMessage: settings for the server.
    pub start_options: Option<String>,
    /// Whether and how the session is encrypted.
    pub tls: Tls,
    /// The most time to spend on connecting to one server and logging in.
    pub connect_timeout: Option<Duration>,
    /// The longest silence of the server while it owes an answer.
    pub stall_timeout: Option<Duration>,
    /// `application_name`.
    pub application_name: String,
    /// A file to write the conversation to, behind what it holds.
    pub trace: Option<PathBuf>,
}

impl Connection {
    /// The defaults of `cockroach dump`: `root` on localhost, port 26257, encrypted if the server can, 15 seconds
    /// for connecting and 600 for any silence of the server; no password, and none is asked for.
    pub fn new(database: impl Into<String>) -> Self {
        Self {
            endpoints: vec![Endpoint::tcp("localhost", 26257)],
            session_attrs: SessionAttrs::default(),
            user: "root".to_owned(),
            database: database.into(),
            password: None,
            prompt: Prompt::Never,
            typed: Arc::default(),
            start_options: None,
            tls: Tls::default(),
            connect_timeout: Some(Duration::from_secs(15)),
            stall_timeout: Some(Duration::from_secs(600)),
            application_name: "roachdump".to_owned(),
            trace: None,
        }
    }

    /// The server, by a host name or an IP address without brackets.
    #[must_use]
    pub fn host(self, host: impl Into<String>, port: u16) -> Self {
        Self { endpoints: vec![Endpoint::tcp(host, port)], ..self }
    }

    /// The server, by the folder of its Unix socket.
    #[must_use]
    pub fn socket(self, folder: impl Into<PathBuf>, port: u16) -> Self {
        let address = Address::Unix { folder: folder.into(), port };
        Self { endpoints: vec![Endpoint { address, password: None }], ..self }
    }

    /// The user to log in as.
    #[must_use]
    pub fn user(self, user: impl Into<String>) -> Self {
        Self { user: user.into(), ..self }
    }

    /// The user's password.
    #[must_use]
    pub fn password(self, password: impl Into<String>) -> Self {
        Self { password: Some(Secret(password.into())), ..self }
    }

    /// Whether and how the session is encrypted.
    #[must_use]
    pub fn tls(self, tls: Tls) -> Self {
        Self { tls, ..self }
    }
}

impl Endpoint {
    fn tcp(host: impl Into<String>, port: u16) -> Self {
        Self { address: Address::Tcp { host: host.into(), numeric: None, port }, password: None }
    }

    /// The same server by this one of its addresses: its name may lead to several.
    pub(crate) fn at(mut self, address: Option<IpAddr>) -> Self {
        if let Address::Tcp { numeric, .. } = &mut self.address {
            *numeric = address.or(*numeric);
        }
        self
    }
}

/// One server to try.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint {
    /// Its address.
    pub address: Address,
    /// The password that a password file has for it.
    pub password: Option<FilePassword>,
}

/// A password and the file it was read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FilePassword {
    /// The password.
    pub password: Secret,
    /// The password file.
    pub file: PathBuf,
}

/// Whether to ask the user for the password.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Prompt {
    /// If the server wants one and none was given.
    #[default]
    Needed,
    /// Before the first connection (`-W`).
    Always,
    /// Never (`-w`).
    Never,
}

/// libpq's `target_session_attrs`: what a server must be.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SessionAttrs {
    /// Anything.
    #[default]
    Any,
    /// A server that takes writes.
    ReadWrite,
    /// A server that takes none.
    ReadOnly,
    /// No standby.
    Primary,
    /// A standby.
    Standby,
    /// A standby if there is one among the servers, else anything.
    PreferStandby,
}

/// libpq's `channel_binding`: whether a SCRAM log-in proves that TLS ends at the server that knows the
/// password.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ChannelBinding {
    /// Never.
    Disable,
    /// Where the server offers it.
    #[default]
    Prefer,
    /// Always; no other way of logging in is taken.
    Require,
}

/// A server's address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Address {
    /// TCP: a host name or an IP address without brackets, and a port.
    Tcp {
        /// Name or address: what the server's certificate must name.
        host: String,
        /// The address to connect to, if the host is not to be looked up (`hostaddr`).
        numeric: Option<IpAddr>,
        /// Port.
        port: u16,
    },
    /// A Unix socket: the folder, and the port its file is named after (`.s.PGSQL.<port>`).
    Unix {
        /// The folder.
        folder: PathBuf,
        /// The number at the end of the file's name.
        port: u16,
    },
}

/// Text that is never shown.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Whether and how a session is encrypted.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tls {
    /// libpq's `sslmode`.
    pub mode: SslMode,
    /// PEM file of certificates to trust.
    pub root_cert: Option<PathBuf>,
    /// What the client shows of itself.
    pub client: Option<ClientCertificate>,
    /// Begin with the handshake, without an SSLRequest before it.
    pub direct: bool,
    /// Whether SCRAM is bound to the TLS session.
    pub channel_binding: ChannelBinding,
}

/// What a client shows of itself: both are needed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientCertificate {
    /// PEM file with the certificate chain.
    pub cert: PathBuf,
    /// PEM file with the private key.
    pub key: PathBuf,
}

/// libpq's `sslmode`, the weakest first.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum SslMode {
    /// Never.
    Disable,
    /// Only if the server refuses a session without.
    Allow,
    /// If the server can; unauthenticated.
    #[default]
    Prefer,
    /// Always; the certificate is checked only if a root certificate is given.
    Require,
    /// Always, with a certificate that a trusted root signed.
    VerifyCa,
    /// Always, and the certificate must name the host.
    VerifyFull,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port, .. } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port, .. } => write!(f, "{host}:{port}"),
            Self::Unix { folder, port } => write!(f, "{}/.s.PGSQL.{port}", folder.display()),
        }
    }
}

impl fmt::Display for SessionAttrs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::ReadWrite => "read-write",
            Self::ReadOnly => "read-only",
            Self::Primary => "primary",
            Self::Standby => "standby",
            Self::PreferStandby => "prefer-standby",
        })
    }
}

impl fmt::Display for SslMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        })
    }
}
