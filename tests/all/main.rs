//! All integration tests, one program.

mod house;
