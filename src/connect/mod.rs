//! From a [`Connection`](crate::options::Connection) to a [`Session`] that sends a statement and lends out bytes.
//!
//! ```text
//! open: each server in turn
//!   transport (TCP, Unix socket, TLS by tls) ─▶ login (StartupMessage, authentication) ─▶ Session
//!                                                  └─▶ prompt         Canceller ◀─┘
//! ```
//!
//! Nothing here knows what is asked of the server, nor what becomes of the rows.

mod advice;
mod answer;
mod body;
mod bulk;
mod cancel;
mod certificate;
mod copy;
#[cfg(feature = "internals")]
mod copy_in;
mod ending;
mod login;
mod open;
mod pace;
mod pooler;
#[cfg(feature = "internals")]
mod portal;
mod prepared;
mod prompt;
mod refusal;
mod rows;
mod sasl;
mod server_info;
mod session;
mod tls;
mod trace;
mod transport;
mod wire;

pub use answer::Answer;
pub use body::{Body, Buffered};
pub use rows::ColumnInfo;
pub use server_info::ServerInfo;
pub use session::Session;

#[cfg(feature = "internals")]
pub use {
    cancel::Canceller,
    copy::{CopyFormat, CopyOut},
    copy_in::CopyIn,
    ending::Complete,
    prepared::Prepared,
    rows::RowStream,
};
