//! Fixes the snapshot that the catalog and all rows are read in.
//!
//! A statement's snapshot alone is not enough: a table that another session truncates or rewrites after it
//! shows no rows and no error. So every table is locked (ACCESS SHARE, which only stops what would remove or
//! rewrite it) *before* the transaction's first SELECT, which is what takes the snapshot:
//!
//! ```text
//! list tables ─▶ BEGIN ─▶ LOCK TABLE … ─▶ list again = snapshot ─▶ same? ─▶ read ─▶ read `again` ─▶ same?
//!      ▲                                                             │                                │
//!      └────────────── ROLLBACK, at most three times ◀── no ─────────┴────────────────────────────────┘
//! ```
//!
//! REPEATABLE READ is one snapshot for all statements, and the only level of that kind that a hot standby
//! has; a dump needs no more, since it writes nothing.
//!
//! Source: PostgreSQL documentation, "Transaction Isolation", "Explicit Locking", "Caveats" of "Concurrency
//! Control" (TRUNCATE and rewriting ALTER TABLE are not MVCC-safe).

use super::answer::ask;
use super::relations::{Relation, list};
use super::settings::Server;
use bstr::BString;

use super::access;
use super::selection::{Chosen, Selection};
use crate::connect::Session;
use crate::error::{Error, Fault, Result, SqlState, shown};
use crate::options::Dump;

/// How often the tables or their definitions may change before the dump gives up.
pub(super) const ATTEMPTS: u32 = 3;

/// Begins a transaction whose first SELECT takes its snapshot.
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// Bytes of table names in one LOCK statement, about: servers take far more.
const LOCK_SIZE: usize = 64 * 1024;

/// What a statement answers when a table or its schema was dropped or renamed since it was listed.
const GONE: [SqlState; 2] = [SqlState::UNDEFINED_TABLE, SqlState::UNDEFINED_SCHEMA];

/// Chooses and locks the relations to dump and takes the snapshot; the session is then inside its
/// transaction. None, and no transaction, if the tables changed meanwhile.
///
/// # Errors
///
/// A name that means nothing, a table that may not be read.
pub(super) async fn fix(
    session: &mut Session,
    dump: &Dump,
    selection: &Selection,
    server: &Server,
) -> Result<Option<Chosen>> {
    let before = choose(session, dump, selection, server).await?.relations;
    session.query(BEGIN).await?;
    if lock(session, &before).await? {
        let after = choose(session, dump, selection, server).await?;
        if same_tables(&before, &after.relations) {
            return Ok(Some(after));
        }
    }
    release(session).await.map(|()| None)
}

/// Gives up the snapshot and the locks.
///
/// # Errors
///
/// A broken connection.
pub(super) async fn release(session: &mut Session) -> Result<()> {
    session.query("ROLLBACK").await.map(|_| ())
}

/// The error of a catalog in which, each time, `changed` was so.
pub(super) fn kept_changing(changed: &str) -> Error {
    let message = format!("{changed}, each of the {ATTEMPTS} times that the catalog was read");
    Error::new(Fault::Refused, message).remedy("Run the dump again when no such changes are being made.")
}

/// The snapshot as the server writes it, such as `733:736:734`: for the reader of a summary.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn name(session: &mut Session) -> Result<String> {
    let rows = ask(session, "the snapshot", "SELECT pg_catalog.txid_current_snapshot()").await?;
    let mut row = rows.into_iter().next().ok_or_else(|| Error::violation("the server names no snapshot"))?;
    Ok(shown(&row.text()?))
}

/// Lists the relations and keeps those to dump, which the user may read.
async fn choose(
    session: &mut Session,
    dump: &Dump,
    selection: &Selection,
    server: &Server,
) -> Result<Chosen> {
    let all = list(session).await?;
    let chosen = selection.choose(session, &all, &server.path).await?;
    access::check(&chosen.relations, dump.contents.has_rows())?;
    Ok(chosen)
}

/// Locks all tables; says false if one is gone.
async fn lock(session: &mut Session, relations: &[Relation]) -> Result<bool> {
    for statement in lock_statements(relations) {
        match session.query(&statement).await {
            Ok(_) => {}
            Err(e) if e.sqlstate().is_some_and(|state| GONE.contains(&state)) => return Ok(false),
            Err(e) => return Err(e.context("locking the tables to dump")),
        }
    }
    Ok(true)
}

/// `ONLY`, because a table's children are in the list themselves.
fn lock_statements(relations: &[Relation]) -> Vec<Vec<u8>> {
    let mut statements: Vec<Vec<u8>> = Vec::new();
    for table in relations.iter().filter(|r| r.is_table()) {
        match statements.last_mut() {
            Some(last) if last.len() < LOCK_SIZE => last.extend_from_slice(b", ONLY "),
            _ => statements.push(b"LOCK TABLE ONLY ".to_vec()),
        }
        statements.last_mut().into_iter().for_each(|last| last.extend_from_slice(&table.printed));
    }
    statements.iter_mut().for_each(|s| s.extend_from_slice(b" IN ACCESS SHARE MODE"));
    statements
}

/// The locked tables are the tables of the snapshot, by OID and by name.
fn same_tables(before: &[Relation], after: &[Relation]) -> bool {
    let tables = |list: &[Relation]| -> Vec<(u32, BString)> {
        list.iter().filter(|r| r.is_table()).map(|r| (r.oid, r.printed.clone())).collect()
    };
    tables(before) == tables(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(oid: u32, printed: &str) -> Relation {
        Relation { oid, printed: printed.into(), kind: b'r', ..Relation::default() }
    }

    #[test]
    fn locks_go_in_chunks_of_names() {
        assert!(lock_statements(&[]).is_empty());
        let two = lock_statements(&[table(1, "a.b"), table(2, "\"C\".d")]);
        assert_eq!(two, [b"LOCK TABLE ONLY a.b, ONLY \"C\".d IN ACCESS SHARE MODE"]);
        let many: Vec<_> = (0..10_000).map(|i| table(i, &format!("public.table_{i}"))).collect();
        let statements = lock_statements(&many);
        assert!(statements.len() > 2 && statements.iter().all(|s| s.len() < LOCK_SIZE + 200));
        let named: usize = statements.iter().map(|s| s.windows(5).filter(|w| w == b"ONLY ").count()).sum();
        assert_eq!(named, 10_000);
    }

    #[test]
    fn a_swap_of_names_is_a_change() {
        let (a, b) = ([table(1, "s.a"), table(2, "s.b")], [table(2, "s.a"), table(1, "s.b")]);
        assert!(same_tables(&a, &a.clone()));
        assert!(!same_tables(&a, &b));
        assert!(!same_tables(&a, &a[..1]));
    }
}
