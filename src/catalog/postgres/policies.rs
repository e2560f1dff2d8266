//! Row security of tables, and its policies.
//!
//! That a table's owner is not exempt (FORCE) is said with the table; that its rows are secured, and by what
//! policies, when they are loaded: every policy would be asked about every row.
//!
//! Source: PostgreSQL documentation, "pg_policy", "pg_class"; `src/bin/pg_dump/pg_dump.c`, `dumpPolicy`.

use std::collections::HashMap;

use bstr::BString;

use super::answer::{Fields, ask};
use super::belonging::{ORIGIN, Part};
use super::comments::Comments;
use super::fragments::qualified;
use super::ids::{class, id, with_oids};
use crate::catalog::{Entry, ObjectId, Removal, Role, Section, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

const SECURED: &str = concat!(
    "SELECT c.oid, ",
    qualified!("n", "c.relname"),
    ", c.relrowsecurity, c.relforcerowsecurity \
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE c.oid IN (SELECT pg_catalog.unnest({oids})) AND (c.relrowsecurity OR c.relforcerowsecurity) ORDER BY c.oid"
);

const POLICIES: &str = concat!(
    "SELECT p.polrelid, p.oid, ",
    qualified!("n", "c.relname"),
    ", pg_catalog.quote_ident(p.polname), CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END, \
CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' \
WHEN 'd' THEN ' FOR DELETE' END, \
' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', \
' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')' \
FROM pg_catalog.pg_policy AS p JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid \
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
WHERE p.polrelid IN (SELECT pg_catalog.unnest({oids})) ORDER BY p.polrelid, p.polname"
);

/// For whom each policy is; one for everybody has none.
const ROLES: &str = "\
SELECT p.oid, pg_catalog.quote_ident(r.rolname) FROM pg_catalog.pg_policy AS p \
JOIN pg_catalog.pg_roles AS r ON r.oid = ANY (p.polroles) \
WHERE p.polrelid IN (SELECT pg_catalog.unnest({oids})) ORDER BY p.oid, r.rolname";

/// Reads what secures the rows of `tables`.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    tables: &[u32],
    comments: &Comments,
) -> Result<Vec<(ObjectId, Vec<Entry>)>> {
    let of_tables = |sql| with_oids(sql, tables.iter().copied());
    let secured = ask(session, "row security", of_tables(SECURED)).await?;
    let mut parts: Vec<_> = secured.into_iter().map(security).collect::<Result<_>>()?;
    let mut roles: HashMap<ObjectId, Vec<BString>> = HashMap::new();
    for mut row in ask(session, "policies", of_tables(ROLES)).await? {
        roles.entry(id(class::POLICY, row.number()?)).or_default().push(row.text()?);
    }
    for row in ask(session, "policies", of_tables(POLICIES)).await? {
        parts.push(policy(row, &mut roles, comments)?);
    }
    Ok(parts)
}

fn security(mut row: Fields) -> Result<(ObjectId, Vec<Entry>)> {
    let id = id(class::CLASS, row.number()?);
    let (table, enabled, forced) = (row.text()?, row.flag()?, row.flag()?);
    let enable = enabled.then(|| {
        let text = concat(&[b"ALTER TABLE ", &table, b" ENABLE ROW LEVEL SECURITY"]);
        let undone = concat(&[&table, b" DISABLE ROW LEVEL SECURITY"]);
        let removal = Removal::new([b"ALTER TABLE ", &undone[..]]);
        Entry::new(id, Role::Policy, Statement::new(text)).undone_by(removal)
    });
    let force = forced.then(|| {
        let text = concat(&[b"ALTER TABLE ONLY ", &table, b" FORCE ROW LEVEL SECURITY"]);
        Entry { section: Section::PreData, ..Entry::new(id, Role::Setting, Statement::new(text)) }
    });
    Ok((id, enable.into_iter().chain(force).collect()))
}

fn policy(
    mut row: Fields,
    roles: &mut HashMap<ObjectId, Vec<BString>>,
    comments: &Comments,
) -> Result<(ObjectId, Vec<Entry>)> {
    let part = Part::new(&mut row, class::POLICY, "POLICY")?;
    let mut text = concat(&[b"CREATE POLICY ", &part.name, b" ON ", &part.table]);
    for _clause in ["restrictive", "command"] {
        text.extend_from_slice(&row.maybe()?.unwrap_or_default());
    }
    let roles = roles.remove(&part.id).unwrap_or_default();
    if !roles.is_empty() {
        text.extend_from_slice(&concat(&[b" TO ", &bstr::join(", ", &roles)]));
    }
    for _clause in ["using", "check"] {
        text.extend_from_slice(&row.maybe()?.unwrap_or_default());
    }
    let (owner, mut entries) = part.made(Role::Policy, text, ORIGIN, comments);
    entries.iter_mut().take(1).for_each(|made| made.roles.clone_from(&roles));
    Ok((owner, entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_says_what_is_not_usual() {
        #[rustfmt::skip]
        let table = [
            ("for all", [None, None, None, None], "", ""),
            ("all of it", [Some(" AS RESTRICTIVE"), Some(" FOR UPDATE"), Some(" USING (a)"), Some(" WITH CHECK (b)")],
             "r, \"S\"", " AS RESTRICTIVE FOR UPDATE TO r, \"S\" USING (a) WITH CHECK (b)"),
        ];
        for (name, clauses, roles, want) in table {
            let fields = [Some("1"), Some("2"), Some("s.t"), Some("p")].into_iter().chain(clauses);
            let row = Fields::new("tests", fields.map(|field| field.map(Into::into)).collect());
            let roles = roles.split(", ").filter(|role| !role.is_empty()).map(Into::into).collect();
            let mut roles = HashMap::from([(id(class::POLICY, 2), roles)]);
            let (_, entries) = policy(row, &mut roles, &Comments::default()).unwrap();
            let text = entries[0].statement().unwrap().text().to_string();
            assert_eq!(text, format!("CREATE POLICY p ON s.t{want}"), "{name}");
        }
    }
}
