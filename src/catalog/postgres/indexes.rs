//! Indexes, on their own or behind a constraint.
//!
//! As in pg_dump, an index that a failed CREATE INDEX CONCURRENTLY left invalid is no part of the dump. The
//! index of a partitioned table is made on it alone and its partitions' indexes are attached one by one, so
//! that every index keeps its name.

use std::collections::HashMap;

use bstr::BString;

use super::answer::{Fields, ask};
use super::comments::Comments;
use super::constraints::Constraint;
use super::fragments::qualified;
use super::ids::{Name, class, id, with_oids};
use crate::catalog::{Entry, ObjectId, Removal, Role, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

/// One row of `pg_index`.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    oid: u32,
    /// Its name with its schema, quoted.
    printed: BString,
    /// Its name, quoted.
    name: BString,
    /// CREATE INDEX.
    definition: BString,
    /// Its storage parameters, ready for WITH.
    parameters: Option<BString>,
    clustered: bool,
    identity: bool,
    /// The partitioned index it is attached to, and that one's table.
    parent: Option<(BString, u32)>,
    /// Statistics targets of its expressions, by column number.
    targets: Vec<(i16, i32)>,
}

/// The indexes of all tables, by table, by name.
#[derive(Debug, Default)]
pub(super) struct Indexes(HashMap<u32, Vec<Index>>);

/// Source: PostgreSQL documentation, "pg_index".
const INDEXES: &str = concat!(
    "SELECT i.indrelid, i.indexrelid, n.nspname, c.relname, ",
    qualified!("n", "c.relname"),
    ", c.relname, pg_catalog.quote_ident(c.relname), pg_catalog.pg_get_indexdef(i.indexrelid), \
(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || '=' || \
pg_catalog.quote_literal(o.option_value), ', ') FROM pg_catalog.pg_options_to_table(c.reloptions) AS o), \
i.indisclustered, i.indisreplident, \
CASE WHEN p.oid IS NOT NULL THEN ",
    qualified!("pn", "p.relname"),
    " END, pi.indrelid \
FROM pg_catalog.pg_index AS i \
JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid \
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid \
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = i.indexrelid \
LEFT JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent \
LEFT JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace \
LEFT JOIN pg_catalog.pg_index AS pi ON pi.indexrelid = h.inhparent \
WHERE i.indrelid IN (SELECT pg_catalog.unnest({oids})) \
AND (i.indisvalid OR t.relkind = 'p') AND i.indisready \
ORDER BY i.indrelid, c.relname"
);

/// Source: PostgreSQL documentation, "ALTER INDEX", `SET STATISTICS`.
const TARGETS: &str = "\
SELECT i.indrelid, i.indexrelid, a.attnum, a.attstattarget \
FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indexrelid \
WHERE i.indrelid IN (SELECT pg_catalog.unnest({oids})) AND a.attstattarget >= 0 \
ORDER BY i.indrelid, i.indexrelid, a.attnum";

impl Indexes {
    /// Reads the indexes of `tables`.
    ///
    /// # Errors
    ///
    /// What the server answers.
    pub(super) async fn read(session: &mut Session, tables: &[u32]) -> Result<Self> {
        let mut indexes: HashMap<u32, Vec<Index>> = HashMap::new();
        for mut row in ask(session, "indexes", with_oids(INDEXES, tables.iter().copied())).await? {
            indexes.entry(row.number()?).or_default().push(Index::new(row)?);
        }
        for mut row in ask(session, "index columns", with_oids(TARGETS, tables.iter().copied())).await? {
            let (table, oid): (u32, u32) = (row.number()?, row.number()?);
            let target = (row.number()?, row.number()?);
            let of_table = indexes.entry(table).or_default();
            of_table.iter_mut().filter(|i| i.oid == oid).for_each(|i| i.targets.push(target));
        }
        Ok(Self(indexes))
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Index> {
        self.0.values().flatten()
    }

    /// A table's indexes.
    pub(super) fn of_table(&self, oid: u32) -> &[Index] {
        self.0.get(&oid).map_or(&[], Vec::as_slice)
    }
}

impl Index {
    fn new(mut row: Fields) -> Result<Self> {
        let oid = row.number()?;
        let (_, Name { printed, .. }) = row.qualified()?;
        let Name { printed: name, .. } = row.name()?;
        Ok(Self {
            oid,
            printed,
            name,
            definition: row.text()?,
            parameters: row.maybe()?,
            clustered: row.flag()?,
            identity: row.flag()?,
            parent: row.maybe_quoted()?.zip(row.maybe_number()?),
            targets: Vec::new(),
        })
    }

    /// What makes the index or the constraint it stands behind, with all that is said of it. `dumped` says whether
    /// a table is part of the dump.
    pub(super) fn entries(
        &self,
        table: &[u8],
        constraint: Option<&Constraint>,
        comments: &Comments,
        dumped: impl Fn(u32) -> bool,
    ) -> Vec<Entry> {
        let made = self.made(table, constraint);
        let say = |role, parts: &[&[u8]]| Entry::about(&made, role, Statement::new(concat(parts)));
        let mut all = Vec::new();
        if let Some((parent, _)) = self.parent.as_ref().filter(|(_, table)| dumped(*table)) {
            all.push(say(Role::Attach, &[b"ALTER INDEX ", parent, b" ATTACH PARTITION ", &self.printed]));
        }
        for (column, target) in &self.targets {
            let alter = format!(" ALTER COLUMN {column} SET STATISTICS {target}");
            all.push(say(Role::Setting, &[b"ALTER INDEX ", &self.printed, alter.as_bytes()]));
        }
        if self.clustered {
            all.push(say(Role::Setting, &[b"ALTER TABLE ", table, b" CLUSTER ON ", &self.name]));
        }
        if self.identity {
            let using = b" REPLICA IDENTITY USING INDEX ";
            all.push(say(Role::Setting, &[b"ALTER TABLE ONLY ", table, using, &self.name]));
        }
        all.extend(comments.on(self.id(), &[b"INDEX ", &self.printed], &made));
        if let Some(constraint) = constraint {
            let what: [&[u8]; 4] = [b"CONSTRAINT ", &constraint.printed, b" ON ", table];
            all.extend(comments.on(constraint.id(), &what, &made));
        }
        all.insert(0, made);
        all
    }

    fn made(&self, table: &[u8], constraint: Option<&Constraint>) -> Entry {
        let removal = self.removal(table, constraint);
        let Some(constraint) = constraint else {
            return Entry::making(self.id(), Role::Index, self.create()).undone_by(removal);
        };
        // An exclusion constraint's definition has its parameters already.
        let parameters = self.parameters.as_deref().filter(|_| constraint.kind != b'x').map(|p| &p[..]);
        let definition = constraint.definition_with(parameters);
        let add = b"\n    ADD CONSTRAINT ";
        let text = concat(&[b"ALTER TABLE ONLY ", table, add, &constraint.printed, b" ", &definition]);
        let made = Entry::making(constraint.id(), Role::Key, Statement::once(text));
        made.with([self.id()]).undone_by(removal)
    }

    /// The server's CREATE INDEX, cut where IF NOT EXISTS may stand.
    fn create(&self) -> Statement {
        let heads = ["CREATE UNIQUE INDEX ", "CREATE INDEX "];
        let cut = heads.iter().find_map(|head| Some((*head, self.definition.strip_prefix(head.as_bytes())?)));
        match cut {
            Some((head, rest)) => Statement::guarded(head, rest),
            None => Statement::once(self.definition.clone()),
        }
    }

    /// What removes the index or the constraint it stands behind. One that is attached to a partitioned index
    /// cannot be removed but with that one.
    fn removal(&self, table: &[u8], constraint: Option<&Constraint>) -> Option<Removal> {
        if self.parent.is_some() {
            return None;
        }
        Some(match constraint {
            None => Removal::new([b"DROP INDEX ", &self.printed[..]]),
            Some(constraint) => {
                let place = concat(&[b"ONLY ", table, b" DROP CONSTRAINT "]);
                Removal::new([b"ALTER TABLE ", &place[..], &constraint.printed])
            }
        })
    }

    /// Its OID.
    pub(super) fn oid(&self) -> u32 {
        self.oid
    }

    /// What it is known by.
    pub(super) fn id(&self) -> ObjectId {
        id(class::CLASS, self.oid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_in_order() {
        let index = Index {
            oid: 9,
            printed: "s.i".into(),
            name: "i".into(),
            definition: "CREATE INDEX i ON s.t USING btree (a)".into(),
            parameters: Some("fillfactor='70'".into()),
            clustered: true,
            identity: true,
            parent: Some(("s.pi".into(), 5)),
            targets: vec![(2, 100)],
        };
        let texts = |entries: Vec<Entry>| -> Vec<String> {
            entries.iter().map(|entry| entry.statement().unwrap().text().to_string()).collect()
        };
        let all = texts(index.entries(b"s.t", None, &Comments::default(), |table| table == 5));
        #[rustfmt::skip]
        let want = [
            "CREATE INDEX i ON s.t USING btree (a)",
            "ALTER INDEX s.pi ATTACH PARTITION s.i",
            "ALTER INDEX s.i ALTER COLUMN 2 SET STATISTICS 100",
            "ALTER TABLE s.t CLUSTER ON i",
            "ALTER TABLE ONLY s.t REPLICA IDENTITY USING INDEX i",
        ];
        assert_eq!(all, want);
        assert_eq!(index.removal(b"s.t", None), None, "it is attached to a partitioned index");
        let key = Constraint {
            printed: "i".into(),
            definition: "UNIQUE (a)".into(),
            kind: b'u',
            ..Default::default()
        };
        let all = texts(index.entries(b"s.t", Some(&key), &Comments::default(), |_| false));
        assert_eq!(all[0], "ALTER TABLE ONLY s.t\n    ADD CONSTRAINT i UNIQUE (a) WITH (fillfactor='70')");
        assert!(all[1].starts_with("ALTER INDEX s.i ALTER"), "the parent's table is not dumped");
        let index = Index { parent: None, ..index };
        let removed = |key| index.removal(b"s.t", key).unwrap().statement(true).to_string();
        assert_eq!(removed(None), "DROP INDEX IF EXISTS s.i");
        let want = "ALTER TABLE IF EXISTS ONLY s.t DROP CONSTRAINT IF EXISTS i";
        assert_eq!(removed(Some(&key)), want);
    }
}
