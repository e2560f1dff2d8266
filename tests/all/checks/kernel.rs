//! The one-pass kernel writes what its plain twin writes, whatever the row and whatever lies behind it.

use roachdump::internals::connect::{Body, Buffered};
use roachdump::internals::literal::{RowEncoder, RowError, Tuples, ValueEncoder, cockroach, postgres};
use roachdump_proto::backend::data_row;

/// A type of each kind, by OID and by CockroachDB's name.
const TYPES: [(u32, &str); 12] = [
    (25, "STRING"),
    (23, "INT8"),
    (20, "STRING COLLATE de"),
    (1700, "DECIMAL"),
    (701, "FLOAT8"),
    (16, "BOOL"),
    (1560, "VARBIT"),
    (17, "BYTES"),
    (2205, "REGCLASS"),
    (1114, "TIMESTAMP"),
    (1184, "TIMESTAMPTZ"),
    (1009, "STRING[]"),
];

/// More bytes behind the body than the kernel wants to have there.
const SLACK: usize = 256;

/// The first byte says how many columns there are, one to sixteen, whether the rest is a DataRow's body or the
/// values of one apart by `0xff`, and which dialect it is; then a byte for each column's type, and the byte that lies behind the body.
pub(crate) fn kernel(input: &[u8]) {
    let Some((&how, rest)) = input.split_first() else { return };
    let Some((types, rest)) = rest.split_at_checked(usize::from(how % 16) + 1) else { return };
    let Some((&behind, rest)) = rest.split_first() else { return };
    let body = if how & 16 == 0 { rest.to_vec() } else { row(types.len(), rest) };
    let with_slack = [body.as_slice(), &[behind; SLACK]].concat();
    let encoders: Vec<_> = types.iter().map(|at| encoder(usize::from(*at), how & 32 != 0)).collect();
    let fast = tuples(&encoders, Buffered::new(&with_slack, body.len()));
    let plain = tuples(&encoders, Buffered::new(&body, body.len()));
    assert_eq!(fast, plain, "{encoders:?}: {}", body.escape_ascii());
}

/// A DataRow's body; a value of one `0xfe` is NULL.
fn row(columns: usize, values: &[u8]) -> Vec<u8> {
    let values = values.split(|byte| *byte == 0xff).chain(std::iter::repeat(&[][..]));
    let values: Vec<_> = values.map(|value| (value != [0xfe]).then_some(value)).take(columns).collect();
    let mut message = Vec::new();
    data_row::write(&values, &mut message).expect("a test's row is small");
    message.split_off(5)
}

/// The bytes, where tuples start in them and what they weigh, and the two results.
type Written = (Vec<u8>, Vec<(usize, u64)>, [Result<(), RowError>; 2]);

/// What writes values of a type of [`TYPES`] in a dialect.
fn encoder(at: usize, cockroach: bool) -> ValueEncoder {
    match TYPES[at % TYPES.len()] {
        (oid, name) if cockroach => ValueEncoder::Cockroach(cockroach::Notation::of(name.as_bytes(), oid)),
        (oid, _) => ValueEncoder::Postgres(postgres::Family::of(oid)),
    }
}

/// What two such rows in turn become.
fn tuples(encoders: &[ValueEncoder], row: Buffered<'_>) -> Written {
    let (mut encoder, mut tuples) = (RowEncoder::tuples(encoders.to_vec()), Tuples::default());
    let results = [(); 2].map(|()| encoder.take(Body::Whole(row), &mut tuples));
    let starts = tuples.starts.iter().map(|start| (start.at, start.weight)).collect();
    (tuples.bytes, starts, results)
}
