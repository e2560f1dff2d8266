//! Partitions whose rows are loaded through the root of their partitioning.
//!
//! An enum hashes by the OIDs of its labels, which are new in every copy: a row of a partition below a HASH
//! partitioning by an enum, alone or inside an array, a domain, a range or a composite type, belongs to another
//! partition there. So does any row where the copy sorts differently; that only the user can know.
//!
//! Source: PostgreSQL `src/bin/pg_dump/pg_dump.c`, `forcePartitionRootLoad`.

use std::collections::HashMap;

use bstr::BString;

use super::super::answer::ask;
use super::super::ids::with_oids;
use super::super::relations::Relation;
use super::super::version::Version;
use crate::connect::Session;
use crate::error::Result;

/// Each partitioned table above a partition, whether its rows must be routed anew, and whether it is the root.
///
/// Of a key's expressions only the type is known that their operator class takes: one that takes any enum, array,
/// range or row may be given an enum.
const ABOVE: &str = "\
WITH RECURSIVE above(leaf, oid) AS (\
SELECT c.oid, h.inhparent FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = c.oid \
WHERE c.relispartition AND c.oid IN (SELECT pg_catalog.unnest({oids})) \
UNION ALL SELECT a.leaf, h.inhparent FROM above AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.oid AND c.relispartition \
JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = a.oid) \
SELECT a.leaf, a.oid, NOT c.relispartition, p.partstrat = 'h' AND EXISTS (\
WITH RECURSIVE key(oid) AS (\
SELECT t.atttypid FROM pg_catalog.pg_attribute AS t WHERE t.attrelid = p.partrelid AND t.attnum = ANY (p.partattrs::pg_catalog.int2[]) \
UNION SELECT o.opcintype FROM pg_catalog.pg_opclass AS o WHERE 0 = ANY (p.partattrs::pg_catalog.int2[]) \
AND o.oid = ANY (p.partclass::pg_catalog.oid[]) \
UNION SELECT n.oid FROM key AS k JOIN pg_catalog.pg_type AS y ON y.oid = k.oid, LATERAL (\
SELECT y.typelem UNION ALL SELECT y.typbasetype \
UNION ALL SELECT t.atttypid FROM pg_catalog.pg_attribute AS t WHERE t.attrelid = y.typrelid AND t.attnum > 0 AND NOT t.attisdropped \
UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range AS r WHERE r.rngtypid = y.oid{multirange}) AS n(oid)) \
SELECT 1 FROM key AS k JOIN pg_catalog.pg_type AS y ON y.oid = k.oid \
WHERE y.typtype = 'e' OR y.typname IN ('anyenum', 'anyarray', 'anyrange', 'anymultirange', 'record')) \
FROM above AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.oid \
JOIN pg_catalog.pg_partitioned_table AS p ON p.partrelid = a.oid";

fn query(version: Version, tables: &[u32]) -> String {
    let multirange = if version.has_multiranges() { " OR r.rngmultitypid = y.oid" } else { "" };
    with_oids(&ABOVE.replace("{multirange}", multirange), tables.iter().copied())
}

/// The roots that rows of partitions among `relations` are loaded into, by partition; `all` of them, or those whose
/// rows a copy puts elsewhere. A partition whose root is not dumped keeps its rows.
///
/// # Errors
///
/// What the server answers.
pub(in super::super) async fn read(
    session: &mut Session,
    version: Version,
    relations: &[Relation],
    all: bool,
) -> Result<HashMap<u32, BString>> {
    let partitions: Vec<u32> = relations.iter().filter(|r| r.partition_of.is_some()).map(|r| r.oid).collect();
    if partitions.is_empty() {
        return Ok(HashMap::new());
    }
    // Of each partition, whether its rows are routed, and the name of its root if that is dumped.
    let mut routes: HashMap<u32, (bool, Option<&BString>)> = HashMap::new();
    for mut row in ask(session, "partitions", query(version, &partitions)).await? {
        let (leaf, table): (u32, u32) = (row.number()?, row.number()?);
        let (is_root, moves) = (row.flag()?, row.flag()?);
        let (routed, root) = routes.entry(leaf).or_insert((all, None));
        *routed |= moves;
        if is_root {
            *root = relations.iter().find(|r| r.oid == table).map(|r| &r.printed);
        }
    }
    let through = |(leaf, (routed, root)): (u32, (bool, Option<&BString>))| {
        root.filter(|_| routed).map(|root| (leaf, root.clone()))
    };
    Ok(routes.into_iter().filter_map(through).collect())
}
