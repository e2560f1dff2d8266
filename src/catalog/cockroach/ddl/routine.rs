//! What a CREATE FUNCTION or PROCEDURE says of its parameters, and what a text names.
//!
//! ```text
//! CREATE FUNCTION public.f(IN a INT8, b STRING DEFAULT 'x')⏎→RETURNS INT8 … AS $$…$$
//!                         └ parameters ───────────────────┘
//! ```

use std::collections::HashSet;

use bstr::BString;

use super::items::{Taken, take_apart};
use super::{says, shown};
use crate::sql::token::{Kind, Token, tokens};

/// The parameters in parentheses, without their defaults: what tells a routine from others of its name.
pub(in super::super) fn parameters(create: &[u8]) -> Option<BString> {
    let Taken { items, .. } = take_apart(create)?;
    let without_default = |item: &&[u8]| {
        let words = tokens(item).take_while(|word| !word.is_word("DEFAULT"));
        let kept: Vec<&[u8]> = words.map(|word| word.text).collect();
        BString::from(kept.concat().trim_ascii())
    };
    let items: Vec<BString> = items.iter().map(without_default).collect();
    Some([b"(", &bstr::join(", ", items)[..], b")"].concat().into())
}

/// Whether a CREATE FUNCTION makes one for triggers.
pub(in super::super) fn is_of_trigger(create: &[u8]) -> bool {
    create.starts_with(b"CREATE FUNCTION") && says(create, &["RETURNS", "TRIGGER"])
}

/// What a text names, in bodies between dollars too.
#[derive(Debug, Default, Eq, PartialEq)]
pub(in super::super) struct Names {
    /// Names of two parts: a schema and what is in it.
    pub(in super::super) qualified: HashSet<(BString, BString)>,
    /// What a constant names, if it holds nothing but a name, as the argument of `nextval` does.
    pub(in super::super) constant: HashSet<(BString, BString)>,
}

/// What `text` names.
pub(in super::super) fn names(text: &[u8]) -> Names {
    let mut found = Names::default();
    collect(text, &mut found);
    found
}

fn collect(text: &[u8], found: &mut Names) {
    let all: Vec<Token<'_>> = tokens(text).collect();
    for constant in all.iter().filter(|token| token.kind == Kind::String).map(|token| token.text) {
        match body(constant) {
            Some(body) => collect(body, found),
            None => found.constant.extend(named_by(constant)),
        }
    }
    for [schema, dot, name] in all.windows(3).filter_map(|three| <&[Token<'_>; 3]>::try_from(three).ok()) {
        if let (Some(schema), true, Some(name)) = (schema.name(), dot.is_symbol(b'.'), name.name()) {
            found.qualified.insert((schema.into_owned().into(), name.into_owned().into()));
        }
    }
}

/// The name that a constant without escapes holds: its last two parts, or one in the schema that needs no name.
fn named_by(constant: &[u8]) -> Option<(BString, BString)> {
    let inside = constant.strip_prefix(b"'")?.strip_suffix(b"'")?;
    let words: Vec<Token<'_>> = tokens(inside).collect();
    let (names, len) = shown::qualified(&words)?;
    (len == words.len()).then_some(names)
}

/// What stands between the dollars of `$tag$…$tag$`.
pub(in super::super) fn body(constant: &[u8]) -> Option<&[u8]> {
    let rest = constant.strip_prefix(b"$")?;
    let tag = constant.get(..rest.iter().position(|byte| *byte == b'$')? + 2)?;
    constant.strip_prefix(tag)?.strip_suffix(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_them_apart() {
        #[rustfmt::skip]
        let rows = [
            ("CREATE FUNCTION public.f(IN a INT8)\n\tRETURNS INT8", "(IN a INT8)"),
            ("CREATE FUNCTION f()\n\tRETURNS INT8", "()"),
            ("CREATE PROCEDURE s.\"P (\"(a DECIMAL(10,2), OUT b STRING DEFAULT 'x, y', INOUT c INT8 DEFAULT 1:::INT8)", "(a DECIMAL(10,2), OUT b STRING, INOUT c INT8)"),
        ];
        for (create, want) in rows {
            assert_eq!(parameters(create.as_bytes()), Some(want.into()), "{create}");
        }
    }

    #[test]
    fn named() {
        let create = "CREATE FUNCTION public.f() RETURNS INT8 AS $$SELECT a FROM app.\"T b\", 'd.x.y', 's', 'no name'$$";
        let set = |all: &[(&str, &str)]| {
            all.iter().map(|(schema, name)| ((*schema).into(), (*name).into())).collect()
        };
        let want = Names {
            qualified: set(&[("public", "f"), ("app", "T b")]),
            constant: set(&[("x", "y"), ("public", "s")]),
        };
        assert_eq!(names(create.as_bytes()), want);
        assert_eq!(body(b"$a$x$$y$a$"), Some(&b"x$$y"[..]));
        assert_eq!([&b"'x'"[..], b"$$not closed", b"$$", b"$"].map(body), [None; 4]);
        assert!(is_of_trigger(b"CREATE FUNCTION public.t()\n\tRETURNS TRIGGER\n\tLANGUAGE plpgsql"));
    }
}
