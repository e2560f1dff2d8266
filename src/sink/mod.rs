//! Tuples with row ends, in order, become statements (`frame`), lines a COPY block (`copy`), and these are handed
//! on in large pieces (`output`).
//!
//! Knows nothing of where rows come from.

mod copy;
mod frame;
mod output;

pub use copy::{CopyBlock, CopyFraming};
pub use frame::{Framer, Framing};
pub use output::Output;
#[cfg(feature = "program")]
pub(crate) use output::failed;

/// What a future gives that need not wait: of an output whose sink takes everything at once.
///
/// # Panics
///
/// If it waits.
#[cfg(feature = "internals")]
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

/// The text that `write` pushes.
///
/// # Errors
///
/// What `write` says.
///
/// # Panics
///
/// If it is no text.
#[cfg(feature = "internals")]
pub fn written<E>(write: impl FnOnce(&mut Output<'_>) -> Result<(), E>) -> Result<String, E> {
    let mut sink = Vec::new();
    let mut out = Output::new(&mut sink);
    write(&mut out)?;
    ready(out.finish()).expect("a vector takes everything");
    Ok(String::from_utf8(sink).expect("text"))
}
