//! What to dump and how: the flags of that kind, put into the options they stand for. Flags of which one leaves
//! no place for the other are refused.

use super::args::{OutputArgs, WhatArgs};
use super::filter::{self, Chosen};
use super::typed::Switch;
use super::values::{Mode, Section};
use crate::error::{Error, Fault, Result, Text};
use crate::options::{
    Contents, Dump, Exclude, Existing, Include, Making, OnConflict, Patterns, Relations, RowForm, RowOptions,
    Sections, StatementSize,
};

const LEAVE_ONE: &str = "Leave one of the two out.";

/// Makes the options of what to dump.
///
/// # Errors
///
/// Flags that contradict each other, and a filter file that cannot be read.
pub(super) fn dump(tables: Vec<String>, mut what: WhatArgs, output: &OutputArgs) -> Result<Dump> {
    let contents = contents(&mut what, output)?;
    if output.restrict_key.is_some() && !output.copy {
        let remedy = "A dump of statements needs no key: psql finds no command in it.";
        return Err(usage("--restrict-key means nothing without --copy", remedy));
    }
    let chosen = chosen(&mut what)?;
    Ok(Dump {
        include: include(tables, chosen.include, all_databases(what.dump_all))?,
        exclude: chosen.exclude,
        contents,
        comments: !output.no_comments,
        policies: !output.no_policies,
        owners: !output.no_owner,
        privileges: !output.no_privileges,
        grants: what.grants,
        zone_configs: what.zone_configs,
        roles: output.roles,
        role: what.role,
        as_of: what.as_of,
        // The later of the two flags has taken the other's place.
        trailer: (output.trailer || output.no_trailer).then_some(output.trailer),
        skip_unsupported: what.skip_unsupported,
        trust_expressions: what.trust_expressions,
        via_root: what.load_via_partition_root,
        restrict_key: output.restrict_key.clone(),
        allow_empty: what.allow_empty,
        dry_run: what.dry_run,
    })
}

/// Whether `--dump-all` is on.
pub(super) fn all_databases(flag: Option<Switch>) -> bool {
    flag.is_some_and(|switch| switch.0)
}

fn usage(message: impl Into<Text>, remedy: &str) -> Error {
    Error::new(Fault::Usage, message).remedy(remedy)
}

fn contradiction(one: &str, other: &str) -> Error {
    usage(format!("{one} contradicts {other}"), LEAVE_ONE)
}

/// `--dump-mode`, `-s` or `-a`: one of them, or those that mean the same.
fn mode(what: &WhatArgs) -> Result<Mode> {
    let given = [
        what.schema_only.then_some(("--schema-only (-s)", Mode::Schema)),
        what.data_only.then_some(("--data-only (-a)", Mode::Data)),
        what.dump_mode.map(|mode| ("--dump-mode", mode)),
    ];
    let given: Vec<_> = given.into_iter().flatten().collect();
    match given[..] {
        [(one, mode), .., (other, last)] if mode != last => Err(contradiction(one, other)),
        [(_, mode), ..] => Ok(mode),
        [] => Ok(Mode::Both),
    }
}

/// The mode and the sections, with what belongs into each of them.
fn contents(what: &mut WhatArgs, output: &OutputArgs) -> Result<Contents> {
    let (mode, named) = (mode(what)?, &what.section);
    if !named.is_empty() && mode != Mode::Both {
        return Err(contradiction("--section", "a dump of the schema or the data only"));
    }
    let has = |section| named.is_empty() || named.contains(&section);
    let (pre_data, data) =
        (mode != Mode::Data && has(Section::PreData), mode != Mode::Schema && has(Section::Data));
    let without = |mode, section| match named.is_empty() {
        true => format!("a dump of the {mode} only"),
        false => format!("a dump without the section {section}"),
    };
    if !data && !what.conditions.is_empty() {
        return Err(contradiction("--where", &without("schema", "data")));
    }
    let of_pre_data = [
        (output.clean, "--clean (-c)"),
        (output.create, "--create (-C)"),
        (output.if_not_exists, "--if-not-exists"),
    ];
    if let Some((_, flag)) = of_pre_data.into_iter().find(|(given, _)| *given && !pre_data) {
        return Err(contradiction(flag, &without("data", "pre-data")));
    }
    let (making, post_data) = (making(output)?, has(Section::PostData));
    let rows = RowOptions { form: form(output)?, conditions: std::mem::take(&mut what.conditions) };
    Ok(match mode {
        Mode::Data => Contents::Data(rows),
        Mode::Schema | Mode::Both => Contents::Sections(Sections {
            pre_data: pre_data.then_some(making),
            data: data.then_some(rows),
            post_data,
        }),
    })
}

fn making(output: &OutputArgs) -> Result<Making> {
    let existing = match (output.clean, output.if_exists, output.if_not_exists) {
        (true, _, true) => return Err(contradiction("--if-not-exists", "--clean (-c)")),
        (true, if_exists, false) => Existing::Replace { if_exists },
        (false, true, _) => {
            let remedy = "Add --clean; to make only what is not there write --if-not-exists.";
            return Err(usage("--if-exists means nothing without --clean (-c)", remedy));
        }
        (false, false, true) => Existing::Skip,
        (false, false, false) => Existing::Fail,
    };
    Ok(Making { database: output.create, existing })
}

fn form(output: &OutputArgs) -> Result<RowForm> {
    let given = [
        (output.upsert, "--upsert"),
        (output.on_conflict_do_nothing, "--on-conflict-do-nothing"),
        (output.rows_per_insert.is_some(), "--rows-per-insert"),
        (output.statement_size.is_some(), "--statement-size"),
        (output.inserts, "--inserts"),
        (output.column_inserts, "--column-inserts"),
    ];
    match (given.into_iter().find(|(given, _)| *given), output.copy) {
        (Some((_, flag)), true) => return Err(contradiction("--copy", flag)),
        (None, true) => return Ok(RowForm::Copy),
        (_, false) => {}
    }
    let StatementSize { rows, bytes } = StatementSize::default();
    let size = StatementSize {
        rows: output.rows_per_insert.unwrap_or(rows),
        bytes: output.statement_size.map_or(bytes, |limit| limit.0),
    };
    match (output.upsert, output.on_conflict_do_nothing) {
        (true, true) => Err(contradiction("--upsert", "--on-conflict-do-nothing")),
        (true, false) => Ok(RowForm::Upsert(size)),
        (false, true) => Ok(RowForm::Insert { size, on_conflict: OnConflict::DoNothing }),
        (false, false) => Ok(RowForm::Insert { size, on_conflict: OnConflict::Fail }),
    }
}

fn include(tables: Vec<String>, patterns: Patterns, all_databases: bool) -> Result<Include> {
    let chosen = !patterns.tables.is_empty() || !patterns.schemas.is_empty();
    match (tables.is_empty(), all_databases) {
        (true, true) => Ok(Include::AllDatabases(patterns)),
        (true, false) => Ok(Include::Matching(patterns)),
        (false, _) if chosen => {
            Err(usage("tables are named behind the database, and -t or -n chooses some as well", LEAVE_ONE))
        }
        (false, true) => Err(contradiction("--dump-all", "tables named behind the database")),
        (false, false) => Ok(Include::Named(tables)),
    }
}

/// Every pattern of the flags and of the filter files.
fn chosen(what: &mut WhatArgs) -> Result<Chosen> {
    let all = |plain: &mut Vec<String>, with_children: &mut Vec<String>| {
        let relations = |children| move |pattern| Relations { pattern, children };
        let plain = plain.drain(..).map(relations(false));
        plain.chain(with_children.drain(..).map(relations(true))).collect()
    };
    let mut chosen = Chosen {
        include: Patterns {
            tables: all(&mut what.table, &mut what.table_and_children),
            schemas: std::mem::take(&mut what.schema),
        },
        exclude: Exclude {
            tables: all(&mut what.exclude_table, &mut what.exclude_table_and_children),
            schemas: std::mem::take(&mut what.exclude_schema),
            data: all(&mut what.exclude_table_data, &mut what.exclude_table_data_and_children),
        },
    };
    what.filter.iter().try_for_each(|file| filter::read(file, &mut chosen))?;
    Ok(chosen)
}
