//! The checked options every later stage reads.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// A whole command line, checked and complete.
#[derive(Debug)]
pub struct Options {
    /// Where and as whom to connect.
    pub target: Target,
    /// What to dump and how.
    pub dump: Dump,
    /// What to say on stderr.
    pub report: Report,
    /// What to say on stderr before anything else, one line each, without the word `warning: `.
    pub warnings: Vec<String>,
}

/// Where to connect, as whom, and how long to wait.
#[derive(Clone, Debug)]
pub struct Target {
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
    /// What the user answered; every session of this target shares it.
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

/// One server to try.
#[derive(Clone, Debug)]
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
    /// PEM file with the client's certificate chain.
    pub cert: Option<PathBuf>,
    /// PEM file with the client's private key.
    pub key: Option<PathBuf>,
    /// Begin with the handshake, without an SSLRequest before it.
    pub direct: bool,
    /// Whether SCRAM is bound to the TLS session.
    pub channel_binding: ChannelBinding,
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

/// What to dump and how.
#[derive(Clone, Debug)]
pub struct Dump {
    /// Tables, views and sequences named on the command line; empty for all.
    pub tables: Vec<String>,
    /// What is chosen by patterns.
    pub patterns: Patterns,
    /// Which rows of which tables are dumped; all of those that none speaks of.
    pub conditions: Vec<Condition>,
    /// Every database of the cluster.
    pub all_databases: bool,
    /// Schema, data or both.
    pub mode: Mode,
    /// The sections to write.
    pub sections: Sections,
    /// How objects are made.
    pub making: Making,
    /// How rows are written.
    pub form: Form,
    /// The time to dump as of, as typed.
    pub as_of: Option<String>,
    /// The output file; stdout if not given.
    pub file: Option<PathBuf>,
    /// Rows in one INSERT, at most.
    pub rows_per_insert: u32,
    /// Bytes in one INSERT, at most; 0 is without limit.
    pub statement_size: u64,
    /// Every INSERT lets rows that are there already stay.
    pub on_conflict_do_nothing: bool,
    /// Whether a complete dump ends with a comment; by the dialect if not given.
    pub trailer: Option<bool>,
    /// Go on without what cannot be carried over.
    pub skip_unsupported: bool,
    /// Take no visible table for an empty database.
    pub allow_empty: bool,
    /// Say what would be dumped, and dump nothing.
    pub dry_run: bool,
}

impl Dump {
    /// What is read of the server: no rows if their section is not written.
    pub fn reads(&self) -> Mode {
        if self.sections.data { self.mode } else { Mode::Schema }
    }
}

/// `--where`: of the tables that match, only rows for which the condition is true.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// Which tables, as in `-t`.
    pub pattern: String,
    /// The SQL condition.
    pub sql: String,
}

/// One value of `--section`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Section {
    /// What stands before the rows.
    PreData,
    /// Rows and positions of sequences.
    Data,
    /// What stands behind the rows.
    PostData,
}

/// The sections of a dump that are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sections {
    /// What stands before the rows.
    pub pre_data: bool,
    /// Rows and positions of sequences.
    pub data: bool,
    /// What stands behind the rows.
    pub post_data: bool,
}

impl Default for Sections {
    fn default() -> Self {
        Self { pre_data: true, data: true, post_data: true }
    }
}

/// How objects are made.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Making {
    /// `--create`: the database is made and entered.
    pub database: bool,
    /// `--clean`: what is there is removed first.
    pub clean: bool,
    /// `--if-exists`: removing does not fail for what is not there.
    pub if_exists: bool,
    /// `--if-not-exists`: making does not fail for what is there.
    pub if_not_exists: bool,
    /// `--no-comments`: no comments on objects.
    pub no_comments: bool,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Form {
    /// INSERT statements.
    #[default]
    Insert,
    /// UPSERT statements.
    Upsert,
    /// COPY blocks.
    Copy,
}

/// A pattern for relations.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Relations {
    /// As typed.
    pub pattern: String,
    /// The partitions and children of the tables that match are meant as well.
    pub children: bool,
}

/// pg_dump's options of choice, each a list of its patterns; an empty list chooses or leaves out nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Patterns {
    /// `-t`: relations to dump, and nothing else.
    pub tables: Vec<Relations>,
    /// `-T`: relations to leave out.
    pub exclude_tables: Vec<Relations>,
    /// `-n`: schemas to dump, and nothing else. Without effect beside `-t`.
    pub schemas: Vec<String>,
    /// `-N`: schemas to leave out. Without effect beside `-t`.
    pub exclude_schemas: Vec<String>,
    /// `--exclude-table-data`: relations whose rows are left out.
    pub exclude_data: Vec<Relations>,
}

impl Patterns {
    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// `--dump-mode`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Mode {
    /// Only the statements that make the objects.
    Schema,
    /// Only rows and sequence positions.
    Data,
    /// Both.
    #[default]
    Both,
}

impl Mode {
    /// Whether the objects are made.
    pub fn schema(self) -> bool {
        self != Self::Data
    }

    /// Whether rows are dumped.
    pub fn data(self) -> bool {
        self != Self::Schema
    }
}

/// What to say on stderr, and where logs go.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How the progress is told.
    pub progress: Progress,
    /// A file for a summary in JSON.
    pub summary: Option<PathBuf>,
    /// 0: warnings; 1: what is done (`-v`); 2 and more: details.
    pub verbosity: u8,
    /// Show every statement on stderr as `> <sql>`.
    pub echo_sql: bool,
    /// A folder to write a log file in.
    pub log_dir: Option<PathBuf>,
}

/// `--progress`: how it is told how far a dump is, and that it ended.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Progress {
    /// By a line on a terminal, and a summary on a terminal or with `-v`.
    #[default]
    Auto,
    /// By a line every few seconds, and a summary.
    Plain,
    /// By events, one JSON object a line.
    Json,
    /// Not at all.
    Off,
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
