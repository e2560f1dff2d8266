//! All integration tests, one program.

mod cockroach;
mod connect;
mod faults;
mod house;
mod postgres_catalog;
mod program;
mod selection;
mod ways;
