//! Rows read by COPY become the very tuples that rows read by SELECT become.

use roachdump::Result;
use roachdump::internals::connect::{Body, Session};
use roachdump::internals::literal::{CopyEncoder, RowEncoder, Tuples, ValueEncoder, postgres};
use roachdump_testkit::Server;

use super::{DATABASE, converse};

/// Every type with a text form of its own; then texts that look like COPY's own, or are long.
const TABLES: &str = r#"
CREATE TYPE mood AS ENUM ('happy', 'it''s', E'back\\slash');
CREATE DOMAIN small AS int CHECK (VALUE < 100);
CREATE DOMAIN flag AS bool;
CREATE TYPE pair AS (a text, b int);
CREATE TABLE every_type (
    i2 smallint, i4 int, i8 bigint, o oid, n numeric, f4 real, f8 float8, b boolean, bits bit(4), vb varbit,
    t text, vc varchar(20), c char(5), by bytea, d date, ts timestamp, tz timestamptz, iv interval, ti time, tt timetz,
    u uuid, j json, jb jsonb, ip inet, net cidr, mac macaddr, p point, r int4range, ta text[], ia int[], m money,
    tv tsvector, e mood, ea mood[], s small, fl flag, co pair, ch "char", na name, rc regclass, ls pg_lsn);
INSERT INTO every_type VALUES (
    -32768, 2147483647, -9223372036854775808, 4294967295, -1234.5600, 1.5e-30, -0.0, true, B'1010', B'',
    E'it''s\ta\\b\nc\rd\be\ff\vg', '', 'ab', '\x00ff5c275c', '0044-03-15 BC', 'infinity', '2016-01-25 10:10:10.5+02',
    '1 mon -2 days 03:04:05.6', '24:00', '10:10:10-03:30', '63616665-6630-3064-6465-616462656562',
    E'{"a":\t"\\n"}', '{"a": "\\", "b": ["it''s"]}', '::1/64', '10.0.0.0/8', '08:00:2b:01:02:03', '(1,-2.5)', '[1,)',
    ARRAY['a', NULL, E'b\\c"d', E'e\tf', ''], '{{1,2},{3,NULL}}', '-12.34', 'a:1 ''b c'':2', 'it''s',
    ARRAY['back\slash', 'happy']::mood[], 42, false, ROW(E'x,"y"\\', 7), '\', 'name', 'pg_class', '16/B374D848');
INSERT INTO every_type DEFAULT VALUES;
INSERT INTO every_type (n, f4, f8) VALUES ('NaN', 'NaN', 'Infinity'), (0, '-Infinity', 1e22), (1e-20, 0, 0.1),
    (repeat('9', 131072)::numeric, 1, 1), (('0.' || repeat('1', 16383))::numeric, 1, 1);
INSERT INTO every_type (i4, b, t) SELECT i - 50, i % 2 = 0, repeat(chr(i), i) FROM generate_series(1, 300) i;
CREATE TABLE texts (a text, b text);
INSERT INTO texts SELECT a, b FROM unnest(ARRAY['', '\N', '\.', '\', 'N', '''', E'\t', E'\n', E'\r\n', E'\\\t\\', '日''本\é😀', NULL]) a,
    unnest(ARRAY['', '\N', '\\', NULL, E'\x01\x7f']) b;
INSERT INTO texts SELECT repeat(E'it''s \\ a\ttab é', i), repeat('x', 70 - i % 70) FROM generate_series(1, 200) i;
INSERT INTO texts SELECT repeat(E'\\''\n', size), 'x' FROM unnest(ARRAY[21840, 21845, 21846, 40000, 70000, 300000]) size;
CREATE TABLE one_text AS SELECT a FROM texts;
CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES; INSERT INTO nothing DEFAULT VALUES;
CREATE TABLE no_row (a int, b text);
"#;

/// What the rows of a SELECT become, and the families of their columns.
async fn selected(session: &mut Session, table: &str) -> Result<(Tuples, Vec<postgres::Family>)> {
    let mut stream = session.stream(format!("SELECT {} FROM {table}", all(table))).await?;
    let columns = stream.columns().expect("a SELECT has columns");
    let families: Vec<_> = columns.iter().map(|column| postgres::Family::of(column.type_oid)).collect();
    let mut encoder = RowEncoder::tuples(families.iter().copied().map(ValueEncoder::Postgres).collect());
    let mut tuples = Tuples::default();
    let mut take = |body: Body<'_>| {
        encoder.take(body, &mut tuples).expect("a row");
        Ok(())
    };
    while stream.pump(&mut take).await?.is_none() {}
    Ok((tuples, families))
}

/// What the lines of a COPY become.
async fn copied(session: &mut Session, table: &str, families: &[postgres::Family]) -> Result<Tuples> {
    let mut copy = session.copy_out(format!("COPY {table} TO STDOUT")).await?;
    assert_eq!(copy.format().columns, families.len());
    let (mut encoder, mut tuples) = (CopyEncoder::new(families, Some(15 << 20)), Tuples::default());
    let mut take = |body: Body<'_>| {
        encoder.take(body, &mut tuples).expect("a row");
        Ok(())
    };
    while copy.pump(&mut take).await?.is_none() {}
    encoder.finish().expect("whole lines");
    Ok(tuples)
}

/// A table without columns has no `*`.
fn all(table: &str) -> &'static str {
    if table == "nothing" { "" } else { "*" }
}

#[test]
fn as_rows_of_a_select() {
    converse(async |session| {
        Server::shared().psql(DATABASE, TABLES);
        for (table, rows) in
            [("every_type", 307), ("texts", 266), ("one_text", 266), ("nothing", 2), ("no_row", 0)]
        {
            let (selected, families) = selected(session, table).await?;
            let copied = copied(session, table, &families).await?;
            assert_eq!((selected.starts.len(), copied.starts.len()), (rows, rows), "{table}");
            assert!(selected.starts == copied.starts, "{table}: where rows start, or what they weigh");
            let differ = selected.bytes.iter().zip(&copied.bytes).position(|(one, other)| one != other);
            let shown =
                differ.map(|at| copied.bytes[at.saturating_sub(100)..][..200].escape_ascii().to_string());
            assert_eq!((shown, selected.bytes.len()), (None, copied.bytes.len()), "{table}");
        }
        Ok(())
    });
}
