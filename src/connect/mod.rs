//! From a [`Target`](crate::cli::Target) to a [`Session`] that sends a statement and lends out bytes.
//!
//! ```text
//! open: each server in turn
//!   transport (TCP, Unix socket, TLS by tls) ─▶ login (StartupMessage, authentication) ─▶ Session
//!                                                  └─▶ prompt         Canceller ◀─┘
//! ```
//!
//! Nothing here knows what is asked of the server, nor what becomes of the rows.

mod cancel;
mod certificate;
mod login;
mod open;
mod pace;
mod prompt;
mod rows;
mod sasl;
mod session;
mod tls;
mod transport;

pub use cancel::Canceller;
pub use rows::{ColumnInfo, Complete, RowStream};
pub use session::{Answer, ServerInfo, Session};
