//! The layout of `cockroach dump`: what it put between statements, to the byte.
//!
//! ```text
//! SET …;⏎⏎                             the catalog's prologue, if there is one
//! ⏎CREATE DATABASE …;⏎USE …;⏎⏎         if the database is made, or there are several; else ⏎USE …;⏎
//! DROP …;⏎ … ⏎                         with --clean, everything backwards; only ⏎DROP DATABASE …;⏎ if that is made
//! CREATE SCHEMA …;⏎⏎ CREATE TYPE …;⏎⏎  schemas, then types, as the server lists them
//! CREATE …;⏎  ⏎CREATE …;⏎              every other object, an empty line before each but the first
//! ⏎INSERT … ⏎SELECT setval(…);⏎        rows and positions, an empty line before each statement
//!                                      when all databases are done, for each that has foreign keys:
//! ⏎USE …;⏎                             if there are several
//! ⏎ALTER …;⏎ALTER …;⏎                  the keys
//! ⏎-- Validate …⏎ALTER …;⏎             their validation
//! ⏎REFRESH …;⏎ALTER …;⏎                what has to meet a database that is complete otherwise
//! ```

use bstr::BString;

use super::graph::{Node, of, ordered};
use super::{Layout, Step, column_list, copy_of, making, order, rows_step};
use crate::catalog::{Body, Catalog, Entry, Kind, Object, Pass, Role, Rows, Section};
use crate::error::Result;
use crate::options::RowForm;

const VALIDATE: &str =
    "\n-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.\n";

/// The steps of a dump in the `cockroach` dialect.
///
/// # Errors
///
/// [`Fault::Refused`](crate::error::Fault::Refused) for objects that need each other in a circle.
pub(super) fn steps(catalog: Catalog, layout: Layout) -> Result<Vec<Step>> {
    let groups = groups(&catalog.objects, catalog.source.lists_in_order())?;
    let mut steps = Vec::new();
    if layout.pre_data && !catalog.prologue.is_empty() {
        steps.push(Step::Text(catalog.prologue));
    }
    for group in groups.iter().filter(|_| layout.pre_data || layout.data) {
        group.enter(layout, &mut steps);
        if layout.pre_data {
            group.creates(layout, &mut steps);
        }
        if layout.data {
            steps.extend(group.of(Section::Data).map(|(node, entry)| data(node.object, entry, layout.form)));
        }
    }
    if layout.post_data {
        groups.iter().for_each(|group| group.links(layout, &mut steps));
    }
    Ok(steps)
}

/// What is in one database, in the order of the dump.
#[derive(Debug, Default)]
struct Group<'a> {
    /// The database, where there are several.
    database: Option<&'a Object>,
    nodes: Vec<Node<'a>>,
}

/// Parts the objects by database; databases in the order of their names' bytes. With `listed` the objects stay in
/// the order in which the catalog lists them.
fn groups(objects: &[Object], listed: bool) -> Result<Vec<Group<'_>>> {
    let mut databases: Vec<_> =
        objects.iter().filter(|object| object.kind == Kind::Database).map(Some).collect();
    databases.sort_by_key(|database| database.map(|database| &database.name));
    if databases.is_empty() {
        databases.push(None);
    }
    let group = |database: Option<&'_ Object>| {
        let id = database.map(|database| database.id);
        let inside = objects.iter().filter(|object| object.kind != Kind::Database && object.database == id);
        inside.collect::<Vec<_>>()
    };
    databases.into_iter().map(|database| Group::new(database, group(database), listed)).collect()
}

/// Whether it stands before everything that is no schema and no type.
fn stands_first(object: &Object) -> bool {
    matches!(object.kind, Kind::Schema | Kind::Type)
}

impl<'a> Group<'a> {
    /// Schemas, types, and the rest as `cockroach dump` walked it, or as it is `listed`.
    fn new(database: Option<&'a Object>, objects: Vec<&'a Object>, listed: bool) -> Result<Self> {
        let (mut first, mut rest): (Vec<_>, Vec<_>) =
            objects.into_iter().partition(|object| stands_first(object));
        first.sort_by_key(|object| object.kind);
        if !listed {
            order::depth_first(&mut rest);
        }
        let mut all: Vec<Node<'_>> = first.into_iter().chain(rest).enumerate().flat_map(Node::of).collect();
        // What a sequence and a table both wait for moves neither.
        all.sort_by_key(|node| node.role() == Role::OwnedBy);
        let mut nodes = Vec::new();
        for section in [Section::PreData, Section::Data, Section::PostData] {
            for pass in [Pass::Main, Pass::Privileges, Pass::Last] {
                nodes.extend(ordered(of(&all, section, pass))?);
            }
        }
        Ok(Self { database, nodes })
    }

    /// The entries of a section, each with its node.
    fn of(&self, section: Section) -> impl Iterator<Item = (&Node<'a>, &'a Entry)> {
        let nodes = self.nodes.iter().filter(move |node| node.section == section);
        nodes.flat_map(|node| node.entries.iter().map(move |entry| (node, *entry)))
    }

    fn enter(&self, layout: Layout, steps: &mut Vec<Step>) {
        let removes = layout.removes().filter(|_| layout.pre_data);
        if let Some(database) = self.database {
            let removal =
                |if_exists| database.entries.iter().find_map(|entry| making::removal(entry, if_exists));
            let removal = removes.and_then(removal);
            steps.extend(removal.map(|removal| text([b"\n", &removal, b";\n"])));
            if layout.pre_data {
                let made = database.entries.iter().filter_map(Entry::statement).map(|made| layout.made(made));
                steps.push(text([b"\n", &bstr::join(";\n", made), b";\n\n"]));
            } else {
                self.switch(steps);
            }
        } else if let Some(if_exists) = removes {
            let removals = making::removals(&self.nodes.iter().collect::<Vec<_>>(), if_exists);
            steps.extend(removals.iter().map(|removal| text([removal, b";\n"])));
            steps.extend((!removals.is_empty()).then(|| text([b"\n"])));
        }
    }

    /// The statement that enters the database.
    fn switch(&self, steps: &mut Vec<Step>) {
        let entries = self.database.iter().flat_map(|database| &database.entries);
        let statement = entries.filter(|entry| entry.role == Role::Enter).find_map(Entry::statement);
        steps.extend(statement.map(|statement| text([b"\n", statement.text(), b";\n"])));
    }

    fn creates(&self, layout: Layout, steps: &mut Vec<Step>) {
        let before = self.nodes.iter().filter(|node| node.section == Section::PreData);
        let (first, rest): (Vec<_>, Vec<_>) = before.partition(|node| stands_first(node.object));
        let whole = |node: &&Node<'_>| {
            bstr::join(";\n", node.entries.iter().filter_map(|e| e.statement()).map(|s| layout.made(s)))
        };
        steps.extend(first.iter().map(|node| text([&whole(node), b";\n\n"])));
        for (at, node) in rest.iter().enumerate() {
            let before = if at == 0 { "" } else { "\n" };
            steps.push(text([before.as_bytes(), &whole(node), b";\n"]));
        }
    }

    fn links(&self, layout: Layout, steps: &mut Vec<Step>) {
        let is_late = |node: &Node<'_>| node.pass == Pass::Last;
        let (late, links): (Vec<_>, Vec<_>) = self.of(Section::PostData).partition(|(node, _)| is_late(node));
        let is_validation = |(_, entry): &(&Node<'_>, &Entry)| entry.role == Role::Validate;
        let (validations, late): (Vec<_>, Vec<_>) = late.into_iter().partition(is_validation);
        let keys = links.iter().any(|(_, entry)| entry.role != Role::Index);
        if links.is_empty() && late.is_empty() {
            return;
        }
        self.switch(steps);
        steps.extend((!links.is_empty()).then(|| text([b"\n"])));
        let line = |(_, entry): &(&Node<'_>, &Entry)| {
            entry.statement().map(|made| text([&layout.made(made), b";\n"]))
        };
        steps.extend(links.iter().filter_map(line));
        if keys || !validations.is_empty() {
            steps.push(text([VALIDATE.as_bytes()]));
        }
        steps.extend(validations.iter().filter_map(line));
        steps.extend((!late.is_empty()).then(|| text([b"\n"])));
        steps.extend(late.iter().filter_map(line));
    }
}

fn data(object: &Object, entry: &Entry, form: RowForm) -> Step {
    match &entry.body {
        Body::Rows(rows) => rows_step(object, rows, form, rows.reading(), head(&object.printed, rows, form)),
        Body::Statement(position) => text([b"\n", position.text(), b";\n"]),
    }
}

fn head(table: &[u8], rows: &Rows, form: RowForm) -> BString {
    let verb: &[u8] = match form {
        RowForm::Insert { .. } => b"INSERT INTO ",
        RowForm::Upsert(_) => b"UPSERT INTO ",
        RowForm::Copy => return text_of([&copy_of(table, rows)[..], b"FROM STDIN;\n"]),
    };
    text_of([verb, table, b" (", &column_list(&rows.columns), b") VALUES"])
}

fn text<const N: usize>(parts: [&[u8]; N]) -> Step {
    Step::Text(text_of(parts))
}

fn text_of<const N: usize>(parts: [&[u8]; N]) -> BString {
    parts.concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::cockroach::Release;
    use crate::catalog::{ObjectId, Source, Statement};
    use crate::options::{Contents, Dump, Making, RowOptions};

    fn object(id: u64, kind: Kind, create: &str, database: Option<u64>) -> Object {
        let id = ObjectId(id);
        let (first, rest) = create.split_once('|').unwrap_or((create, ""));
        let roles = match kind {
            Kind::Database => [Role::Create, Role::Enter],
            _ => [Role::Enable, Role::Create],
        };
        let texts = if rest.is_empty() {
            vec![(Role::Create, first)]
        } else {
            vec![(roles[0], first), (roles[1], rest)]
        };
        let entries = texts.into_iter().map(|(role, text)| Entry::making(id, role, Statement::new(text)));
        Object {
            id,
            kind,
            name: first.into(),
            printed: first.into(),
            entries: entries.collect(),
            database: database.map(ObjectId),
            ..Object::default()
        }
    }

    fn with(mut object: Object, role: Role, statement: &str) -> Object {
        object.entries.push(Entry::new(object.id, role, Statement::new(statement)));
        object
    }

    fn layout(objects: Vec<Object>, contents: Contents) -> String {
        let line = |step| match step {
            Step::Text(text) => text.to_string(),
            Step::Rows(table) => format!("{}\n", table.head),
        };
        let layout = Layout::new(&Dump { contents, ..Dump::default() });
        let source = Source::Cockroach(Release::of("v20.1.5").unwrap());
        let steps = steps(Catalog { objects, ..Catalog::new(source) }, layout).unwrap();
        steps.into_iter().map(line).collect()
    }

    #[test]
    fn one_database() {
        let objects = || {
            let t = with(object(1, Kind::Table, "T", None), Role::ForeignKey, "ALTER");
            vec![
                with(t, Role::Position, "SETVAL"),
                object(2, Kind::Type, "SET|M", None),
                object(3, Kind::View, "V", None),
                object(4, Kind::Schema, "S", None),
            ]
        };
        let keys = format!("\nALTER;\n{VALIDATE}");
        let schema = "S;\n\nSET;\nM;\n\nT;\n\nV;\n";
        assert_eq!(layout(objects(), Contents::default()), format!("{schema}\nSETVAL;\n{keys}"));
        assert_eq!(layout(objects(), Contents::schema(Making::default())), format!("{schema}{keys}"));
        assert_eq!(layout(objects(), Contents::Data(RowOptions::default())), "\nSETVAL;\n");
    }

    #[test]
    fn owners_move_nothing() {
        let mut owned = Entry::new(ObjectId(9), Role::OwnedBy, Statement::new("OWNED"));
        owned.needs = vec![ObjectId(1), ObjectId(3)];
        let mut sequence = object(1, Kind::Sequence, "A", None);
        sequence.entries.push(owned);
        let objects = vec![sequence, object(2, Kind::Table, "B", None), object(3, Kind::Table, "C", None)];
        assert_eq!(layout(objects, Contents::default()), "A;\n\nB;\n\nC;\n\nOWNED;\n");
    }

    #[test]
    fn several_databases() {
        let objects = || {
            let t = with(object(1, Kind::Table, "T", Some(8)), Role::ForeignKey, "ALTER");
            let u = with(object(2, Kind::Table, "U", Some(9)), Role::Position, "SETVAL");
            let databases = [(9, "a|USE a"), (8, "b|USE b"), (7, "c|USE c")];
            let databases = databases.map(|(id, create)| object(id, Kind::Database, create, None));
            databases.into_iter().chain([t, u]).collect::<Vec<_>>()
        };
        let want = format!(
            "\na;\nUSE a;\n\nU;\n\nSETVAL;\n\nb;\nUSE b;\n\nT;\n\nc;\nUSE c;\n\n\nUSE b;\n\nALTER;\n{VALIDATE}"
        );
        assert_eq!(layout(objects(), Contents::default()), want);
        assert_eq!(
            layout(objects(), Contents::Data(RowOptions::default())),
            "\nUSE a;\n\nSETVAL;\n\nUSE b;\n\nUSE c;\n"
        );
    }
}
