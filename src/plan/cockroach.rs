//! The layout of `cockroach dump`: what it put between statements, to the byte.
//!
//! ```text
//! CREATE …;⏎  ⏎CREATE …;⏎              every object, an empty line before each but the first
//! ⏎INSERT … ⏎SELECT setval(…);⏎        rows and positions, an empty line before each statement
//! ⏎ALTER …;⏎ALTER …;⏎                  foreign keys, if there are any
//! ⏎-- Validate …⏎ALTER …;⏎             their validation
//! ```

use bstr::BString;

use super::{Step, column_list, order, rows_step};
use crate::catalog::{Catalog, Data, Object, Rows};
use crate::cli::Mode;

const VALIDATE: &str =
    "\n-- Validate foreign key constraints. These can fail if there was unvalidated data during the dump.\n";

/// The steps of a dump in the `cockroach` dialect.
pub(super) fn steps(catalog: Catalog, mode: Mode) -> Vec<Step> {
    let mut objects = catalog.objects;
    order::depth_first(&mut objects);
    let mut steps = Vec::new();
    if mode.schema() {
        let creates = objects.iter().flat_map(|object| &object.create);
        for (at, create) in creates.enumerate() {
            let before = if at == 0 { "" } else { "\n" };
            steps.push(text([before.as_bytes(), create, b";\n"]));
        }
    }
    if mode.data() {
        steps.extend(objects.iter().filter_map(data));
    }
    if mode.schema() {
        let links: Vec<_> = objects.iter().flat_map(|object| &object.links).collect();
        if !links.is_empty() {
            steps.push(text([b"\n"]));
            steps.extend(links.into_iter().map(|link| text([link.as_slice(), b";\n"])));
            steps.push(text([VALIDATE.as_bytes()]));
            let validate = objects.iter().flat_map(|object| &object.validate);
            steps.extend(validate.map(|statement| text([statement.as_slice(), b";\n"])));
        }
    }
    steps
}

fn data(object: &Object) -> Option<Step> {
    match &object.data {
        Data::None => None,
        Data::Rows(rows) => Some(rows_step(object, rows, head)),
        Data::Position(statement) => Some(text([b"\n", statement, b";\n"])),
    }
}

fn head(table: &[u8], rows: &Rows) -> BString {
    text_of([&b"INSERT INTO "[..], table, b" (", &column_list(&rows.columns), b") VALUES"])
}

fn text<const N: usize>(parts: [&[u8]; N]) -> Step {
    Step::Text(text_of(parts))
}

fn text_of<const N: usize>(parts: [&[u8]; N]) -> BString {
    parts.concat().into()
}
