//! Which release the server is, and every difference between releases as a named fact.

use crate::error::{Error, Fault, Result};

/// `server_version_num`: 150018 is 15.18.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Version(pub(super) u32);

/// The oldest release whose catalogs are known: sequences moved to `pg_sequence` in 10.
const OLDEST: u32 = 100_000;

impl Version {
    /// Refuses what is too old.
    ///
    /// # Errors
    ///
    /// The server is older than PostgreSQL 10.
    pub(super) fn known(self) -> Result<Self> {
        if self.0 >= OLDEST {
            return Ok(self);
        }
        let message =
            format!("this server is PostgreSQL {}.{}: too old", self.0 / 10_000, self.0 / 100 % 100);
        Err(Error::new(Fault::Refused, message).remedy(
            "PostgreSQL 10 and newer can be dumped. Upgrade the server, or use the pg_dump it came with.",
        ))
    }

    /// From 11: `pg_constraint.conparentid`, and indexes on partitioned tables.
    pub(super) fn has_partitioned_indexes(self) -> bool {
        self.0 >= 110_000
    }

    /// From 11: procedures, `pg_proc.prokind`, `pg_aggregate.aggfinalmodify`.
    pub(super) fn has_procedures(self) -> bool {
        self.0 >= 110_000
    }

    /// From 12: `pg_attribute.attgenerated`.
    pub(super) fn has_generated_columns(self) -> bool {
        self.0 >= 120_000
    }

    /// From 12: tables have an access method, and `default_table_access_method` is known.
    pub(super) fn has_table_methods(self) -> bool {
        self.0 >= 120_000
    }

    /// From 11: a trigger for each row of a partitioned table has a clone on every partition.
    pub(super) fn has_trigger_clones(self) -> bool {
        self.0 >= 110_000
    }

    /// From 13: `pg_trigger.tgparentid`.
    pub(super) fn has_trigger_parents(self) -> bool {
        self.0 >= 130_000
    }

    /// From 14: `pg_attribute.attcompression`.
    pub(super) fn has_compression(self) -> bool {
        self.0 >= 140_000
    }

    /// From 14: `pg_range.rngmultitypid`.
    pub(super) fn has_multiranges(self) -> bool {
        self.0 >= 140_000
    }

    /// From 15: a sequence may be unlogged.
    pub(super) fn has_unlogged_sequences(self) -> bool {
        self.0 >= 150_000
    }

    /// From 17: `transaction_timeout` is known.
    pub(super) fn has_transaction_timeout(self) -> bool {
        self.0 >= 170_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_old_is_refused_by_name() {
        let error = Version(90_624).known().unwrap_err().to_string();
        assert!(error.contains("PostgreSQL 9.6: too old"), "{error}");
        assert!(Version(100_000).known().is_ok());
    }
}
