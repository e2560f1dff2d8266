//! The unit of a dump: an entry, one thing that is made or said, with what it needs before it.
//!
//! ```text
//! Object  table public.t
//!   ├ Entry  create    pre-data   CREATE TABLE public.t (…)          makes the table and the checks inside it
//!   ├ Entry  comment   pre-data   COMMENT ON TABLE public.t IS '…'
//!   ├ Entry  rows      data       SELECT … ▶ INSERT INTO public.t …
//!   ├ Entry  key       post-data  ALTER TABLE … ADD CONSTRAINT …     makes the constraint and its index
//!   └ Entry  index     post-data  CREATE INDEX …
//! ```
//!
//! Entries of one id in one section and pass stay together, in the order in which their object has them: a
//! comment stands behind what it is on. Everything else is ordered by `plan`.

use bstr::BString;

use super::id::ObjectId;
use super::rows::Rows;

/// A database, schema, type, table, view or sequence, with all that is made and said of it.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// What tells it from every other object of the catalog.
    pub id: ObjectId,
    /// What it is.
    pub kind: Kind,
    /// The database it is in, where a catalog holds several; none for a database.
    pub database: Option<ObjectId>,
    /// Its schema's name as it is, unquoted; empty for a schema.
    pub schema: BString,
    /// Its name as it is, unquoted.
    pub name: BString,
    /// Its name as the dump prints it: quoted where needed, with the schema where the dialect writes it.
    pub printed: BString,
    /// What it refers to, in the order in which a CockroachDB lists it, which decides the order of the dump;
    /// what must really be there first its entries say. Empty on PostgreSQL.
    pub refers_to: Vec<ObjectId>,
    /// What is made and said of it, in order.
    pub entries: Vec<Entry>,
}

impl Object {
    /// What makes it, if that is dumped.
    pub fn create(&self) -> Option<&Statement> {
        self.entries.iter().find(|entry| entry.role == Role::Create).and_then(Entry::statement)
    }

    /// The rows that are dumped of it.
    pub fn rows(&self) -> Option<&Rows> {
        self.entries.iter().find_map(|entry| match &entry.body {
            Body::Rows(rows) => Some(&**rows),
            Body::Statement(_) => None,
        })
    }

    /// As [`Self::rows`], to be changed.
    pub fn rows_mut(&mut self) -> Option<&mut Rows> {
        self.entries.iter_mut().find_map(|entry| match &mut entry.body {
            Body::Rows(rows) => Some(&mut **rows),
            Body::Statement(_) => None,
        })
    }
}

/// What an object is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// A database, where a catalog holds several.
    Database,
    /// A role, which is the server's.
    Role,
    /// A schema.
    Schema,
    /// An extension.
    Extension,
    /// An enum, composite or range type.
    Type,
    /// A domain.
    Domain,
    /// A function, window functions included.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
    /// A sequence.
    Sequence,
    /// A table, partitions and children included.
    #[default]
    Table,
    /// A view.
    View,
    /// What objects of a kind have granted when they are made.
    DefaultPrivileges,
    /// A materialized view.
    MaterializedView,
}

impl Kind {
    /// What it is called in a message: `table`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Role => "role",
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Sequence => "sequence",
            Self::Table => "table",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
            Self::View => "view",
            Self::DefaultPrivileges => "default privileges",
            Self::MaterializedView => "materialized view",
        }
    }

    /// Whether names of tables are looked for among such objects too.
    pub fn is_relation(self) -> bool {
        matches!(self, Self::Table | Self::View | Self::MaterializedView | Self::Sequence)
    }

    /// What statements call it: `TABLE`.
    pub fn keyword(self) -> String {
        self.noun().to_ascii_uppercase()
    }
}

/// One thing that is made or said.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The thing that is made, or that something is said of: an index has an id of its own, the comment on it
    /// the index's.
    pub id: ObjectId,
    /// What it is to its object.
    pub role: Role,
    /// What the server's catalogs have when this is done, `id` included; empty if it makes nothing.
    pub makes: Vec<ObjectId>,
    /// The section it stands in.
    pub section: Section,
    /// The pass through the sections in which it is written.
    pub pass: Pass,
    /// What must be made before it.
    pub needs: Vec<ObjectId>,
    /// The roles that it names, as SQL: they must be there where it is loaded.
    pub roles: Vec<BString>,
    /// What is written.
    pub body: Body,
    /// What undoes it, if that is needed before or in place of dropping its object.
    pub removal: Option<Removal>,
}

impl Entry {
    /// An entry of a role in its usual section and pass, which makes nothing.
    pub fn new(id: ObjectId, role: Role, statement: Statement) -> Self {
        Self::with_body(id, role, Body::Statement(statement))
    }

    /// The same, and it makes what its id names.
    pub fn making(id: ObjectId, role: Role, statement: Statement) -> Self {
        Self::new(id, role, statement).with([id])
    }

    /// An entry that says more of what `other` makes, and stands with it.
    pub fn about(other: &Self, role: Role, statement: Statement) -> Self {
        Self { section: other.section, pass: other.pass, ..Self::new(other.id, role, statement) }
    }

    /// The rows of the table `id`.
    pub fn rows(id: ObjectId, rows: Rows) -> Self {
        Self::with_body(id, Role::Rows, Body::Rows(Box::new(rows)))
    }

    fn with_body(id: ObjectId, role: Role, body: Body) -> Self {
        let (makes, needs, roles) = Default::default();
        let (section, pass) = role.place();
        Self { id, role, makes, section, pass, needs, roles, body, removal: None }
    }

    /// With what undoes it.
    #[must_use]
    pub fn undone_by(self, removal: impl Into<Option<Removal>>) -> Self {
        Self { removal: removal.into(), ..self }
    }

    /// With what else it makes.
    #[must_use]
    pub fn with(mut self, makes: impl IntoIterator<Item = ObjectId>) -> Self {
        self.makes.extend(makes);
        self
    }

    /// Gives its statement another text: see [`Statement::with_text`].
    pub fn with_text(&mut self, text: BString) {
        if let Body::Statement(statement) = &mut self.body {
            *statement = std::mem::take(statement).with_text(text);
        }
    }

    /// Its statement, unless it is rows.
    pub fn statement(&self) -> Option<&Statement> {
        match &self.body {
            Body::Statement(statement) => Some(statement),
            Body::Rows(_) => None,
        }
    }
}

/// What an entry is to its object.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// What a pre-release wants to be set before it makes such an object.
    Enable,
    /// Makes the object.
    Create,
    /// Enters the database that was made.
    Enter,
    /// Says more of it: a column's statistics target, a replica identity.
    Setting,
    /// Gives a sequence to the column that owns it.
    OwnedBy,
    /// Gives the object to its owner.
    Owner,
    /// A comment.
    Comment,
    /// Attaches a partition to its partitioned table.
    Attach,
    /// A column's default that its table could not have from the start.
    Default,
    /// The rows of a table.
    Rows,
    /// Where a sequence stands.
    Position,
    /// A primary key, unique or exclusion constraint with its index.
    Key,
    /// An index.
    Index,
    /// Gives a view that was made without its text its own.
    Replace,
    /// A rule.
    Rule,
    /// A trigger.
    Trigger,
    /// A check or NOT NULL that its table or domain could not have from the start.
    Check,
    /// A foreign key.
    ForeignKey,
    /// Row security, or one of its policies.
    Policy,
    /// Fills a materialized view.
    Refresh,
    /// Has the server check that the rows fulfil a constraint.
    Validate,
    /// Grants or revokes a privilege.
    Privileges,
}

impl Role {
    /// The section and pass of most entries of this role.
    fn place(self) -> (Section, Pass) {
        match self {
            Self::Enable | Self::Create | Self::Enter | Self::Setting => (Section::PreData, Pass::Main),
            Self::OwnedBy | Self::Owner | Self::Comment | Self::Attach | Self::Default => {
                (Section::PreData, Pass::Main)
            }
            Self::Rows | Self::Position => (Section::Data, Pass::Main),
            Self::Key | Self::Index | Self::Check | Self::ForeignKey => (Section::PostData, Pass::Main),
            Self::Privileges => (Section::PreData, Pass::Privileges),
            Self::Replace | Self::Rule | Self::Trigger | Self::Policy => (Section::PostData, Pass::Main),
            Self::Validate | Self::Refresh => (Section::PostData, Pass::Last),
        }
    }
}

/// The sections of a dump, in order.
///
/// Source: PostgreSQL documentation, "pg_dump", `--section`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Section {
    /// What stands before the rows.
    #[default]
    PreData,
    /// Rows and positions of sequences.
    Data,
    /// What stands behind the rows.
    PostData,
}

/// The passes through all sections, in order.
///
/// Source: PostgreSQL `src/bin/pg_dump/pg_backup_archiver.c`, `RestorePass`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Pass {
    /// Almost everything.
    #[default]
    Main,
    /// Privileges, which nothing before has to meet.
    Privileges,
    /// What has to meet a database that is complete otherwise.
    Last,
}

/// What an entry writes.
#[derive(Clone, Debug)]
pub enum Body {
    /// A statement.
    Statement(Statement),
    /// The rows of a table.
    Rows(Box<Rows>),
}

/// One statement, without its semicolon.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Statement {
    text: BString,
    again: Again,
}

/// What a statement does where it was run before.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Again {
    /// The same once more.
    #[default]
    Repeats,
    /// It fails.
    Fails,
    /// It fails, unless it says IF NOT EXISTS behind so many bytes.
    Guarded(usize),
}

/// What a guarded statement says.
const IF_NOT_EXISTS: &str = "IF NOT EXISTS ";

impl Statement {
    /// A statement that may be run twice.
    pub fn new(text: impl Into<BString>) -> Self {
        Self { text: text.into(), again: Again::Repeats }
    }

    /// A statement that fails where it was run before, and has no form that does not.
    pub fn once(text: impl Into<BString>) -> Self {
        Self { text: text.into(), again: Again::Fails }
    }

    /// A statement that may say IF NOT EXISTS behind `head`, with which it begins: `CREATE TABLE `.
    pub fn guarded(head: &str, rest: impl AsRef<[u8]>) -> Self {
        let text = [head.as_bytes(), rest.as_ref()].concat();
        Self { text: text.into(), again: Again::Guarded(head.len()) }
    }

    /// The text.
    pub fn text(&self) -> &BString {
        &self.text
    }

    /// The statement with another text behind the place where it may be guarded.
    ///
    /// For text of the server's own that is changed token by token.
    #[must_use]
    pub fn with_text(self, text: BString) -> Self {
        Self { text, ..self }
    }

    /// What it does where it was run before.
    pub fn again(&self) -> Again {
        self.again
    }

    /// The text in its form for what is there already, if it has one.
    pub fn if_not_exists(&self) -> BString {
        match self.again {
            Again::Repeats | Again::Fails => self.text.clone(),
            Again::Guarded(at) => {
                let (head, rest) = self.text.split_at(at.min(self.text.len()));
                [head, IF_NOT_EXISTS.as_bytes(), rest].concat().into()
            }
        }
    }
}

/// A statement that removes something: its text, cut where IF EXISTS may stand.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Removal(Vec<BString>);

impl Removal {
    /// A statement of these parts, the first with a blank at its end.
    pub fn new<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        Self(parts.into_iter().map(Into::into).collect())
    }

    /// `DROP kind name`.
    pub fn drop(kind: &str, name: &[u8]) -> Self {
        Self::new([format!("DROP {kind} ").as_bytes(), name])
    }

    /// The statement, without its semicolon; with `if_exists` it does not fail for what is not there.
    pub fn statement(&self, if_exists: bool) -> BString {
        let between = if if_exists { "IF EXISTS " } else { "" };
        bstr::join(between, &self.0).into()
    }
}
