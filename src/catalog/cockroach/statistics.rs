//! How many rows tables have, as the optimizer believes.

use std::collections::HashMap;

use bstr::BString;

use super::super::{Object, ObjectId};
use super::Release;
use super::answer::{id, number, rows};
use crate::connect::{Answer, Session};
use crate::error::{Fault, Result};

/// The newest statistic of each table. Only an administrator may ask; releases before v2.1 have none.
const STATISTICS: &str = "SELECT DISTINCT ON (\"tableID\") \"tableID\", \"rowCount\" FROM system.table_statistics \
                          ORDER BY \"tableID\", \"createdAt\" DESC";

/// The same from v21.1 on, for everyone who may see the table.
const OF_EVERYONE: &str = "SELECT table_id, estimated_row_count FROM \"\".crdb_internal.table_row_statistics \
                           WHERE estimated_row_count IS NOT NULL";

/// The number of rows of tables.
pub(in crate::catalog) type Known = HashMap<ObjectId, u64>;

/// Asks what is known. A statement may fail, and then nothing else can be asked in its transaction: so this is for
/// what comes before the snapshot's, or for runs that read no rows.
///
/// # Errors
///
/// A broken connection, or numbers that are none. What the server answers is no error.
pub(in crate::catalog) async fn read(session: &mut Session, release: Release) -> Result<Known> {
    let further = release.has_no_stock().then_some(OF_EVERYONE);
    for sql in [STATISTICS].into_iter().chain(further) {
        match session.query(sql).await {
            Ok(answer) => return known(&answer),
            Err(refused) if refused.fault() == Fault::Server => {
                tracing::debug!("no statistics: {}", refused.reason());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Known::new())
}

/// Notes for every table what is known.
pub(in crate::catalog) fn note(known: &Known, objects: &mut [Object]) {
    for object in objects {
        let estimate = known.get(&object.id).copied();
        if let Some(rows) = object.rows_mut() {
            rows.estimated_rows = estimate;
        }
    }
}

fn known(answer: &Answer) -> Result<Known> {
    const WHAT: &str = "statistics";
    let row = |[table, count]: [Option<&BString>; 2]| Ok((id(table, WHAT)?, number(count, WHAT)?));
    rows(answer, WHAT)?.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::answer::of;
    use super::*;

    #[test]
    fn by_table() {
        let known = known(&of(&[&["53", "4"], &["54", "0"]])).unwrap();
        assert_eq!((known.get(&ObjectId(53)), known.get(&ObjectId(54))), (Some(&4), Some(&0)));
        assert!(super::known(&of(&[&["53", "x"]])).is_err());
    }
}
