//! One logged-in session: statements out, answers in.

use std::time::Duration;

use roachdump_proto::backend::{ReadyForQuery, TransactionStatus};
use roachdump_proto::phase::Phase;
use roachdump_proto::{EncodeError, frontend};
use tokio::io::AsyncWriteExt;

use super::cancel::Canceller;
use super::login::LoggedIn;
use super::refusal::lost;
use super::server_info::ServerInfo;
use super::wire::Wire;
use crate::error::{Result, shown, tell};
use crate::options::Address;

/// One logged-in session.
#[derive(Debug)]
pub struct Session {
    pub(super) wire: Wire,
    canceller: Canceller,
    echo: bool,
}

impl Session {
    /// The session that `address` gave.
    pub(super) fn new(logged_in: LoggedIn, address: Address, echo: bool) -> Self {
        let LoggedIn { wire, key, encryption } = logged_in;
        Self { wire, canceller: Canceller::new(address, key, encryption), echo }
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

    /// Shows a statement, if that is wanted.
    pub(super) fn echo(&self, sql: &[u8]) {
        if self.echo {
            tell(format_args!("> {}", shown(sql)));
        }
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
