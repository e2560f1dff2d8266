//! Takes a database's own name out of the DDL of what is in it, so that it loads into a database of any name.
//!
//! ```text
//! FROM objects.public.b         →  FROM public.b
//! objects.b.i                   →  b.i                a column, named with its database
//! nextval('objects.public.s')   →  nextval('public.s')
//! 'ok':::objects.public.mood    →  'ok':::public.mood
//! FROM other.public.b           →  FROM other.public.b
//! ```

use std::collections::HashSet;

use super::routine;
use crate::sql::token::{Kind, Token, tokens};
use bstr::{BStr, BString};

/// Functions whose first argument is text that names a sequence.
const SEQUENCE_FUNCTIONS: [&[u8]; 3] = [b"nextval", b"currval", b"setval"];

/// A database, as its own DDL names it.
#[derive(Clone, Debug)]
pub struct Database<'a> {
    name: &'a [u8],
    /// One of its schemas has the database's name.
    ambiguous: bool,
    schemas: HashSet<&'a BStr>,
}

impl<'a> Database<'a> {
    /// A database and the schemas in it.
    pub fn new(name: &'a [u8], schemas: impl IntoIterator<Item = &'a BStr>) -> Self {
        let schemas: HashSet<_> = schemas.into_iter().collect();
        Self { name, ambiguous: schemas.contains(BStr::new(name)), schemas }
    }

    /// `ddl` with names that begin with this database, and go on to something in it, without it.
    pub fn unqualified(&self, ddl: &[u8]) -> BString {
        self.rewritten(ddl, 3)
    }

    /// `least` is the number of parts from which a name is taken to begin with a database.
    fn rewritten(&self, text: &[u8], least: usize) -> BString {
        let all: Vec<Token<'_>> = tokens(text).collect();
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        while let Some(token) = all.get(at) {
            let (before, from) = all.split_at(at);
            if starts_name(before) && self.is_qualifier(from, least) {
                at += 2;
                continue;
            }
            if let Some(body) = routine::body(token.text).filter(|_| token.kind == Kind::String) {
                let tag = &token.text[..(token.text.len() - body.len()) / 2];
                out.extend_from_slice(&[tag, &self.rewritten(body, least), tag].concat());
                at += 1;
                continue;
            }
            match sequence_name(before, token) {
                Some(name) => {
                    out.push(b'\'');
                    out.extend_from_slice(&self.rewritten(name, 2));
                    out.push(b'\'');
                }
                None => out.extend_from_slice(token.text),
            }
            at += 1;
        }
        out.into()
    }

    /// Whether the name that `from` begins with is this database, followed by what is in it.
    fn is_qualifier(&self, from: &[Token<'_>], least: usize) -> bool {
        let part = |at: usize| from.get(at).and_then(Token::name);
        let is_part =
            |at: usize| part(at).is_some() || from.get(at).is_some_and(|token| token.is_symbol(b'*'));
        let dot = |at: usize| from.get(at).is_some_and(|token| token.is_symbol(b'.'));
        let parts = (0..).take_while(|nth| is_part(2 * nth) && (*nth == 0 || dot(2 * nth - 1))).count();
        let in_schema = || part(2).is_some_and(|schema| self.schemas.contains(BStr::new(&*schema)));
        parts >= least && part(0).is_some_and(|name| *name == *self.name) && (!self.ambiguous || in_schema())
    }
}

/// Whether a name can begin after these tokens: not in the middle of another, nor where taking it out would
/// make one token of two.
pub(super) fn starts_name(before: &[Token<'_>]) -> bool {
    before.last().is_none_or(|last| match last.kind {
        Kind::Blank | Kind::Comment => true,
        Kind::Symbol => last.text != b"." && last.text != b"$",
        Kind::Word | Kind::Quoted | Kind::String => false,
    })
}

/// What a string constant says, if it is one without escapes that names a sequence.
fn sequence_name<'a>(before: &[Token<'_>], token: &Token<'a>) -> Option<&'a [u8]> {
    let [.., function, parenthesis] = before else { return None };
    let called = parenthesis.is_symbol(b'(') && SEQUENCE_FUNCTIONS.contains(&function.text);
    let text = (called && token.kind == Kind::String).then_some(token.text)?;
    let inside = text.strip_prefix(b"'")?.strip_suffix(b"'")?;
    (!inside.contains(&b'\'')).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_name() {
        #[rustfmt::skip]
        let rows: &[(&str, &str)] = &[
            ("CREATE VIEW v (x, y) AS SELECT i, i + 1 FROM d.public.b", "CREATE VIEW v (x, y) AS SELECT i, i + 1 FROM public.b"),
            ("SELECT 1 FROM \"d\".public.\"B\", d.sc1.t@\"primary\"", "SELECT 1 FROM public.\"B\", sc1.t@\"primary\""),
            ("SELECT d.b.i, d.public.b.t, public.b.tz, b.ta FROM d.public.b", "SELECT b.i, public.b.t, public.b.tz, b.ta FROM public.b"),
            ("SELECT count(d.b.*) FROM d.public.b", "SELECT count(b.*) FROM public.b"),
            ("FROM d.public.b AS x JOIN (SELECT 1 AS q) AS d ON d.q = x.i", "FROM public.b AS x JOIN (SELECT 1 AS q) AS d ON d.q = x.i"),
            ("SELECT 'd.public.b', e'\\'d.public.b', \"d.public.b\" -- d.public.b\n/* d.public.b */", "SELECT 'd.public.b', e'\\'d.public.b', \"d.public.b\" -- d.public.b\n/* d.public.b */"),
            ("FROM other.public.b, other.d.b", "FROM other.public.b, other.d.b"),
            ("FROM d2.public.b, \"D\".public.b", "FROM d2.public.b, \"D\".public.b"),
            ("m d.public.mood NULL DEFAULT 'ok':::d.public.mood", "m public.mood NULL DEFAULT 'ok':::public.mood"),
            ("ms d.public.mood[] NULL", "ms public.mood[] NULL"),
            ("DEFAULT nextval('d.public.s':::STRING)", "DEFAULT nextval('public.s':::STRING)"),
            ("DEFAULT nextval('d.s':::STRING)", "DEFAULT nextval('s':::STRING)"),
            ("DEFAULT nextval('s':::STRING)", "DEFAULT nextval('s':::STRING)"),
            ("DEFAULT nextval('other.s':::STRING)", "DEFAULT nextval('other.s':::STRING)"),
            ("DEFAULT lower('d.public.s':::STRING)", "DEFAULT lower('d.public.s':::STRING)"),
            ("REFERENCES d.public.b(i)", "REFERENCES public.b(i)"),
            ("AS $$SELECT a FROM d.public.b$$", "AS $$SELECT a FROM public.b$$"),
            ("d.public", "d.public"),
            ("\"a\"d.public.b", "\"a\"d.public.b"),
            ("1.d.public.b", "1.d.public.b"),
            ("", ""),
        ];
        let database = Database::new(b"d", [BStr::new("public"), BStr::new("sc1")]);
        for (ddl, want) in rows {
            assert_eq!(database.unqualified(ddl.as_bytes()), *want, "{ddl}");
        }
    }

    #[test]
    fn names_with_quotes() {
        let database = Database::new(b"a\".b", [BStr::new("public")]);
        let got = database.unqualified(br#"SELECT 1 FROM "a"".b".public.t, a.b.t"#);
        assert_eq!(got, "SELECT 1 FROM public.t, a.b.t");
    }

    #[test]
    fn a_schema_of_the_databases_name() {
        #[rustfmt::skip]
        let rows: &[(&str, &str)] = &[
            ("FROM d.public.b, d.d.b", "FROM public.b, d.b"),
            ("SELECT d.b.i FROM d.d.b", "SELECT d.b.i FROM d.b"),
            ("nextval('d.s':::STRING)", "nextval('d.s':::STRING)"),
        ];
        let database = Database::new(b"d", [BStr::new("public"), BStr::new("d")]);
        for (ddl, want) in rows {
            assert_eq!(database.unqualified(ddl.as_bytes()), *want, "{ddl}");
        }
    }
}
