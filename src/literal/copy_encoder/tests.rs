//! Lines of COPY, and what they become.

use super::*;
use crate::literal::{RowEncoder, copy_text};

const INTEGER: u32 = 23;
const TEXT: u32 = 25;

fn families(oids: &[u32]) -> Vec<postgres::Family> {
    oids.iter().map(|oid| postgres::Family::of(*oid)).collect()
}

/// What lines become that come in chunks of `size` bytes.
fn chunked(oids: &[u32], lines: &[u8], size: usize, most: Option<u64>) -> (Tuples, Result<(), RowError>) {
    let (mut encoder, mut tuples) = (CopyEncoder::new(&families(oids), most), Tuples::default());
    let mut chunks = lines.chunks(size);
    let written = chunks.try_for_each(|chunk| encoder.take(Body::Chunk(chunk), &mut tuples));
    (tuples, written.and_then(|()| encoder.finish()))
}

/// The same, all in one message with something behind it.
fn whole(oids: &[u32], lines: &[u8]) -> (Tuples, Result<(), RowError>) {
    let (mut encoder, mut tuples) = (CopyEncoder::new(&families(oids), None), Tuples::default());
    let buffer = [lines, &[b'\n'; 256]].concat();
    let written = encoder.take(Body::Whole(Buffered::new(&buffer, lines.len())), &mut tuples);
    (tuples, written.and_then(|()| encoder.finish()))
}

/// A name, the types of the columns, lines, and what they become.
type Case = (&'static str, &'static [u32], &'static [u8], Result<&'static str, &'static str>);

#[test]
fn lines() {
    #[rustfmt::skip]
    let table: &[Case] = &[
        ("values",           &[23, 25, 25], b"7\tit's\t\n",          Ok(",\n\t(7, 'it''s', '')")),
        ("nulls",            &[23, 25, 25], b"\\N\t\\N\t\\N\n",      Ok(",\n\t(NULL, NULL, NULL)")),
        ("escapes",          &[25],         b"\\b\\f\\n\\r\\t\\v\\\\\n", Ok(",\n\t('\x08\x0c\n\r\t\x0b\\')")),
        ("text of a NULL",   &[25],         b"\\\\N\n",              Ok(",\n\t('\\N')")),
        ("an N",             &[25],         b"N\n",                  Ok(",\n\t('N')")),
        ("one empty text",   &[25],         b"\n",                   Ok(",\n\t('')")),
        ("two rows",         &[23],         b"1\n2\n",               Ok(",\n\t(1),\n\t(2)")),
        ("no columns",       &[],           b"\n\n",                 Ok(",\n\t(),\n\t()")),
        ("no rows",          &[23],         b"",                     Ok("")),
        ("every family",     &[16, 1560, 1700, 701, 701], b"t\t101\t-1.50\t-0\t1e+20\n", Ok(",\n\t(true, B'101', -1.50, '-0', 1e+20)")),
        ("beyond ASCII",     &[25],         "é日'😀\n".as_bytes(),   Ok(",\n\t('é日''😀')")),
        ("fewer values",     &[23, 23],     b"1\n",                  Err("has fewer values than columns")),
        ("more values",      &[23],         b"1\t2\n",               Err("has more values than columns")),
        ("more, empty",      &[25],         b"a\t\n",                Err("has more values than columns")),
        ("value, no column", &[],           b"a\n",                  Err("has more values than columns")),
        ("NULL, no column",  &[],           b"\\N\n",                Err("has an escape that no server writes")),
        ("TAB, no column",   &[],           b"\t\n",                 Err("has more values than columns")),
        ("no end",           &[23],         b"1",                    Err("does not end")),
        ("half an escape",   &[25],         b"a\\",                  Err("does not end")),
        ("end of data",      &[25],         b"\\.\n",                Err("has an escape that no server writes")),
        ("hexadecimal",      &[25],         b"\\x41\n",              Err("has an escape that no server writes")),
        ("octal",            &[25],         b"\\101\n",              Err("has an escape that no server writes")),
        ("any letter",       &[25],         b"\\a\n",                Err("has an escape that no server writes")),
        ("escaped line end", &[25],         b"a\\\nb\n",             Err("has an escape that no server writes")),
        ("escaped TAB",      &[25],         b"a\\\tb\n",             Err("has an escape that no server writes")),
        ("NULL and more",    &[25],         b"\\Na\n",               Err("has bytes beside a NULL")),
        ("more and NULL",    &[25],         b"a\\N\n",               Err("has an escape that no server writes")),
        ("two NULLs",        &[25],         b"\\N\\N\n",             Err("has an escape that no server writes")),
    ];
    for &(name, oids, lines, want) in table {
        for size in 1..=lines.len().max(1) {
            let (tuples, written) = chunked(oids, lines, size, None);
            let text = String::from_utf8(tuples.bytes).unwrap();
            let want = want.map_err(RowError::Line);
            assert_eq!(written.map(|()| text.as_str()), want, "{name}, in chunks of {size}");
        }
        let (tuples, written) = whole(oids, lines);
        let text = String::from_utf8(tuples.bytes).unwrap();
        assert_eq!(written.map(|()| text.as_str()), want.map_err(RowError::Line), "{name}, whole");
    }
}

#[test]
fn values_are_of_their_type() {
    for (oid, line) in
        [(23, &b"a\n"[..]), (23, b"\n"), (16, b"true\n"), (1700, b"1..2\n"), (1560, b"2\n"), (25, b"a\0\n")]
    {
        for (tuples, written) in [whole(&[oid], line), chunked(&[oid], line, 1, None)] {
            assert!(matches!(written, Err(RowError::Value(0, _))), "{}: {written:?}", line.escape_ascii());
            assert!(tuples.bytes.is_empty() && tuples.starts.is_empty());
        }
    }
    let digits = vec![b'1'; if cfg!(miri) { 2_000 } else { 200_000 }];
    assert!(matches!(chunked(&[INTEGER], &digits, 1000, None).1, Err(RowError::Value(0, _))));
}

/// The DataRow and the line of 7 and a text.
fn row(text: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let size = (text.len() as u32).to_be_bytes();
    let body = [b"\0\x02\0\0\0\x017", &size[..], text].concat();
    let mut line = b"7\t".to_vec();
    copy_text::escape(text, &mut line);
    line.push(b'\n');
    (body, line)
}

/// Rows of all sizes about the bound weigh what a SELECT's do, in whatever chunks they come.
#[test]
fn weights() {
    let (oids, most) = (&[INTEGER, TEXT], Some(1 << 20));
    let columns = families(oids).into_iter().map(ValueEncoder::Postgres);
    let (mut by_select, mut want) = (RowEncoder::tuples(columns.collect()), Tuples::default());
    let (mut by_message, mut messages) = (CopyEncoder::new(&families(oids), most), Tuples::default());
    let mut lines = Vec::new();
    let sizes = [0, 1, 2 * WEIGHED_AS_TUPLE, 3 * WEIGHED_AS_TUPLE]
        .into_iter()
        .chain(WEIGHED_AS_TUPLE - 14..WEIGHED_AS_TUPLE + 2)
        .step_by(if cfg!(miri) { 5 } else { 1 });
    for text in
        sizes.flat_map(|size| [vec![b'x'; size], b"a'\\".iter().copied().cycle().take(size).collect()])
    {
        let (body, line) = row(&text);
        by_select.take(Body::Whole(Buffered::new(&body, body.len())), &mut want).unwrap();
        let buffer = [&line[..], &[0; 256]].concat();
        by_message.take(Body::Whole(Buffered::new(&buffer, line.len())), &mut messages).unwrap();
        lines.extend(line);
    }
    for size in [1000, WEIGHED_AS_TUPLE, lines.len()] {
        let (got, written) = chunked(oids, &lines, size, most);
        assert!(got.bytes == want.bytes && written.is_ok(), "by {size}");
        assert_eq!(got.starts, want.starts, "by {size}");
    }
    assert!(messages.bytes == want.bytes);
    assert_eq!(messages.starts, want.starts, "a message for each");
}

/// A row of any size is held until it weighs more than a statement, and then flows through.
#[test]
fn what_is_held() {
    let most = 2 * WEIGHED_AS_TUPLE;
    let chunk = vec![b'\''; most / 16];
    let mut encoder = CopyEncoder::new(&families(&[TEXT]), Some(most as u64));
    let mut tuples = Tuples::default();
    for nth in 1..100 {
        tuples.clear();
        encoder.take(Body::Chunk(&chunk), &mut tuples).unwrap();
        // With a count and a size, sixteen chunks are a little more than a statement.
        let written = match nth {
            ..16 => 0,
            16 => ",\n\t('".len() + 16 * 2 * chunk.len(),
            _ => 2 * chunk.len(),
        };
        assert_eq!((tuples.bytes.len(), tuples.starts.len()), (written, usize::from(nth == 16)), "{nth}");
    }
    assert!(encoder.held.capacity() <= 8 * most, "{}", encoder.held.capacity());
    encoder.abort(&mut tuples.bytes);
    assert!(tuples.bytes.ends_with(b"'") && tuples.bytes.len() == 2 * chunk.len() + 1);
    assert_eq!(encoder.finish(), Ok(()));
}

#[test]
fn a_held_line_leaves_nothing() {
    let (mut encoder, mut tuples) = (CopyEncoder::new(&families(&[TEXT]), None), Tuples::default());
    encoder.take(Body::Chunk(b"abc"), &mut tuples).unwrap();
    encoder.abort(&mut tuples.bytes);
    assert!(tuples.bytes.is_empty() && tuples.starts.is_empty());
}
