//! Reading the rows of a catalog query, field by field, without trust.
//!
//! A query's fields are taken from left to right, in the order of its SELECT list. What is missing or not
//! of the expected form is an error that names the query, never a panic.

use std::str::FromStr;

use bstr::{BString, ByteSlice};

use crate::connect::Session;
use crate::error::{Error, Fault, Result, shown};

/// Sends one catalog query; `what` names it in errors, such as `tables`.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn ask(
    session: &mut Session,
    what: &'static str,
    sql: impl AsRef<[u8]>,
) -> Result<Vec<Fields>> {
    let answer = session.query(sql).await.map_err(|e| e.context(format_args!("reading {what}")))?;
    Ok(answer.rows.into_iter().map(|row| Fields::new(what, row)).collect())
}

/// The fields of one row that are not taken yet.
#[derive(Debug)]
pub(super) struct Fields {
    what: &'static str,
    taken: usize,
    rest: std::vec::IntoIter<Option<BString>>,
}

impl Fields {
    /// A row of the query that `what` names.
    pub(super) fn new(what: &'static str, row: Vec<Option<BString>>) -> Self {
        Self { what, taken: 0, rest: row.into_iter() }
    }

    /// The next field; `None` is NULL.
    ///
    /// # Errors
    ///
    /// The row has no further field.
    pub(super) fn maybe(&mut self) -> Result<Option<BString>> {
        self.taken += 1;
        self.rest.next().ok_or_else(|| self.bad("nothing"))
    }

    /// The next field, which must not be NULL.
    ///
    /// # Errors
    ///
    /// NULL: for text the server made of an object, such as `pg_get_indexdef`, the object is gone.
    pub(super) fn text(&mut self) -> Result<BString> {
        self.maybe()?.ok_or_else(|| {
            self.bad("NULL").remedy("An object was dropped while it was being read: run the dump again.")
        })
    }

    /// The next field as a number.
    ///
    /// # Errors
    ///
    /// It is none, or too large.
    pub(super) fn number<T: FromStr>(&mut self) -> Result<T> {
        let text = self.text()?;
        let number = text.to_str().ok().and_then(|t| t.parse().ok());
        number.ok_or_else(|| self.bad(&format!("\"{}\"", shown(&text))))
    }

    /// The next field as a number, or `None` if it is NULL.
    ///
    /// # Errors
    ///
    /// It is neither.
    pub(super) fn maybe_number<T: FromStr>(&mut self) -> Result<Option<T>> {
        let Some(text) = self.maybe()? else { return Ok(None) };
        let number: Option<T> = text.to_str().ok().and_then(|t| t.parse().ok());
        number.map(Some).ok_or_else(|| self.bad(&format!("\"{}\"", shown(&text))))
    }

    /// The next field as numbers with blanks between them; NULL is none.
    ///
    /// # Errors
    ///
    /// It is neither.
    pub(super) fn numbers<T: FromStr>(&mut self) -> Result<Vec<T>> {
        let Some(text) = self.maybe()? else { return Ok(Vec::new()) };
        let number = |word: &[u8]| word.to_str().ok().and_then(|word| word.parse().ok());
        let numbers: Option<Vec<T>> = text.fields().map(number).collect();
        numbers.ok_or_else(|| self.bad(&format!("\"{}\"", shown(&text))))
    }

    /// The next field as a boolean; NULL counts as false.
    ///
    /// # Errors
    ///
    /// It is neither `t` nor `f`.
    pub(super) fn flag(&mut self) -> Result<bool> {
        match self.maybe()?.as_deref().map(|text| text.as_bytes()) {
            Some(b"t") => Ok(true),
            Some(b"f") | None => Ok(false),
            Some(other) => Err(self.bad(&format!("\"{}\"", shown(other)))),
        }
    }

    /// The next field's first byte: a value of the catalogs' `"char"` type; 0 if it is empty or NULL.
    ///
    /// # Errors
    ///
    /// The row has no further field.
    pub(super) fn letter(&mut self) -> Result<u8> {
        Ok(self.maybe()?.and_then(|text| text.first().copied()).unwrap_or(0))
    }

    fn bad(&self, found: &str) -> Error {
        let message = format!(
            "the server's answer about {} has {found} in its column {}, where that cannot be",
            self.what, self.taken
        );
        Error::new(Fault::Protocol, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[Option<&str>]) -> Fields {
        Fields::new("tests", fields.iter().map(|f| f.map(BString::from)).collect())
    }

    #[test]
    fn fields_in_order() {
        let mut fields =
            row(&[Some("16384"), None, Some("t"), None, Some("r"), Some("x"), None, Some("2 1"), None]);
        assert_eq!(fields.number::<u32>().unwrap(), 16384);
        assert_eq!(fields.maybe().unwrap(), None);
        assert!(fields.flag().unwrap());
        assert!(!fields.flag().unwrap());
        assert_eq!(fields.letter().unwrap(), b'r');
        assert_eq!(fields.text().unwrap(), "x");
        assert_eq!(fields.maybe_number::<i16>().unwrap(), None);
        assert_eq!(fields.numbers::<i16>().unwrap(), [2, 1]);
        assert_eq!(fields.numbers::<i16>().unwrap(), [0; 0]);
    }

    #[test]
    fn what_cannot_be_is_an_error() {
        assert!(row(&[]).maybe().is_err());
        assert!(row(&[None]).text().is_err());
        assert!(row(&[Some("yes")]).flag().is_err());
        assert!(row(&[Some("1 x")]).numbers::<i16>().is_err());
        let error = row(&[Some("-1")]).number::<u32>().unwrap_err();
        assert!(error.to_string().contains("about tests has \"-1\" in its column 1"), "{error}");
    }
}
