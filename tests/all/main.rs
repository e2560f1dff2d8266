//! All integration tests, one program.

mod cockroach;
mod house;
mod postgres_catalog;
