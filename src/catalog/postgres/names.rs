//! Which relations the names on the command line mean.
//!
//! A name is raw, not SQL: neither quoted nor folded to lower case, and no pattern. It means
//! - the relation of that name in the first schema of the search path that has one, or
//! - for `schema.table`, cut at any of its dots, that relation of that schema.
//!
//! A name that can be read both ways, because a table's own name has a dot, is refused with both readings.
//! A partitioned table brings its partitions, since its rows are theirs (`pg_dump -t` leaves them out), and
//! a table the sequences its columns own (as `pg_dump -t`). Nothing else comes along: the loading database has
//! the schemas, types and extensions that the tables stand on, and the tables their foreign keys reference.

use std::collections::HashSet;

use bstr::{BString, ByteSlice};

use super::answer::ask;
use super::relations::{Partitions, Relation};
use crate::connect::Session;
use crate::error::{Error, Fault, Result, SqlState};
use crate::sql::one_line;

/// The names from the command line, which are UTF-8, as the catalogs have them. Names in ASCII are the same
/// in every encoding, and a database in SQL_ASCII keeps the bytes it was given.
///
/// # Errors
///
/// No table of this database can have such a name; what else the server answers.
pub(super) async fn in_server_encoding(session: &mut Session, names: &[String]) -> Result<Vec<BString>> {
    let mut converted = Vec::new();
    for name in names {
        converted.push(match name.is_ascii() {
            true => name.as_str().into(),
            false => convert(session, name).await?,
        });
    }
    Ok(converted)
}

async fn convert(session: &mut Session, name: &str) -> Result<BString> {
    let hex: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    let sql = format!("SELECT pg_catalog.convert_from(pg_catalog.decode('{hex}', 'hex'), 'UTF8')");
    match ask(session, "names", sql).await {
        Ok(rows) => rows.into_iter().next().map_or_else(|| Ok(name.into()), |mut row| row.text()),
        Err(e) if e.sqlstate() == Some(SqlState::UNTRANSLATABLE_CHARACTER) => {
            Err(missing(&[], name.as_bytes()))
        }
        Err(e) => Err(e),
    }
}

/// The relations to dump: every table, sequence and view if nothing is named.
///
/// `path` has the OIDs of the schemas in which a name without a schema is looked for.
///
/// # Errors
///
/// A name means nothing, two things, or a relation that cannot be dumped.
pub(super) fn choose(all: &[Relation], names: &[BString], path: &[u32]) -> Result<Vec<Relation>> {
    let supported = all.iter().filter(|r| r.is_supported());
    if names.is_empty() {
        return Ok(supported.cloned().collect());
    }
    let partitions = Partitions::among(all);
    let mut chosen = HashSet::new();
    for name in names {
        chosen.extend(partitions.tree(one(all, name, path)?.oid));
    }
    let owned = |r: &&Relation| r.owner.is_some_and(|owner| chosen.contains(&owner));
    Ok(supported.filter(|r| chosen.contains(&r.oid) || owned(r)).cloned().collect())
}

/// The one relation that `name` means.
fn one<'a>(all: &'a [Relation], name: &[u8], path: &[u32]) -> Result<&'a Relation> {
    let by_schema = all.iter().filter(|r| is_qualified(r, name));
    let visible =
        path.iter().find_map(|schema| all.iter().find(|r| r.schema_oid == *schema && r.name == name));
    let found: Vec<&Relation> = visible.into_iter().chain(by_schema).collect();
    match found[..] {
        [] => Err(missing(all, name)),
        [relation] if relation.is_supported() => Ok(relation),
        [relation] => Err(unsupported(relation)),
        _ => Err(ambiguous(name, &found)),
    }
}

/// `name` is the relation's schema, a dot and its name.
fn is_qualified(relation: &Relation, name: &[u8]) -> bool {
    let rest = name.strip_prefix(relation.schema.as_bytes()).and_then(|rest| rest.strip_prefix(b"."));
    rest == Some(relation.name.as_bytes())
}

fn missing(all: &[Relation], name: &[u8]) -> Error {
    let error = Error::new(Fault::Refused, format!("relation \"{}\" does not exist", one_line(name)));
    let folded = name.to_lowercase();
    let alike = |r: &&Relation| r.name.to_lowercase() == folded || is_qualified_folded(r, &folded);
    let others: Vec<String> = all.iter().filter(alike).take(5).map(raw).collect();
    if others.is_empty() {
        return error.remedy(
            "Name a table as it is spelled in the catalog, without quotes: TABLE or SCHEMA.TABLE. \
             Without a schema it is looked for in the schemas of search_path.",
        );
    }
    error.remedy(format!(
        "There is {}. Names are taken as they are: case counts, quotes do not belong.",
        or(&others)
    ))
}

fn is_qualified_folded(relation: &Relation, folded: &[u8]) -> bool {
    [relation.schema.as_bytes(), b".", relation.name.as_bytes()].concat().to_lowercase() == folded
}

fn unsupported(relation: &Relation) -> Error {
    let message =
        format!("{} is not supported: only tables, sequences and views can be named", relation.shown());
    Error::new(Fault::Refused, message).remedy("Leave it out, and dump the tables it reads from.")
}

fn ambiguous(name: &[u8], found: &[&Relation]) -> Error {
    let names: Vec<String> = found.iter().map(|r| r.shown()).collect();
    let message = format!("\"{}\" can mean {}", one_line(name), or(&names));
    Error::new(Fault::Refused, message).remedy("Name it with its schema in front: SCHEMA.TABLE.")
}

/// The name as it would be typed.
fn raw(relation: &Relation) -> String {
    format!("{}.{}", one_line(&relation.schema), one_line(&relation.name))
}

fn or(names: &[String]) -> String {
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(oid: u32, schema_oid: u32, schema: &str, name: &str, kind: u8) -> Relation {
        let printed = format!("{schema}.{name}").into();
        let (schema, name) = (schema.into(), name.into());
        Relation { oid, schema_oid, schema, name, printed, kind, ..Relation::default() }
    }

    fn database() -> Vec<Relation> {
        let mut all = vec![
            relation(1, 2200, "public", "t", b'r'),
            relation(2, 9, "s", "t", b'r'),
            relation(3, 9, "s", "only", b'r'),
            relation(4, 2200, "public", "s.t", b'r'),
            relation(5, 2200, "public", "v", b'v'),
            relation(6, 2200, "public", "pt", b'p'),
            relation(7, 2200, "public", "pt1", b'p'),
            relation(8, 2200, "public", "pt11", b'r'),
            relation(9, 2200, "public", "t_id_seq", b'S'),
            relation(10, 2200, "public", "Case", b'r'),
            relation(11, 8, "a.b", "c", b'r'),
            relation(12, 2200, "public", "ft", b'f'),
        ];
        all[6].partition_of = Some(6);
        all[7].partition_of = Some(7);
        all[8].owner = Some(1);
        all
    }

    #[test]
    fn names() {
        type Row = (&'static str, &'static [&'static str], Result<&'static [u32], &'static str>);
        #[rustfmt::skip]
        let table: &[Row] = &[
            ("all",                   &[],                   Ok(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])),
            ("owned sequence comes",  &["t"],                Ok(&[1, 9])),
            ("with schema",           &["public.t"],         Ok(&[1, 9])),
            ("both readings",         &["s.t"],              Err("\"s.t\" can mean table public.s.t or table s.t")),
            ("table name has a dot",  &["public.s.t"],       Ok(&[4])),
            ("schema has a dot",      &["a.b.c"],            Ok(&[11])),
            ("not on the path",       &["only"],             Err("relation \"only\" does not exist")),
            ("another schema",        &["s.only"],           Ok(&[3])),
            ("partitions come",       &["pt"],               Ok(&[6, 7, 8])),
            ("one partition",         &["pt11"],             Ok(&[8])),
            ("sequence alone",        &["t_id_seq"],         Ok(&[9])),
            ("named twice",           &["Case", "Case"],     Ok(&[10])),
            ("case counts",           &["case"],             Err("relation \"case\" does not exist")),
            ("a view",                &["v"],                Ok(&[5])),
            ("a foreign table",       &["ft"],               Err("foreign table public.ft is not supported")),
            ("control characters",    &["x\u{1b}[2J"],       Err("relation \"x\\u{1b}[2J\" does not exist")),
            ("empty",                 &[""],                 Err("relation \"\" does not exist")),
        ];
        for (name, given, want) in table {
            let given: Vec<BString> = given.iter().map(|n| BString::from(*n)).collect();
            match (choose(&database(), &given, &[2200]), want) {
                (Ok(got), Ok(want)) => {
                    assert_eq!(got.iter().map(|r| r.oid).collect::<Vec<_>>(), *want, "{name}")
                }
                (Err(got), Err(want)) => assert!(got.to_string().contains(want), "{name}: {got}"),
                (got, _) => panic!("{name}: {got:?}"),
            }
        }
    }

    #[test]
    fn a_missing_name_shows_what_is_alike() {
        let error = |n: &str| choose(&database(), &[n.into()], &[2200]).unwrap_err().to_string();
        assert!(error("only").contains("There is s.only."));
        assert!(error("case").contains("There is public.Case."));
        assert!(error("S.ONLY").contains("There is s.only."));
        assert!(error("nothing").contains("TABLE or SCHEMA.TABLE"));
    }
}
