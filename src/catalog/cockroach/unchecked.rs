//! Constraints that the rows need not fulfil: added as NOT VALID, and never validated.
//!
//! ```text
//! CREATE TABLE t (…, CONSTRAINT c CHECK (x > 5))   →  CREATE TABLE t (…)
//!                                                     ALTER TABLE t ADD CONSTRAINT c CHECK (x > 5) NOT VALID
//! ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY …     →  ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY … NOT VALID
//! ALTER TABLE t VALIDATE CONSTRAINT f              →
//! ```
//!
//! The server's DDL says so from v21.1 on, and would be read otherwise; before it does not: with a row that breaks
//! one, it does not load.

use std::collections::{BTreeSet, HashMap, HashSet};

use bstr::BString;

use super::super::ObjectId;
use super::answer::{id, malformed, rows, text};
use super::ddl;
use super::fragments::select;
use super::listed::Listed;
use crate::connect::{Answer, Session};
use crate::error::{Result, shown};

/// Names of such constraints by the table they are on.
pub(super) type Unchecked = HashMap<ObjectId, HashSet<BString>>;

/// Reads which there are, in one query.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(session: &mut Session, database: &str) -> Result<Unchecked> {
    unchecked(&session.query(sql(database)).await?)
}

fn sql(database: &str) -> Vec<u8> {
    const CONSTRAINTS: &str = "pg_catalog.pg_constraint WHERE contype IN ('c', 'f') AND NOT convalidated";
    select("conrelid::INT8, conname", database, CONSTRAINTS)
}

fn unchecked(answer: &Answer) -> Result<Unchecked> {
    const WHAT: &str = "constraints";
    let mut found = Unchecked::new();
    for [table, name] in rows(answer, WHAT)? {
        let name: &BString = text(name, WHAT)?;
        found.entry(id(table, WHAT)?).or_default().insert(name.clone());
    }
    Ok(found)
}

/// Adds those that the server's texts from v21.1 on call NOT VALID when the rows are loaded, and leaves them as they
/// are.
pub(super) fn leave_marked(object: &mut Listed) {
    if let Some((rest, left)) = ddl::items::without_unchecked(&object.create) {
        object.create = rest;
        object.links.extend(left.iter().map(|item| added(&object.printed, item)));
    }
    let unchecked = object.links.iter().filter(|link| ddl::items::is_not_valid(link));
    let names: HashSet<BString> =
        unchecked.filter_map(|link| ddl::foreign_key(link)).map(|(name, _)| name).collect();
    leave_unvalidated(object, &names);
}

/// Takes out the statements that validate these constraints.
fn leave_unvalidated(object: &mut Listed, names: &HashSet<BString>) {
    object.validate.retain(|statement| !ddl::validated(statement).is_some_and(|name| names.contains(&name)));
}

fn added(table: &[u8], constraint: &[u8]) -> BString {
    [b"ALTER TABLE ", table, b" ADD ", constraint].concat().into()
}

/// Adds them when the rows are loaded, and leaves them as they are.
///
/// # Errors
///
/// There is one that the DDL does not have.
pub(super) fn leave(object: &mut Listed, names: &HashSet<BString>) -> Result<()> {
    leave_unvalidated(object, names);
    let mut checks: BTreeSet<&BString> = names.iter().collect();
    for link in &mut object.links {
        if ddl::foreign_key(link).is_some_and(|(name, _)| checks.remove(&name)) {
            link.extend_from_slice(b" NOT VALID");
        }
    }
    for name in checks {
        let (rest, check) = ddl::items::without_check(&object.create, name).ok_or_else(|| {
            let (name, table) = (shown(name), shown(&object.printed));
            malformed("constraints", &format!("{name} of {table}, which its CREATE text does not have"))
        })?;
        object.create = rest;
        object.links.push(added(&object.printed, &[&check[..], b" NOT VALID"].concat()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::answer::of;
    use super::*;

    #[test]
    fn left_as_they_are() {
        let answer = of(&[&["7", "c"], &["7", "f"], &["8", "g"]]);
        let found = unchecked(&answer).unwrap();
        let statements = |all: &[&str]| all.iter().map(|sql| BString::from(*sql)).collect();
        let mut object = Listed {
            printed: "t".into(),
            create: "CREATE TABLE t (\n\tx INT8 NULL,\n\tCONSTRAINT c CHECK (x > 5)\n)".into(),
            links: statements(&[
                "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES u(i)",
                "ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES u(i)",
            ]),
            validate: statements(&[
                "ALTER TABLE t VALIDATE CONSTRAINT f",
                "ALTER TABLE t VALIDATE CONSTRAINT g",
            ]),
            ..Listed::default()
        };
        leave(&mut object, &found[&ObjectId(7)]).unwrap();
        assert_eq!(object.create, "CREATE TABLE t (\n\tx INT8 NULL\n)");
        let links = [
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES u(i) NOT VALID",
            "ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES u(i)",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (x > 5) NOT VALID",
        ];
        assert_eq!(object.links, links);
        assert_eq!(object.validate, ["ALTER TABLE t VALIDATE CONSTRAINT g"]);
    }

    #[test]
    fn marked_by_the_server() {
        let mut object = Listed {
            printed: "t".into(),
            create: "CREATE TABLE t (\n\tx INT8 NULL,\n\tCONSTRAINT c CHECK (x > 5) NOT VALID\n)".into(),
            links: vec!["ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES u(i) NOT VALID".into()],
            validate: vec!["ALTER TABLE t VALIDATE CONSTRAINT f".into()],
            ..Listed::default()
        };
        leave_marked(&mut object);
        assert_eq!(object.create, "CREATE TABLE t (\n\tx INT8 NULL\n)");
        let links = [
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES u(i) NOT VALID",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (x > 5) NOT VALID",
        ];
        assert_eq!(object.links, links);
        assert!(object.validate.is_empty());
    }
}
