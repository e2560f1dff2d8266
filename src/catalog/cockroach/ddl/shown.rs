//! What a statement of SHOW CREATE ALL is, by its first words.

use bstr::BString;

use super::{name, significant};
use crate::catalog::{Kind, Role};
use crate::sql::cockroach::name::PUBLIC;
use crate::sql::token::Token;

/// A schema and what is in it.
pub(in super::super) type Names = (BString, BString);

/// What a statement is.
#[derive(Debug, Eq, PartialEq)]
pub(in super::super) enum Shown {
    /// It makes an object of that kind and name.
    Made(Kind, Names),
    /// It says more of the object before it.
    Said,
    /// It is of a table that was made before.
    Of(Role, Names),
}

/// `None` for what no server writes there.
pub(in super::super) fn of(statement: &[u8]) -> Option<Shown> {
    let words: Vec<Token<'_>> = significant(statement).collect();
    let is = |at: usize, word: &str| words.get(at).is_some_and(|token| token.is_word(word));
    let after = |keyword: &str| words.iter().position(|word| word.is_word(keyword)).map(|at| at + 1);
    let named = |at: usize| qualified(words.get(at..)?).map(|(names, _)| names);
    if is(0, "COMMENT") {
        return Some(Shown::Said);
    }
    if is(0, "ALTER") && is(1, "TABLE") {
        let role = match () {
            () if after("FOREIGN").is_some() => Role::ForeignKey,
            () if after("VALIDATE").is_some() => Role::Validate,
            () if after("SECURITY").is_some() => Role::Policy,
            () => Role::Check,
        };
        return Some(Shown::Of(role, named(2)?));
    }
    if !is(0, "CREATE") {
        return None;
    }
    let kinds = [
        ("SCHEMA", Kind::Schema),
        ("TYPE", Kind::Type),
        ("TABLE", Kind::Table),
        ("SEQUENCE", Kind::Sequence),
        ("VIEW", Kind::View),
        ("FUNCTION", Kind::Function),
        ("PROCEDURE", Kind::Procedure),
    ];
    if is(1, "POLICY") || is(1, "TRIGGER") {
        let role = if is(1, "POLICY") { Role::Policy } else { Role::Trigger };
        return Some(Shown::Of(role, named(after("ON")?)?));
    }
    let at = if is(1, "MATERIALIZED") { 2 } else { 1 };
    let (_, kind) = kinds.into_iter().find(|(keyword, _)| is(at, keyword))?;
    let (schema, name) = named(at + 1)?;
    Some(Shown::Made(kind, (schema, name)))
}

/// The table that a foreign key refers to.
pub(in super::super) fn referred(statement: &[u8]) -> Option<Names> {
    let words: Vec<Token<'_>> = significant(statement).collect();
    let at = words.iter().position(|word| word.is_word("REFERENCES"))?;
    qualified(words.get(at + 1..)?).map(|(names, _)| names)
}

/// The name that `words` begin with, its last two parts, or one in the schema that needs no name; and how many of the
/// words are the name.
pub(super) fn qualified(words: &[Token<'_>]) -> Option<(Names, usize)> {
    let mut parts = vec![name(words.first()?)?];
    for pair in words.get(1..)?.chunks_exact(2) {
        match pair {
            [dot, part] if dot.is_symbol(b'.') => parts.push(name(part)?),
            _ => break,
        }
    }
    let length = 2 * parts.len() - 1;
    let last = parts.pop()?;
    Some(((parts.pop().unwrap_or_else(|| PUBLIC.into()), last), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements() {
        let made = |kind, schema: &str, name: &str| Some(Shown::Made(kind, (schema.into(), name.into())));
        let of_table = |role, schema: &str, name: &str| Some(Shown::Of(role, (schema.into(), name.into())));
        #[rustfmt::skip]
        let rows = [
            ("CREATE SCHEMA \"A b\"", made(Kind::Schema, "public", "A b")),
            ("CREATE TABLE app.t (\n\ta INT8 NOT NULL\n)", made(Kind::Table, "app", "t")),
            ("CREATE TABLE t (a INT8)", made(Kind::Table, "public", "t")),
            ("CREATE MATERIALIZED VIEW d.app.\"V\" (a) AS SELECT 1", made(Kind::View, "app", "V")),
            ("CREATE FUNCTION public.f(a INT8)\n\tRETURNS INT8", made(Kind::Function, "public", "f")),
            ("COMMENT ON TABLE app.t IS 'x'", Some(Shown::Said)),
            ("ALTER TABLE app.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES app.u(b)", of_table(Role::ForeignKey, "app", "t")),
            ("ALTER TABLE app.t VALIDATE CONSTRAINT f", of_table(Role::Validate, "app", "t")),
            ("ALTER TABLE app.t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", of_table(Role::Policy, "app", "t")),
            ("CREATE POLICY p ON app.t AS PERMISSIVE FOR ALL TO public", of_table(Role::Policy, "app", "t")),
            ("CREATE TRIGGER g BEFORE INSERT ON d.app.t FOR EACH ROW EXECUTE FUNCTION d.app.f()", of_table(Role::Trigger, "app", "t")),
            ("CREATE DOMAIN d AS INT8", None),
            ("SET x = 1", None),
        ];
        for (statement, want) in rows {
            assert_eq!(of(statement.as_bytes()), want, "{statement}");
        }
        let key = b"ALTER TABLE app.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES d.app.u(b)";
        assert_eq!(referred(key), Some(("app".into(), "u".into())));
    }
}
