//! Statements by Query: what their answers say of rows, and what comes in between.

use super::{converse, sqlstate};

#[test]
fn a_number_of_rows_is_held_against_rows_alone() {
    #[rustfmt::skip]
    let rows = [
        ("nothing",          "",                                                 0),
        ("a comment",        "-- nothing",                                       0),
        ("no rows",          "CREATE TABLE counted (a int)",                     0),
        ("inserted",         "INSERT INTO counted SELECT generate_series(1, 5)", 0),
        ("given back",       "INSERT INTO counted VALUES (6), (7) RETURNING a",  2),
        ("changed",          "UPDATE counted SET a = a",                         0),
        ("made of rows",     "CREATE TABLE counted_too AS SELECT * FROM counted", 0),
        ("selected",         "SELECT a FROM counted",                            7),
        ("without columns",  "SELECT FROM counted",                              7),
        ("none of them",     "SELECT a FROM counted WHERE false",                0),
        ("without a number", "SHOW server_version",                              1),
        ("fetched",          "SELECT 1 UNION ALL SELECT 2",                      2),
    ];
    converse(async |session| {
        for (name, sql, want) in rows {
            let answer = session.query(sql).await?;
            assert_eq!(answer.rows.len(), want, "{name}");
        }
        Ok(())
    });
}

#[test]
fn notifications_and_notices_are_taken_aside() {
    converse(async |session| {
        session.query("LISTEN news").await?;
        session.query("SELECT pg_notify('news', 'one'), pg_notify('news', 'two')").await?;
        let answer = session.query("DO $$ BEGIN RAISE NOTICE 'hello'; END $$").await?;
        assert_eq!(answer.rows.len(), 0);
        assert_eq!(session.query("SELECT 1").await?.rows.len(), 1);
        Ok(())
    });
}

/// Two statements give two answers, and only one was asked for.
#[test]
fn one_statement_at_a_time() {
    let error = converse(async |session| Ok(session.query("SELECT 1; SELECT 2").await.err()));
    let said = error.map(|error| error.reason()).unwrap_or_default();
    assert!(said.starts_with("the server sent message 'T' during the end of an answer"), "{said}");
    converse(async |session| {
        assert_eq!(sqlstate(session.query("SELECT 1 / 0").await), "22012");
        assert_eq!(session.query("SELECT 1").await?.rows.len(), 1);
        Ok(())
    });
}
