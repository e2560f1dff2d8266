//! The PostgreSQL frontend/backend protocol, version 3, as bytes.
#![no_std]
#![forbid(unsafe_code)]
extern crate alloc;
