//! From a [`Target`](crate::cli::Target) to a [`Session`] that sends a statement and lends out bytes.

pub mod session;

pub use session::Session;
