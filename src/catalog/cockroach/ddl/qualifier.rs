//! Takes a database's own name out of the DDL of what is in it, so that it loads into a database of any name.
//!
//! ```text
//! FROM objects.public.b         →  FROM public.b
//! objects.b.i                   →  b.i                a column, named with its database
//! nextval('objects.public.s')   →  nextval('public.s')
//! nextval('OBJECTS . "É"')      →  nextval('"É"')     text names a sequence as SQL does
//! 'objects.public.b'::REGCLASS  →  'public.b'::REGCLASS
//! 'ok':::objects.public.mood    →  'ok':::public.mood
//! FROM other.public.b           →  FROM other.public.b
//! ```

use std::collections::HashSet;

use super::routine;
use crate::sql::cockroach::name::fold;
use crate::sql::cockroach::string::{string, value};
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
        let all: Vec<Token<'_>> = tokens(ddl).collect();
        let mut out = Vec::with_capacity(ddl.len());
        let mut at = 0;
        while let Some(token) = all.get(at) {
            let (before, from) = all.split_at(at);
            if starts_name(before) && self.is_qualifier(from) {
                at += 2;
                continue;
            }
            let text = match routine::body(token.text).filter(|_| token.kind == Kind::String) {
                Some(body) => Some(self.unqualified_body(token.text, body)),
                None => names_relation(before, from).then(|| self.unqualified_constant(token.text)).flatten(),
            };
            match text {
                Some(text) => out.extend_from_slice(&text),
                None => out.extend_from_slice(token.text),
            }
            at += 1;
        }
        out.into()
    }

    /// Whether the name that `from` begins with is this database, followed by what is in it.
    fn is_qualifier(&self, from: &[Token<'_>]) -> bool {
        let part = |at: usize| from.get(at).and_then(Token::name);
        let is_part =
            |at: usize| part(at).is_some() || from.get(at).is_some_and(|token| token.is_symbol(b'*'));
        let dot = |at: usize| from.get(at).is_some_and(|token| token.is_symbol(b'.'));
        let parts = (0..).take_while(|nth| is_part(2 * nth) && (*nth == 0 || dot(2 * nth - 1))).count();
        let in_schema = || part(2).is_some_and(|schema| self.schemas.contains(BStr::new(&*schema)));
        parts >= 3 && part(0).is_some_and(|name| *name == *self.name) && (!self.ambiguous || in_schema())
    }

    /// A constant between dollars: the body of a function.
    fn unqualified_body(&self, constant: &[u8], body: &[u8]) -> Vec<u8> {
        let tag = constant.get(..(constant.len() - body.len()) / 2).unwrap_or_default();
        [tag, &self.unqualified(body), tag].concat()
    }

    /// A string constant that names something in this database, without the database; `None` if it names
    /// something else.
    fn unqualified_constant(&self, constant: &[u8]) -> Option<Vec<u8>> {
        let text = value(constant)?;
        let parts = name_parts(&text)?;
        let (database, rest) = parts.split_first()?;
        let may_be_schema = self.ambiguous && rest.len() < 2;
        if rest.is_empty() || may_be_schema || meaning(database)? != self.name {
            return None;
        }
        let name = bstr::join(".", rest.iter().map(|part| part.text));
        let mut out = Vec::with_capacity(constant.len());
        string(std::iter::once(name.as_slice()), &mut out).ok().map(|()| out)
    }
}

/// The parts of a name of at most three, which blanks and comments may stand around.
fn name_parts(text: &[u8]) -> Option<Vec<Token<'_>>> {
    let all: Vec<Token<'_>> = tokens(text).filter(Token::is_significant).collect();
    let dotted = all.iter().skip(1).step_by(2).all(|token| token.is_symbol(b'.'));
    let parts: Vec<Token<'_>> = all.iter().step_by(2).copied().collect();
    (dotted && all.len() % 2 == 1 && parts.len() <= 3).then_some(parts)
}

/// What a part of a name means: a bare one whatever its case.
fn meaning(part: &Token<'_>) -> Option<BString> {
    let name = part.name()?;
    Some(if part.kind == Kind::Quoted { name.into_owned().into() } else { fold(&name) })
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

/// Whether what `from` begins with is text that names a sequence or a table: the first argument of a function
/// of sequences, or what becomes a REGCLASS.
fn names_relation(before: &[Token<'_>], from: &[Token<'_>]) -> bool {
    let Some((constant, after)) = from.split_first() else { return false };
    let called = match before {
        [.., function, parenthesis] => {
            parenthesis.is_symbol(b'(') && SEQUENCE_FUNCTIONS.contains(&function.text)
        }
        _ => false,
    };
    constant.kind == Kind::String && (called || is_cast(after, "REGCLASS"))
}

/// Whether these tokens cast what stands before them to a type, be it by way of STRING: `:::STRING::REGCLASS`.
fn is_cast(tokens: &[Token<'_>], to: &str) -> bool {
    let colons = tokens.iter().take_while(|token| token.is_symbol(b':')).count();
    let Some((first, rest)) = tokens.get(colons..).and_then(<[_]>::split_first) else { return false };
    colons >= 2 && (first.is_word(to) || (first.is_word("STRING") && is_cast(rest, to)))
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
            ("DEFAULT nextval('D.PUBLIC.S':::STRING)", "DEFAULT nextval('PUBLIC.S':::STRING)"),
            ("DEFAULT nextval(' d . public /* x */ . s ':::STRING)", "DEFAULT nextval('public.s':::STRING)"),
            (r"DEFAULT nextval(e'd\n.s':::STRING)", "DEFAULT nextval('s':::STRING)"),
            ("DEFAULT nextval(' s ':::STRING)", "DEFAULT nextval(' s ':::STRING)"),
            ("DEFAULT nextval('\"D\".s':::STRING)", "DEFAULT nextval('\"D\".s':::STRING)"),
            (r#"DEFAULT nextval(e'd.public."num\u00E9ros"':::STRING)"#, r#"DEFAULT nextval(e'public."num\u00E9ros"':::STRING)"#),
            (r#"DEFAULT nextval(e'd.public."a\'b\\\U000065E5"':::STRING)"#, r#"DEFAULT nextval(e'public."a\'b\\\U000065E5"':::STRING)"#),
            (r#"DEFAULT nextval(e'other."num\u00e9ros"':::STRING)"#, r#"DEFAULT nextval(e'other."num\u00e9ros"':::STRING)"#),
            ("setval('d.s':::STRING, 3:::INT8)", "setval('s':::STRING, 3:::INT8)"),
            ("DEFAULT nextval('d.public.s':::STRING::REGCLASS)", "DEFAULT nextval('public.s':::STRING::REGCLASS)"),
            ("DEFAULT nextval('d.public.s'::REGCLASS)", "DEFAULT nextval('public.s'::REGCLASS)"),
            ("'d.public.t':::STRING::REGCLASS::INT8", "'public.t':::STRING::REGCLASS::INT8"),
            ("'d.public.t':::STRING::NAME, 'd.public.t':::STRING", "'d.public.t':::STRING::NAME, 'd.public.t':::STRING"),
            ("nextval('d.a.b.c':::STRING), nextval('d.':::STRING), nextval('':::STRING)", "nextval('d.a.b.c':::STRING), nextval('d.':::STRING), nextval('':::STRING)"),
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
        let database = Database::new("d'é".as_bytes(), [BStr::new("public")]);
        let got =
            database.unqualified(br#"nextval(e'"d\'\u00E9".public.s':::STRING), nextval(e'"d\'\u00C9".s')"#);
        assert_eq!(got, r#"nextval('public.s':::STRING), nextval(e'"d\'\u00C9".s')"#);
    }

    #[test]
    fn a_schema_of_the_databases_name() {
        #[rustfmt::skip]
        let rows: &[(&str, &str)] = &[
            ("FROM d.public.b, d.d.b", "FROM public.b, d.b"),
            ("SELECT d.b.i FROM d.d.b", "SELECT d.b.i FROM d.b"),
            ("nextval('d.s':::STRING)", "nextval('d.s':::STRING)"),
            ("nextval('d.public.s':::STRING), nextval('d.d.s':::STRING)", "nextval('public.s':::STRING), nextval('d.s':::STRING)"),
        ];
        let database = Database::new(b"d", [BStr::new("public"), BStr::new("d")]);
        for (ddl, want) in rows {
            assert_eq!(database.unqualified(ddl.as_bytes()), *want, "{ddl}");
        }
    }
}
