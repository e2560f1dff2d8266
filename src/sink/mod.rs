//! Tuples with row ends, in order, become statements (`frame`), lines a COPY block (`copy`), and these become
//! bytes at rest (`output`): on stdout or in a file that appears only when it is complete.
//!
//! Knows nothing of where rows come from.

mod closed;
mod copy;
mod frame;
mod output;

pub use copy::{CopyBlock, CopyFraming};
pub use frame::{Framer, Framing};
pub use output::Output;
