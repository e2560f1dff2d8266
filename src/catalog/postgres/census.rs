//! Everything that exists and is not dumped.

use super::relations::Relation;
use super::settings::Server;
use crate::catalog::{Object, Wanted};
use crate::connect::Session;
use crate::error::Result;

/// Lists it.
pub(super) async fn take(
    _session: &mut Session,
    _wanted: &Wanted<'_>,
    _server: &Server,
    _relations: &[Relation],
    _objects: &[Object],
) -> Result<Vec<String>> {
    Ok(Vec::new())
}
