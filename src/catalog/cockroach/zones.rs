//! Zone configurations of tables, indexes and partitions: where and how often their data is kept, and for how long.
//!
//! ```text
//! ALTER TABLE app.t CONFIGURE ZONE USING⏎→gc.ttlseconds = 600
//! ```

use bstr::BString;

use super::super::{ObjectId, Role};
use super::answer::{id, malformed, rows, text};
use super::ddl;
use super::fragments::quoted;
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::{Name, Result, Text, text};
use crate::sql::cockroach::string::push_constant;
use crate::sql::token::{Kind, tokens};

const WHAT: &str = "zone configurations";

/// The zone configurations of a database.
#[derive(Debug, Default)]
pub(super) struct Zones {
    /// Each with the table it is of; the database's own has none.
    configs: Vec<(Option<ObjectId>, BString)>,
}

/// Reads them in one query. To a user who may not see them there are none.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, database: &str) -> Result<Zones> {
    let mut sql = format!(
        "SELECT zone_id, table_name, raw_config_sql FROM {}.crdb_internal.zones \
         WHERE raw_config_sql IS NOT NULL AND database_name = ",
        quoted(database)
    )
    .into_bytes();
    push_constant(database, &mut sql);
    sql.extend_from_slice(b" ORDER BY zone_id, subzone_id");
    zones(&session.query(sql).await?)
}

fn zones(answer: &Answer) -> Result<Zones> {
    let mut configs = Vec::new();
    for [zone, table, config] in rows(answer, WHAT)? {
        let config = ddl::without_semicolon(text(config, WHAT)?).into();
        let table = table.map(|_| id(zone, WHAT)).transpose()?;
        configs.push((table, config));
    }
    Ok(Zones { configs })
}

impl Zones {
    /// Adds them to the tables they are of; the database's own is the result.
    ///
    /// # Errors
    ///
    /// One of a table that is not there.
    pub(super) fn add(self, listed: &mut [Listed]) -> Result<Vec<(Role, BString)>> {
        let mut own = Vec::new();
        for (table, config) in self.configs {
            match table {
                None => own.push((Role::Setting, config)),
                Some(table) => {
                    let table = listed.iter_mut().find(|object| object.id == table);
                    let table = table.ok_or_else(|| malformed(WHAT, "one of no table"))?;
                    let config = of_table(&config, &table.printed);
                    table
                        .after
                        .push((Role::Setting, config.ok_or_else(|| malformed(WHAT, "one of no table"))?));
                }
            }
        }
        Ok(own)
    }

    /// What to say of them if they are not dumped.
    pub(super) fn left_out(&self) -> Option<Text> {
        let count = self.configs.len();
        (count > 0).then(|| {
            text!(format!("zone configurations: {count}; they are not dumped without "), Name::ZoneConfigs)
        })
    }
}

/// `ALTER INDEX db.public.t@i CONFIGURE …` with the table as `printed`: v21.1 names the wrong schema.
fn of_table(config: &[u8], printed: &[u8]) -> Option<BString> {
    let mut left = tokens(config);
    left.find(|token| token.is_word("TABLE") || token.is_word("INDEX"))?;
    let before = config.get(..config.len() - left.rest().len())?;
    left.next()?;
    let after = loop {
        let here = left.rest();
        let token = left.next()?;
        if token.is_symbol(b'@') || token.kind == Kind::Blank {
            break here;
        }
    };
    Some([before, b" ", printed, after].concat().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tables() {
        #[rustfmt::skip]
        let rows = [
            ("ALTER TABLE d.public.a CONFIGURE ZONE USING\n\tgc.ttlseconds = 700", "ALTER TABLE app.a CONFIGURE ZONE USING\n\tgc.ttlseconds = 700"),
            ("ALTER INDEX d.public.\"A b\"@\"i j\" CONFIGURE ZONE USING x = 1", "ALTER INDEX app.a@\"i j\" CONFIGURE ZONE USING x = 1"),
            ("ALTER PARTITION p OF INDEX d.public.a@primary CONFIGURE ZONE USING x = 1", "ALTER PARTITION p OF INDEX app.a@primary CONFIGURE ZONE USING x = 1"),
        ];
        for (config, want) in rows {
            assert_eq!(of_table(config.as_bytes(), b"app.a"), Some(want.into()));
        }
        assert_eq!(of_table(b"ALTER RANGE default CONFIGURE ZONE USING x = 1", b"app.a"), None);
    }
}
