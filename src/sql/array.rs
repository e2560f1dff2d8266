//! The text form of an array: `{a,NULL,"q\"uote","NULL"}`.
//!
//! One dimension, which is all that CockroachDB has. Elements are lent out, escapes and all; nothing is
//! copied.
//!
//! # Source
//!
//! CockroachDB v20.1, `pgwireFormatStringInArray`; PostgreSQL documentation, "Array Input and Output Syntax".

/// Text that is no array of one dimension.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Malformed;

/// One element that is not NULL.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Element<'a> {
    raw: &'a [u8],
    escaped: bool,
}

impl<'a> Element<'a> {
    /// The element's bytes if it has no escapes.
    pub fn plain(&self) -> Option<&'a [u8]> {
        (!self.escaped).then_some(self.raw)
    }

    /// The element's bytes without the escapes, in parts.
    pub fn parts(&self) -> Parts<'a> {
        Parts { rest: self.raw, escaped: self.escaped, literal: 0 }
    }

    /// The element's bytes in one piece.
    pub fn to_vec(self) -> Vec<u8> {
        self.parts().flatten().copied().collect()
    }
}

/// See [`Element::parts`].
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    rest: &'a [u8],
    escaped: bool,
    /// Bytes at the front that an escape made literal: 0 or 1.
    literal: usize,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let (taken, open) = self.rest.split_at(self.literal);
        let escape = if self.escaped { memchr::memchr(b'\\', open) } else { None };
        let end = taken.len() + escape.unwrap_or(open.len());
        let (part, after) = self.rest.split_at(end);
        self.rest = after.get(1..).unwrap_or_default();
        self.literal = 1;
        Some(part)
    }
}

/// The elements of an array from left to right; `None` is NULL. Ends after the first error.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    rest: &'a [u8],
    state: State,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Start,
    Element,
    Done,
}

impl<'a> Elements<'a> {
    /// The elements of the array that `text` is.
    pub fn of(text: &'a [u8]) -> Self {
        Self { rest: text, state: State::Start }
    }

    fn step(&mut self) -> Result<Option<Option<Element<'a>>>, Malformed> {
        if self.state == State::Start {
            self.rest = self.rest.strip_prefix(b"{").ok_or(Malformed)?;
            if self.rest == b"}" {
                return Ok(None);
            }
        }
        let element = match self.rest.strip_prefix(b"\"") {
            Some(inside) => Some(self.quoted(inside)?),
            None => self.bare()?,
        };
        self.state = match self.rest.split_first() {
            Some((b',', rest)) => {
                self.rest = rest;
                State::Element
            }
            Some((b'}', [])) => State::Done,
            _ => return Err(Malformed),
        };
        Ok(Some(element))
    }

    fn quoted(&mut self, inside: &'a [u8]) -> Result<Element<'a>, Malformed> {
        let (mut at, mut escaped) = (0, false);
        loop {
            let open = inside.get(at..).ok_or(Malformed)?;
            let found = memchr::memchr2(b'"', b'\\', open).ok_or(Malformed)?;
            let (raw, from) = inside.split_at_checked(at + found).ok_or(Malformed)?;
            if let Some(rest) = from.strip_prefix(b"\"") {
                self.rest = rest;
                return Ok(Element { raw, escaped });
            }
            escaped = true;
            at += found + 2;
        }
    }

    fn bare(&mut self) -> Result<Option<Element<'a>>, Malformed> {
        let end = memchr::memchr2(b',', b'}', self.rest).ok_or(Malformed)?;
        let (raw, rest) = self.rest.split_at_checked(end).ok_or(Malformed)?;
        if raw.is_empty() || raw.iter().any(|b| matches!(b, b'{' | b'"' | b'\\')) {
            return Err(Malformed);
        }
        self.rest = rest;
        Ok((raw != b"NULL").then_some(Element { raw, escaped: false }))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Option<Element<'a>>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Done {
            return None;
        }
        let step = self.step().transpose();
        if !matches!(step, Some(Ok(_))) {
            self.state = State::Done;
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = Result<Vec<Option<String>>, Malformed>;

    fn read(text: &str) -> Read {
        let text_of = |e: Element<'_>| String::from_utf8(e.to_vec()).unwrap();
        Elements::of(text.as_bytes()).map(|e| e.map(|e| e.map(text_of))).collect()
    }

    #[test]
    fn elements() {
        let some = |text: &str| Some(text.to_owned());
        #[rustfmt::skip]
        let rows: &[(&str, &str, Read)] = &[
            ("empty", "{}", Ok(vec![])),
            ("one", "{1}", Ok(vec![some("1")])),
            ("NULL", "{NULL,a}", Ok(vec![None, some("a")])),
            ("only NULL", "{NULL}", Ok(vec![None])),
            ("the text NULL", "{\"NULL\"}", Ok(vec![some("NULL")])),
            ("empty text", "{\"\",\"\"}", Ok(vec![some(""), some("")])),
            ("comma, brace", "{\"a,b\",\"{x}\"}", Ok(vec![some("a,b"), some("{x}")])),
            ("escapes", r#"{"q\"uote","back\\"}"#, Ok(vec![some("q\"uote"), some("back\\")])),
            ("escapes in a row", r#"{"\\\\\"\""}"#, Ok(vec![some("\\\\\"\"")])),
            ("escape at the end", r#"{"a\""}"#, Ok(vec![some("a\"")])),
            ("control and beyond ASCII", "{\"tab\t\",日本}", Ok(vec![some("tab\t"), some("日本")])),
            ("no array", "1", Err(Malformed)),
            ("nothing", "", Err(Malformed)),
            ("open", "{", Err(Malformed)),
            ("open after comma", "{1,", Err(Malformed)),
            ("empty element", "{1,}", Err(Malformed)),
            ("two dimensions", "{{1}}", Err(Malformed)),
            ("open quote", "{\"a", Err(Malformed)),
            ("open escape", "{\"a\\", Err(Malformed)),
            ("text after the end", "{1}x", Err(Malformed)),
            ("text after the empty end", "{}x", Err(Malformed)),
            ("text after a quote", "{\"a\"b}", Err(Malformed)),
            ("quote inside", "{a\"b\"}", Err(Malformed)),
        ];
        for (name, text, want) in rows {
            assert_eq!(read(text), *want, "{name}");
        }
    }

    #[test]
    fn ends_after_an_error() {
        let mut elements = Elements::of(b"{1,{");
        assert!(matches!(elements.next(), Some(Ok(_))));
        assert_eq!(elements.next(), Some(Err(Malformed)));
        assert_eq!(elements.next(), None);
    }
}
