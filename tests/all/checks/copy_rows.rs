//! Lines of COPY become what the same rows of a SELECT become, in whatever chunks they come.

use roachdump::internals::connect::{Body, Buffered};
use roachdump::internals::literal::{CopyEncoder, RowEncoder, RowError, Tuples, ValueEncoder, postgres};
use roachdump_proto::backend::data_row;

/// A type of each family.
const TYPES: [u32; 8] = [25, 23, 1700, 701, 16, 1560, 17, 1009];

/// More bytes behind a line than the kernel wants to have there.
const SLACK: usize = 256;

/// The first byte says how many columns there are, one to sixteen, and whether the rest is lines or the values of
/// one, apart by `0xff`; then a byte for each column's type, and the size of a chunk.
pub(crate) fn copy_rows(input: &[u8]) {
    let Some((&how, rest)) = input.split_first() else { return };
    let Some((types, rest)) = rest.split_at_checked(usize::from(how % 16) + 1) else { return };
    let Some((&size, rest)) = rest.split_first() else { return };
    let types: Vec<_> = types.iter().map(|at| TYPES[usize::from(*at) % TYPES.len()]).collect();
    if how & 16 == 0 {
        in_any_chunks(&types, rest, usize::from(size) + 1);
        return;
    }
    let values = rest.split(|byte| *byte == 0xff).chain(std::iter::repeat(&[][..]));
    let values: Vec<_> = values.map(|value| (value != [0xfe]).then_some(value)).take(types.len()).collect();
    let copied = in_any_chunks(&types, &line(&values), usize::from(size) + 1);
    let selected = selected(&types, &values);
    match (&selected.result, &copied.result) {
        (Ok(()), Ok(())) => assert_eq!(selected, copied),
        (Err(row), Err(line)) => assert_eq!(row.column(), line.column()),
        differ => panic!("{}: {differ:?}", rest.escape_ascii()),
    }
}

/// The bytes, where tuples start in them and what they weigh, and how it ended.
#[derive(Debug, Eq, PartialEq)]
struct Written {
    bytes: Vec<u8>,
    starts: Vec<(usize, u64)>,
    result: Result<(), RowError>,
}

impl Written {
    fn new(tuples: Tuples, result: Result<(), RowError>) -> Self {
        let starts = tuples.starts.iter().map(|start| (start.at, start.weight)).collect();
        Self { bytes: tuples.bytes, starts, result }
    }
}

/// What lines become, which is the same in chunks, in one message, and with a message for each.
fn in_any_chunks(types: &[u32], lines: &[u8], size: usize) -> Written {
    let families: Vec<_> = types.iter().map(|oid| postgres::Family::of(*oid)).collect();
    let written = |bodies: Vec<Body<'_>>| {
        let (mut encoder, mut tuples) = (CopyEncoder::new(&families, None), Tuples::default());
        let taken = bodies.into_iter().try_for_each(|body| encoder.take(body, &mut tuples));
        let result = taken.and_then(|()| encoder.finish());
        encoder.abort(&mut tuples.bytes);
        Written::new(tuples, result)
    };
    let slack = |line: &[u8]| [line, &[b'\n'; SLACK]].concat();
    let messages: Vec<_> =
        lines.split_inclusive(|byte| *byte == b'\n').map(|line| (line.len(), slack(line))).collect();
    let one = slack(lines);

    let whole = written(vec![Body::Whole(Buffered::new(&one, lines.len()))]);
    let plain = written(vec![Body::Whole(Buffered::new(lines, lines.len()))]);
    let chunks = written(lines.chunks(size).map(Body::Chunk).collect());
    let each = written(messages.iter().map(|(size, line)| Body::Whole(Buffered::new(line, *size))).collect());
    for (name, other) in [("plain", plain), ("in chunks", chunks), ("a message for each", each)] {
        assert_eq!(whole, other, "{name}: {}", lines.escape_ascii());
    }
    whole
}

/// What the row of a SELECT becomes.
fn selected(types: &[u32], values: &[Option<&[u8]>]) -> Written {
    let columns = types.iter().map(|oid| ValueEncoder::Postgres(postgres::Family::of(*oid)));
    let (mut encoder, mut tuples) = (RowEncoder::tuples(columns.collect()), Tuples::default());
    let mut row = Vec::new();
    data_row::write(values, &mut row).expect("a test's row is small");
    let result = encoder.take(Body::Whole(Buffered::new(&row[5..], row.len() - 5)), &mut tuples);
    Written::new(tuples, result)
}

/// The line that a server sends for these values.
fn line(values: &[Option<&[u8]>]) -> Vec<u8> {
    let mut line = Vec::new();
    for value in values {
        for byte in value.unwrap_or(b"\\N") {
            match (byte, value) {
                (8..=13 | b'\\', Some(_)) => {
                    let letter = match byte {
                        8..=13 => b"btnvfr"[usize::from(byte - 8)],
                        _ => b'\\',
                    };
                    line.extend([b'\\', letter]);
                }
                _ => line.push(*byte),
            }
        }
        line.push(b'\t');
    }
    line.pop();
    line.push(b'\n');
    line
}
