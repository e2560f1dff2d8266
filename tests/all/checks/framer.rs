//! Statements begin and end at the same rows however the tuples are cut into buffers.

use roachdump::Error;
use roachdump::internals::literal::{SEPARATOR, Start, Tuples};
use roachdump::internals::sink::{Framer, Framing, ready, written};

const HEAD: &str = "INSERT INTO t VALUES";

/// The first bytes are the most rows in a statement, the most bytes in it, and the size of a buffer; every
/// other is the size of a row.
pub(crate) fn framer(input: &[u8]) {
    let Some(([rows, size, buffer], sizes)) = input.split_first_chunk() else { return };
    let (rows, size) = (u32::from(*rows).max(1), u64::from(*size) * 4);
    let tuples = tuples(sizes);
    let whole = framed(&tuples, tuples.bytes.len().max(1), rows, size);
    assert_eq!(framed(&tuples, usize::from(*buffer) + 1, rows, size), whole);
    let said: usize = whole.split(HEAD).skip(1).map(|statement| check(statement, rows, size)).sum();
    assert_eq!(said, sizes.len());
}

fn tuples(sizes: &[u8]) -> Tuples {
    let mut tuples = Tuples::default();
    for size in sizes.iter().map(|size| usize::from(*size)) {
        let row = [SEPARATOR, &vec![b'x'; size], b")"].concat();
        tuples.starts.push(Start { at: tuples.bytes.len(), weight: size as u64 + 2 });
        tuples.bytes.extend(row);
    }
    tuples
}

/// What the tuples become in buffers of `size` bytes.
fn framed(tuples: &Tuples, buffer: usize, rows: u32, size: u64) -> String {
    let framing = Framing { before: "", head: HEAD.into(), tail: ";\n", after: "", bare: false, rows, size };
    let mut framer = Framer::new(framing);
    let framed = written(|output| {
        for (at, bytes) in tuples.bytes.chunks(buffer).enumerate() {
            let range = at * buffer..at * buffer + bytes.len();
            let here = tuples.starts.iter().filter(|start| range.contains(&start.at));
            let starts = here.map(|start| Start { at: start.at - range.start, ..*start }).collect();
            let tuples = Tuples { bytes: bytes.to_vec(), starts };
            while !framer.write(&tuples, output) {
                ready(output.drain())?;
            }
        }
        assert_eq!(framer.finish(output), tuples.starts.len() as u64);
        Ok::<_, Error>(())
    });
    framed.expect("memory takes everything")
}

/// The number of rows in a statement, whose head is cut off, and which keeps to both limits.
fn check(statement: &str, rows: u32, size: u64) -> usize {
    let body = statement.strip_suffix(";\n").expect("a statement ends");
    assert!(body.starts_with("\n\t(") && body.ends_with(')'), "{statement}");
    let count = body.matches("\n\t(").count();
    assert!(count <= rows as usize, "{count} rows in a statement of {rows}");
    // What joins the last row to the one before is not weighed.
    let weighed = HEAD.len() + body.len() + 1 - SEPARATOR.len();
    assert!(size == 0 || count == 1 || weighed as u64 <= size, "over {size}: {statement}");
    count
}
