//! SIGINT and SIGTERM: the dump ends in order, then the program dies by the same signal.
//!
//! A thread of its own waits for the signals, because the dump may be blocked in a write that nobody reads.
//! When the dump does not end in time, or a second signal comes, the thread ends the program itself.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, thread};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Fault, Result, Status, tell};

/// The time a dump has to end in order.
const GRACE: Duration = Duration::from_secs(10);

/// Tells of signals, and ends the program by them.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt {
    token: CancellationToken,
    signal: Arc<OnceLock<i32>>,
    partial: Arc<Mutex<Vec<PathBuf>>>,
}

impl Interrupt {
    /// Starts to wait for signals.
    pub(super) fn watch() -> Result<Self> {
        let interrupt = Self::default();
        let watched = interrupt.clone();
        let signals = Signals::new([SIGINT, SIGTERM]).and_then(|signals| {
            thread::Builder::new().name("signals".to_owned()).spawn(move || watched.wait(signals))
        });
        match signals {
            Ok(_) => Ok(interrupt),
            Err(error) => Err(Error::new(Fault::Refused, format!("cannot wait for signals: {error}"))),
        }
    }

    /// Names a temporary file to remove if the dump cannot do so itself.
    pub(super) fn removes(&self, partial: Option<&Path>) {
        let named = partial.map(Path::to_owned);
        self.partial.lock().unwrap_or_else(PoisonError::into_inner).extend(named);
    }

    /// Waits until a signal arrives.
    pub(super) async fn arrived(&self) -> Error {
        self.token.cancelled().await;
        let name = if self.signal.get() == Some(&SIGTERM) { "SIGTERM" } else { "SIGINT" };
        Error::new(Fault::Interrupted, format!("interrupted by {name}"))
    }

    /// Passes a result through; after a signal, tells the error and dies by that signal.
    pub(super) fn end(&self, result: Result<Status>) -> Result<Status> {
        if let (Err(error), Some(signal)) = (&result, self.signal.get()) {
            tell(error);
            die(*signal);
        }
        result
    }

    fn wait(&self, mut signals: Signals) {
        let Some(signal) = signals.forever().next() else { return };
        let _ = self.signal.set(signal);
        self.token.cancel();
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline && signals.pending().next().is_none() {
            thread::sleep(Duration::from_millis(50));
        }
        for partial in &*self.partial.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = fs::remove_file(partial);
        }
        die(signal);
    }
}

fn die(signal: i32) {
    // If the signal cannot be raised, the caller's error status must do.
    let _ = emulate_default_handler(signal);
}
