//! Why there is no server, and what to do about it.

use std::fmt;

/// A server, client or folder that could not be had.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Failure {
    what: String,
    remedy: String,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: String::new() }
    }

    #[must_use]
    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    /// Ends the test: there is no way to go on without what is missing, and no skipping.
    #[track_caller]
    pub(crate) fn fail(&self) -> ! {
        panic!("{self}\n(tests never skip)");
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "\n{}", self.remedy) }
    }
}

impl std::error::Error for Failure {}
