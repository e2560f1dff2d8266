//! What to dump, and how it is written.

use std::path::PathBuf;

/// What to dump and how.
#[derive(Clone, Debug)]
pub struct Dump {
    /// Tables, views and sequences named on the command line; empty for all.
    pub tables: Vec<String>,
    /// What is chosen by patterns.
    pub patterns: Patterns,
    /// Which rows of which tables are dumped; all of those that none speaks of.
    pub conditions: Vec<Condition>,
    /// Every database of the cluster.
    pub all_databases: bool,
    /// Schema, data or both.
    pub mode: Mode,
    /// The sections to write.
    pub sections: Sections,
    /// How objects are made.
    pub making: Making,
    /// How rows are written.
    pub form: Form,
    /// The time to dump as of, as typed.
    pub as_of: Option<String>,
    /// The output file; stdout if not given.
    pub file: Option<PathBuf>,
    /// Rows in one INSERT, at most.
    pub rows_per_insert: u32,
    /// Bytes in one INSERT, at most; 0 is without limit.
    pub statement_size: u64,
    /// Every INSERT lets rows that are there already stay.
    pub on_conflict_do_nothing: bool,
    /// Whether a complete dump ends with a comment; by the dialect if not given.
    pub trailer: Option<bool>,
    /// Go on without what cannot be carried over.
    pub skip_unsupported: bool,
    /// Take no visible table for an empty database.
    pub allow_empty: bool,
    /// Say what would be dumped, and dump nothing.
    pub dry_run: bool,
}

impl Dump {
    /// What is read of the server: no rows if their section is not written.
    pub fn reads(&self) -> Mode {
        if self.sections.data { self.mode } else { Mode::Schema }
    }
}

/// `--where`: of the tables that match, only rows for which the condition is true.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// Which tables, as in `-t`.
    pub pattern: String,
    /// The SQL condition.
    pub sql: String,
}

/// One value of `--section`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Section {
    /// What stands before the rows.
    PreData,
    /// Rows and positions of sequences.
    Data,
    /// What stands behind the rows.
    PostData,
}

/// The sections of a dump that are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sections {
    /// What stands before the rows.
    pub pre_data: bool,
    /// Rows and positions of sequences.
    pub data: bool,
    /// What stands behind the rows.
    pub post_data: bool,
}

impl Default for Sections {
    fn default() -> Self {
        Self { pre_data: true, data: true, post_data: true }
    }
}

/// How objects are made.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Making {
    /// `--create`: the database is made and entered.
    pub database: bool,
    /// `--clean`: what is there is removed first.
    pub clean: bool,
    /// `--if-exists`: removing does not fail for what is not there.
    pub if_exists: bool,
    /// `--if-not-exists`: making does not fail for what is there.
    pub if_not_exists: bool,
    /// `--no-comments`: no comments on objects.
    pub no_comments: bool,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Form {
    /// INSERT statements.
    #[default]
    Insert,
    /// UPSERT statements.
    Upsert,
    /// COPY blocks.
    Copy,
}

/// A pattern for relations.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Relations {
    /// As typed.
    pub pattern: String,
    /// The partitions and children of the tables that match are meant as well.
    pub children: bool,
}

/// pg_dump's options of choice, each a list of its patterns; an empty list chooses or leaves out nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Patterns {
    /// `-t`: relations to dump, and nothing else.
    pub tables: Vec<Relations>,
    /// `-T`: relations to leave out.
    pub exclude_tables: Vec<Relations>,
    /// `-n`: schemas to dump, and nothing else. Without effect beside `-t`.
    pub schemas: Vec<String>,
    /// `-N`: schemas to leave out. Without effect beside `-t`.
    pub exclude_schemas: Vec<String>,
    /// `--exclude-table-data`: relations whose rows are left out.
    pub exclude_data: Vec<Relations>,
}

impl Patterns {
    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// `--dump-mode`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Mode {
    /// Only the statements that make the objects.
    Schema,
    /// Only rows and sequence positions.
    Data,
    /// Both.
    #[default]
    Both,
}

impl Mode {
    /// Whether the objects are made.
    pub fn schema(self) -> bool {
        self != Self::Data
    }

    /// Whether rows are dumped.
    pub fn data(self) -> bool {
        self != Self::Schema
    }
}
