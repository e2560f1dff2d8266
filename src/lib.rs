//! `roachdump` dumps a CockroachDB or PostgreSQL database as SQL that loads again, speaking the
//! PostgreSQL wire protocol itself.
//!
//! Data flows one way, from room to room; only [`run`] joins them:
//!
//! ```text
//! cli ─▶ options ─▶ connect ─▶ catalog ─▶ plan ─▶ rows ─▶ literal ─▶ sink
//!                                 ▲         ▲                ▲
//!                                 └─────────┴── sql ─────────┘
//! ```

pub mod catalog;
pub mod cli;
pub mod connect;
pub mod error;
pub mod literal;
pub mod options;
pub mod plan;
pub mod report;
pub mod rows;
pub mod run;
pub mod sink;
pub mod sql;
mod sys;
