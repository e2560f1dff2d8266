//! What a dump holds, and how it is written.
//!
//! ```text
//! Contents ─┬─ Sections ─┬─ pre_data   Making: what is done with what exists
//!           │            ├─ data       RowOptions: which rows, as which statements
//!           │            └─ post_data
//!           └─ Data                    RowOptions
//! ```
//!
//! What would mean nothing without a part of the dump stands in that part, so it cannot be asked for without.

use std::num::NonZero;

/// What a dump holds. The default is everything: all sections.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Contents {
    /// These sections, each loaded behind the one before.
    Sections(Sections),
    /// Rows and positions of sequences alone, to be loaded where everything else is there: in an order that
    /// its foreign keys allow.
    Data(RowOptions),
}

/// The sections of a dump that are written. The default is all of them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sections {
    /// What stands before the rows: schemas, types, tables, views.
    pub pre_data: Option<Making>,
    /// Rows and positions of sequences.
    pub data: Option<RowOptions>,
    /// What stands behind the rows: keys, indexes, foreign keys.
    pub post_data: bool,
}

impl Default for Contents {
    fn default() -> Self {
        Self::Sections(Sections::default())
    }
}

impl Default for Sections {
    fn default() -> Self {
        Self { pre_data: Some(Making::default()), data: Some(RowOptions::default()), post_data: true }
    }
}

impl Contents {
    /// What makes the objects, without a row.
    pub fn schema(making: Making) -> Self {
        Self::Sections(Sections { pre_data: Some(making), data: None, post_data: true })
    }

    /// Everything, made and written as said.
    pub fn all(making: Making, rows: RowOptions) -> Self {
        Self::Sections(Sections { pre_data: Some(making), data: Some(rows), post_data: true })
    }

    /// How the objects are made, if what stands before the rows is written.
    pub fn making(&self) -> Option<Making> {
        match self {
            Self::Sections(sections) => sections.pre_data,
            Self::Data(_) => None,
        }
    }

    /// How rows are written, if they are.
    pub fn rows(&self) -> Option<&RowOptions> {
        match self {
            Self::Sections(sections) => sections.data.as_ref(),
            Self::Data(rows) => Some(rows),
        }
    }

    /// Whether what stands behind the rows is written.
    pub fn post_data(&self) -> bool {
        matches!(self, Self::Sections(Sections { post_data: true, .. }))
    }

    /// Whether materialized views are filled: not by the schema alone, which loads no rows to fill them from.
    pub fn refreshes(&self) -> bool {
        self.post_data() && (self.has_rows() || self.making().is_none())
    }

    /// Whether the dump is about the objects themselves, whichever of its sections are written.
    pub fn has_objects(&self) -> bool {
        matches!(self, Self::Sections(_))
    }

    /// Whether rows are read.
    pub fn has_rows(&self) -> bool {
        self.rows().is_some()
    }
}

/// How objects are made. By default they fail to be made where they exist.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Making {
    /// The database is made and entered (CockroachDB only).
    pub database: bool,
    /// What is done with what exists.
    pub existing: Existing,
}

/// What is done with an object that exists where the dump is loaded.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Existing {
    /// Making it fails.
    #[default]
    Fail,
    /// It stays, where the server has a statement for that.
    Skip,
    /// It is removed before anything is made.
    Replace {
        /// Removing it does not fail where it does not exist.
        if_exists: bool,
    },
}

/// Which rows are dumped, and as which statements. By default all, as INSERT statements.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RowOptions {
    /// The statements.
    pub form: RowForm,
    /// Which rows of which tables; all of those that no condition speaks of.
    pub conditions: Vec<Condition>,
}

/// The statements that rows are written as. By default INSERT.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RowForm {
    /// INSERT statements.
    Insert {
        /// How large they become.
        size: StatementSize,
        /// What is done with a row that is there already.
        on_conflict: OnConflict,
    },
    /// UPSERT statements, whose rows take the place of those that are there already (CockroachDB only).
    Upsert(StatementSize),
    /// COPY blocks, for psql.
    Copy,
}

impl Default for RowForm {
    fn default() -> Self {
        Self::Insert { size: StatementSize::default(), on_conflict: OnConflict::default() }
    }
}

/// How large a statement becomes. By default 100 rows and 15 MiB, whichever comes first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StatementSize {
    /// Rows, at most.
    pub rows: NonZero<u32>,
    /// Bytes, at most; a single row that is larger stands alone. `None` is without limit.
    pub bytes: Option<NonZero<u64>>,
}

impl Default for StatementSize {
    fn default() -> Self {
        /// As `cockroach dump`.
        const ROWS: NonZero<u32> = NonZero::new(100).expect("it is not zero");
        /// Below the 16 MiB that CockroachDB takes in one message.
        const BYTES: Option<NonZero<u64>> = NonZero::new(15 << 20);
        Self { rows: ROWS, bytes: BYTES }
    }
}

/// What an INSERT does with a row that is there already.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum OnConflict {
    /// It fails.
    #[default]
    Fail,
    /// It lets the row that is there stay.
    DoNothing,
}

/// Of the tables that match, only rows for which the condition is true.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// Which tables: a pattern.
    pub pattern: String,
    /// The condition, in SQL.
    pub sql: String,
}
