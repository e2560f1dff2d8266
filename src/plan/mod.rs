//! Catalog and options become an ordered list of steps: text to print, rows to stream.
//!
//! Pure: no session, no file. `order` decides what comes first, `cockroach` and `postgres` lay the
//! statements out as their dialect does.

use bstr::BString;

use crate::catalog::{
    Catalog, Column, Entry, Object, ObjectId, Reading, Role, Rows, Section, Source, Statement,
};
use crate::error::{Error, Fault, Name, Result, Text, shown, text};
use crate::options::{Dump, Existing, Making, RowForm};
use crate::sql::Dialect;

mod cockroach;
mod graph;
mod making;
mod order;
mod postgres;
mod preview;

pub use preview::preview;

/// What to write, in order.
#[derive(Debug)]
pub struct Plan {
    /// What the rows are read from.
    pub source: Source,
    /// The dialect everything is written in.
    pub dialect: Dialect,
    /// The steps.
    pub steps: Vec<Step>,
    /// What the user should know before it begins, one line each.
    pub warnings: Vec<Text>,
    /// How many tables lack rows that the user did not want.
    pub limited: usize,
    /// Whether a complete dump ends with a comment that says so.
    pub trailer: bool,
}

/// One step of a dump.
#[derive(Debug)]
pub enum Step {
    /// Text, complete with its line ends.
    Text(BString),
    /// The rows of a table.
    Rows(Box<TableStep>),
}

impl Step {
    /// The rows of a table, if it is those.
    pub fn rows(&self) -> Option<&TableStep> {
        match self {
            Self::Text(_) => None,
            Self::Rows(step) => Some(step),
        }
    }
}

/// The rows of a table.
#[derive(Debug)]
pub struct TableStep {
    /// The table's name as printed, for messages.
    pub table: BString,
    /// How its rows are written.
    pub form: RowForm,
    /// The statement to stream. Where rows are written as COPY blocks, a COPY's bytes are written as they are.
    pub reading: Reading,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The INSERT up to its first row, or the COPY with the line feed behind it.
    pub head: BString,
    /// The OID of the table that the rows must be of, as RowDescription sends it, if that is known.
    pub table_oid: Option<u32>,
    /// The number of rows by the server's statistics, if it has any.
    pub estimated_rows: Option<u64>,
}

/// What of a dump is written, and how.
#[derive(Clone, Copy, Debug)]
struct Layout {
    /// What stands before the rows.
    pre_data: bool,
    /// Rows and positions.
    data: bool,
    /// What stands behind the rows.
    post_data: bool,
    /// The rows load where the keys are in force already.
    keyed: bool,
    making: Making,
    form: RowForm,
}

impl Layout {
    fn new(dump: &Dump) -> Self {
        let (contents, making, rows) = (&dump.contents, dump.contents.making(), dump.contents.rows());
        Self {
            pre_data: making.is_some(),
            data: rows.is_some(),
            post_data: contents.post_data(),
            keyed: !contents.has_objects(),
            making: making.unwrap_or_default(),
            form: rows.map(|rows| rows.form).unwrap_or_default(),
        }
    }

    /// Whether what exists stays.
    fn skips(&self) -> bool {
        self.making.existing == Existing::Skip
    }

    /// Whether what exists is removed, and then whether that fails for what does not.
    fn removes(&self) -> Option<bool> {
        match self.making.existing {
            Existing::Replace { if_exists } => Some(if_exists),
            Existing::Fail | Existing::Skip => None,
        }
    }

    /// A statement as it is written.
    fn made(&self, statement: &Statement) -> BString {
        if self.skips() { statement.if_not_exists() } else { statement.text().clone() }
    }

    /// Whether an entry is written.
    fn has(&self, entry: &Entry) -> bool {
        match entry.section {
            Section::PreData => self.pre_data,
            Section::Data => self.data,
            Section::PostData => self.post_data,
        }
    }
}

/// Lays out a dump.
///
/// # Errors
///
/// [`Fault::Refused`] for options that mean nothing in the catalog's dialect, and for objects that need each
/// other in a circle.
pub fn plan(mut catalog: Catalog, dump: &Dump) -> Result<Plan> {
    let (source, dialect, layout) = (catalog.source.clone(), catalog.dialect, Layout::new(dump));
    for (wanted, role) in
        [(dump.comments, Role::Comment), (dump.owners, Role::Owner), (dump.privileges, Role::Privileges)]
    {
        for object in catalog.objects.iter_mut().filter(|_| !wanted) {
            object.entries.retain(|entry| entry.role != role);
        }
    }
    for object in catalog.objects.iter_mut().filter(|_| !dump.policies) {
        without_policies(object);
    }
    if dialect == Dialect::Postgres {
        for_cockroach_only(layout)?;
    }
    let mut warnings = limited(&catalog);
    let limited = warnings.len();
    warnings.append(&mut catalog.warnings);
    if layout.skips() {
        warnings.extend(without_form(&catalog, layout));
    }
    let (mut steps, further) = match dialect {
        Dialect::Cockroach(_) => (cockroach::steps(catalog, layout)?, Vec::new()),
        Dialect::Postgres => postgres::steps(catalog, layout)?,
    };
    warnings.extend(further);
    match (&dump.restrict_key, dialect) {
        (None, _) => {}
        (Some(key), Dialect::Postgres) => restricted(&mut steps, key),
        (Some(_), Dialect::Cockroach(_)) => return Err(not_for_psql()),
    }
    let trailer = dump.trailer.unwrap_or(dialect == Dialect::Postgres);
    Ok(Plan { source, dialect, steps, warnings, limited, trailer })
}

/// Has psql run none of its own commands between the first step and the last.
///
/// Source: PostgreSQL documentation, "psql", `\\restrict`.
fn restricted(steps: &mut Vec<Step>, key: &str) {
    let step = |command: &str| Step::Text(format!("\\{command} {key}\n\n").into());
    steps.insert(0, step("restrict"));
    steps.push(step("unrestrict"));
}

/// A dump of CockroachDB is loaded by CockroachDB's own client.
fn not_for_psql() -> Error {
    let message = text!(Name::RestrictKey, " is for psql, which loads a dump of PostgreSQL");
    Error::new(Fault::Refused, message).remedy("Leave it out: CockroachDB's client knows no such command.")
}

/// Takes away row security and policies, with the comments on these.
fn without_policies(object: &mut Object) {
    let policies = object.entries.iter().filter(|entry| entry.role == Role::Policy);
    let made: Vec<ObjectId> = policies.flat_map(|entry| entry.makes.clone()).collect();
    object.entries.retain(|entry| entry.role != Role::Policy && !made.contains(&entry.id));
}

/// Refuses what PostgreSQL has nothing like.
fn for_cockroach_only(layout: Layout) -> Result<()> {
    let refuse = |message: Text, remedy: Text| Err(Error::new(Fault::Refused, message).remedy(remedy));
    if matches!(layout.form, RowForm::Upsert(_)) {
        return refuse(
            text!(Name::Upsert, " needs CockroachDB: PostgreSQL has no UPSERT"),
            text!(Name::OnConflictDoNothing, " keeps the rows that are there already."),
        );
    }
    if layout.making.database {
        return refuse(
            text!(
                Name::CreateDatabase,
                " needs CockroachDB: on PostgreSQL no SQL statement enters another database",
            ),
            "Make the database first and load the dump into it: createdb NAME, then psql -d NAME -f FILE."
                .into(),
        );
    }
    Ok(())
}

/// A line for each table of which rows are left out.
fn limited(catalog: &Catalog) -> Vec<Text> {
    let conditions = |object: &&Object| object.rows().is_some_and(|rows| !rows.conditions.is_empty());
    let name = |object: &Object| shown(&object.printed);
    let mut names: Vec<_> = catalog.objects.iter().filter(conditions).map(name).collect();
    names.sort_unstable();
    let line = |name| text!(format!("table {name}: only the rows that "), Name::Conditions, " chooses");
    names.into_iter().map(line).collect()
}

/// What IF NOT EXISTS cannot be said of.
fn without_form(catalog: &Catalog, layout: Layout) -> Option<Text> {
    let entries = catalog.objects.iter().flat_map(|object| &object.entries).filter(|entry| layout.has(entry));
    let count =
        entries.filter_map(Entry::statement).filter(|statement| making::fails_if_there(statement)).count();
    (count > 0).then(|| {
        text!(
            Name::IfNotExists,
            format!(": statements without such a form: {count}; they fail where what they make is there"),
        )
    })
}

/// The data step of a table; `head` makes its statement up to the first row.
fn rows_step(object: &Object, rows: &Rows, form: RowForm, reading: Reading, head: BString) -> Step {
    Step::Rows(Box::new(TableStep {
        table: object.printed.clone(),
        form,
        head,
        reading,
        columns: rows.columns.clone(),
        table_oid: rows.table_oid,
        estimated_rows: rows.estimated_rows,
    }))
}

/// `COPY public.t (a, b) `; a table without columns has no list of them.
fn copy_of(table: &[u8], rows: &Rows) -> BString {
    let columns = match rows.columns.is_empty() {
        true => BString::default(),
        false => [b"(", &column_list(&rows.columns)[..], b")"].concat().into(),
    };
    [b"COPY ", table, b" ", &columns, b" "].concat().into()
}

/// `a, b, c`
fn column_list(columns: &[Column]) -> BString {
    bstr::join(", ", columns.iter().map(|column| &column.name)).into()
}
