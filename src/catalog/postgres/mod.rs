//! Queries and facts of PostgreSQL.
