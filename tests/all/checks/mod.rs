//! What must hold of any bytes on their way into a dump: shared by the fuzz targets and by `cargo test`,
//! which replays every seed.

#![allow(dead_code, unused_imports, reason = "each fuzz target uses one of these")]

mod connection;
mod copy_rows;
mod ddl;
mod framer;
mod kernel;
mod literals;
mod loader;
mod passfile;
mod same;
mod sql;

pub(crate) use connection::connection;
pub(crate) use copy_rows::copy_rows;
pub(crate) use ddl::ddl;
pub(crate) use framer::framer;
pub(crate) use kernel::kernel;
pub(crate) use literals::literal;
pub(crate) use loader::loader;
pub(crate) use passfile::passfile;
