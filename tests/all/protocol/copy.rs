//! COPY out of the server and into it.

use roachdump::Result;
use roachdump::internals::connect::{Body, CopyFormat, Session};
use roachdump_testkit::Server;

use super::{DATABASE, converse, sqlstate};

/// The bytes of a COPY and the rows it says it has.
async fn out(session: &mut Session, sql: &str) -> Result<(Vec<u8>, Option<u64>)> {
    let mut bytes = Vec::new();
    let mut copy = session.copy_out(sql).await?;
    loop {
        let take = |body: Body<'_>| {
            bytes.extend_from_slice(body.bytes());
            Ok(())
        };
        if let Some(done) = copy.pump(take).await? {
            return Ok((bytes, done.rows));
        }
    }
}

/// Sends `bytes` in parts of `size`; the rows the server has taken.
async fn into(session: &mut Session, sql: &str, bytes: &[u8], size: usize) -> Result<Option<u64>> {
    let mut copy = session.copy_in(sql).await?;
    for part in bytes.chunks(size) {
        copy.send(part).await?;
    }
    Ok(copy.finish().await?.rows)
}

#[test]
fn out_and_in_again() {
    // The second value is longer than what is held of a message.
    let table = "CREATE TABLE copied AS SELECT 1 AS a, e'x\\ty' AS b \
                 UNION ALL SELECT NULL, repeat('z', 1000000) UNION ALL SELECT 3, ''";
    converse(async |session| {
        Server::shared().psql(DATABASE, table);
        session.query("CREATE TABLE again (LIKE copied)").await?;
        for (name, options) in [("text", ""), ("binary", "(FORMAT binary)"), ("CSV", "CSV")] {
            let (bytes, rows) = out(session, &format!("COPY copied TO STDOUT {options}")).await?;
            let empty = format!("COPY (SELECT 1, 2 WHERE false) TO STDOUT {options}");
            let mut copy = session.copy_out(&empty).await?;
            assert_eq!(copy.format(), CopyFormat { columns: 2, text: name != "binary" }, "{name}");
            while copy.pump(|_| Ok(())).await?.is_none() {}
            assert_eq!(rows, Some(3), "{name}");
            session.query("TRUNCATE again").await?;
            // Few large parts: every one is a write of its own.
            let size = bytes.len() / 50;
            let taken = into(session, &format!("COPY again FROM STDIN {options}"), &bytes, size).await?;
            assert_eq!(taken, Some(3), "{name}");
            let (back, _) = out(session, &format!("COPY again TO STDOUT {options}")).await?;
            assert!(bytes == back, "{name}: {} bytes became {}", bytes.len(), back.len());
        }
        Ok(())
    });
}

#[test]
fn refusals() {
    converse(async |session| {
        session.query("CREATE TABLE refused (a int)").await?;
        let copy_in = "COPY refused FROM STDIN";
        assert_eq!(sqlstate(out(session, "COPY nowhere TO STDOUT").await), "42P01");
        assert_eq!(sqlstate(into(session, copy_in, b"1\nx\n", 4).await), "22P02");
        assert_eq!(
            sqlstate(out(session, "COPY (SELECT 1 / (3 - i) FROM generate_series(1, 3) i) TO STDOUT").await),
            "22012"
        );
        let copy = session.copy_in(copy_in).await?;
        assert_eq!(sqlstate(copy.fail("no more").await), "57014");
        assert_eq!(into(session, copy_in, b"1\n2\n", 3).await?, Some(2));
        assert_eq!(out(session, "COPY refused TO STDOUT").await?, (b"1\n2\n".to_vec(), Some(2)));
        Ok(())
    });
}

/// A COPY that was not asked for, or not in this direction, is not waited for.
#[test]
fn out_of_place() {
    #[rustfmt::skip]
    let rows = [
        ("a query that copies", "the server sent message 'H' during the start of an answer"),
        ("a COPY that selects", "the server sent message 'T' during the start of a COPY"),
        ("the other direction", "the server began a COPY in the other direction than was asked for"),
    ];
    for (name, want) in rows {
        let error = converse(async |session| {
            let error = match name {
                "a query that copies" => session.query("COPY (SELECT 1) TO STDOUT").await.err(),
                "a COPY that selects" => session.copy_out("SELECT 1").await.err(),
                _ => session.copy_in("COPY (SELECT 1) TO STDOUT").await.err(),
            };
            let again = session.query("SELECT 1").await.expect_err("a session good for nothing");
            assert!(again.reason().contains("was not read to its end"), "{name}: {again}");
            Ok(error)
        });
        let error = error.expect("a refusal").reason();
        assert!(error.starts_with(want), "{name}: {error}");
    }
}
