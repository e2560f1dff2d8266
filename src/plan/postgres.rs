//! The layout of a dump in the `postgres` dialect: pg_dump's order and its INSERT statements.
//!
//! ```text
//! SET …                      the catalog's prologue, before every section
//! DROP …;⏎ … ⏎               with --clean, everything backwards
//! CREATE …;⏎⏎                every object after those it needs
//! INSERT …;⏎ … ⏎             rows, table by table in name order; then the positions of sequences
//! ALTER TABLE … PRIMARY KEY  keys and indexes, when the rows are there
//! CREATE RULE, TRIGGER …     rules and triggers, which no row of the dump is to meet
//! ALTER TABLE … FOREIGN KEY  foreign keys, when the keys are there
//! CREATE POLICY …            row security
//! GRANT …                    privileges
//! ```

use std::collections::{BTreeSet, HashMap};

use bstr::BString;

use super::graph::{Node, names, of, ordered};
use super::{Layout, Step, column_list, copy_of, making, order, rows_step};
use crate::catalog::{Body, Catalog, Entry, Kind, Object, ObjectId, Pass, Reading, Role, Rows, Section};
use crate::error::{Error, Fault, Result, Text};
use crate::options::RowForm;
use crate::sql::{in_comment, one_line, psql};

/// The steps of a dump in the `postgres` dialect, and warnings.
///
/// # Errors
///
/// [`Fault::Refused`](crate::error::Fault::Refused) for objects that need each other in a circle.
pub(super) fn steps(catalog: Catalog, layout: Layout) -> Result<(Vec<Step>, Vec<Text>)> {
    let mut objects: Vec<_> = catalog.objects.iter().collect();
    // Functions of one name are told apart by how they are printed.
    objects.sort_by_key(|object| (rank(object.kind), &object.schema, &object.name, &object.printed));
    let nodes: Vec<Node<'_>> = objects.iter().copied().enumerate().flat_map(Node::of).collect();
    let before = ordered(of(&nodes, Section::PreData, Pass::Main))?;
    let after = behind(&nodes, Pass::Main, &before)?;
    let mut steps = vec![Step::Text(roles(&nodes, layout)), Step::Text(catalog.prologue)];
    let mut warnings = Vec::new();
    if layout.pre_data {
        steps.extend(layout.removes().and_then(|if_exists| removals(&before, &after, if_exists)));
        steps.extend(statements(&before, layout)?);
    }
    if layout.data {
        steps.extend(rows(&objects, layout, &mut warnings));
        let data = of(&nodes, Section::Data, Pass::Main);
        steps.extend(data.iter().flat_map(|node| &node.entries).filter_map(|entry| position(entry)));
    }
    if layout.post_data {
        steps.extend(statements(&after, layout)?);
    }
    steps.extend(privileges(&nodes, layout)?);
    if layout.post_data {
        steps.extend(statements(&behind(&nodes, Pass::Last, &before)?, layout)?);
    }
    Ok((steps, warnings))
}

/// What is granted and revoked of what is written.
fn privileges(nodes: &[Node<'_>], layout: Layout) -> Result<Vec<Step>> {
    let written = [(Section::PreData, layout.pre_data), (Section::PostData, layout.post_data)];
    let mut steps = Vec::new();
    for (section, _) in written.into_iter().filter(|(_, written)| *written) {
        steps.extend(statements(&of(nodes, section, Pass::Privileges), layout)?);
    }
    Ok(steps)
}

/// A comment that names the roles that must be there before the dump is loaded; those that every server has are not
/// named, and none where the dump makes them. Names cannot end the comment: what is not plain is escaped.
fn roles(nodes: &[Node<'_>], layout: Layout) -> BString {
    let entries = nodes.iter().flat_map(|node| &node.entries).filter(|entry| layout.has(entry));
    if nodes.iter().any(|node| node.object.kind == Kind::Role) {
        return BString::default();
    }
    let named: BTreeSet<&BString> = entries.flat_map(|entry| &entry.roles).collect();
    let names = named.iter().filter(|role| !role.starts_with(b"pg_")).map(|role| in_comment(role));
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        BString::default()
    } else {
        format!("-- Roles that must exist: {}\n", names.join(", ")).into()
    }
}

/// The order of kinds where nothing else decides.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Database | Kind::Role => 0,
        Kind::Schema => 1,
        Kind::Extension => 2,
        Kind::Type | Kind::Domain => 3,
        Kind::Function | Kind::Procedure => 4,
        Kind::Aggregate => 5,
        Kind::Sequence => 6,
        Kind::Table => 7,
        Kind::View | Kind::MaterializedView => 8,
        Kind::DefaultPrivileges => 9,
    }
}

/// What stands behind the rows: what belongs to the objects in the order in which these were made, and then
/// rules, triggers, foreign keys in the order of names, and policies.
fn behind<'a>(nodes: &[Node<'a>], pass: Pass, before: &[Node<'a>]) -> Result<Vec<Node<'a>>> {
    let made: HashMap<usize, usize> = before.iter().enumerate().map(|(at, node)| (node.place, at)).collect();
    let mut behind = of(nodes, Section::PostData, pass);
    behind.sort_by_key(|node| match node.role() {
        Role::ForeignKey => (stage(Role::ForeignKey), node.place),
        role => (stage(role), made.get(&node.place).copied().unwrap_or(node.place)),
    });
    ordered(behind)
}

/// The order of what stands behind the rows where nothing else decides.
fn stage(role: Role) -> u8 {
    match role {
        Role::Replace | Role::Rule => 1,
        Role::Trigger => 2,
        Role::ForeignKey => 3,
        Role::Policy => 4,
        _ => 0,
    }
}

/// What undoes everything, the last first.
fn removals(before: &[Node<'_>], behind: &[Node<'_>], if_exists: bool) -> Option<Step> {
    let entries = before.iter().chain(behind).flat_map(|node| &node.entries).rev();
    let statements = entries.filter_map(|entry| making::removal(entry, if_exists));
    let text = statements.flat_map(|statement| [statement, ";\n".into()]).collect::<Vec<BString>>().concat();
    (!text.is_empty()).then(|| Step::Text([&text[..], b"\n"].concat().into()))
}

/// Every table's rows in the order of names; where foreign keys are in force while the rows load, those of a
/// referenced table first.
fn rows(objects: &[&Object], layout: Layout, warnings: &mut Vec<Text>) -> Vec<Step> {
    let all = objects.iter().copied();
    let mut holders: Vec<(&Object, &Rows)> =
        all.filter_map(|object| Some((object, object.rows()?))).collect();
    holders.sort_by_key(|(object, _)| (&object.schema, &object.name));
    if layout.keyed {
        let (order, circular) = order::latest_last(&references(&holders));
        if circular > 0 {
            let tables = names(order[..circular].iter().map(|at| holders[*at].0));
            warnings.push(format!("the foreign keys of {tables} go in a circle: their rows may not load while the keys are in force").into());
        }
        holders = order.into_iter().map(|at| holders[at]).collect();
    }
    holders.into_iter().map(|(object, rows)| table(object, rows, layout.form)).collect()
}

/// For each of the tables, the places of those that its foreign keys reference.
fn references(holders: &[(&Object, &Rows)]) -> Vec<Vec<usize>> {
    let places: HashMap<ObjectId, usize> =
        holders.iter().enumerate().map(|(at, (object, _))| (object.id, at)).collect();
    let of = |rows: &Rows| rows.references.iter().filter_map(|id| places.get(id).copied()).collect();
    holders.iter().map(|(_, rows)| of(rows)).collect()
}

/// A COPY is the server's own, byte for byte.
fn table(object: &Object, rows: &Rows, form: RowForm) -> Step {
    let into = rows.through.as_ref().unwrap_or(&object.printed);
    if form != RowForm::Copy {
        return rows_step(object, rows, form, rows.reading(), head(into, rows));
    }
    let from = match rows.conditions.is_empty() {
        true => copy_of(&object.printed, rows),
        false => [b"COPY (", &rows.select()[..], b") "].concat().into(),
    };
    let (to, head) =
        ([&from[..], b"TO stdout"].concat(), [&copy_of(into, rows)[..], b"FROM stdin;\n"].concat());
    rows_step(object, rows, form, Reading::Copy(to.into()), head.into())
}

fn position(entry: &Entry) -> Option<Step> {
    match &entry.body {
        Body::Rows(_) => None,
        Body::Statement(position) => Some(statement(position.text())),
    }
}

/// `INSERT INTO public.t (a, b) OVERRIDING SYSTEM VALUE VALUES`, or the whole statement of a table without
/// columns.
fn head(table: &[u8], rows: &Rows) -> BString {
    if rows.columns.is_empty() {
        return [b"INSERT INTO ", table, b" DEFAULT VALUES"].concat().into();
    }
    let overriding: &[u8] = if rows.overriding { b") OVERRIDING SYSTEM VALUE VALUES" } else { b") VALUES" };
    [b"INSERT INTO ", table, b" (", &column_list(&rows.columns), overriding].concat().into()
}

fn statements(nodes: &[Node<'_>], layout: Layout) -> Result<Vec<Step>> {
    let entries = nodes.iter().flat_map(|node| node.entries.iter().map(|entry| (node.object, entry)));
    let written = entries.filter_map(|(object, entry)| Some((object, layout.made(entry.statement()?))));
    written.map(|(object, text)| Ok(statement(&harmless(object, &text)?))).collect()
}

/// A statement as psql sends it.
fn harmless(object: &Object, text: &[u8]) -> Result<BString> {
    psql::harmless(text).map_err(|harm| {
        let name = format!("{} {}", object.kind.noun(), one_line(&object.printed));
        Error::new(Fault::Protocol, format!("what the server says of {name} holds {}", harm.noun())).remedy(
            "A dump with it could run commands where it is loaded: look at what makes it on the server.",
        )
    })
}

fn statement(text: &[u8]) -> Step {
    Step::Text([text, b";\n\n"].concat().into())
}
