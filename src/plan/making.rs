//! How objects are removed, and made only where they are not there.

use bstr::BString;

use crate::catalog::{Kind, Object};

/// Statements that have a form for what is not there yet, up to where it says so.
#[rustfmt::skip]
const WITH_FORM: &[&str] = &[
    "CREATE TABLE ", "CREATE UNLOGGED TABLE ", "CREATE SEQUENCE ", "CREATE UNLOGGED SEQUENCE ", "CREATE SCHEMA ",
    "CREATE INDEX ", "CREATE UNIQUE INDEX ",
];

/// What every such statement says.
const IF_NOT_EXISTS: &str = "IF NOT EXISTS ";

/// `statement` in its form for what is not there yet; `None` if it has none.
pub(super) fn if_not_exists(statement: &[u8]) -> Option<BString> {
    let head = WITH_FORM.iter().find(|head| statement.starts_with(head.as_bytes()))?;
    let rest = statement.get(head.len()..)?;
    if rest.starts_with(IF_NOT_EXISTS.as_bytes()) {
        return Some(statement.into());
    }
    Some([head.as_bytes(), IF_NOT_EXISTS.as_bytes(), rest].concat().into())
}

/// Whether a statement fails where what it makes is there already.
pub(super) fn fails_if_there(statement: &[u8]) -> bool {
    let makes = |head: &str| statement.starts_with(head.as_bytes());
    let adds = |what: &str| memchr::memmem::find(statement, what.as_bytes()).is_some();
    let created = makes("CREATE ") && !adds(IF_NOT_EXISTS);
    created || (makes("ALTER TABLE ") && [" ADD ", " ATTACH PARTITION "].into_iter().any(adds))
}

/// The statements that remove all of `objects`, the last one made first: what links them, what belongs to
/// them, and then they themselves.
pub(super) fn removals(objects: &[&Object], if_exists: bool) -> Vec<BString> {
    let backwards = || objects.iter().rev();
    let links = backwards().flat_map(|object| object.unlinks.iter().rev());
    let parts = backwards().flat_map(|object| object.removals.iter().rev());
    let all = links.chain(parts).map(|removal| removal.statement(if_exists));
    all.chain(backwards().filter_map(|object| removal(object, if_exists))).collect()
}

/// What removes an object that a statement of its own made: not a schema that is always there, nor a sequence
/// that its column brings.
pub(super) fn removal(object: &Object, if_exists: bool) -> Option<BString> {
    let create = object.create.iter().find(|statement| statement.starts_with(b"CREATE "))?;
    let (kind, behind): (&str, &str) = match object.kind {
        Kind::Database => ("DATABASE", " CASCADE"),
        Kind::Schema => ("SCHEMA", ""),
        Kind::Extension => ("EXTENSION", ""),
        Kind::Collation => ("COLLATION", ""),
        Kind::Function => ("FUNCTION", ""),
        Kind::Type if create.starts_with(b"CREATE DOMAIN ") => ("DOMAIN", ""),
        Kind::Type => ("TYPE", ""),
        Kind::Sequence => ("SEQUENCE", ""),
        Kind::Table => ("TABLE", ""),
        Kind::View => ("VIEW", ""),
    };
    let condition = if if_exists { "IF EXISTS " } else { "" };
    let head = format!("DROP {kind} {condition}");
    Some([head.as_bytes(), &object.printed, behind.as_bytes()].concat().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Removal;

    #[test]
    fn made_only_where_not_there() {
        #[rustfmt::skip]
        let rows: &[(&str, Option<&str>)] = &[
            ("CREATE TABLE t (a int)",        Some("CREATE TABLE IF NOT EXISTS t (a int)")),
            ("CREATE UNLOGGED TABLE t ()",    Some("CREATE UNLOGGED TABLE IF NOT EXISTS t ()")),
            ("CREATE UNIQUE INDEX i ON t (a)", Some("CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a)")),
            ("CREATE SCHEMA IF NOT EXISTS s", Some("CREATE SCHEMA IF NOT EXISTS s")),
            ("CREATE TYPE t AS ENUM ()",      None),
            ("CREATE TABLES",                 None),
            ("COMMENT ON TABLE t IS 'CREATE TABLE t'", None),
        ];
        for (statement, want) in rows {
            assert_eq!(if_not_exists(statement.as_bytes()), want.map(BString::from), "{statement}");
        }
        #[rustfmt::skip]
        let rows = [
            ("CREATE TYPE t AS ENUM ()", true), ("ALTER TABLE ONLY t\n    ADD CONSTRAINT p PRIMARY KEY (a)", true),
            ("CREATE EXTENSION IF NOT EXISTS e", false), ("ALTER TABLE t REPLICA IDENTITY FULL", false),
            ("ALTER TABLE p ATTACH PARTITION t DEFAULT", true), ("COMMENT ON TABLE t IS ' ADD '", false),
        ];
        for (statement, want) in rows {
            assert_eq!(fails_if_there(statement.as_bytes()), want, "{statement}");
        }
    }

    #[test]
    fn the_last_one_made_goes_first() {
        let object = |kind, name: &str, create: &str| Object {
            kind,
            printed: name.into(),
            create: vec![create.into()],
            ..Object::default()
        };
        let mut table = object(Kind::Table, "t", "CREATE TABLE t ()");
        table.unlinks.push(Removal::new([&b"ALTER TABLE "[..], b"t DROP CONSTRAINT ", b"f"]));
        table.removals.push(Removal::new([&b"DROP INDEX "[..], b"i"]));
        let objects = [
            object(Kind::Schema, "public", "COMMENT ON SCHEMA public IS ''"),
            object(Kind::Schema, "s", "CREATE SCHEMA s"),
            object(Kind::Type, "s.d", "CREATE DOMAIN s.d AS int"),
            table,
            object(Kind::Sequence, "q", "ALTER TABLE t ALTER COLUMN a ADD GENERATED"),
        ];
        let objects: Vec<_> = objects.iter().collect();
        #[rustfmt::skip]
        let want = [
            "ALTER TABLE IF EXISTS t DROP CONSTRAINT IF EXISTS f", "DROP INDEX IF EXISTS i", "DROP TABLE IF EXISTS t",
            "DROP DOMAIN IF EXISTS s.d", "DROP SCHEMA IF EXISTS s",
        ];
        assert_eq!(removals(&objects, true), want);
        assert_eq!(removals(&objects, false)[1..3], ["DROP INDEX i", "DROP TABLE t"]);
    }
}
