//! A database at random: the statements that make and fill it.
//!
//! ```text
//! sequences ─▶ tables with indexes and rows ─▶ changes ─▶ foreign keys ─▶ views ─▶ comments ─▶ sequences used
//! ```
//!
//! A statement may fail (two rows of one key, a key over rows that break it): the database is what the others
//! make.

use super::names::{Names, quoted, string};
use super::table::Table;
use crate::dice::Dice;

/// What may be in the database.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Also what stock stopped at, lost, or wrote so that it did not load.
    pub(super) all: bool,
    /// What v20.2 brought: schemas, enums, spatial types, partial indexes.
    pub(super) v20_2: bool,
    /// What v21.1 brought: materialized views, hidden columns, virtual ones.
    pub(super) v21_1: bool,
    /// What came up to v22.1: identity columns, indexes of expressions, ON UPDATE.
    pub(super) v22_1: bool,
}

/// A database in the making.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) dice: Dice,
    pub(super) limits: Limits,
    /// Names of everything that can be selected from.
    pub(super) names: Names,
    /// Sequences, as they are written.
    pub(super) sequences: Vec<String>,
    /// Schemas, as they are written.
    schemas: Vec<String>,
    /// Enums, as they are written, with their labels.
    pub(super) enums: Vec<(String, Vec<String>)>,
    tables: Vec<Table>,
    /// The statements so far.
    pub(super) sql: Vec<String>,
}

/// Statements that make a database; the same for the same seed.
pub(super) fn statements(seed: u64, limits: Limits) -> Vec<String> {
    let dice = Dice::new(seed);
    let mut database = Database {
        dice,
        limits,
        names: Names::default(),
        sequences: vec![],
        schemas: vec!["public".into()],
        enums: vec![],
        tables: vec![],
        sql: vec![],
    };
    database.make();
    database.sql
}

impl Database {
    fn make(&mut self) {
        self.say("SET experimental_enable_hash_sharded_indexes = true");
        if self.limits.v20_2 {
            self.user_defined();
        }
        self.times(3, Self::sequence);
        for _ in 0..3 + self.dice.below(4) {
            let table = Table::make(self);
            self.tables.push(table);
        }
        if self.limits.v21_1 {
            self.times(3, Self::table_of_today);
        }
        self.times(4, Self::foreign_key);
        self.times(4, Self::view);
        if self.limits.v21_1 {
            self.times(3, Self::materialized_view);
        }
        self.times(5, Self::comment);
        self.times(4, Self::use_sequence);
    }

    fn times(&mut self, most: usize, action: fn(&mut Self)) {
        for _ in 0..self.dice.below(most + 1) {
            action(self);
        }
    }

    pub(super) fn say(&mut self, statement: impl Into<String>) {
        self.sql.push(statement.into());
    }

    /// A new name, with a schema where there are some.
    pub(super) fn fresh(&mut self) -> String {
        let name = quoted(&self.names.fresh(&mut self.dice));
        if self.schemas.len() > 1 { format!("{}.{name}", self.dice.of(&self.schemas)) } else { name }
    }

    fn user_defined(&mut self) {
        self.say("SET experimental_enable_user_defined_schemas = true");
        self.say("SET experimental_enable_enums = true");
        self.say("SET experimental_partial_indexes = true");
        for _ in 0..self.dice.below(3) {
            let name = self.names.fresh(&mut self.dice);
            let schema = if self.limits.all { quoted(&name) } else { format!("sc{}", self.schemas.len()) };
            self.say(format!("CREATE SCHEMA {schema}"));
            self.schemas.push(schema);
        }
        for _ in 0..self.dice.below(3) {
            let mut labels = Names::default();
            let mut labels: Vec<String> =
                (0..=self.dice.below(3)).map(|_| labels.fresh(&mut self.dice)).collect();
            // Stock did not read a list with a label of such blanks, nor arrays of labels that need quotes.
            let plain = |label: &String| label.bytes().all(|b| b.is_ascii_lowercase());
            labels.retain(|label| self.limits.all || plain(label));
            // Nor did it dump an enum without labels.
            if labels.is_empty() && !self.limits.all {
                continue;
            }
            let list: Vec<_> = labels.iter().map(string).collect();
            let name = self.names.fresh(&mut self.dice);
            let name = if self.limits.all { quoted(&name) } else { format!("type{}", self.enums.len()) };
            self.say(format!("CREATE TYPE {name} AS ENUM ({})", list.join(", ")));
            if !labels.is_empty() {
                self.enums.push((name, labels));
            }
        }
    }

    fn sequence(&mut self) {
        let name = self.fresh();
        let options = *self.dice.of(&[
            "",
            "INCREMENT 123",
            "INCREMENT -5 MINVALUE -1000 MAXVALUE 10 START 10",
            "START 7",
            "MINVALUE -3 START -3",
            "INCREMENT BY 2 START WITH 3 MAXVALUE 100000",
            "NO CYCLE",
            "MAXVALUE 9",
            "INCREMENT -1",
            "CACHE 1",
            if self.limits.all { "VIRTUAL" } else { "" },
        ]);
        self.say(format!("CREATE SEQUENCE {name} {options}"));
        if options != "VIRTUAL" {
            self.sequences.push(name);
        }
    }

    fn use_sequence(&mut self) {
        if self.sequences.is_empty() {
            return;
        }
        let name = string(self.dice.of(&self.sequences));
        let call = match self.dice.below(4) {
            0 => format!("setval({name}, {})", 1 + self.dice.below(9)),
            1 => format!("setval({name}, {}, false)", 1 + self.dice.below(9)),
            _ => format!("nextval({name})"),
        };
        self.say(format!("SELECT {call}"));
    }

    fn table(&mut self) -> Table {
        self.dice.of(&self.tables).clone()
    }

    fn foreign_key(&mut self) {
        let (from, to) = (self.table(), self.table());
        let (Some(column), Some(key)) = (from.reference.as_ref(), to.key.as_ref()) else { return };
        let name = quoted(&self.names.fresh(&mut self.dice));
        let actions = self.dice.of(&[
            "",
            "",
            "ON DELETE CASCADE",
            "ON UPDATE SET NULL",
            "ON DELETE RESTRICT ON UPDATE CASCADE",
        ]);
        let unchecked = if self.limits.all && self.dice.chance(30) { " NOT VALID" } else { "" };
        let (table, other) = (&from.name, &to.name);
        self.sql.push(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {other} ({key}) {actions}{unchecked}"
        ));
    }

    fn view(&mut self) {
        let table = self.table();
        let Some(first) = table.columns.first().cloned() else { return };
        let (name, source) = (self.fresh(), &table.name);
        let other = self.table();
        let join = other.columns.first().filter(|_| other.name != table.name);
        let text = string(self.names.fresh(&mut self.dice));
        let query = match (self.dice.below(8), join) {
            (0, _) => format!("SELECT * FROM {source}"),
            (1, _) => format!("SELECT {first}, {text} AS x FROM {source} WHERE {first} IS NOT NULL"),
            (2, Some(column)) => {
                format!("SELECT l.{first} AS a, r.{column} AS b FROM {source} AS l, {} AS r", other.name)
            }
            (3, Some(column)) => format!(
                "SELECT {first} AS a FROM {source} WHERE EXISTS (SELECT {column} FROM {})",
                other.name
            ),
            (4, _) => format!(
                "SELECT count(*) AS n, max({first}::STRING) AS \"Max\" FROM {source} GROUP BY {first} ORDER BY 1 LIMIT 3"
            ),
            (5, _) => format!(
                "WITH c AS (SELECT {first} AS x FROM {source}) SELECT c.x FROM c UNION ALL SELECT NULL"
            ),
            (6, _) => {
                format!("SELECT CASE WHEN {first} IS NULL THEN {text} ELSE 'no' END AS c FROM {source}")
            }
            _ => format!("SELECT {text} AS constant"),
        };
        self.say(format!("CREATE VIEW {name} AS {query}"));
        let columns =
            if query.contains("*") || query.contains(" AS b") { vec![] } else { vec!["\"v\"".to_owned()] };
        if let ([column], true) = (columns.as_slice(), self.dice.chance(50)) {
            let over = self.fresh();
            self.sql.push(format!("CREATE VIEW {over} ({column}) AS SELECT 1 FROM {name}"));
        }
    }

    /// A table of what the tables of older releases have not.
    fn table_of_today(&mut self) {
        let (name, hidden) = (self.fresh(), quoted(&self.names.fresh(&mut self.dice)));
        let mut parts = vec![
            "k INT8 PRIMARY KEY".to_owned(),
            format!("{hidden} STRING NOT VISIBLE DEFAULT 'x'"),
            "v INT8 AS (k * 2) VIRTUAL".to_owned(),
            "t STRING NOT NULL DEFAULT 'T'".to_owned(),
        ];
        if self.limits.v22_1 {
            let options = *self.dice.of(&["", "(START 5 INCREMENT 3)", "(INCREMENT -2)", "(MINVALUE 7)"]);
            parts.push(format!("i INT8 GENERATED BY DEFAULT AS IDENTITY {options}"));
            parts.push("u INT8 ON UPDATE 9".to_owned());
            parts.push("INDEX (lower(t) DESC)".to_owned());
        }
        parts.push(format!("INDEX (t) WHERE k > {}", self.dice.below(9)));
        self.say(format!("CREATE TABLE {name} ({})", parts.join(", ")));
        self.say(format!("INSERT INTO {name} (k, {hidden}) VALUES (1, 'y'), (2, NULL)"));
        if self.dice.chance(50) {
            self.say(format!("ALTER TABLE {name} ADD CHECK (k != 2) NOT VALID"));
        }
    }

    fn materialized_view(&mut self) {
        let table = self.table();
        let Some(first) = table.columns.first().cloned() else { return };
        let name = self.fresh();
        let index = quoted(&self.names.fresh(&mut self.dice));
        self.say(format!(
            "CREATE MATERIALIZED VIEW {name} AS SELECT {first} AS a, 1 AS \"B b\" FROM {}",
            table.name
        ));
        self.say(format!("CREATE INDEX {index} ON {name} (\"B b\" DESC)"));
        if self.dice.chance(50) {
            let over = self.fresh();
            self.say(format!("CREATE VIEW {over} AS SELECT \"B b\" FROM {name}"));
        }
    }

    fn comment(&mut self) {
        let table = self.table();
        let text = string(self.names.fresh(&mut self.dice));
        let what = match (self.dice.below(3), table.columns.is_empty()) {
            (0, false) => format!("COLUMN {}.{}", table.name, self.dice.of(&table.columns)),
            (1, _) => match table.indexes.first() {
                Some(index) => format!("INDEX {}@{index}", table.name),
                None => format!("TABLE {}", table.name),
            },
            _ => format!("TABLE {}", table.name),
        };
        self.say(format!("COMMENT ON {what} IS {text}"));
    }
}
