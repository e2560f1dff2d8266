//! Ends a session's running statement from outside, by a CancelRequest on a connection of its own.
//!
//! Source: PostgreSQL documentation, "Message Flow", "Canceling Requests in Progress".

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use roachdump_proto::backend::BackendKeyData;
use roachdump_proto::frontend;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::transport::{Encryption, Transport};
use crate::error::Result;
use crate::options::Address;

/// The most time to spend on a CancelRequest.
const LIMIT: Duration = Duration::from_secs(5);

/// What a CancelRequest names.
#[derive(Clone, Debug)]
pub(super) struct Key {
    process_id: u32,
    key: Vec<u8>,
}

impl Key {
    pub(super) fn new(data: BackendKeyData<'_>) -> Self {
        Self { process_id: data.process_id, key: data.key.to_vec() }
    }
}

/// Ends a session's running statement from outside. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Canceller {
    address: Address,
    key: Option<Key>,
    encryption: Encryption,
    busy: Arc<AtomicBool>,
}

impl Canceller {
    pub(super) fn new(address: Address, key: Option<Key>, encryption: Encryption) -> Self {
        Self { address, key, encryption, busy: Arc::default() }
    }

    /// The number by which BackendKeyData names the session, if there was one.
    pub(super) fn process_id(&self) -> Option<u32> {
        self.key.as_ref().map(|key| key.process_id)
    }

    pub(super) fn busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::Relaxed);
    }

    /// Asks the server to end the statement, if one is running. Without a key (CockroachDB up to v21.2
    /// sends none) closing the socket must do. The server gives no answer, and a failure to ask has no
    /// remedy: both are only logged.
    pub async fn cancel(&self) {
        if !self.busy.load(Ordering::Relaxed) {
            return;
        }
        let Some(key) = &self.key else { return };
        match tokio::time::timeout(LIMIT, self.request(key)).await {
            Ok(Ok(())) => tracing::info!("asked the server to end the running statement"),
            Ok(Err(error)) => tracing::warn!("the running statement could not be ended: {}", error.reason()),
            Err(_) => tracing::warn!("the running statement could not be ended: no connection in time"),
        }
    }

    async fn request(&self, key: &Key) -> Result<()> {
        let mut transport = Transport::open(&self.address, &self.encryption).await?;
        let mut request = Vec::new();
        // A key that was read is never too long to be written.
        let _ = frontend::cancel_request(key.process_id, &key.key, &mut request);
        // The server closes the connection when the request is dealt with.
        let _ = transport.write_all(&request).await;
        let _ = transport.flush().await;
        let _ = transport.read(&mut [0; 1]).await;
        Ok(())
    }
}
