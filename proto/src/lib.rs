//! The PostgreSQL frontend/backend protocol, version 3, as bytes: framing and messages, both directions.
//!
//! ```text
//! bytes from a server ──▶ Deframer ──▶ Raw { tag, body } ──▶ backend::Message
//!                            └───────▶ a DataRow or CopyData too large to hold, in chunks
//! frontend::query(…, &mut out) ──▶ bytes to a server
//! ```
//!
//! No IO, no clock, no randomness: the caller owns every buffer and passes nonces in. Nothing here panics,
//! whatever the bytes are, and nothing is allocated from a number that was merely announced.
//!
//! Source: PostgreSQL documentation, "Frontend/Backend Protocol".
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

extern crate alloc;

pub mod auth;
pub mod backend;
pub mod copy;
mod cursor;
mod deframe;
mod encode;
mod error;
pub mod frontend;
pub mod limits;
pub mod phase;
pub mod row;

pub use deframe::{Deframer, Raw, Step};
pub use encode::EncodeError;
pub use error::DecodeError;
