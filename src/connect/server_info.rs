//! What a server says of itself.

/// What a server said of itself: at log-in (ParameterStatus), and asked right after it.
#[derive(Clone, Debug, Default)]
pub struct ServerInfo {
    /// `server_version`: `15.18 (Debian …)`, `9.5.0` on CockroachDB.
    pub server_version: String,
    /// `crdb_version`, which only CockroachDB sends.
    pub crdb_version: Option<String>,
    /// It is a hot standby of a PostgreSQL, and takes no writes.
    pub standby: bool,
    /// The number it knows the session by, where it tells that.
    pub session: Option<u32>,
}
