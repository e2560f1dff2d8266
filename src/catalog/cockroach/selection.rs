//! Which of a database's objects the patterns choose, and of which the rows are left out.
//!
//! | given | dumped |
//! |---|---|
//! | `-t` | tables, views and sequences that match and that no `-T` leaves out; no schemas, no types |
//! | names behind the database | those, but for what `-T` leaves out |
//! | `-n` | schemas that match and that no `-N` leaves out, with what is in them |
//! | neither | everything that no `-N` or `-T` leaves out |
//!
//! A pattern without a schema means what is in `public`, the only schema up to v20.1. Where several databases
//! are dumped, a pattern means each of them. CockroachDB has no tables that inherit and its partitions are no
//! tables, so a table with its children is the table.

use std::borrow::Cow;

use bstr::{BString, ByteSlice};
use regex_lite::{Regex, RegexBuilder};

use super::super::condition::Limit;
use super::super::patterns::{Pattern, nothing, nothing_left};
use super::super::{Kind, Object};
use crate::error::{Error, Fault, Result, shown};
use crate::options::{Condition, Dump, Relations};
use crate::sql::cockroach::name::PUBLIC;

/// What the user chose by patterns and conditions, and what of it was found so far.
#[derive(Debug)]
pub(in crate::catalog) struct Selection {
    tables: Vec<Choice>,
    not_tables: Vec<Choice>,
    schemas: Vec<Choice>,
    not_schemas: Vec<Choice>,
    not_data: Vec<Choice>,
    limits: Vec<(Choice, Limit)>,
    /// `-t` chose something that no `-T` left out.
    any_table: bool,
}

impl Selection {
    /// Reads the patterns.
    ///
    /// # Errors
    ///
    /// A pattern that is none.
    pub(super) fn new(dump: &Dump) -> Result<Self> {
        let relations = |given: &[Relations]| -> Result<Vec<Choice>> {
            given.iter().map(|relations| Choice::relation(&relations.pattern)).collect()
        };
        let schemas = |given: &[String]| -> Result<Vec<Choice>> {
            given.iter().map(|typed| Choice::new(Pattern::schema(typed.as_str().into())?)).collect()
        };
        let limit = |condition: &Condition| {
            let limit = Limit::new(condition.pattern.as_bytes(), condition.sql.as_bytes());
            Ok((Choice::relation(&condition.pattern)?, limit))
        };
        Ok(Self {
            tables: relations(dump.tables())?,
            not_tables: relations(&dump.exclude.tables)?,
            schemas: schemas(dump.schemas())?,
            not_schemas: schemas(&dump.exclude.schemas)?,
            not_data: relations(&dump.exclude.data)?,
            limits: dump
                .contents
                .rows()
                .into_iter()
                .flat_map(|rows| &rows.conditions)
                .map(limit)
                .collect::<Result<_>>()?,
            any_table: false,
        })
    }

    /// Keeps the objects to dump. Those that stand alone need no database of their own to be made.
    pub(super) fn keep(&mut self, objects: &mut Vec<Object>) {
        objects.retain(|object| self.has(object));
    }

    fn has(&mut self, object: &Object) -> bool {
        let relation = object.kind.is_relation();
        let excluded = relation && any(&mut self.not_tables, |choice| choice.is_relation(object));
        if !self.tables.is_empty() {
            let chosen = relation && any(&mut self.tables, |choice| choice.is_relation(object));
            self.any_table |= chosen && !excluded;
            return chosen && !excluded;
        }
        let schema = if object.kind == Kind::Schema { text(&object.name) } else { schema_of(object) };
        let chosen = any(&mut self.schemas, |choice| choice.name.is_match(&schema));
        let left_out = any(&mut self.not_schemas, |choice| choice.name.is_match(&schema));
        (self.schemas.is_empty() || chosen) && !left_out && !excluded
    }

    /// Whether only some of a database is dumped: then one of which nothing is chosen is not made.
    pub(super) fn is_partial(&self) -> bool {
        let lists = [&self.tables, &self.not_tables, &self.schemas, &self.not_schemas];
        lists.into_iter().any(|list| !list.is_empty())
    }

    /// Whether the rows of a table are dumped.
    pub(super) fn has_data(&mut self, object: &Object) -> bool {
        !any(&mut self.not_data, |choice| choice.is_relation(object))
    }

    /// Puts the conditions on the tables they are for.
    pub(super) fn limit(&mut self, objects: &mut [Object]) {
        for (choice, limit) in &mut self.limits {
            choice.found |= limit.put(objects, |object| choice.is_relation(object));
        }
    }

    /// Whether everything that chooses has found something.
    ///
    /// # Errors
    ///
    /// The first pattern or condition that has not.
    pub(super) fn check(&self) -> Result<()> {
        for (what, choices) in [("tables", &self.tables), ("schemas", &self.schemas)] {
            if let Some(choice) = choices.iter().find(|choice| !choice.found) {
                return Err(nothing(what, &choice.typed));
            }
        }
        if !self.tables.is_empty() && !self.any_table {
            return Err(nothing_left());
        }
        match self.limits.iter().find(|(choice, _)| !choice.found) {
            Some((_, limit)) => Err(limit.unmatched()),
            None => Ok(()),
        }
    }
}

/// A pattern, ready to match.
#[derive(Debug)]
struct Choice {
    typed: Pattern,
    schema: Option<Regex>,
    name: Regex,
    found: bool,
}

impl Choice {
    fn relation(typed: &str) -> Result<Self> {
        Self::new(Pattern::relation(typed.into())?)
    }

    fn new(typed: Pattern) -> Result<Self> {
        let regex = |expression: &BString| {
            let built = RegexBuilder::new(&text(expression)).dot_matches_new_line(true).build();
            built.map_err(|error| invalid(&typed, &error))
        };
        let (schema, name) = (typed.schema.as_ref().map(regex).transpose()?, regex(&typed.name)?);
        Ok(Self { schema, name, typed, found: false })
    }

    fn is_relation(&self, object: &Object) -> bool {
        let schema = schema_of(object);
        let in_schema = self.schema.as_ref().map_or(schema == PUBLIC, |regex| regex.is_match(&schema));
        in_schema && self.name.is_match(&text(&object.name))
    }
}

/// Whether any of the choices is such; all that are have found something.
fn any(choices: &mut [Choice], is: impl Fn(&Choice) -> bool) -> bool {
    let mut found = false;
    for choice in choices {
        let here = is(choice);
        choice.found |= here;
        found |= here;
    }
    found
}

/// The first releases have no schemas.
fn schema_of(object: &Object) -> Cow<'_, str> {
    if object.schema.is_empty() { PUBLIC.into() } else { text(&object.schema) }
}

/// Names are UTF-8 on every release, which the catalog makes sure of.
fn text(name: &BString) -> Cow<'_, str> {
    name.to_str_lossy()
}

fn invalid(typed: &Pattern, error: &regex_lite::Error) -> Error {
    let message = format!("invalid regular expression in the pattern {}: {error}", shown(&typed.typed));
    Error::new(Fault::Refused, message)
        .remedy("Outside double quotes, characters like ( and + have the meaning of a regular expression's.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Exclude, Include, Patterns};

    /// Objects from words: `table`, `schema.table`, `:type`, `schema/`.
    fn objects(words: &str) -> Vec<Object> {
        let object = |word: &str| {
            let (kind, word) = match (word.strip_suffix('/'), word.strip_prefix(':')) {
                (Some(schema), _) => (Kind::Schema, schema),
                (None, Some(name)) => (Kind::Type, name),
                (None, None) => (Kind::Table, word),
            };
            let (schema, name) = word.split_once('.').unwrap_or((PUBLIC, word));
            let schema = if kind == Kind::Schema { "" } else { schema };
            Object { kind, schema: schema.into(), name: name.into(), ..Object::default() }
        };
        words.split(' ').map(object).collect()
    }

    fn selection(line: &str) -> Result<Selection> {
        let (mut patterns, mut exclude) = (Patterns::default(), Exclude::default());
        for word in line.split_whitespace() {
            let (flag, pattern) = word.split_at(2);
            let relations = Relations { pattern: pattern.to_owned(), children: false };
            match flag {
                "-t" => patterns.tables.push(relations),
                "-T" => exclude.tables.push(relations),
                "-n" => patterns.schemas.push(pattern.to_owned()),
                "-N" => exclude.schemas.push(pattern.to_owned()),
                other => panic!("{other}"),
            }
        }
        Selection::new(&Dump { include: Include::Matching(patterns), exclude, ..Dump::default() })
    }

    fn kept(line: &str) -> String {
        let mut objects = objects("a b Ab s.a s.c s/ :m :s.n");
        let mut selection = match selection(line) {
            Ok(selection) => selection,
            Err(error) => return error.reason(),
        };
        selection.keep(&mut objects);
        if let Err(error) = selection.check() {
            return error.reason();
        }
        let name = |object: &Object| match object.schema.as_slice() {
            b"" => format!("{}/", object.name),
            b"public" => object.name.to_string(),
            schema => format!("{}.{}", shown(schema), object.name),
        };
        objects.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_kept() {
        #[rustfmt::skip]
        let rows = [
            ("",           "a b Ab s.a s.c s/ m s.n"),
            ("-ta",        "a"),
            ("-t?",        "a b"),
            ("-tA",        "a"),
            ("-t\"Ab\"",   "Ab"),
            ("-t*.a",      "a s.a"),
            ("-ts.*",      "s.a s.c"),
            ("-ta|b",      "a b"),
            ("-t* -Ta",    "b Ab"),
            ("-ta -Np*",   "a"),
            ("-Ta",        "b Ab s.a s.c s/ m s.n"),
            ("-T*.*",      "s/ m s.n"),
            ("-ns",        "s.a s.c s/ s.n"),
            ("-npublic",   "a b Ab m"),
            ("-Ns",        "a b Ab m"),
            ("-n* -Ts.a",  "a b Ab s.c s/ m s.n"),
            ("-tm",        "no matching tables were found for pattern \"m\""),
            ("-ta -tx",    "no matching tables were found for pattern \"x\""),
            ("-nx",        "no matching schemas were found for pattern \"x\""),
            ("-ta -Ta",    "no matching tables were found"),
            ("-ta.b.c",    "improper qualified name (too many dotted names): a.b.c"),
        ];
        for (line, want) in rows {
            assert_eq!(kept(line), want, "{line}");
        }
        assert!(kept("-tt(").starts_with("invalid regular expression in the pattern t("), "{}", kept("-tt("));
    }
}
