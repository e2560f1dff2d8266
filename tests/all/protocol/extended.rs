//! Statements by Parse, Bind, Describe and Execute.

use roachdump::Result;
use roachdump::internals::connect::{Body, Prepared, Session};
use roachdump_testkit::Server;

use super::{DATABASE, converse, first, sqlstate};

/// All rows of a prepared statement, taken `rows` at a time, and how often it was suspended.
async fn read(
    session: &mut Session,
    prepared: &Prepared,
    values: &[Option<&[u8]>],
    rows: u32,
) -> Result<(Vec<String>, u32)> {
    let (mut found, mut suspended) = (Vec::new(), 0);
    let mut stream = session.execute(prepared, values, rows).await?;
    loop {
        let done = loop {
            let take = |body: Body<'_>| {
                first(body, &mut found);
                Ok(())
            };
            if let Some(done) = stream.pump(take).await? {
                break done;
            }
        };
        if !done.suspended {
            return Ok((found, suspended));
        }
        suspended += 1;
        stream = session.resume(prepared, rows).await?;
    }
}

#[test]
fn a_row_limit_suspends_the_portal() {
    #[rustfmt::skip]
    let rows = [
        ("no limit",           0, 0),
        ("one at a time",      1, 7),
        ("three at a time",    3, 2),
        ("exactly all",        7, 1),
        ("more than there are", 8, 0),
    ];
    converse(async |session| {
        session.query("BEGIN").await?;
        let prepared = session.prepare("s", "SELECT i FROM generate_series(1, $1::int) i").await?;
        assert_eq!(prepared.parameters, [23]);
        assert_eq!(prepared.columns.iter().map(|column| column.type_oid).collect::<Vec<_>>(), [23]);
        for (name, limit, want) in rows {
            let (found, suspended) = read(session, &prepared, &[Some(b"7")], limit).await?;
            assert_eq!(found, ["1", "2", "3", "4", "5", "6", "7"], "{name}");
            assert_eq!(suspended, want, "{name}");
        }
        session.discard(prepared).await?;
        session.query("COMMIT").await
    });
}

#[test]
fn what_is_typed_is_one_statement() {
    #[rustfmt::skip]
    let rows = [
        ("two statements", "a = 1; DROP TABLE typed",       "42601"),
        ("and an end",     "a = 1; COMMIT; --",             "42601"),
        ("wrong column",   "b = 1",                         "42703"),
        ("open literal",   "a = 'x",                        "42601"),
    ];
    converse(async |session| {
        Server::shared().psql(DATABASE, "CREATE TABLE typed AS SELECT 1 AS a UNION SELECT 2");
        for (name, condition, want) in rows {
            let sql = format!("SELECT a FROM typed WHERE {condition}");
            assert_eq!(sqlstate(session.prepare("", &sql).await), want, "{name}");
            let prepared = session.prepare("", "SELECT a FROM typed WHERE a = 1;").await?;
            assert_eq!(read(session, &prepared, &[], 0).await?.0, ["1"], "after {name}");
        }
        Ok(())
    });
}

#[test]
fn answers_without_rows() {
    #[rustfmt::skip]
    let rows = [
        ("empty",     "",                            None),
        ("command",   "SET DateStyle = 'ISO'",       None),
        ("insert",    "INSERT INTO without SELECT generate_series(1, 3)", Some(3)),
        ("no match",  "SELECT a FROM without WHERE a = 4", Some(0)),
    ];
    converse(async |session| {
        session.query("CREATE TABLE without (a int)").await?;
        for (name, sql, want) in rows {
            let prepared = session.prepare("", sql).await?;
            let mut stream = session.execute(&prepared, &[], 0).await?;
            let done = stream.pump(|part| panic!("{name}: {part:?}")).await?;
            assert_eq!(done.map(|done| (done.rows, done.suspended)), Some((want, false)), "{name}");
        }
        Ok(())
    });
}

#[test]
fn the_session_survives_errors_of_each_step() {
    converse(async |session| {
        let prepared = session.prepare("once", "SELECT 10 / $1::int").await?;
        assert_eq!(sqlstate(session.prepare("once", "SELECT 1").await), "42P05");
        assert_eq!(sqlstate(session.execute(&prepared, &[], 0).await), "08P01");
        assert_eq!(sqlstate(session.execute(&prepared, &[Some(b"x")], 0).await), "22P02");
        assert_eq!(sqlstate(read(session, &prepared, &[Some(b"0")], 0).await), "22012");
        assert_eq!(sqlstate(read_on(session, &prepared).await), "34000");
        assert_eq!(read(session, &prepared, &[Some(b"5")], 0).await?.0, ["2"]);
        assert_eq!(read(session, &prepared, &[None], 0).await?.0, ["NULL"]);
        Ok(())
    });
}

/// Goes on with a portal that there is not.
async fn read_on(session: &mut Session, prepared: &Prepared) -> Result<()> {
    let mut stream = session.resume(prepared, 1).await?;
    stream.pump(|_| Ok(())).await.map(drop)
}
