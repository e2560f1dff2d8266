//! The one-pass kernel writes what its plain twin writes, whatever the row and whatever lies behind it.

use roachdump::literal::{Literal, RowEncoder, RowError, Tuples, postgres};
use roachdump_proto::backend::data_row;
use roachdump_proto::row::{Body, Part};

/// A type of each kind, by OID; 0 stands for a generated column.
const TYPES: [u32; 9] = [25, 23, 20, 1700, 701, 16, 1560, 17, 0];

/// More bytes behind the body than the kernel wants to have there.
const SLACK: usize = 256;

/// The first byte says how many columns there are, one to three, and whether the rest is a DataRow's body or the values of
/// one apart by `0xff`; then a byte for each column's type, and the byte that lies behind the body.
pub(crate) fn kernel(input: &[u8]) {
    let Some((&how, rest)) = input.split_first() else { return };
    let Some((types, rest)) = rest.split_at_checked(usize::from(how % 3) + 1) else { return };
    let Some((&behind, rest)) = rest.split_first() else { return };
    let body = if how & 16 == 0 { rest.to_vec() } else { row(types.len(), rest) };
    let with_slack = [body.as_slice(), &[behind; SLACK]].concat();
    let fast = tuples(types, Body::new(&with_slack, body.len()));
    let plain = tuples(types, Body::new(&body, body.len()));
    assert_eq!(fast, plain, "{types:?}: {}", body.escape_ascii());
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

/// What two such rows in turn become.
fn tuples(types: &[u8], body: Body<'_>) -> Written {
    let literals = types.iter().map(|at| match TYPES[usize::from(*at) % TYPES.len()] {
        0 => Literal::Default,
        oid => Literal::Postgres(postgres::Literal::of(oid)),
    });
    let (mut encoder, mut tuples) = (RowEncoder::new(literals.collect()), Tuples::default());
    let results = [(); 2].map(|()| encoder.take(Part::Whole(body), &mut tuples));
    let starts = tuples.starts.iter().map(|start| (start.at, start.weight)).collect();
    (tuples.bytes, starts, results)
}
