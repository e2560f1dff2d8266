//! Constraints that the rows need not fulfil: added as NOT VALID, and never validated.
//!
//! ```text
//! CREATE TABLE t (…, CONSTRAINT c CHECK (x > 5))   →  CREATE TABLE t (…)
//!                                                     ALTER TABLE t ADD CONSTRAINT c CHECK (x > 5) NOT VALID
//! ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY …     →  ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY … NOT VALID
//! ALTER TABLE t VALIDATE CONSTRAINT f              →
//! ```
//!
//! The server's DDL does not say so: with a row that breaks one, it does not load.

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

/// Adds them when the rows are loaded, and leaves them as they are.
///
/// # Errors
///
/// There is one that the DDL does not have.
pub(super) fn leave(object: &mut Listed, names: &HashSet<BString>) -> Result<()> {
    object.validate.retain(|statement| !ddl::validated(statement).is_some_and(|name| names.contains(&name)));
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
        let add = [&b"ALTER TABLE "[..], &object.printed, b" ADD ", &check, b" NOT VALID"].concat();
        object.links.push(add.into());
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
}
