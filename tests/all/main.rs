//! All integration tests, one program.

mod checks;
mod cockroach;
mod connect;
mod counters;
mod dice;
#[path = "../../proto/tests/checks/driver.rs"]
mod driver;
mod faults;
mod help;
mod house;
mod library;
mod manual;
mod many_tables;
mod one_table;
mod postgres_catalog;
mod postgres_objects;
mod program;
mod protocol;
mod report;
mod seeds;
mod selection;
mod ways;
