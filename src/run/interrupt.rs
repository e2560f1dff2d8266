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

use crate::error::{Error, Fault, Result};

/// The time a dump has to end in order.
const GRACE: Duration = Duration::from_secs(10);

/// The signal that arrived.
static SIGNAL: OnceLock<i32> = OnceLock::new();

/// Tells of signals, and ends the program by them.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt {
    token: CancellationToken,
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

    /// Waits until a signal arrives, and says which.
    pub(super) async fn arrived(&self) -> String {
        self.token.cancelled().await;
        let name = if SIGNAL.get() == Some(&SIGTERM) { "SIGTERM" } else { "SIGINT" };
        format!("interrupted by {name}")
    }

    fn wait(&self, mut signals: Signals) {
        let Some(signal) = signals.forever().next() else { return };
        let _ = SIGNAL.set(signal);
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

/// Ends the program by the signal that arrived, if one did.
pub(super) fn die_of_signal() {
    SIGNAL.get().copied().into_iter().for_each(die);
}

fn die(signal: i32) {
    // If the signal cannot be raised, the caller's error status must do.
    let _ = emulate_default_handler(signal);
}
