//! One logged-in session: statements out, answers in.

use bstr::BString;

use crate::error::Result;

/// One logged-in session.
#[derive(Debug)]
pub struct Session {}

/// What a server said of itself at log-in (ParameterStatus).
#[derive(Clone, Debug, Default)]
pub struct ServerInfo {
    /// `server_version`: `15.18 (Debian …)`, `9.5.0` on CockroachDB.
    pub server_version: String,
    /// `server_encoding`.
    pub server_encoding: String,
    /// `crdb_version`, which only CockroachDB sends.
    pub crdb_version: Option<String>,
}

/// A whole, small result: the answer to a catalog query.
#[derive(Debug, Default)]
pub struct Answer {
    /// The columns' names.
    pub names: Vec<BString>,
    /// The rows; `None` is NULL.
    pub rows: Vec<Vec<Option<BString>>>,
}

impl Session {
    /// Sends one statement by the simple query protocol and collects its rows.
    ///
    /// # Errors
    ///
    /// The server's error, or a broken connection. After a server's error the session can go on
    /// (outside a transaction).
    pub async fn query(&mut self, sql: impl AsRef<[u8]>) -> Result<Answer> {
        let _ = sql.as_ref();
        todo!()
    }

    /// What the server said of itself.
    pub fn info(&self) -> &ServerInfo {
        todo!()
    }
}
