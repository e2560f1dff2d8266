//! `roachdump` dumps a CockroachDB or PostgreSQL database as SQL that loads again, speaking the
//! PostgreSQL wire protocol itself.
//!
//! [`dump()`] makes one dump: [`Options`] say which, any [`AsyncWrite`](tokio::io::AsyncWrite) takes it, and an
//! [`Observer`] is told how far it is. It prints nothing, and leaves signals to the program:
//!
//! ```no_run
#![doc = include_str!("../examples/dump.rs")]
//! ```
//!
//! The program `roachdump` is one user of this. The house, for those who work in it; `dump` joins the rooms:
//!
//! ```text
//! cli ─▶ options ─▶ connect ─▶ catalog ─▶ plan ─▶ rows ─▶ literal ─▶ sink
//!                                 ▲         ▲                ▲
//!                                 └─────────┴── sql ─────────┘
//! ```
//!
//! | feature | |
//! |---|---|
//! | `program` | on by default: the program, and what only it needs. A library does without |
//! | `internals` | the rooms, for this crate's own tests, benches and fuzz targets |

#![cfg_attr(
    not(feature = "internals"),
    allow(unreachable_pub, reason = "what is public in a room is so for other rooms")
)]

mod catalog;
#[cfg(feature = "program")]
mod cli;
mod connect;
mod dump;
mod error;
mod literal;
mod observer;
mod options;
mod plan;
#[cfg(feature = "program")]
mod report;
mod rows;
#[cfg(feature = "program")]
mod run;
mod sink;
mod sql;
mod sys;

pub use dump::{Outcome, dump, dump_until};
pub use error::{Error, Fault, Name, Result, SqlState, Text};
pub use observer::{Observer, STATEMENTS};
pub use options::{
    Address, ChannelBinding, ClientCertificate, Condition, Connection, Contents, Dump, Endpoint, Exclude,
    Existing, FilePassword, Include, Making, OnConflict, Options, Patterns, Prompt, Relations, RowForm,
    RowOptions, Secret, Sections, SessionAttrs, SslMode, StatementSize, Tls,
};
#[cfg(feature = "program")]
pub use run::program;

/// The rooms, for this crate's own tests, benches and fuzz targets. Nothing here is promised to stay.
#[cfg(feature = "internals")]
pub mod internals {
    macro_rules! open {
        ($($(#[$attribute:meta])* $room:ident)+) => {$(
            $(#[$attribute])*
            #[allow(missing_docs, reason = "said by the room")]
            pub mod $room {
                pub use crate::$room::*;
            }
        )+};
    }

    open! {
        catalog
        #[cfg(feature = "program")]
        cli
        connect
        error
        literal
        options
        plan
        #[cfg(feature = "program")]
        report
        rows
        sink
        sql
    }
}
