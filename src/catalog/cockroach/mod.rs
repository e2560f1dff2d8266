//! Queries and facts of CockroachDB.

pub mod array;
pub mod quote;
mod words;

use super::{Catalog, Wanted};
use crate::connect::Session;
use crate::error::Result;

/// Fixes the snapshot and reads the catalog in it.
///
/// # Errors
///
/// See [`super::read`].
pub async fn read(_session: &mut Session, _wanted: &Wanted<'_>) -> Result<Catalog> {
    todo!()
}
