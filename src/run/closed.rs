//! Whether the program was started with its stdout closed (`>&-`).
//!
//! Rust's runtime opens `/dev/null` in the place of a closed stdout before `main` begins, and a dump would
//! vanish there with success. So this looks before the runtime does.

use std::sync::atomic::{AtomicBool, Ordering};

static CLOSED: AtomicBool = AtomicBool::new(false);

ctor::declarative::ctor! {
    /// Runs before `main`, and before the runtime is set up: one system call and nothing else.
    #[ctor(unsafe)]
    fn look() {
        let stdout = rustix::stdio::stdout();
        CLOSED.store(rustix::io::fcntl_getfd(stdout).is_err(), Ordering::Relaxed);
    }
}

/// Whether stdout was closed when the program started.
pub(super) fn stdout_was_closed() -> bool {
    CLOSED.load(Ordering::Relaxed)
}
