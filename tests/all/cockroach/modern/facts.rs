//! What a database holds, as lines of text, asked of the server and not of the program under test.
//!
//! | line | of |
//! |---|---|
//! | `schema`, `enum` | `pg_namespace`, `pg_enum` |
//! | `create` | SHOW CREATE of each table, view, materialized view and sequence |
//! | `constraint`, `index` | `pg_constraint` with its validity, `pg_indexes` |
//! | `row` | every row of tables and views: each column, also hidden and computed ones |
//! | `sequence`, `owner` | the position, the column that the sequence goes with |
//! | `comment` | `pg_description`, `system.comments` |
//!
//! Two databases of different names have the same lines if they are alike: `database.schema.` reads `schema.`
//! in them.

use std::collections::HashMap;

use roachdump_testkit::{Cockroach, Session};

/// A database that is looked into.
#[derive(Debug)]
pub(in crate::cockroach) struct Inspected<'a> {
    session: Session,
    database: &'a str,
    /// The tables without a key whose rows have numbers that are data.
    rowids: &'a [String],
    /// Schemas as they are written.
    schemas: Vec<String>,
}

/// An object that can be selected from.
struct Relation {
    /// Its name as it is written.
    name: String,
    kind: char,
}

impl<'a> Inspected<'a> {
    /// Looks into a database.
    pub(in crate::cockroach) fn new(server: &Cockroach, database: &'a str, rowids: &'a [String]) -> Self {
        let mut session = server.session(database);
        let schemas = session.rows(&format!("SELECT nspname FROM pg_namespace WHERE {OWN} ORDER BY 1"));
        let schemas = schemas.iter().map(|row| quoted(text(row, 0))).collect();
        Self { session, database, rowids, schemas }
    }

    /// All there is to say of it, sorted.
    pub(in crate::cockroach) fn facts(&mut self) -> Vec<String> {
        let mut facts: Vec<_> = self.schemas.iter().map(|name| format!("schema {name}")).collect();
        for (kind, query) in CATALOGS {
            facts.extend(self.lines(kind, &query.replace("OWN", OWN)));
        }
        let columns = self.columns();
        for relation in self.relations() {
            let columns = columns.get(&relation.name).map_or(&[][..], Vec::as_slice);
            self.describe(&relation, columns, &mut facts);
        }
        facts.sort();
        facts
    }

    /// Who owns what, and who may do what; zone configurations.
    pub(in crate::cockroach) fn rights(&mut self) -> Vec<String> {
        let mut rights = Vec::new();
        for (kind, query) in RIGHTS {
            rights.extend(self.lines(kind, &query.replace("OWN", OWN)));
        }
        rights.sort();
        rights
    }

    /// What each sequence gives next, which uses it.
    pub(in crate::cockroach) fn next_values(&mut self) -> Vec<String> {
        let sequences: Vec<_> =
            self.relations().into_iter().filter(|relation| relation.kind == 'S').collect();
        let next = |sequence: &Relation| {
            let (name, constant) = (&sequence.name, sequence.name.replace('\'', "''"));
            // A virtual one gives another number each time.
            let create = self.create(name);
            (!create.contains(" VIRTUAL")).then(|| {
                let next = self.answer(&format!("SELECT nextval('{constant}')"));
                format!("next {name}: {next}")
            })
        };
        sequences.iter().filter_map(next).collect()
    }

    fn relations(&mut self) -> Vec<Relation> {
        let rows = self.session.rows(&format!(
            "SELECT nspname, relname, relkind FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
             WHERE {OWN} AND relkind != 'i' ORDER BY 1, 2"
        ));
        let relation = |row: &Vec<Option<String>>| Relation {
            name: format!("{}.{}", quoted(text(row, 0)), quoted(text(row, 1))),
            kind: text(row, 2).chars().next().unwrap_or('?'),
        };
        rows.iter().map(relation).collect()
    }

    fn describe(&mut self, relation: &Relation, columns: &[String], facts: &mut Vec<String>) {
        let Relation { name, kind } = relation;
        facts.push(format!("create {kind} {name}: {}", self.create(name)));
        if *kind == 'S' {
            let position = self.answer(&format!("SELECT last_value, is_called FROM {name}"));
            facts.push(format!("sequence {name}: {position}"));
            return;
        }
        facts.push(format!("columns {name}: {}", columns.join(", ")));
        let list: Vec<_> = columns.iter().map(|column| format!("{name}.{column}")).collect();
        let list = if list.is_empty() { "NULL".to_owned() } else { list.join(", ") };
        match self.session.query(&format!("SELECT {list} FROM {name}")) {
            Ok(rows) => facts.extend(rows.iter().map(|row| format!("row {name}: {}", line(row)))),
            Err(said) => facts.push(format!("row {name}: {}", self.neutral(&said))),
        }
    }

    /// The columns of each relation that are data, and those computed from them, as they are written.
    fn columns(&mut self) -> HashMap<String, Vec<String>> {
        let rows = self.session.rows(
            "SELECT table_schema, table_name, column_name, is_hidden, column_default FROM information_schema.columns
             WHERE table_schema NOT IN ('crdb_internal', 'information_schema', 'pg_catalog', 'pg_extension')
             ORDER BY ordinal_position",
        );
        let mut columns: HashMap<_, Vec<String>> = HashMap::new();
        for row in &rows {
            let by_server = text(row, 2).starts_with("rowid")
                && text(row, 3) == "YES"
                && text(row, 4) == "unique_rowid()";
            if !by_server || self.rowids.iter().any(|table| table == text(row, 1)) {
                let relation = format!("{}.{}", quoted(text(row, 0)), quoted(text(row, 1)));
                columns.entry(relation).or_default().push(quoted(text(row, 2)));
            }
        }
        columns
    }

    fn create(&mut self, relation: &str) -> String {
        match self.session.query(&format!("SHOW CREATE {relation}")) {
            Ok(rows) => rows.iter().map(|row| self.neutral(text(row, 1))).collect(),
            Err(said) => self.neutral(&said),
        }
    }

    /// The rows of a query of the catalog, a line each; none of a catalog that the release does not have.
    fn lines(&mut self, kind: &str, query: &str) -> Vec<String> {
        let rows = self.session.rows(query);
        let neutral = |row: &Vec<Option<String>>| -> Vec<_> {
            row.iter().map(|value| value.as_deref().map(|value| self.neutral(value))).collect()
        };
        rows.iter().map(|row| format!("{kind} {}", line(neutral(row)))).collect()
    }

    /// What one query answers, in a line.
    fn answer(&mut self, query: &str) -> String {
        match self.session.query(query) {
            Ok(rows) => rows.iter().map(line).collect::<Vec<_>>().join("; "),
            Err(said) => self.neutral(&said),
        }
    }

    /// A text without the database's own name where it qualifies a schema; the constants that only look so are held
    /// against each other by the dumps of both. A view in one line: where it is broken depends on that name.
    fn neutral(&self, text: &str) -> String {
        let mut neutral = text.to_owned();
        if text.starts_with("CREATE VIEW") {
            let words: Vec<&str> = text.split_whitespace().collect();
            neutral = words.join(" ").replace("( ", "(").replace(" )", ")");
        }
        let database = [self.database.to_owned(), quoted(self.database)];
        for schema in &self.schemas {
            let bare = schema.trim_matches('"').replace("\"\"", "\"");
            for written in [schema, &bare] {
                for database in &database {
                    let full = format!("{database}.{written}.");
                    neutral = neutral.replace(&full, &format!("{written}."));
                    neutral = neutral.replace(&escaped(&full), &escaped(&format!("{written}.")));
                }
            }
        }
        neutral
    }
}

/// The schemas that are not the server's.
const OWN: &str = "nspname NOT IN ('crdb_internal', 'information_schema', 'pg_catalog', 'pg_extension') AND nspname NOT LIKE 'pg_temp%'";

#[rustfmt::skip]
const CATALOGS: &[(&str, &str)] = &[
    ("enum", "
        SELECT nspname, typname, string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
        FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = typnamespace LEFT JOIN pg_enum ON enumtypid = t.oid
        WHERE OWN AND typtype = 'e' GROUP BY 1, 2"),
    ("constraint", "
        SELECT nspname, relname, conname, contype, convalidated, condef
        FROM pg_constraint JOIN pg_class AS c ON c.oid = conrelid JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE OWN AND relkind != 'S'"),
    ("index", "SELECT schemaname, tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname NOT IN ('crdb_internal', 'information_schema', 'pg_catalog', 'pg_extension')"),
    ("owner", "
        WITH own AS (SELECT id, crdb_internal.pb_to_json('cockroach.sql.sqlbase.Descriptor', descriptor)
            ->'table'->'sequenceOpts'->'sequenceOwner' AS o FROM system.descriptor
            WHERE id IN (SELECT oid::INT FROM pg_class WHERE relkind = 'S'))
        SELECT s.relname, t.relname, attname FROM own JOIN pg_class AS s ON s.oid::INT = id
        JOIN pg_class AS t ON t.oid::INT = (o->>'ownerTableId')::INT
        JOIN pg_attribute ON attrelid = t.oid AND attnum = (o->>'ownerColumnId')::INT"),
    ("comment on relation", "
        SELECT nspname, relname, relkind, attname, description
        FROM pg_description AS d JOIN pg_class AS c ON c.oid = objoid JOIN pg_namespace AS n ON n.oid = relnamespace
        LEFT JOIN pg_attribute ON attrelid = c.oid AND attnum = objsubid AND objsubid > 0
        WHERE OWN AND classoid = 'pg_class'::REGCLASS"),
    ("comment on constraint", "
        SELECT relname, conname, description
        FROM pg_description AS d JOIN pg_constraint AS k ON k.oid = objoid JOIN pg_class AS c ON c.oid = conrelid
        WHERE classoid = 'pg_constraint'::REGCLASS"),
    ("comment on schema", "
        SELECT name, comment FROM system.comments JOIN system.namespace ON id = object_id
        WHERE type = 4 AND \"parentID\" = (SELECT id FROM system.namespace WHERE \"parentID\" = 0 AND name = current_database())"),
];

#[rustfmt::skip]
const RIGHTS: &[(&str, &str)] = &[
    ("owned", "
        SELECT nspname, relname, rolname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
        JOIN pg_roles AS r ON r.oid = relowner WHERE OWN"),
    ("owned type", "
        SELECT nspname, typname, rolname FROM pg_type JOIN pg_namespace AS n ON n.oid = typnamespace
        JOIN pg_roles AS r ON r.oid = typowner WHERE OWN"),
    ("owned schema", "SELECT nspname, rolname FROM pg_namespace JOIN pg_roles AS r ON r.oid = nspowner WHERE OWN"),
    ("right", "
        SELECT table_schema, table_name, grantee, privilege_type, is_grantable FROM information_schema.table_privileges
        WHERE table_schema NOT IN ('crdb_internal', 'information_schema', 'pg_catalog', 'pg_extension')"),
    ("right on schema", "
        SELECT table_schema, grantee, privilege_type FROM information_schema.schema_privileges
        WHERE table_schema NOT IN ('crdb_internal', 'information_schema', 'pg_catalog', 'pg_extension')"),
    ("right on type", "
        SELECT type_schema, type_name, grantee, privilege_type FROM information_schema.type_privileges
        WHERE type_schema NOT IN ('crdb_internal', 'information_schema', 'pg_catalog', 'pg_extension')"),
    ("zone", "
        SELECT table_name, index_name, raw_config_sql FROM crdb_internal.zones
        WHERE database_name = current_database() AND table_name IS NOT NULL"),
];

/// A name as it is always right to write it.
pub(in crate::cockroach) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A name in a string constant.
fn escaped(text: &str) -> String {
    text.replace('\'', "\\'")
}

fn text(row: &[Option<String>], column: usize) -> &str {
    row.get(column).and_then(Option::as_deref).unwrap_or_default()
}

fn line(row: impl AsRef<[Option<String>]>) -> String {
    let value = |value: &Option<String>| match value {
        Some(value) => format!("{value:?}"),
        None => "NULL".into(),
    };
    row.as_ref().iter().map(value).collect::<Vec<_>>().join(" ")
}

/// The lines of one and not the other, a few of them; none of two that are alike.
pub(in crate::cockroach) fn differences(of: &[String], copy: &[String]) -> Vec<String> {
    let (mut left, mut right) = (of.iter().peekable(), copy.iter().peekable());
    let mut found = Vec::new();
    loop {
        match (left.peek(), right.peek()) {
            (None, None) => return found,
            (Some(a), Some(b)) if a == b => {
                left.next();
                right.next();
            }
            (Some(a), b) if b.is_none_or(|b| a < b) => {
                found.push(format!("- {}", left.next().map_or("", |a| a)))
            }
            _ => found.push(format!("+ {}", right.next().map_or("", |b| b))),
        }
    }
}
