//! `--filter`: patterns in a file, as `pg_dump` of PostgreSQL 17 and later reads them.
//!
//! ```text
//! # a comment
//! include table         orders*      # one pattern in a line
//! exclude table_data    "Old ""2"""  # which may hold line feeds between its quotes
//! ```
//!
//! | object | `include` | `exclude` |
//! |---|---|---|
//! | `table`, `table_and_children` | `-t` | `-T` |
//! | `table_data`, `table_data_and_children` | no | `--exclude-table-data` |
//! | `schema` | `-n` | `-N` |
//! | `extension`, `foreign_data` | no | no |
//!
//! # Source
//!
//! PostgreSQL documentation, "pg_dump", `--filter`.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use crate::error::{Error, Fault, Result, printable};
use crate::options::{Exclude, Patterns, Relations};

/// What patterns choose and leave out.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) include: Patterns,
    pub(super) exclude: Exclude,
}

/// Bytes of a filter file, at most: no list of patterns is larger.
const SIZE: u64 = 16 << 20;

/// Adds the patterns of a file; `-` is stdin.
///
/// # Errors
///
/// [`Fault::Usage`] for a file that cannot be read, and for a line that means nothing here.
pub(super) fn read(file: &Path, chosen: &mut Chosen) -> Result<()> {
    let name = if file == Path::new("-") { "stdin".to_owned() } else { file.display().to_string() };
    let mut text = String::new();
    let read = match file == Path::new("-") {
        true => stdin().lock().take(SIZE).read_to_string(&mut text),
        false => File::open(file).and_then(|file| file.take(SIZE).read_to_string(&mut text)),
    };
    let size = read.map_err(|error| {
        Error::new(Fault::Usage, format!("--filter: cannot read {name}: {error}"))
            .remedy("Name a text file in UTF-8, or - for stdin.")
    })?;
    if size as u64 == SIZE {
        return Err(Error::new(Fault::Usage, format!("--filter: {name} is larger than {SIZE} bytes"))
            .remedy("Write fewer patterns; * stands for any characters."));
    }
    parse(&text, chosen).map_err(|(line, problem)| {
        Error::new(Fault::Usage, format!("--filter: {name}, line {line}: {}", printable(&problem.message)))
            .remedy(problem.remedy)
    })
}

/// What is wrong with a line, and what to write instead.
#[derive(Debug)]
struct Problem {
    message: String,
    remedy: &'static str,
}

fn problem(message: impl Into<String>, remedy: &'static str) -> Problem {
    Problem { message: message.into(), remedy }
}

const FORM: &str = "A line is include or exclude, then table, table_and_children, table_data, table_data_and_children or schema, \
                    then one pattern.";

/// Adds the patterns of a text; an error has the number of the line it begins in.
fn parse(text: &str, chosen: &mut Chosen) -> Result<(), (usize, Problem)> {
    let (mut rest, mut line) = (text, 1);
    while !rest.is_empty() {
        let end = end_of_entry(rest);
        let (entry, behind) = rest.split_at(end);
        self::entry(entry.trim(), chosen).map_err(|problem| (line, problem))?;
        line += entry.matches('\n').count() + 1;
        rest = behind.get(1..).unwrap_or_default();
    }
    Ok(())
}

/// The place of the line feed that ends the first entry: one between double quotes does not, and in a comment
/// there are no quotes.
fn end_of_entry(text: &str) -> usize {
    let (mut quoted, mut comment) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' if !comment => quoted = !quoted,
            '#' if !quoted => comment = true,
            '\n' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

fn entry(entry: &str, chosen: &mut Chosen) -> Result<(), Problem> {
    let (command, rest) = word(entry);
    let (object, rest) = word(rest);
    let pattern = pattern(rest)?;
    let include = match command {
        "" => return Ok(()),
        "include" => true,
        "exclude" => false,
        other => return Err(problem(format!("invalid filter command \"{other}\""), FORM)),
    };
    if pattern.is_empty() && !object.is_empty() {
        return Err(problem("missing object name pattern", FORM));
    }
    add(include, object, pattern, chosen)
}

fn add(include: bool, object: &str, pattern: String, chosen: &mut Chosen) -> Result<(), Problem> {
    let relations = |pattern, children| Relations { pattern, children };
    match (include, object) {
        (true, "table") => chosen.include.tables.push(relations(pattern, false)),
        (true, "table_and_children") => chosen.include.tables.push(relations(pattern, true)),
        (false, "table") => chosen.exclude.tables.push(relations(pattern, false)),
        (false, "table_and_children") => chosen.exclude.tables.push(relations(pattern, true)),
        (false, "table_data") => chosen.exclude.data.push(relations(pattern, false)),
        (false, "table_data_and_children") => chosen.exclude.data.push(relations(pattern, true)),
        (true, "schema") => chosen.include.schemas.push(pattern),
        (false, "schema") => chosen.exclude.schemas.push(pattern),
        (true, "table_data" | "table_data_and_children") => {
            return Err(problem(
                format!("include filter for \"{object}\" is not allowed"),
                "The rows of every table that is dumped are dumped; write exclude for those to leave out.",
            ));
        }
        (_, "extension" | "foreign_data") => {
            let command = if include { "include" } else { "exclude" };
            return Err(problem(
                format!("{command} {object} is not supported"),
                "Extensions are dumped with the whole database, and rows of foreign tables never: leave the line out.",
            ));
        }
        (_, other) => {
            return Err(problem(format!("unsupported filter object type: \"{other}\""), FORM));
        }
    }
    Ok(())
}

/// The first word, up to a blank or a comment, and what follows.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_at(text.find(|c: char| c.is_whitespace() || c == '#').unwrap_or(text.len()))
}

/// The one pattern of a line: it ends at a blank or a comment outside double quotes, and blanks stand around
/// its dots only.
fn pattern(text: &str) -> Result<String, Problem> {
    let text = text.trim_start();
    let mut quoted = false;
    let end = text.find(|c: char| {
        quoted ^= c == '"';
        !quoted && (c.is_whitespace() || c == '#')
    });
    let (pattern, behind) = text.split_at(end.unwrap_or(text.len()));
    if quoted {
        return Err(problem(
            "unterminated quoted name",
            "Close the quote; a quote in a name is written twice.",
        ));
    }
    let behind = behind.trim_start();
    if behind.is_empty() || behind.starts_with('#') {
        return Ok(pattern.to_owned());
    }
    Err(problem(
        format!("unexpected text behind the pattern {pattern}"),
        "Write one pattern in a line; a name with a blank needs double quotes.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let mut read = Chosen::default();
        if let Err((line, problem)) = parse(text, &mut read) {
            return format!("{line}: {}", problem.message);
        }
        let relations = |letter: &str, all: &[Relations]| -> Vec<String> {
            let mark = |children| if children { "+" } else { "" };
            all.iter().map(|r| format!("{letter}{} {}", mark(r.children), r.pattern)).collect()
        };
        let names = |letter: &str, all: &[String]| -> Vec<String> {
            all.iter().map(|name| format!("{letter} {name}")).collect()
        };
        let all = [
            relations("t", &read.include.tables),
            relations("T", &read.exclude.tables),
            names("n", &read.include.schemas),
            names("N", &read.exclude.schemas),
            relations("D", &read.exclude.data),
        ];
        all.concat().join("|")
    }

    #[test]
    fn lines() {
        #[rustfmt::skip]
        let rows: &[(&str, &str, &str)] = &[
            ("nothing",           "",                                             ""),
            ("comments, blanks",  "# all\n\n   \n  # x \"y\n",                    ""),
            ("tables",            "include table a*\nexclude table s.b",          "t a*|T s.b"),
            ("children",          "include table_and_children a\nexclude table_and_children b", "t+ a|T+ b"),
            ("data",              "exclude table_data a\nexclude table_data_and_children b", "D a|D+ b"),
            ("schemas",           "include schema s\r\nexclude schema \"S 2\"",   "n s|N \"S 2\""),
            ("comment behind",    "include table a # \"b\ninclude table c#d",     "t a|t c"),
            ("blanks",            " \tinclude   table\ta  ",                      "t a"),
            ("quoted",            "include table \"a # \"\"b\"\"\".\"c d\"",      "t \"a # \"\"b\"\"\".\"c d\""),
            ("a name of two lines", "include table \"a\nb\"\nexclude x y",        "3: unsupported filter object type: \"x\""),
            ("command",           "includes table a",                             "1: invalid filter command \"includes\""),
            ("object",            "\ninclude view v",                             "2: unsupported filter object type: \"view\""),
            ("object missing",    "include",                                      "1: unsupported filter object type: \"\""),
            ("pattern missing",   "include table # a",                            "1: missing object name pattern"),
            ("two patterns",      "include table a b",                            "1: unexpected text behind the pattern a"),
            ("open quote",        "include table \"a",                            "1: unterminated quoted name"),
            ("include rows",      "include table_data a",                         "1: include filter for \"table_data\" is not allowed"),
            ("extension",         "include extension e",                          "1: include extension is not supported"),
            ("foreign data",      "# x\ninclude foreign_data f",                  "2: include foreign_data is not supported"),
        ];
        for (name, text, want) in rows {
            assert_eq!(told(text), *want, "{name}");
        }
    }
}
