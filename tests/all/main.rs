//! All integration tests, one program.

mod checks;
mod cockroach;
mod connect;
mod counters;
mod faults;
mod house;
mod many_tables;
mod postgres_catalog;
mod program;
mod seeds;
mod selection;
mod ways;
