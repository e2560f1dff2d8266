//! Every database of a cluster: which there are, and the statements that make and enter one.

use bstr::BString;

use super::super::{Entry, Kind, Object, ObjectId, Removal, Role, Statement};
use super::answer::{self, rows};
use crate::connect::{Answer, Session};
use crate::error::{Name, Result, Text};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{ident, quoted_ident};

/// Every cluster has these: while they are empty they are no one's data.
const DEFAULT: [&str; 2] = ["defaultdb", "postgres"];

/// Databases have no descriptor id in the query; theirs begin here, above those of what is in them.
const FIRST_ID: u64 = 3 << 62;

/// Names of all databases but the system's own, in the order of their bytes. Only an administrator may ask.
///
/// # Errors
///
/// What the server answers; 42501 for a user who might not see them all.
pub(super) async fn list(session: &mut Session) -> Result<Vec<String>> {
    let sql = "SELECT name FROM system.namespace WHERE \"parentID\" = 0 AND id > 49";
    let answer = session.query(sql).await.map_err(|error| {
        let remedy = " reads the list of all databases, which needs the role admin.";
        error.remedy(Text::from(Name::AllDatabases).and(remedy))
    })?;
    names(&answer)
}

fn names(listed: &Answer) -> Result<Vec<String>> {
    const WHAT: &str = "databases";
    let name = |[name]: [Option<&BString>; 1]| Ok(answer::name(name, WHAT)?.to_string());
    let mut names = rows(listed, WHAT)?.into_iter().map(name).collect::<Result<Vec<_>>>()?;
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Puts the database before what is in it, unless it is one that every cluster has and holds nothing. `said` is said
/// of it when it is made.
pub(super) fn with_database(
    nth: u64,
    name: &str,
    mut inside: Vec<Object>,
    said: impl IntoIterator<Item = (Role, BString)>,
) -> Vec<Object> {
    if inside.is_empty() && DEFAULT.contains(&name) {
        return inside;
    }
    let id = ObjectId(FIRST_ID + nth);
    inside.iter_mut().for_each(|object| object.database = Some(id));
    let statement = |verb: &str| {
        let mut sql = verb.as_bytes().to_vec();
        ident(name.as_bytes(), Naming::V20_2, &mut sql);
        Statement::new(sql)
    };
    let mut printed = Vec::new();
    quoted_ident(name.as_bytes(), &mut printed);
    let all_of_it = [&printed, &b" CASCADE"[..]].concat();
    let create = Entry::making(id, Role::Create, statement("CREATE DATABASE IF NOT EXISTS "));
    let create = create.undone_by(Removal::drop("DATABASE", &all_of_it));
    let enter = Entry::new(id, Role::Enter, statement("USE "));
    let said = said.into_iter().map(|(role, text)| Entry::new(id, role, Statement::new(text)));
    inside.insert(
        0,
        Object {
            id,
            kind: Kind::Database,
            name: name.into(),
            printed: printed.into(),
            entries: [create, enter].into_iter().chain(said).collect(),
            ..Object::default()
        },
    );
    inside
}

#[cfg(test)]
mod tests {
    use super::super::answer::of;
    use super::*;

    #[test]
    fn sorted_by_raw_name() {
        assert_eq!(names(&of(&[&["b"], &["Odd db"], &["a"]])).unwrap(), ["Odd db", "a", "b"]);
    }

    #[test]
    fn statements() {
        let made = with_database(1, "Odd db", vec![Object::default()], []);
        let [database, inside] = made.as_slice() else { panic!("{made:?}") };
        let texts: Vec<_> =
            database.entries.iter().filter_map(Entry::statement).map(Statement::text).collect();
        assert_eq!(texts, ["CREATE DATABASE IF NOT EXISTS \"Odd db\"", "USE \"Odd db\""]);
        assert_eq!(inside.database, Some(database.id));
        assert_eq!(with_database(0, "empty", vec![], []).len(), 1);
        assert!(with_database(0, "postgres", vec![], []).is_empty());
    }
}
