//! A table at random: its columns, keys, families, indexes, checks, and its rows.

use super::names::{Names, quoted, string};
use super::schema::Database;
use super::values::Type;

/// A table that was made.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Its name as it is written.
    pub(super) name: String,
    /// Its columns as they are written.
    pub(super) columns: Vec<String>,
    /// Its indexes as they are written.
    pub(super) indexes: Vec<String>,
    /// A column that alone is its key and holds 1, 2, 3 and so on.
    pub(super) key: Option<String>,
    /// A column that holds small numbers or nothing.
    pub(super) reference: Option<String>,
}

/// A column in the making.
#[derive(Debug)]
struct Column {
    name: String,
    holds: Holds,
    array: bool,
    nullable: bool,
    default: bool,
    computed: bool,
}

#[derive(Debug)]
enum Holds {
    /// 1, 2, 3 and so on.
    Number,
    /// A small number or nothing.
    Reference,
    Any(Type),
    Enum(usize),
}

impl Table {
    /// Makes a table: says all that makes, fills and changes it.
    pub(super) fn make(on: &mut Database) -> Self {
        let name = on.fresh();
        let mut making =
            Making { on, columns: vec![], lines: vec![], indexes: vec![], names: Names::default() };
        let numbered = making.on.dice.chance(50);
        if numbered {
            making.column(Holds::Number);
        }
        if making.on.dice.chance(60) {
            making.column(Holds::Reference);
        }
        for _ in 0..making.on.dice.below(9) {
            making.any_column();
        }
        making.computed();
        let key = if numbered { making.numbered_key() } else { making.any_key() };
        making.families();
        for _ in 0..making.on.dice.below(3) {
            making.index();
        }
        making.check();
        making.say_table(&name);
        making.say_rows(&name);
        making.say_changes(&name);
        let written = |column: &Column| quoted(&column.name);
        let reference =
            making.columns.iter().find(|column| matches!(column.holds, Holds::Reference)).map(written);
        let columns = making.columns.iter().map(written).collect();
        Self { name, columns, indexes: making.indexes, key, reference }
    }
}

#[derive(Debug)]
struct Making<'a> {
    on: &'a mut Database,
    columns: Vec<Column>,
    lines: Vec<String>,
    indexes: Vec<String>,
    names: Names,
}

impl Making<'_> {
    fn column(&mut self, holds: Holds) -> &mut Column {
        let name = self.names.fresh(&mut self.on.dice);
        let column = Column { name, holds, array: false, nullable: true, default: false, computed: false };
        let line = format!("{} {}", quoted(&column.name), column.type_name(self.on));
        self.lines.push(line);
        self.columns.push(column);
        self.columns.last_mut().expect("it was pushed just now")
    }

    fn any_column(&mut self) {
        let any = Type::any(&mut self.on.dice, self.on.limits.all);
        let array = any.has_arrays() && self.on.dice.chance(20);
        let enums = self.on.enums.len();
        let holds = if enums > 0 && self.on.dice.chance(20) {
            Holds::Enum(self.on.dice.below(enums))
        } else {
            Holds::Any(any)
        };
        self.column(holds);
        let column = self.columns.last_mut().expect("it was pushed just now");
        column.array = array;
        column.nullable = self.on.dice.chance(70);
        // A default of NAME is another text after it was loaded; one in the year 1 BC the server cannot read back.
        column.default = self.on.dice.chance(25)
            && !matches!(&*column.type_name(self.on), "NAME" | "TIMESTAMP" | "TIMESTAMPTZ");
        let mut line = format!("{} {}", quoted(&column.name), column.type_name(self.on));
        if !column.nullable {
            line.push_str(" NOT NULL");
        }
        if column.default {
            let value = column.default_value(self.on);
            line.push_str(&format!(" DEFAULT {value}"));
        }
        *self.lines.last_mut().expect("a line for each column") = line;
    }

    fn computed(&mut self) {
        let of = |column: &&Column| matches!(&column.holds, Holds::Any(any) if !column.array && (any.is_text() || any.is_integer()));
        let Some(column) = self.columns.iter().find(of) else { return };
        if !self.on.dice.chance(40) {
            return;
        }
        let from = quoted(&column.name);
        let text = matches!(&column.holds, Holds::Any(any) if any.is_text());
        let name = self.names.fresh(&mut self.on.dice);
        let (kind, expression) = if text {
            ("STRING", format!("lower({from}) || 'x'"))
        } else {
            ("INT8", format!("{from} % 7 - 1"))
        };
        self.lines.push(format!("{} {kind} AS ({expression}) STORED", quoted(&name)));
        self.columns.push(Column {
            name,
            holds: Holds::Reference,
            array: false,
            nullable: true,
            default: false,
            computed: true,
        });
    }

    fn numbered_key(&mut self) -> Option<String> {
        let key = quoted(&self.columns.first()?.name);
        let name = if self.on.dice.chance(30) {
            format!("CONSTRAINT {} ", quoted(&self.names.fresh(&mut self.on.dice)))
        } else {
            String::new()
        };
        let order = *self.on.dice.of(&["", "", " ASC", " DESC"]);
        let hashed = if order.is_empty() && self.on.dice.chance(15) {
            " USING HASH WITH BUCKET_COUNT = 4"
        } else {
            ""
        };
        self.lines.push(format!("{name}PRIMARY KEY ({key}{order}){hashed}"));
        Some(key)
    }

    fn any_key(&mut self) -> Option<String> {
        if self.on.dice.chance(30) {
            return None;
        }
        let columns = self.some_columns(3);
        if !columns.is_empty() {
            self.lines.push(format!("PRIMARY KEY ({})", columns.join(", ")));
        }
        for column in &mut self.columns {
            let name = quoted(&column.name);
            column.nullable &= !columns.iter().any(|key| key.starts_with(&name));
        }
        None
    }

    /// Columns that a key may hold, each with an order.
    fn some_columns(&mut self, most: usize) -> Vec<String> {
        let fitting = self.columns.iter().filter(|column| column.fits_key());
        let names: Vec<_> = fitting.map(|column| quoted(&column.name)).collect();
        let mut chosen: Vec<String> = Vec::new();
        for name in names {
            if chosen.len() < most && self.on.dice.chance(50) {
                let order = self.on.dice.of(&["", " ASC", " DESC"]);
                chosen.push(format!("{name}{order}"));
            }
        }
        chosen
    }

    fn families(&mut self) {
        if self.columns.len() < 2 || !self.on.dice.chance(30) {
            return;
        }
        let cut = 1 + self.on.dice.below(self.columns.len() - 1);
        let list = |columns: &[Column]| {
            columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
        };
        let (first, rest) = self.columns.split_at(cut);
        let (first, rest) = (list(first), list(rest));
        let name = quoted(&self.names.fresh(&mut self.on.dice));
        self.lines.push(format!("FAMILY {name} ({first})"));
        self.lines.push(format!("FAMILY ({rest})"));
    }

    fn index(&mut self) {
        let name = quoted(&self.names.fresh(&mut self.on.dice));
        let inverted =
            self.columns.iter().find(|column| column.is_document()).map(|column| quoted(&column.name));
        if let (Some(column), true) = (inverted, self.on.dice.chance(40)) {
            self.lines.push(format!("INVERTED INDEX {name} ({column})"));
            self.indexes.push(name);
            return;
        }
        let columns = self.some_columns(2);
        if columns.is_empty() {
            return;
        }
        let unique = if self.on.dice.chance(15) { "UNIQUE " } else { "" };
        let stored =
            self.columns.iter().find(|column| !columns.iter().any(|c| c.starts_with(&quoted(&column.name))));
        let storing = match stored {
            Some(column) if self.on.dice.chance(25) => format!(" STORING ({})", quoted(&column.name)),
            _ => String::new(),
        };
        let hashed = if unique.is_empty() && self.on.dice.chance(10) {
            " USING HASH WITH BUCKET_COUNT = 3"
        } else {
            ""
        };
        let columns = columns.join(", ");
        let columns =
            if hashed.is_empty() { columns } else { columns.replace(" DESC", "").replace(" ASC", "") };
        let partial = self.partial();
        self.lines.push(format!("{unique}INDEX {name} ({columns}){hashed}{storing}{partial}"));
        self.indexes.push(name);
    }

    fn partial(&mut self) -> String {
        let column =
            self.columns.first().filter(|column| matches!(column.holds, Holds::Number | Holds::Reference));
        match column {
            Some(column) if self.on.limits.v20_2 && self.on.dice.chance(30) => {
                format!(" WHERE {} > 1", quoted(&column.name))
            }
            _ => String::new(),
        }
    }

    fn check(&mut self) {
        let number = |column: &&Column| matches!(column.holds, Holds::Number | Holds::Reference);
        let Some(column) = self.columns.iter().find(number) else { return };
        if self.on.dice.chance(40) {
            let (column, text) = (quoted(&column.name), string(self.names.fresh(&mut self.on.dice)));
            self.lines.push(format!("CHECK ({column} < 1000000 OR {column}::STRING != {text})"));
        }
    }

    fn say_table(&mut self, name: &str) {
        let lines = self.lines.join(", ");
        self.on.say(format!("CREATE TABLE {name} ({lines})"));
    }

    fn say_rows(&mut self, name: &str) {
        let stored: Vec<&Column> = self.columns.iter().filter(|column| !column.computed).collect();
        if stored.is_empty() {
            if self.on.limits.all {
                self.on.say(format!("INSERT INTO {name} DEFAULT VALUES"));
            }
            return;
        }
        let rows = if self.on.dice.chance(10) { 150 } else { self.on.dice.below(20) };
        let names: Vec<_> = stored.iter().map(|column| quoted(&column.name)).collect();
        let mut tuples = Vec::new();
        for nth in 1..=rows {
            let values: Vec<_> = stored.iter().map(|column| column.value(nth, self.on)).collect();
            tuples.push(format!("({})", values.join(", ")));
        }
        for tuples in tuples.chunks(if rows > 100 { 50 } else { 4 }) {
            let (names, tuples) = (names.join(", "), tuples.join(", "));
            self.on.say(format!("INSERT INTO {name} ({names}) VALUES {tuples} ON CONFLICT DO NOTHING"));
        }
    }

    fn say_changes(&mut self, name: &str) {
        let fresh = quoted(&self.names.fresh(&mut self.on.dice));
        let change = match (self.on.dice.below(12), self.columns.last()) {
            (0, _) => format!("ALTER TABLE {name} ADD COLUMN {fresh} INT8 DEFAULT 2"),
            (1, _) => {
                format!("ALTER TABLE {name} ADD COLUMN {fresh} STRING NOT NULL DEFAULT 'x''y' CREATE FAMILY")
            }
            (2, Some(column)) if !column.computed => {
                format!("ALTER TABLE {name} ALTER COLUMN {} SET NOT NULL", quoted(&column.name))
            }
            (3, Some(column)) => format!("CREATE INDEX ON {name} ({})", quoted(&column.name)),
            (4, Some(column)) => {
                format!("CREATE UNIQUE INDEX {fresh} ON {name} ({} DESC)", quoted(&column.name))
            }
            (5, Some(column)) if self.on.limits.all => format!(
                "ALTER TABLE {name} ADD CONSTRAINT {fresh} CHECK ({} IS NOT NULL) NOT VALID",
                quoted(&column.name)
            ),
            (6, _) => format!("ALTER TABLE {name} ADD COLUMN {fresh} INT8 AS (1 + 2) STORED"),
            (7, _) if !self.on.sequences.is_empty() => {
                let sequence = string(self.on.dice.of(&self.on.sequences));
                format!("ALTER TABLE {name} ADD COLUMN {fresh} INT8 DEFAULT nextval({sequence})")
            }
            (8, _) => format!("ALTER TABLE {name} ADD COLUMN {fresh} SERIAL2"),
            _ => return,
        };
        self.on.say(change);
    }
}

impl Column {
    fn type_name(&self, on: &Database) -> String {
        let name = match &self.holds {
            Holds::Number | Holds::Reference => "INT8",
            Holds::Any(any) => any.name,
            Holds::Enum(nth) => &on.enums[*nth].0,
        };
        format!("{name}{}", if self.array { "[]" } else { "" })
    }

    fn fits_key(&self) -> bool {
        !self.array && !matches!(&self.holds, Holds::Any(any) if !any.key)
    }

    fn is_document(&self) -> bool {
        matches!(&self.holds, Holds::Any(any) if any.is_json() || (self.array && any.is_integer()))
    }

    fn value(&self, nth: usize, on: &mut Database) -> String {
        if self.nullable && !matches!(self.holds, Holds::Number) && on.dice.chance(15) {
            return "NULL".into();
        }
        if self.default && on.dice.chance(5) {
            return "DEFAULT".into();
        }
        match &self.holds {
            Holds::Number => nth.to_string(),
            Holds::Reference => (1 + on.dice.below(4)).to_string(),
            Holds::Any(any) if self.array => any.array(&mut on.dice),
            Holds::Any(any) => any.value(&mut on.dice),
            Holds::Enum(of) => {
                let (name, labels) = &on.enums[*of];
                let label = string(on.dice.of(labels));
                if self.array { format!("ARRAY[{label}, NULL]::{name}[]") } else { label }
            }
        }
    }

    fn default_value(&self, on: &mut Database) -> String {
        let function = match &self.holds {
            Holds::Any(any) if self.array || !on.dice.chance(50) => {
                return if self.array { any.array(&mut on.dice) } else { any.value(&mut on.dice) };
            }
            Holds::Any(any) => match any.name {
                "UUID" => "gen_random_uuid()",
                "INT8" => "unique_rowid()",
                "TIMESTAMP" | "TIMESTAMPTZ" => "now()",
                "DATE" => "current_date()",
                "BYTES" => "uuid_v4()",
                "STRING" => "concat('a', 'b')",
                _ => "NULL",
            },
            _ => "NULL",
        };
        function.into()
    }
}
