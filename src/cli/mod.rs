//! What was typed, turned into checked options.
//!
//! `args` is exactly what was typed (clap), the other files fold in the URL, the environment and the
//! defaults; what leaves this room is [`Options`], complete and consistent.

pub mod options;

pub use options::*;
