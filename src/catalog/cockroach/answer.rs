//! Reading a catalog query's answer: every cell is there, and of the kind it should be, or the answer is an
//! error.

use bstr::{BString, ByteSlice};

use super::super::ObjectId;
use crate::connect::Answer;
use crate::error::{Error, Fault, Result, shown};
use crate::sql::array::{Element, Elements};

/// The rows of an answer, each with as many cells as were asked for.
pub(super) fn rows<'a, const N: usize>(
    answer: &'a Answer,
    what: &'static str,
) -> Result<Vec<[Option<&'a BString>; N]>> {
    let row = |row: &'a Vec<Option<BString>>| {
        let cells: Vec<_> = row.iter().map(Option::as_ref).collect();
        <[_; N]>::try_from(cells).map_err(|cells| malformed(what, &format!("{} columns", cells.len())))
    };
    answer.rows.iter().map(row).collect()
}

/// The rows of an answer, by the names of its columns; a column that was not asked for is NULL everywhere.
pub(super) fn named<'a, const N: usize>(
    answer: &'a Answer,
    names: [&str; N],
    what: &'static str,
) -> Result<Vec<[Option<&'a BString>; N]>> {
    let places = names.map(|name| answer.names.iter().position(|known| known == name));
    let cell = |row: &'a [Option<BString>], place: Option<usize>| match place {
        Some(at) => row.get(at).map(Option::as_ref).ok_or_else(|| malformed(what, "too few columns")),
        None => Ok(None),
    };
    let row = |row: &'a Vec<Option<BString>>| {
        let mut cells = [None; N];
        for (value, place) in cells.iter_mut().zip(places) {
            *value = cell(row, place)?;
        }
        Ok(cells)
    };
    answer.rows.iter().map(row).collect()
}

/// The one row of an answer.
pub(super) fn row<const N: usize>(answer: &Answer, what: &'static str) -> Result<[Option<BString>; N]> {
    match rows::<N>(answer, what)?.as_slice() {
        [row] => Ok(row.map(|cell| cell.cloned())),
        rows => Err(malformed(what, &format!("{} rows", rows.len()))),
    }
}

/// A cell that is not NULL.
pub(super) fn text<T>(cell: Option<T>, what: &'static str) -> Result<T> {
    cell.ok_or_else(|| malformed(what, "NULL"))
}

/// A cell that holds a name, which is UTF-8 on every release.
pub(super) fn name<'a>(cell: Option<&'a BString>, what: &'static str) -> Result<&'a BString> {
    let name = text(cell, what)?;
    if name.to_str().is_err() {
        return Err(malformed(what, "a name that is not UTF-8"));
    }
    Ok(name)
}

/// A cell that holds what makes something.
pub(super) fn statement<'a>(cell: Option<&'a BString>, what: &'static str) -> Result<&'a BString> {
    let statement = text(cell, what)?;
    if statement.trim_ascii().is_empty() {
        return Err(malformed(what, "an empty CREATE text"));
    }
    Ok(statement)
}

/// A cell that holds one of two words: whether it is the first.
pub(super) fn flag(cell: Option<impl AsRef<[u8]>>, [yes, no]: [&str; 2], what: &'static str) -> Result<bool> {
    let cell = text(cell, what)?;
    match cell.as_ref() {
        word if word == yes.as_bytes() => Ok(true),
        word if word == no.as_bytes() => Ok(false),
        word => Err(malformed(what, &shown(word))),
    }
}

/// A cell that holds a number.
pub(super) fn number<T: std::str::FromStr>(cell: Option<&BString>, what: &'static str) -> Result<T> {
    let text = text(cell, what)?;
    let number = text.to_str().ok().and_then(|text| text.parse().ok());
    number.ok_or_else(|| malformed(what, &shown(text)))
}

/// A cell that holds a descriptor's id.
pub(super) fn id(cell: Option<&BString>, what: &'static str) -> Result<ObjectId> {
    number(cell, what).map(ObjectId)
}

/// A cell that holds an array of text.
pub(super) fn texts(cell: Option<&BString>, what: &'static str) -> Result<Vec<BString>> {
    let array = text(cell, what)?;
    let element = |element: Option<Element<'_>>| element.map(|e| e.to_vec().into());
    let elements = Elements::of(array).map(|e| e.ok().and_then(element));
    elements.map(|e| e.ok_or_else(|| malformed(what, &shown(array)))).collect()
}

/// The error for an answer that no CockroachDB gives.
pub(super) fn malformed(what: &'static str, found: &str) -> Error {
    Error::new(Fault::Protocol, format!("the server answered a question for {what} with {found}"))
        .remedy("This release of CockroachDB is not known to this program.")
}

/// An answer with these cells.
#[cfg(test)]
pub(super) fn of(rows: &[&[&str]]) -> Answer {
    let cells = |row: &&[&str]| row.iter().map(|cell| Some(BString::from(*cell))).collect();
    Answer { names: vec![], rows: rows.iter().map(cells).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> BString {
        text.into()
    }

    #[test]
    fn cells() {
        assert_eq!(number::<i64>(Some(&cell("-5")), "x").unwrap(), -5);
        assert_eq!(name(Some(&cell("é")), "x").unwrap(), "é");
        assert_eq!(["t", "f"].map(|word| flag(Some(word), ["t", "f"], "x").unwrap()), [true, false]);
        assert_eq!(texts(Some(&cell(r#"{"a b","c\"d"}"#)), "x").unwrap(), ["a b", "c\"d"]);
        #[rustfmt::skip]
        let rows: &[(&str, Result<()>, &str)] = &[
            ("NULL", text::<()>(None, "a name"), "a question for a name with NULL"),
            ("no UTF-8", name(Some(&BString::from(&b"\xff"[..])), "a name").map(drop), "a name with a name that is not UTF-8"),
            ("no statement", statement(Some(&cell(" \n")), "a table").map(drop), "a table with an empty CREATE text"),
            ("neither", flag(Some("maybe"), ["t", "f"], "a flag").map(drop), "a flag with maybe"),
            ("no number", number::<u64>(Some(&cell("x")), "an id").map(drop), "an id with x"),
            ("negative id", id(Some(&cell("-1")), "an id").map(drop), "an id with -1"),
            ("no array", texts(Some(&cell("x")), "a list").map(drop), "a list with x"),
            ("NULL in an array", texts(Some(&cell("{NULL}")), "a list").map(drop), "a list with {NULL}"),
        ];
        for (name, got, want) in rows {
            let error = got.as_ref().unwrap_err().to_string();
            assert!(error.contains(want), "{name}: {error}");
        }
    }

    #[test]
    fn shapes() {
        let answer = Answer { names: vec![], rows: vec![vec![None, Some(cell("b"))]] };
        assert_eq!(rows::<2>(&answer, "x").unwrap(), [[None, Some(&cell("b"))]]);
        assert!(rows::<1>(&answer, "x").is_err());
        assert_eq!(row::<2>(&answer, "x").unwrap(), [None, Some(cell("b"))]);
        assert!(row::<2>(&Answer::default(), "x").is_err());
    }
}
