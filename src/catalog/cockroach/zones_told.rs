//! Zone configurations of servers up to v20.2, which are not dumped: told before the first byte.
//!
//! `SHOW` rather than a table: a user who is no administrator may ask, and sees those of what there is some
//! privilege on.

use bstr::BString;

use super::super::{Kind, Object};
use super::Release;
use super::answer::{malformed, text};
use crate::connect::{Answer, Session};
use crate::error::{Result, Text, shown};
use crate::options::{Dump, Options};
use crate::sql::cockroach::name::PUBLIC;
use crate::sql::token::{Token, tokens};

/// So many are named.
const NAMED: usize = 10;

/// What to say of those on what is dumped; one query.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn left_out(
    session: &mut Session,
    release: Release,
    options: &Options,
    objects: &[Object],
) -> Result<Option<Text>> {
    let dump = &options.dump;
    if !release.only_tells_of_zones() || !dump.contents.has_objects() {
        return Ok(None);
    }
    let database = (!dump.all_databases()).then(|| options.database());
    let targets = targets(&session.query("SHOW ZONE CONFIGURATIONS").await?)?;
    let lost = targets.into_iter().filter(|target| is_lost(target, database, is_whole(dump), objects));
    Ok(message(&lost.collect::<Vec<_>>()).map(Text::from))
}

/// Whether all of the database is dumped.
fn is_whole(dump: &Dump) -> bool {
    dump.names().is_empty() && dump.tables().is_empty() && dump.schemas().is_empty()
}

fn targets(answer: &Answer) -> Result<Vec<BString>> {
    const WHAT: &str = "zone configurations";
    let target = |row: &Vec<Option<BString>>| match row.first() {
        Some(target) => text(target.clone(), WHAT),
        None => Err(malformed(WHAT, "no columns")),
    };
    answer.rows.iter().map(target).collect()
}

/// Whether a target, as the server writes it, is dumped without its configuration: a database that is dumped
/// whole, a table that is dumped, an index or a part of one. `database` is the only one, unless there are several.
fn is_lost(target: &[u8], database: Option<&str>, whole: bool, objects: &[Object]) -> bool {
    let words: Vec<Token<'_>> = tokens(target).filter(Token::is_significant).collect();
    let is_keyword =
        |token: &Token<'_>| ["DATABASE", "TABLE", "INDEX"].iter().any(|word| token.is_word(word));
    let Some(at) = words.iter().position(is_keyword) else { return false };
    let (_, named) = words.split_at(at + 1);
    let dotted = named.iter().enumerate().take_while(|(nth, word)| nth % 2 == 0 || word.is_symbol(b'.'));
    let parts: Vec<_> = dotted.step_by(2).filter_map(|(_, word)| word.name()).collect();
    let is_here = |name: &[u8]| match database {
        Some(database) => name == database.as_bytes(),
        None => name != b"system",
    };
    match parts.as_slice() {
        [name] => is_here(name) && whole,
        [name, .., table] if is_here(name) => {
            let schema = if let [_, schema, _] = parts.as_slice() { schema } else { PUBLIC.as_bytes() };
            let is_it = |object: &Object| object.schema == schema && object.name == **table;
            objects.iter().any(|object| object.kind == Kind::Table && is_it(object))
        }
        _ => false,
    }
}

fn message(targets: &[BString]) -> Option<String> {
    let (named, further) = targets.split_at_checked(NAMED).unwrap_or((targets, &[]));
    let names: Vec<String> = named.iter().map(|target| shown(target)).collect();
    let rest = if further.is_empty() { String::new() } else { format!(", and {} more", further.len()) };
    (!names.is_empty()).then(|| format!("zone configurations are not dumped: {}{rest}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::answer::of;
    use super::*;

    #[test]
    fn what_is_lost() {
        let table = |schema: &str, name: &str| Object {
            schema: schema.into(),
            name: name.into(),
            ..Object::default()
        };
        let objects = [table("public", "o"), table("Sc 2", "T@t"), table("public", "table")];
        #[rustfmt::skip]
        let rows: &[(&str, bool)] = &[
            ("RANGE default", false),
            ("DATABASE d", true),
            ("DATABASE system", false),
            ("TABLE d.public.o", true),
            ("TABLE d.o", true),
            ("TABLE d.public.other", false),
            ("TABLE other.public.o", false),
            ("TABLE system.public.o", false),
            ("INDEX d.public.o@i", true),
            ("PARTITION p OF TABLE d.public.o", true),
            ("PARTITION p OF INDEX d.\"Sc 2\".\"T@t\"@\"primary\"", true),
            ("TABLE d.public.\"table\"", true),
            ("", false),
        ];
        for (target, lost) in rows {
            assert_eq!(is_lost(target.as_bytes(), Some("d"), true, &objects), *lost, "{target}");
        }
        assert!(!is_lost(b"DATABASE d", Some("d"), false, &objects));
        assert!(is_lost(b"DATABASE other", None, true, &objects));
        assert!(!is_lost(b"DATABASE system", None, true, &objects));
    }

    #[test]
    fn messages() {
        let targets = |count: usize| vec![BString::from("TABLE d.o"); count];
        assert_eq!(message(&targets(0)), None);
        let one = "zone configurations are not dumped: TABLE d.o";
        assert_eq!(message(&targets(1)).unwrap(), one);
        assert!(message(&targets(12)).unwrap().ends_with("TABLE d.o, and 2 more"));
        assert_eq!(super::targets(&of(&[&["TABLE d.o", "ALTER"]])).unwrap(), ["TABLE d.o"]);
        assert!(super::targets(&of(&[&[]])).is_err());
    }
}
