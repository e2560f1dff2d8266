//! Text of SQL as CockroachDB writes and reads it.

pub mod name;
pub mod string;
mod style;
mod words;

pub use style::{LiteralStyle, Naming, Style};
