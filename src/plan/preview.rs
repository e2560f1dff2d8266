//! What a dump would hold, for a person to read: `--dry-run`.
//!
//! ```text
//! dry run, snapshot 733:736:734: nothing is written
//! made:
//!   schema s
//!   table public.t
//! rows:
//!   table public.t: about 1200 rows, 96.0 KiB on the server's disk
//!   table public.u: rows not known
//! in all: 2 tables, about 1200 rows in 1 of them, 96.0 KiB on the server's disk in 1 of them
//! time: …
//! memory: …
//! ```

use super::Layout;
use crate::catalog::{Body, Catalog, Entry, Object, Pass, Role, Rows, Section};
use crate::error::{Name, Text, counted, shown, text};
use crate::options::Dump;

/// The bytes of a table on the server's disk that the guess of the time takes for dumped in a second.
const RATE: u64 = 100 << 20;

/// What the program needs with its buffers; it does not grow with tables.
const MEMORY: &str =
    "memory: about 10 MiB, and on CockroachDB up to the size of the largest array or 16 MiB of text";

/// The lines that say what a dump of `catalog` would hold.
pub fn preview(catalog: &Catalog, dump: &Dump) -> Vec<Text> {
    let layout = Layout::new(dump);
    let mut objects: Vec<&Object> = catalog.objects.iter().collect();
    objects.sort_by_key(|object| (object.database, object.kind, &object.schema, &object.name));
    let mut lines: Vec<Text> =
        vec![format!("dry run, snapshot {}: nothing is written", catalog.snapshot).into()];
    if layout.pre_data {
        lines.push("made:".into());
        let made = objects.iter().filter(|object| object.entries.iter().any(stands_before));
        lines.extend(made.map(|object| format!("  {}", named(object)).into()));
    }
    if layout.post_data {
        lines.push(format!("made when the rows are there: {}", post_data(&objects)).into());
    }
    if layout.data {
        lines.push("rows:".into());
        lines.extend(objects.iter().filter_map(|object| rows(object)));
        lines.extend(totals(&objects).map(Text::from));
        lines.push(MEMORY.into());
    }
    lines
}

/// Whether something is made or said before the rows.
fn stands_before(entry: &Entry) -> bool {
    (entry.section, entry.pass) == (Section::PreData, Pass::Main)
}

/// `table public.t`
fn named(object: &Object) -> String {
    format!("{} {}", object.kind.noun(), shown(&object.printed).replace('\n', "\\n"))
}

/// What is made, with the number of statements.
fn post_data(objects: &[&Object]) -> String {
    let behind = |entry: &&Entry| (entry.section, entry.pass) == (Section::PostData, Pass::Main);
    let entries = objects.iter().flat_map(|object| &object.entries).filter(behind);
    let (links, others): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.role == Role::ForeignKey);
    let further = |entry: &&&Entry| {
        matches!(entry.role, Role::Replace | Role::Rule | Role::Trigger | Role::Policy | Role::Create)
    };
    let count = others.iter().filter(further).count();
    let keys = others.len() - count;
    let more =
        if count > 0 { format!(", views, rules, triggers and policies ({count})") } else { String::new() };
    format!("keys and indexes ({keys}), foreign keys ({}){more}", links.len())
}

/// What is read of an object.
fn rows(object: &Object) -> Option<Text> {
    let data = object.entries.iter().find(|entry| entry.section == Section::Data)?;
    let rows = match &data.body {
        Body::Statement(_) => return Some(format!("  {}: its position", named(object)).into()),
        Body::Rows(rows) => rows,
    };
    let count = rows
        .estimated_rows
        .map_or_else(|| "rows not known".to_owned(), |rows| format!("about {}", counted(rows, "row")));
    let bytes = rows.estimated_bytes.map(|bytes| format!(", {} on the server's disk", size(bytes)));
    let line = Text::from(format!("  {}: {count}{}", named(object), bytes.unwrap_or_default()));
    Some(match rows.conditions.is_empty() {
        true => line,
        false => text!(line, ", of which ", Name::Conditions, " chooses"),
    })
}

fn totals(objects: &[&Object]) -> [String; 2] {
    let tables: Vec<&Rows> = objects.iter().filter_map(|object| object.rows()).collect();
    let sum = |of: fn(&Rows) -> Option<u64>| {
        let known = tables.iter().filter_map(|rows| of(rows));
        (known.clone().count(), known.fold(0_u64, u64::saturating_add))
    };
    let (with_rows, rows) = sum(|rows| rows.estimated_rows);
    let (weighed, bytes) = sum(|rows| rows.estimated_bytes);
    let all = tables.len();
    let known = |some: usize, what: String, unknown: &str| match some {
        0 => unknown.to_owned(),
        some if some == all => what,
        some => format!("{what} in {some} of them"),
    };
    let rows = known(with_rows, format!(", about {}", counted(rows, "row")), ", rows not known");
    let weight = known(weighed, format!(", {} on the server's disk", size(bytes)), "");
    let in_all = format!("in all: {}{rows}{weight}", counted(all as u64, "table"));
    [in_all, time(bytes, weighed)]
}

fn time(bytes: u64, weighed: usize) -> String {
    if weighed == 0 {
        return "time: not known, the server has no statistics of the tables' sizes".to_owned();
    }
    let seconds = bytes.div_ceil(RATE).max(1);
    format!(
        "time: about {seconds} s at {} in a second, a guess: a network, TLS or a busy server is slower",
        size(RATE)
    )
}

/// `96.0 KiB`
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
        None => format!("{bytes} bytes"),
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ObjectId;

    #[test]
    fn sizes() {
        let rows = [
            (0, "0 bytes"),
            (1023, "1023 bytes"),
            (1536, "1.5 KiB"),
            (RATE, "100.0 MiB"),
            (u64::MAX, "16777215.9 TiB"),
        ];
        for (bytes, want) in rows {
            assert_eq!(size(bytes), want);
        }
    }

    #[test]
    fn what_is_known() {
        let table = |rows, bytes| {
            let rows = Rows { estimated_rows: rows, estimated_bytes: bytes, ..Rows::default() };
            let entries = vec![Entry::rows(ObjectId(1), rows)];
            Object { printed: "t\nu".into(), entries, ..Object::default() }
        };
        let objects = [table(Some(7), Some(8192)), table(None, None)];
        assert_eq!(
            rows(&objects[0]).unwrap().to_string(),
            "  table t\\nu: about 7 rows, 8.0 KiB on the server's disk"
        );
        assert_eq!(rows(&objects[1]).unwrap().to_string(), "  table t\\nu: rows not known");
        let [in_all, time] = totals(&objects.iter().collect::<Vec<_>>());
        assert_eq!(
            in_all,
            "in all: 2 tables, about 7 rows in 1 of them, 8.0 KiB on the server's disk in 1 of them"
        );
        assert!(time.starts_with("time: about 1 s at 100.0 MiB in a second"), "{time}");
        let [in_all, time] = totals(&[&objects[1]]);
        assert_eq!(in_all, "in all: 1 table, rows not known");
        assert!(time.starts_with("time: not known"), "{time}");
    }
}
