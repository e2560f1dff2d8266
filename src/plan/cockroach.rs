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
//! ```

use bstr::BString;

use super::{Layout, Step, column_list, copy_of, making, order, rows_step};
use crate::catalog::{Catalog, Data, Kind, Object, Profile, Rows};
use crate::options::RowForm;

const VALIDATE: &str =
    "\n-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.\n";

/// The steps of a dump in the `cockroach` dialect.
pub(super) fn steps(catalog: Catalog, profile: Profile, layout: Layout) -> Vec<Step> {
    let groups = groups(catalog.objects, profile);
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
            steps.extend(group.objects.iter().filter_map(|object| data(object, layout.form)));
        }
    }
    if layout.post_data {
        groups.iter().for_each(|group| group.links(&mut steps));
    }
    steps
}

/// What is in one database.
#[derive(Debug, Default)]
struct Group {
    /// The database, where there are several.
    database: Option<Object>,
    /// Schemas and types, which stand before all else.
    first: Vec<Object>,
    /// The rest in the order of the dump.
    objects: Vec<Object>,
}

/// Parts the objects by database; databases in the order of their names' bytes. The first releases dumped in
/// the catalog's own order.
fn groups(objects: Vec<Object>, profile: Profile) -> Vec<Group> {
    let (mut databases, objects): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|object| object.kind == Kind::Database);
    databases.sort_by(|a, b| a.name.cmp(&b.name));
    let mut groups: Vec<_> = databases
        .into_iter()
        .map(|database| Group { database: Some(database), ..Group::default() })
        .collect();
    if groups.is_empty() {
        groups.push(Group::default());
    }
    for object in objects {
        let of = |group: &&mut Group| group.database.as_ref().map(|database| database.id) == object.database;
        if let Some(group) = groups.iter_mut().find(of) {
            let list = if stands_first(&object) { &mut group.first } else { &mut group.objects };
            list.push(object);
        }
    }
    for group in &mut groups {
        group.first.sort_by_key(|object| object.kind);
        if profile != Profile::First {
            order::depth_first(&mut group.objects);
        }
    }
    groups
}

fn stands_first(object: &Object) -> bool {
    matches!(object.kind, Kind::Schema | Kind::Type)
}

impl Group {
    fn enter(&self, layout: Layout, steps: &mut Vec<Step>) {
        let removes = layout.removes().filter(|_| layout.pre_data);
        if let Some(database) = &self.database {
            let removal = removes.and_then(|if_exists| making::removal(database, if_exists));
            if let Some(removal) = removal {
                steps.push(text([b"\n", &removal, b";\n"]));
            }
            if layout.pre_data {
                steps.push(text([b"\n", &bstr::join(";\n", &database.create), b";\n\n"]));
            } else {
                self.switch(steps);
            }
        } else if let Some(if_exists) = removes {
            let all: Vec<_> = self.first.iter().chain(&self.objects).collect();
            let removals = making::removals(&all, if_exists);
            steps.extend(removals.iter().map(|removal| text([removal, b";\n"])));
            steps.extend((!removals.is_empty()).then(|| text([b"\n"])));
        }
    }

    /// The statement that enters the database; the last of those that make it.
    fn switch(&self, steps: &mut Vec<Step>) {
        let statement = self.database.as_ref().and_then(|database| database.create.last());
        steps.extend(statement.map(|statement| text([b"\n", statement, b";\n"])));
    }

    fn creates(&self, layout: Layout, steps: &mut Vec<Step>) {
        let made = |create: &BString| layout.made(create);
        let whole = |object: &Object| text([&bstr::join(";\n", object.create.iter().map(made)), b";\n\n"]);
        steps.extend(self.first.iter().map(whole));
        let creates = self.objects.iter().flat_map(|object| &object.create).map(made);
        for (at, create) in creates.enumerate() {
            let before = if at == 0 { "" } else { "\n" };
            steps.push(text([before.as_bytes(), &create, b";\n"]));
        }
    }

    fn links(&self, steps: &mut Vec<Step>) {
        let mut links = self.objects.iter().flat_map(|object| &object.links).peekable();
        if links.peek().is_none() {
            return;
        }
        self.switch(steps);
        steps.push(text([b"\n"]));
        steps.extend(links.map(|link| text([link.as_slice(), b";\n"])));
        steps.push(text([VALIDATE.as_bytes()]));
        let validate = self.objects.iter().flat_map(|object| &object.validate);
        steps.extend(validate.map(|statement| text([statement.as_slice(), b";\n"])));
    }
}

fn data(object: &Object, form: RowForm) -> Option<Step> {
    match &object.data {
        Data::None => None,
        Data::Rows(rows) => {
            Some(rows_step(object, rows, form, rows.statement(), head(&object.printed, rows, form)))
        }
        Data::Position(statement) => Some(text([b"\n", statement, b";\n"])),
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
    use crate::catalog::ObjectId;
    use crate::options::{Contents, Dump, Making, RowOptions};

    fn object(id: u64, kind: Kind, create: &str, database: Option<u64>) -> Object {
        let create: Vec<BString> = create.split('|').map(BString::from).collect();
        let printed = create[0].clone();
        let database = database.map(ObjectId);
        Object {
            id: ObjectId(id),
            kind,
            name: printed.clone(),
            printed,
            create,
            database,
            ..Object::default()
        }
    }

    fn layout(objects: Vec<Object>, contents: Contents) -> String {
        let line = |step| match step {
            Step::Text(text) => text.to_string(),
            Step::Rows(table) => format!("{}\n", table.head),
        };
        let layout = Layout::new(&Dump { contents, ..Dump::default() });
        steps(Catalog { objects, ..Catalog::default() }, Profile::V20_1, layout)
            .into_iter()
            .map(line)
            .collect()
    }

    #[test]
    fn one_database() {
        let objects = || {
            let mut t = object(1, Kind::Table, "T", None);
            t.links = vec!["ALTER".into()];
            t.data = Data::Position("SETVAL".into());
            vec![
                t,
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
    fn several_databases() {
        let objects = || {
            let mut t = object(1, Kind::Table, "T", Some(8));
            t.links = vec!["ALTER".into()];
            let mut u = object(2, Kind::Table, "U", Some(9));
            u.data = Data::Position("SETVAL".into());
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
