//! One logged-in session: statements out, answers in.

use std::time::Duration;

use roachdump_proto::backend::{ReadyForQuery, TransactionStatus};
use roachdump_proto::phase::Phase;
use roachdump_proto::{EncodeError, frontend};
use tokio::io::AsyncWriteExt;

use super::cancel::Canceller;
use super::login::{self, Failure, LoggedIn};
use super::refusal::lost;
use super::server_info::ServerInfo;
use super::transport::Encryption;
use super::wire::Wire;
use crate::error::{Result, shown};
use crate::observer::STATEMENTS;
use crate::options::{Connection, Endpoint};

/// Tells `tracing` of a statement that is sent.
pub(super) fn told(sql: &[u8]) {
    tracing::trace!(target: STATEMENTS, "{}", shown(sql));
}

/// One logged-in session.
#[derive(Debug)]
pub struct Session {
    pub(super) wire: Wire,
    canceller: Canceller,
    origin: Box<Origin>,
}

/// Where a session is from: what a further one to the same server needs.
#[derive(Debug)]
struct Origin {
    connection: Connection,
    /// With the very address that was connected.
    endpoint: Endpoint,
    encryption: Encryption,
}

impl Session {
    /// The session that one of the connection's servers gave.
    pub(super) fn new(logged_in: LoggedIn, connection: &Connection) -> Self {
        let LoggedIn { wire, key, encryption, endpoint } = logged_in;
        let canceller = Canceller::new(endpoint.address.clone(), key, encryption.clone());
        let origin = Origin { connection: connection.clone(), endpoint, encryption };
        Self { wire, canceller, origin: Box::new(origin) }
    }

    /// A further session to the very same server: the same address, user, password and options. The user is
    /// asked nothing.
    ///
    /// # Errors
    ///
    /// [`Fault::Connection`](crate::error::Fault::Connection), or the server's refusal: it may have no session
    /// left, or have taken a password that is good for once. What that means is for the caller.
    pub async fn another(&self) -> Result<Self> {
        let Origin { connection, endpoint, encryption } = &*self.origin;
        let logged_in = login::again(connection, endpoint, encryption.clone()).await;
        Ok(Self::new(logged_in.map_err(Failure::error)?, connection))
    }

    /// Where it is from, by the address that was connected.
    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.origin.endpoint
    }

    /// What the server said of itself.
    pub fn info(&self) -> &ServerInfo {
        &self.wire.info
    }

    /// What ends the running statement from outside.
    pub fn canceller(&self) -> Canceller {
        self.canceller.clone()
    }

    /// The number by which the server's BackendKeyData names the session, if it sent one.
    pub(super) fn process_id(&self) -> Option<u32> {
        self.canceller.process_id()
    }

    /// Whether the last answer was read to its end, so that the next statement may be sent.
    pub(super) fn is_idle(&self) -> bool {
        self.wire.phase == Phase::Idle
    }

    /// Where the session stands.
    pub fn status(&self) -> TransactionStatus {
        self.wire.status
    }

    /// Says good-bye. What goes wrong with that is of no interest.
    pub async fn close(mut self) {
        let goodbye = async {
            let terminate = |out: &mut Vec<u8>| {
                out.extend_from_slice(&frontend::terminate());
                Ok(())
            };
            self.wire.send(terminate).await?;
            self.wire.transport.shutdown().await.map_err(|error| lost(&error.to_string(), &self.wire.info))
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), goodbye).await;
    }

    /// Sends what `write` appends, which begins an answer with `phase`.
    ///
    /// # Errors
    ///
    /// [`Fault::Connection`], also if the answer before was left in its middle.
    pub(super) async fn ask(
        &mut self,
        phase: Phase,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<()> {
        if !self.is_idle() {
            return Err(lost("the answer before was not read to its end", self.info()));
        }
        self.canceller.busy(true);
        self.wire.phase = phase;
        self.wire.send(write).await
    }

    pub(super) fn idle(&mut self, ready: ReadyForQuery) {
        self.wire.at_once();
        self.wire.ready(ready);
        self.canceller.busy(false);
    }
}
