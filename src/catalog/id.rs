//! What tells one thing of a catalog from another.

/// What tells a thing from all others: on CockroachDB the descriptor id, on PostgreSQL the OID with the
/// catalog's own OID in the upper half.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ObjectId(pub u64);
