//! The layout of a dump in the `postgres` dialect: pg_dump's order and its INSERT statements.
//!
//! ```text
//! SET …                      the catalog's prologue, before every section
//! DROP …;⏎ … ⏎               with --clean, everything backwards
//! CREATE …;⏎⏎                every object after those it needs
//! INSERT …;⏎ … ⏎             rows, table by table in name order; then the positions of sequences
//! ALTER TABLE … PRIMARY KEY  keys and indexes, when the rows are there
//! ALTER TABLE … FOREIGN KEY  foreign keys, when the keys are there
//! ```

use bstr::BString;

use super::{Layout, Step, column_list, copy_of, making, order, rows_step};
use crate::catalog::{Catalog, Data, Object, Rows};
use crate::error::shown;
use crate::options::RowForm;

/// The steps of a dump in the `postgres` dialect, and warnings.
pub(super) fn steps(catalog: Catalog, layout: Layout) -> (Vec<Step>, Vec<String>) {
    let mut objects: Vec<_> = catalog.objects.iter().collect();
    objects.sort_by_key(|object| (object.kind, &object.schema, &object.name));
    let mut steps = vec![Step::Text(catalog.prologue)];
    let mut warnings = Vec::new();
    let (ordered, circular) = order::latest_last(&objects, |object| &object.depends_on);
    if layout.pre_data {
        if circular > 0 {
            warnings.push(format!(
                "{} need each other in a circle: the dump may not load",
                names(&ordered[..circular])
            ));
        }
        steps.extend(layout.removes().and_then(|if_exists| removals(&ordered, if_exists)));
        steps.extend(statements(&ordered, layout, |object| &object.create));
    }
    if layout.data {
        steps.extend(rows(&objects, layout, &mut warnings));
        steps.extend(objects.iter().filter_map(|object| position(object)));
    }
    if layout.post_data {
        // A partition's index is attached to its parent's, which must be there.
        steps.extend(statements(&ordered, layout, |object| &object.after_rows));
        steps.extend(statements(&objects, layout, |object| &object.links));
        steps.extend(statements(&objects, layout, |object| &object.validate));
    }
    (steps, warnings)
}

fn removals(ordered: &[&Object], if_exists: bool) -> Option<Step> {
    let statements = making::removals(ordered, if_exists);
    let lines = statements.iter().flat_map(|statement| [&statement[..], b";\n"]);
    let text = lines.collect::<Vec<_>>().concat();
    (!text.is_empty()).then(|| Step::Text([&text[..], b"\n"].concat().into()))
}

/// Every table's rows in the order of names; where foreign keys are in force while the rows load, those of a
/// referenced table first.
fn rows(objects: &[&Object], layout: Layout, warnings: &mut Vec<String>) -> Vec<Step> {
    let holds_rows = |object: &&&Object| matches!(object.data, Data::Rows(_));
    let mut holders: Vec<_> = objects.iter().filter(holds_rows).copied().collect();
    holders.sort_by_key(|object| (&object.schema, &object.name));
    if layout.keyed {
        let circular;
        (holders, circular) = order::latest_last(&holders, |object| &object.references);
        if circular > 0 {
            let tables = names(&holders[..circular]);
            warnings.push(format!("the foreign keys of {tables} go in a circle: their rows may not load while the keys are in force"));
        }
    }
    let step = |object: &&Object| match &object.data {
        Data::Rows(rows) => Some(table(object, rows, layout.form)),
        Data::None | Data::Position(_) => None,
    };
    holders.iter().filter_map(step).collect()
}

/// A COPY is the server's own, byte for byte.
fn table(object: &Object, rows: &Rows, form: RowForm) -> Step {
    if form != RowForm::Copy {
        return rows_step(object, rows, form, rows.statement(), head(&object.printed, rows));
    }
    let copy = copy_of(&object.printed, rows);
    let from = match rows.conditions.is_empty() {
        true => copy.clone(),
        false => [b"COPY (", &rows.statement()[..], b") "].concat().into(),
    };
    let (to, head) = ([&from[..], b"TO stdout"].concat(), [&copy[..], b"FROM stdin;\n"].concat());
    rows_step(object, rows, form, to.into(), head.into())
}

fn names(objects: &[&Object]) -> String {
    objects.iter().map(|object| shown(&object.printed)).collect::<Vec<_>>().join(", ")
}

fn position(object: &Object) -> Option<Step> {
    match &object.data {
        Data::Position(text) => Some(statement(text)),
        Data::None | Data::Rows(_) => None,
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

fn statements(objects: &[&Object], layout: Layout, of: impl Fn(&Object) -> &[BString]) -> Vec<Step> {
    objects.iter().flat_map(|object| of(object)).map(|text| statement(&layout.made(text))).collect()
}

fn statement(text: &[u8]) -> Step {
    Step::Text([text, b";\n\n"].concat().into())
}
