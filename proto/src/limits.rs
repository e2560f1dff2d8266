//! Every bound on what a peer may announce, in one place. Sizes are in bytes.

/// The largest body of a message that must be held whole (everything but DataRow and CopyData).
///
/// The largest legal one is a RowDescription of 1,664 columns (PostgreSQL's `MaxTupleAttributeNumber`)
/// with names of 63 bytes: 140 KB. An ErrorResponse may quote a long statement.
pub const MESSAGE: u32 = 16 << 20;

/// The most columns a RowDescription or DataRow may have: the count is an unsigned 16 bit number in
/// practice, and no known server goes past 1,664.
pub const COLUMNS: u16 = 1664 * 4;

/// The most SCRAM iterations to compute. Real servers ask for 4,096 (PostgreSQL) to 119,680 (CockroachDB).
pub const SCRAM_ITERATIONS: u32 = 10_000_000;

/// The longest cancel key (protocol 3.2 allows up to 256).
pub const CANCEL_KEY: usize = 256;

/// The most messages that are no rows between two rows, or in an answer without rows. Most are notices,
/// of which a server sends a handful; a peer that sends nothing else would keep its client for ever.
pub const MESSAGES_BETWEEN_ROWS: u32 = 10_000;

/// The most authentication requests before log-in is given up as endless.
pub const AUTHENTICATION_REQUESTS: u32 = 16;
