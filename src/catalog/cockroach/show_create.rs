//! What SHOW CREATE ALL says, where the server keeps its catalog tables from the user: the same statements, without ids
//! and without what needs what.
//!
//! ```text
//! SHOW CREATE ALL SCHEMAS    CREATE SCHEMA app;⏎COMMENT ON SCHEMA app IS '…';
//! SHOW CREATE ALL TYPES      CREATE TYPE app.status AS ENUM ('new');
//! SHOW CREATE ALL TABLES     CREATE TABLE app.t (…);   ALTER TABLE app.t ADD CONSTRAINT …;   -- Validate …
//! SHOW CREATE ALL ROUTINES, SHOW CREATE ALL TRIGGERS
//! ```
//!
//! Source: CockroachDB documentation v26.1, "SHOW CREATE"; its logic tests `show_create_all_*`.

use std::collections::HashMap;

use bstr::BString;

use super::super::{Kind, ObjectId, Role};
use super::answer::{id, malformed, name, rows, text};
use super::columns::ColumnId;
use super::ddl;
use super::fragments::quoted;
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::{Result, shown};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{PUBLIC, printed, printed_name};

const WHAT: &str = "SHOW CREATE ALL";

/// What has no id in any table that is open gets one from here on.
const FIRST_ID: u64 = 1 << 61;

/// What is asked for, in order. Where catalog tables can be closed, the server has all of these.
const SHOWN: [&str; 5] = ["SCHEMAS", "TYPES", "TABLES", "ROUTINES", "TRIGGERS"];

/// What there is, and the columns that foreign keys refer to.
pub(super) type Shown = (Vec<Listed>, Vec<ColumnId>);

/// Reads everything of the session's database.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, database: &str) -> Result<Shown> {
    let ids = ids(&session.query(ids_sql(database)).await?)?;
    let mut listing = Listing { ids, ..Listing::default() };
    for what in SHOWN {
        let answer = match session.query(format!("SHOW CREATE ALL {what}")).await {
            Err(refused) => return Err(refused.remedy(format!(
                "The setting allow_unsafe_internals is off and cannot be set on, so the dump needs SHOW CREATE ALL {what}."
            ))),
            Ok(answer) => answer,
        };
        for [create] in rows(&answer, WHAT)? {
            let create = text(create, WHAT)?;
            for statement in
                ddl::statements(create).iter().filter_map(|statement| ddl::without_comment(statement))
            {
                listing.take(&statement)?;
            }
        }
    }
    Ok((listing.listed, listing.referred))
}

/// Tables, views and sequences have their descriptor's id as OID.
fn ids_sql(database: &str) -> String {
    let database = quoted(database);
    format!(
        "SELECT n.nspname, c.relname, c.oid::INT8 FROM {database}.pg_catalog.pg_class AS c \
         JOIN {database}.pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'v', 'm', 'S')"
    )
}

type Names = (BString, BString);

fn ids(answer: &Answer) -> Result<HashMap<Names, ObjectId>> {
    let row = |[schema, table, oid]: [Option<&BString>; 3]| {
        Ok(((name(schema, WHAT)?.clone(), name(table, WHAT)?.clone()), id(oid, WHAT)?))
    };
    rows(answer, WHAT)?.into_iter().map(row).collect()
}

/// What was read so far.
#[derive(Debug, Default)]
struct Listing {
    ids: HashMap<Names, ObjectId>,
    listed: Vec<Listed>,
    referred: Vec<ColumnId>,
}

impl Listing {
    fn take(&mut self, statement: &BString) -> Result<()> {
        let unknown = || malformed(WHAT, &shown(statement));
        match ddl::shown::of(statement).ok_or_else(unknown)? {
            ddl::shown::Shown::Made(kind, (schema, name)) => {
                self.make(kind, schema, name, statement);
                Ok(())
            }
            ddl::shown::Shown::Said => {
                let last = self.listed.last_mut().ok_or_else(unknown)?;
                last.create = [&last.create[..], b";\n", statement].concat().into();
                Ok(())
            }
            ddl::shown::Shown::Of(role, table) => {
                if role == Role::ForeignKey {
                    let referred = ddl::shown::referred(statement).ok_or_else(unknown)?;
                    let to = *self.ids.get(&referred).ok_or_else(unknown)?;
                    let columns = ddl::foreign_key(statement).map(|(_, columns)| columns);
                    self.referred.extend(columns.into_iter().flatten().map(|column| (to, column)));
                }
                let is_it = |object: &&mut Listed| (&object.schema, &object.name) == (&table.0, &table.1);
                let table = self.listed.iter_mut().find(is_it).ok_or_else(unknown)?;
                match role {
                    Role::ForeignKey => table.links.push(statement.clone()),
                    Role::Validate => table.validate.push(statement.clone()),
                    _ => table.after.push((role, statement.clone())),
                }
                Ok(())
            }
        }
    }

    fn make(&mut self, kind: Kind, schema: BString, name: BString, create: &BString) {
        let next = ObjectId(FIRST_ID + self.listed.len() as u64);
        let id = self.ids.get(&(schema.clone(), name.clone())).copied().unwrap_or(next);
        let printed = match kind {
            Kind::Schema => printed(&name, Naming::V20_2),
            _ => printed_name(&schema, &name, Naming::V20_2),
        };
        let parameters = match kind {
            Kind::Function | Kind::Procedure => ddl::routine::parameters(create).unwrap_or_default(),
            _ => BString::default(),
        };
        self.listed.push(Listed {
            id,
            kind,
            printed: [&printed[..], &parameters].concat().into(),
            is_there: kind == Kind::Schema && name == PUBLIC,
            schema: if kind == Kind::Schema { BString::default() } else { schema },
            name,
            create: create.clone(),
            ..Listed::default()
        });
    }
}
