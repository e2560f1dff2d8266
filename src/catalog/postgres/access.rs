//! Whether the user may read everything that is to be dumped: asked before the first byte is written.

use super::relations::Relation;
use crate::error::{Error, Fault, Result};
use crate::sql::one_line;

/// How many names an error lists.
const SHOWN: usize = 20;

/// Checks the privileges on all relations at once, and that no row-security policy hides rows.
///
/// A schema dump needs the same privileges as any: the tables must be locked. It reads no rows, so policies
/// do not matter to it.
///
/// # Errors
///
/// All relations that may not be read, or whose rows a policy would filter.
pub(super) fn check(relations: &[Relation], rows: bool) -> Result<()> {
    let read = relations.iter().filter(|r| !r.is_view());
    let denied: Vec<&Relation> = read.filter(|r| !(r.readable && r.reachable)).collect();
    if !denied.is_empty() {
        return Err(no_privilege(&denied));
    }
    let filtered: Vec<&Relation> = relations.iter().filter(|r| r.filtered).collect();
    if rows && !filtered.is_empty() {
        return Err(row_security(&filtered));
    }
    Ok(())
}

fn no_privilege(denied: &[&Relation]) -> Error {
    let mut grants = Vec::new();
    for relation in denied.iter().take(SHOWN) {
        let (what, name) = if relation.is_sequence() { ("SEQUENCE", relation) } else { ("TABLE", relation) };
        if !relation.readable {
            grants.push(format!("GRANT SELECT ON {what} {} TO …", one_line(&name.printed)));
        }
    }
    let mut schemas: Vec<String> =
        denied.iter().filter(|r| !r.reachable).map(|r| one_line(&r.schema)).collect();
    schemas.dedup();
    grants.extend(
        schemas
            .iter()
            .take(SHOWN)
            .map(|s| format!("GRANT USAGE ON SCHEMA \"{}\" TO …", s.replace('"', "\"\""))),
    );
    Error::new(Fault::Refused, format!("permission denied for {}", names(denied))).remedy(format!(
        "Every table and sequence is checked before the dump begins. What helps:\n{}",
        grants.join("\n")
    ))
}

fn row_security(filtered: &[&Relation]) -> Error {
    let message = format!("query would be affected by row-level security policy for {}", names(filtered));
    Error::new(Fault::Refused, message).remedy(
        "A dump holds all rows or fails. Run it as the tables' owner (unless row security is forced), \
         as a role with BYPASSRLS, or as a superuser.",
    )
}

fn names(relations: &[&Relation]) -> String {
    let mut list = relations.iter().take(SHOWN).map(|r| r.shown()).collect::<Vec<_>>().join(", ");
    if relations.len() > SHOWN {
        list.push_str(&format!(" and {} more", relations.len() - SHOWN));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(name: &str, kind: u8, readable: bool, reachable: bool, filtered: bool) -> Relation {
        let (schema, printed) = ("s".into(), format!("s.{name}").into());
        Relation { schema, printed, kind, readable, reachable, filtered, ..Relation::default() }
    }

    #[test]
    fn what_may_not_be_read_is_named_at_once() {
        let list = [
            relation("a", b'r', true, true, false),
            relation("b", b'r', false, true, false),
            relation("q", b'S', false, false, false),
            relation("c", b'p', true, false, false),
            relation("v", b'v', false, false, false),
        ];
        let error = check(&list, false).unwrap_err().to_string();
        assert!(error.contains("permission denied for table s.b, sequence s.q, table s.c"), "{error}");
        assert!(error.contains("GRANT SELECT ON SEQUENCE s.q TO"), "{error}");
        assert_eq!(error.matches("GRANT USAGE ON SCHEMA \"s\"").count(), 1, "{error}");
        assert!(check(&list[..1], true).is_ok());
    }

    #[test]
    fn policies_matter_to_rows_only() {
        let list = [relation("a", b'r', true, true, true)];
        assert!(check(&list, false).is_ok());
        let error = check(&list, true).unwrap_err().to_string();
        assert!(error.contains("row-level security policy for table s.a"), "{error}");
    }

    #[test]
    fn a_long_list_is_cut() {
        let list: Vec<_> = (0..100).map(|i| relation(&i.to_string(), b'r', false, true, false)).collect();
        assert!(check(&list, true).unwrap_err().to_string().contains("table s.19 and 80 more"));
    }
}
