//! Holds what was read of the catalog against a second reading, in a fresh snapshot of another session.
//!
//! Only tables are locked. And the server's own functions (`pg_get_*def`, `pg_get_expr`, `format_type`) answer
//! by the newest catalog, whatever the snapshot of the transaction: between two of them a type may get another
//! name. What a later snapshot says in the same words was so during the whole of the first reading:
//!
//! ```text
//! first session   BEGIN ─▶ LOCK ─▶ snapshot ─▶ definitions                         ┌─▶ rows
//! second session                                        └▶ snapshot ─▶ definitions ─▶ the same?
//!                 start over, at most three times ◀── no ─────────────────────────┘
//! ```
//!
//! What the second reading has besides was made after the first snapshot, and is none of the dump's business.
//!
//! Source: PostgreSQL documentation, "System Catalog Information Functions"; `src/backend/utils/adt/ruleutils.c`
//! and `src/backend/utils/cache/syscache.c`, which read with a snapshot of their own.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::relations::list;
use super::selection::Chosen;
use super::settings::{self, Server};
use super::{objects, owners, snapshot};
use crate::catalog::{Body, Catalog, Entry, Object, ObjectId, Role, Rows, Source};
use crate::connect::Session;
use crate::error::{Error, Fault, Result, SqlState};
use crate::options::Dump;
use crate::sql::one_line;

/// The most time for opening a second session: a pool may have none left, and say nothing.
const LIMIT: Duration = Duration::from_secs(15);

/// Some of the server's functions lock the table they speak of. Whoever wants to change a table waits for the
/// first session; the second would wait behind them for ever.
const LOCK_LIMIT: &str = "SET LOCAL lock_timeout = '2s'";

/// What a server answers that cannot serve a second session now.
const BUSY: [SqlState; 2] = [SqlState::LOCK_NOT_AVAILABLE, SqlState::OUT_OF_MEMORY];

/// What of `first`, which `session` has read, a second reading says otherwise, in words. Where there is no
/// second session to be had, that is only warned about.
///
/// # Errors
///
/// What the server answers to the second reading.
pub(super) async fn changed(
    session: &Session,
    dump: &Dump,
    server: &Server,
    chosen: &Chosen,
    first: &[Object],
) -> Result<Option<String>> {
    let mut second = match open(session).await {
        Ok(second) => second,
        Err(error) => {
            not_held(&error);
            return Ok(None);
        }
    };
    let read = read(&mut second, dump, server, chosen).await;
    second.close().await;
    match read {
        Ok(again) => Ok(difference(first, &again)),
        Err(error) if error.sqlstate().is_some_and(|state| BUSY.contains(&state)) => {
            not_held(&error);
            Ok(None)
        }
        Err(error) => Err(error.context("reading the definitions a second time")),
    }
}

/// A further session to the server of `session`, pinned as that one is.
///
/// # Errors
///
/// The server's refusal; that it gives none in time.
pub(super) async fn open(session: &Session) -> Result<Session> {
    let opened = async {
        let mut second = session.another().await?;
        settings::pin(&mut second).await?;
        Ok(second)
    };
    let late = || Error::new(Fault::Connection, format!("no further session within {} s", LIMIT.as_secs()));
    tokio::time::timeout(LIMIT, opened).await.unwrap_or_else(|_| Err(late()))
}

fn not_held(error: &Error) {
    tracing::warn!("the definitions could not be held against a second reading: {}", error.reason());
}

/// Reads the chosen relations and everything else once more, without positions, which go on.
async fn read(second: &mut Session, dump: &Dump, server: &Server, chosen: &Chosen) -> Result<Vec<Object>> {
    if let Some(role) = &dump.role {
        owners::become_role(second, role).await?;
    }
    second.query(snapshot::BEGIN).await?;
    second.query(LOCK_LIMIT).await?;
    let oids: HashSet<u32> = chosen.relations.iter().map(|relation| relation.oid).collect();
    let mut relations = list(second).await?;
    relations.retain(|relation| oids.contains(&relation.oid));
    let mut catalog = Catalog::new(Source::Postgres(server.clone()));
    objects(second, dump, false, &chosen.scope, server, &relations, &mut catalog).await?;
    Ok(catalog.objects)
}

/// The first object that is not in `second` as it is in `first`, in words. Of one id there may be several: the
/// privileges of a table that is not dumped, and of each of its columns.
fn difference(first: &[Object], second: &[Object]) -> Option<String> {
    let mut of_id: HashMap<ObjectId, Vec<&Object>> = HashMap::new();
    second.iter().for_each(|object| of_id.entry(object.id).or_default().push(object));
    let again = |id| of_id.get(&id).map_or(&[][..], Vec::as_slice);
    let changed = |object: &&Object| !again(object.id).iter().any(|again| is_same(object, again));
    let changed = first.iter().find(changed)?;
    Some(format!("the definition of {} {} changed", changed.kind.noun(), one_line(&changed.printed)))
}

/// Whether everything that is made and said of an object is so again, in that order.
fn is_same(object: &Object, again: &Object) -> bool {
    let mut rest = again.entries.iter();
    let entries = object.entries.iter().filter(|entry| entry.role != Role::Position);
    object.printed == again.printed
        && (object.kind, &object.schema, &object.name) == (again.kind, &again.schema, &again.name)
        && entries.into_iter().all(|entry| rest.any(|again| is_same_entry(entry, again)))
}

fn is_same_entry(entry: &Entry, again: &Entry) -> bool {
    let Entry { id, role, makes, section, pass, needs, body, removal, roles } = entry;
    (id, role, section, pass) == (&again.id, &again.role, &again.section, &again.pass)
        && (makes, needs, removal, roles) == (&again.makes, &again.needs, &again.removal, &again.roles)
        && match (body, &again.body) {
            (Body::Statement(text), Body::Statement(again)) => text == again,
            (Body::Rows(rows), Body::Rows(again)) => are_same_rows(rows, again),
            _ => false,
        }
}

/// Statistics may differ: they decide nothing.
fn are_same_rows(rows: &Rows, again: &Rows) -> bool {
    (&rows.select, &rows.order, &rows.columns) == (&again.select, &again.order, &again.columns)
        && (&rows.copy, &rows.through) == (&again.copy, &again.through)
        && (rows.overriding, rows.table_oid) == (again.overriding, again.table_oid)
        && (&rows.references, &rows.key) == (&again.references, &again.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, Kind, Statement};

    const ID: ObjectId = ObjectId(1);

    fn made(id: ObjectId, role: Role, text: &str) -> Entry {
        Entry::making(id, role, Statement::new(text))
    }

    /// The table `s.t` with rows, an index and a position, which is no table's but serves here.
    fn table() -> Object {
        let column = Column { name: "a".into(), oid: Some(23), ..Column::default() };
        let rows = Rows { select: "SELECT a".into(), columns: vec![column], ..Rows::default() };
        let entries = vec![
            made(ID, Role::Create, "CREATE TABLE s.t (a integer)"),
            Entry::new(ID, Role::Position, Statement::new("setval")),
            Entry::rows(ID, rows),
            made(ObjectId(2), Role::Index, "CREATE INDEX i"),
        ];
        Object { id: ID, kind: Kind::Table, printed: "s.t".into(), entries, ..Object::default() }
    }

    fn with(change: impl FnOnce(&mut Object)) -> Vec<Object> {
        let mut object = table();
        change(&mut object);
        vec![object]
    }

    #[test]
    fn what_differs() {
        let rows =
            |object: &mut Object, change: fn(&mut Rows)| object.rows_mut().into_iter().for_each(change);
        let other = Object { id: ObjectId(9), ..table() };
        #[rustfmt::skip]
        let table_of: Vec<(&str, Vec<Object>, bool)> = vec![
            ("the same",            with(|_| {}),                                                     false),
            ("no positions",        with(|o| { o.entries.remove(1); }),                               false),
            ("estimates",           with(|o| rows(o, |r| r.estimated_rows = Some(7))),                false),
            ("a comment more",      with(|o| o.entries.insert(2, made(ID, Role::Comment, "COMMENT"))), false),
            ("an object more",      vec![other, table()],                                             false),
            ("gone",                vec![],                                                           true),
            ("another name",        with(|o| o.printed = "s.u".into()),                               true),
            ("another text",        with(|o| o.entries[0] = made(ID, Role::Create, "CREATE TABLE s.t ()")), true),
            ("an index less",       with(|o| { o.entries.pop(); }),                                   true),
            ("another need",        with(|o| o.entries[0].needs.push(ObjectId(3))),                   true),
            ("another column",      with(|o| rows(o, |r| r.columns[0].oid = Some(25))),                true),
            ("another SELECT",      with(|o| rows(o, |r| r.select = "SELECT b".into())),              true),
            ("rows no more",        with(|o| { o.entries.remove(2); }),                               true),
        ];
        for (name, second, differs) in table_of {
            let want = differs.then(|| "the definition of table s.t changed".to_owned());
            assert_eq!(difference(&[table()], &second), want, "{name}");
        }
    }
}
