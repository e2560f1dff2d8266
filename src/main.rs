//! The `roachdump` program: a table of contents.

fn main() {}
