//! Queries and facts of CockroachDB.
