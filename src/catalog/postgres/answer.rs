//! Reading the rows of a catalog query, field by field, without trust.
//!
//! A query's fields are taken from left to right, in the order of its SELECT list. What is missing or not
//! of the expected form is an error that names the query, never a panic.

use std::str::FromStr;

use bstr::{BString, ByteSlice};

use super::ids::Name;
use crate::connect::Session;
use crate::error::{Error, Fault, Result, shown};
use crate::sql::one_line;
use crate::sql::postgres::names;

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

    /// The next two fields: a name as it is, and as the server quotes it.
    ///
    /// # Errors
    ///
    /// They are not the same name, or the second is anything else besides: `quote_ident` may have been replaced.
    pub(super) fn name(&mut self) -> Result<Name> {
        let (raw, printed) = (self.text()?, self.text()?);
        self.same(&[&raw], &printed)?;
        Ok(Name { raw, printed })
    }

    /// The next three fields: a schema, a name in it, and both as the server quotes them.
    ///
    /// # Errors
    ///
    /// As [`Self::name`].
    pub(super) fn qualified(&mut self) -> Result<(BString, Name)> {
        let (schema, raw, printed) = (self.text()?, self.text()?, self.text()?);
        self.same(&[&schema, &raw], &printed)?;
        Ok((schema, Name { raw, printed }))
    }

    /// The next field: a name as the server quotes it, or several with dots between them.
    ///
    /// # Errors
    ///
    /// It is anything else besides.
    pub(super) fn quoted(&mut self) -> Result<BString> {
        let printed = self.text()?;
        self.is_name(&printed).map(|()| printed)
    }

    /// As [`Self::quoted`], or `None` if it is NULL.
    ///
    /// # Errors
    ///
    /// As [`Self::quoted`].
    pub(super) fn maybe_quoted(&mut self) -> Result<Option<BString>> {
        let printed = self.maybe()?;
        printed.iter().try_for_each(|printed| self.is_name(printed))?;
        Ok(printed)
    }

    fn is_name(&self, printed: &[u8]) -> Result<()> {
        if names(printed).is_some() {
            return Ok(());
        }
        let what =
            format!("the server gives {} as a name of {}, which it is not", one_line(printed), self.what);
        Err(replaced(what))
    }

    fn same(&self, raw: &[&BString], printed: &[u8]) -> Result<()> {
        if names(printed).is_some_and(|names| names.iter().eq(raw.iter().copied())) {
            return Ok(());
        }
        let raw = raw.iter().map(|name| one_line(name)).collect::<Vec<_>>().join(".");
        let message = format!(
            "the server quotes the name of {} {raw} as {}, which is not that name",
            self.what,
            one_line(printed)
        );
        Err(replaced(message))
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

fn replaced(message: String) -> Error {
    Error::new(Fault::Protocol, message).remedy(
        "Has pg_catalog.quote_ident been replaced? A dump with such a name could run commands where it is loaded.",
    )
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
    fn names_are_held_against_what_they_are() {
        let named = |fields: &[&str]| {
            let fields: Vec<_> = fields.iter().copied().map(Some).collect();
            row(&fields).qualified().map(|(_, name)| name.printed.to_string()).map_err(|e| e.reason())
        };
        assert_eq!(named(&["s", "T", "s.\"T\""]), Ok("s.\"T\"".to_owned()));
        assert_eq!(
            named(&["s", "t", "s.t\n\\! id"]),
            Err("the server quotes the name of tests s.t as s.t\\n\\! id, which is not that name".to_owned())
        );
        assert!(named(&["s", "t", "s.u"]).is_err());
        assert!(row(&[Some("t"), Some("\"t\"")]).name().is_ok(), "a keyword is quoted");
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
