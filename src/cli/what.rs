//! What to dump and how: the flags of that kind checked against each other.

use std::path::PathBuf;

use super::args::{Output, What};
use super::filter;
use super::typed::Switch;
use crate::error::{Error, Fault, Result};
use crate::options::{Dump, Form, Making, Mode, Patterns, Relations, Section, Sections};

/// Rows in one INSERT of `cockroach dump`.
const ROWS_PER_INSERT: u32 = 100;

/// Bytes in one INSERT: below the 16 MiB that CockroachDB takes in one message.
const STATEMENT_SIZE: u64 = 15 << 20;

const LEAVE_ONE: &str = "Leave one of the two out.";

/// Makes the options of what to dump.
///
/// # Errors
///
/// Flags that contradict each other, and a filter file that cannot be read.
pub(super) fn dump(tables: Vec<String>, mut what: What, output: Output) -> Result<Dump> {
    let mode = mode(&what)?;
    contradictions(&what, &output, mode)?;
    let patterns = patterns(&mut what)?;
    let chosen = !patterns.tables.is_empty() || !patterns.schemas.is_empty();
    if chosen && !tables.is_empty() {
        let message = "tables are named behind the database, and -t or -n chooses some as well";
        return Err(usage(message, LEAVE_ONE));
    }
    // The later of the two flags has taken the other's place.
    let trailer = (output.trailer || output.no_trailer).then_some(output.trailer);
    Ok(Dump {
        tables,
        patterns,
        conditions: what.conditions,
        mode,
        sections: sections(&what.section),
        making: Making {
            database: output.create,
            clean: output.clean,
            if_exists: output.if_exists,
            if_not_exists: output.if_not_exists,
            no_comments: output.no_comments,
        },
        form: match (output.copy, output.upsert) {
            (true, _) => Form::Copy,
            (false, true) => Form::Upsert,
            (false, false) => Form::Insert,
        },
        all_databases: all_databases(what.dump_all),
        on_conflict_do_nothing: output.on_conflict_do_nothing,
        as_of: what.as_of,
        file: output.file,
        rows_per_insert: output.rows_per_insert.unwrap_or(ROWS_PER_INSERT),
        statement_size: output.statement_size.unwrap_or(STATEMENT_SIZE),
        trailer,
        skip_unsupported: what.skip_unsupported,
        allow_empty: what.allow_empty,
        dry_run: what.dry_run,
    })
}

/// Whether `--dump-all` is on.
pub(super) fn all_databases(flag: Option<Switch>) -> bool {
    flag.is_some_and(|switch| switch.0)
}

fn usage(message: impl Into<String>, remedy: &str) -> Error {
    Error::new(Fault::Usage, message).remedy(remedy)
}

/// `--dump-mode`, `-s` or `-a`: one of them, or those that mean the same.
fn mode(what: &What) -> Result<Mode> {
    let given = [
        what.schema_only.then_some(("--schema-only (-s)", Mode::Schema)),
        what.data_only.then_some(("--data-only (-a)", Mode::Data)),
        what.dump_mode.map(|mode| ("--dump-mode", mode)),
    ];
    let given: Vec<_> = given.into_iter().flatten().collect();
    match given[..] {
        [(one, mode), .., (other, last)] if mode != last => {
            Err(usage(format!("{one} contradicts {other}"), LEAVE_ONE))
        }
        [(_, mode), ..] => Ok(mode),
        [] => Ok(Mode::default()),
    }
}

/// Refuses two flags of which one makes the other mean nothing.
fn contradictions(what: &What, output: &Output, mode: Mode) -> Result<()> {
    let Output { clean, create, if_not_exists, copy, upsert, .. } = *output;
    let no_rows =
        mode == Mode::Schema || (!what.section.is_empty() && !what.section.contains(&Section::Data));
    let no_objects =
        mode == Mode::Data || (!what.section.is_empty() && !what.section.contains(&Section::PreData));
    let (schema_only, data_only) = match what.section.is_empty() {
        true => ("a dump of the schema only", "a dump of the data only"),
        false => ("a dump without the section data", "a dump without the section pre-data"),
    };
    #[rustfmt::skip]
    let pairs = [
        (!what.section.is_empty() && mode != Mode::Both, "--section", "a dump of the schema or the data only"),
        (!what.conditions.is_empty() && no_rows,      "--where",         schema_only),
        (clean && no_objects,                         "--clean (-c)",    data_only),
        (create && no_objects,                        "--create (-C)",   data_only),
        (if_not_exists && no_objects,                 "--if-not-exists", data_only),
        (if_not_exists && clean,                      "--if-not-exists", "--clean (-c)"),
        (upsert && output.on_conflict_do_nothing,     "--upsert",        "--on-conflict-do-nothing"),
        (copy && upsert,                              "--copy",          "--upsert"),
        (copy && output.on_conflict_do_nothing,       "--copy",          "--on-conflict-do-nothing"),
        (copy && output.rows_per_insert.is_some(),    "--copy",          "--rows-per-insert"),
        (copy && output.statement_size.is_some(),     "--copy",          "--statement-size"),
        (copy && output.inserts,                      "--copy",          "--inserts"),
        (copy && output.column_inserts,               "--copy",          "--column-inserts"),
    ];
    if let Some((_, one, other)) = pairs.into_iter().find(|(found, ..)| *found) {
        return Err(usage(format!("{one} contradicts {other}"), LEAVE_ONE));
    }
    if output.if_exists && !clean {
        return Err(usage(
            "--if-exists means nothing without --clean (-c)",
            "Add --clean; to make only what is not there write --if-not-exists.",
        ));
    }
    Ok(())
}

/// The sections that are named, or all.
fn sections(named: &[Section]) -> Sections {
    let has = |section| named.is_empty() || named.contains(&section);
    Sections { pre_data: has(Section::PreData), data: has(Section::Data), post_data: has(Section::PostData) }
}

/// Every pattern of the flags and of the filter files.
fn patterns(what: &mut What) -> Result<Patterns> {
    let all = |plain: &mut Vec<String>, with_children: &mut Vec<String>| {
        let relations = |children| move |pattern| Relations { pattern, children };
        let plain = plain.drain(..).map(relations(false));
        plain.chain(with_children.drain(..).map(relations(true))).collect()
    };
    let mut patterns = Patterns {
        tables: all(&mut what.table, &mut what.table_and_children),
        exclude_tables: all(&mut what.exclude_table, &mut what.exclude_table_and_children),
        schemas: std::mem::take(&mut what.schema),
        exclude_schemas: std::mem::take(&mut what.exclude_schema),
        exclude_data: all(&mut what.exclude_table_data, &mut what.exclude_table_data_and_children),
    };
    let files: &[PathBuf] = &what.filter;
    files.iter().try_for_each(|file| filter::read(file, &mut patterns))?;
    Ok(patterns)
}
