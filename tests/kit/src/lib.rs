//! Throwaway servers and peers for tests and the demo.

pub mod fake;
