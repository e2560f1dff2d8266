//! Tuples with row ends, in order, become statements (`frame`), and statements become bytes at rest
//! (`output`): on stdout or in a file that appears only when it is complete.
//!
//! Knows nothing of where rows come from.

mod closed;
mod frame;
mod output;

pub use frame::{Framer, Framing};
pub use output::Output;
