//! A value becomes a literal that reads back as that value, and does not end before its end.

use roachdump::internals::connect::{Body, Buffered};
use roachdump::internals::literal::{RowEncoder, RowError, Tuples, ValueEncoder, cockroach, postgres};
use roachdump_proto::backend::data_row;

use super::same::{Family, is_of, same};
use super::sql::{self, Value};

/// What stands in the column behind: it is found only if the literal before it ended where it should.
const SENTINEL: &[u8] = b"sentinel";

/// A type of the `postgres` dialect by its OID, of the `cockroach` dialect by its name.
enum Type {
    Postgres(u32),
    Cockroach(&'static str),
}

use Type::{Cockroach, Postgres};

/// One type of each family.
#[rustfmt::skip]
const TYPES: &[(Type, Family)] = &[
    (Postgres(25),                 Family::Text),
    (Postgres(23),                 Family::Integer),
    (Postgres(1700),               Family::PostgresNumber),
    (Postgres(701),                Family::PostgresNumber),
    (Postgres(16),                 Family::Letter),
    (Postgres(1560),               Family::Bits),
    (Postgres(17),                 Family::Text),
    (Postgres(1009),               Family::Text),
    (Cockroach("STRING"),          Family::Text),
    (Cockroach("STRING COLLATE de"), Family::Collated),
    (Cockroach("INT8"),            Family::Integer),
    (Cockroach("REGCLASS"),        Family::NumberOrText),
    (Cockroach("FLOAT8"),          Family::Float),
    (Cockroach("DECIMAL"),         Family::Decimal),
    (Cockroach("BOOL"),            Family::Boolean),
    (Cockroach("VARBIT"),          Family::Bits),
    (Cockroach("BYTES"),           Family::Text),
    (Cockroach("TIMESTAMPTZ"),     Family::Timestamp),
    (Cockroach("TIMETZ"),          Family::TimeTz),
    (Cockroach("JSONB"),           Family::Text),
];

/// Types of the `cockroach` dialect whose arrays are literals of their own, and the family of an element.
#[rustfmt::skip]
const ARRAYS: &[(&str, Family)] = &[
    ("STRING[]",            Family::Text),
    ("STRING[] COLLATE de", Family::Collated),
    ("INT8[]",              Family::Integer),
    ("FLOAT8[]",            Family::Float),
    ("DECIMAL[]",           Family::Decimal),
    ("BOOL[]",              Family::Boolean),
    ("VARBIT[]",            Family::Bits),
    ("BYTES[]",             Family::Text),
    ("TIMESTAMP[]",         Family::Timestamp),
];

/// The first byte chooses a type, the rest is a value of it.
pub(crate) fn literal(input: &[u8]) {
    let Some((&which, value)) = input.split_first() else { return };
    let which = usize::from(which) % (TYPES.len() + ARRAYS.len());
    if let Some((kind, family)) = TYPES.get(which) {
        let read = read_back(kind, value);
        if let Postgres(_) = kind {
            assert_eq!(read.is_some(), is_of(*family, value), "{family:?}: {}", value.escape_ascii());
        }
        if let Some(read) = read {
            assert!(same(*family, value, &read), "{family:?}: {} became {read:?}", value.escape_ascii());
        }
    } else if let Some((name, family)) = ARRAYS.get(which - TYPES.len())
        && let Some(read) = read_back(&Cockroach(name), value)
    {
        assert!(same_array(*family, value, &read), "{name}: {} became {read:?}", value.escape_ascii());
    }
}

/// What a loader reads, if the value is one of the type.
fn read_back(kind: &Type, value: &[u8]) -> Option<Value> {
    let columns = || match kind {
        Postgres(oid) => [*oid, 25].map(postgres::Family::of).map(ValueEncoder::Postgres).to_vec(),
        Cockroach(name) => [*name, "STRING"]
            .map(|name| ValueEncoder::Cockroach(cockroach::Notation::of(name.as_bytes(), 0)))
            .to_vec(),
    };
    let mut row = Vec::new();
    data_row::write(&[Some(value), Some(SENTINEL)], &mut row).expect("a test's row is small");
    let body = &row[5..];
    let whole = encoded(columns(), [Body::Whole(Buffered::new(body, body.len()))]);
    for size in [1, 3, 17] {
        let begin = [Body::Begin(u32::try_from(body.len()).expect("a test's row is small"))];
        let chunks = begin.into_iter().chain(body.chunks(size).map(Body::Chunk)).chain([Body::End]);
        assert_eq!(encoded(columns(), chunks).ok(), whole.clone().ok(), "in chunks of {size}");
    }
    let tuple = whole.ok()?;
    let values: Option<[Value; 2]> = sql::tuple(&tuple).and_then(|values| values.try_into().ok());
    let Some([read, Value::Text(sentinel)]) = values else {
        panic!("{} became {}", value.escape_ascii(), tuple.escape_ascii())
    };
    assert_eq!(sentinel, SENTINEL);
    if let Cockroach(name) = kind {
        in_chunks(name, value, &read);
    }
    Some(read)
}

fn encoded<'a>(
    columns: Vec<ValueEncoder>,
    row: impl IntoIterator<Item = Body<'a>>,
) -> Result<Vec<u8>, RowError> {
    let (mut encoder, mut tuples) = (RowEncoder::tuples(columns), Tuples::default());
    row.into_iter().try_for_each(|body| encoder.take(body, &mut tuples))?;
    Ok(tuples.bytes)
}

/// A value too long to be held reads back alike.
fn in_chunks(name: &str, value: &[u8], read: &Value) {
    let Some(mut streamed) = cockroach::Notation::of(name.as_bytes(), 0).streamed() else { return };
    let mut out = Vec::new();
    streamed.open(&mut out);
    let written = value.chunks(2).try_for_each(|chunk| streamed.chunk(chunk, &mut out));
    written.and_then(|()| streamed.close(&mut out)).expect("what can be written whole can be in chunks");
    assert_eq!(sql::literal(&out).as_ref(), Some(read), "in chunks: {}", out.escape_ascii());
}

/// Whether `read` has the elements of the array that the server sent as `value`.
fn same_array(family: Family, value: &[u8], read: &Value) -> bool {
    let (Value::Array(read), Some(elements)) = (read, elements(value)) else { return false };
    elements.len() == read.len()
        && elements.iter().zip(read).all(|(element, read)| match element {
            None => *read == Value::Null,
            Some(element) => same(family, element, read),
        })
}

/// The elements of `{a,NULL,"b\"c"}`.
fn elements(text: &[u8]) -> Option<Vec<Option<Vec<u8>>>> {
    let mut bytes = text.strip_prefix(b"{")?.strip_suffix(b"}")?.iter().copied().peekable();
    let mut elements = Vec::new();
    if bytes.peek().is_none() {
        return Some(elements);
    }
    loop {
        let (mut element, quoted) = (Vec::new(), bytes.next_if_eq(&b'"').is_some());
        if quoted {
            loop {
                match bytes.next()? {
                    b'"' => break,
                    b'\\' => element.push(bytes.next()?),
                    byte => element.push(byte),
                }
            }
        } else {
            while let Some(byte) = bytes.next_if(|byte| *byte != b',') {
                element.push(byte);
            }
        }
        elements.push((quoted || element != b"NULL").then_some(element));
        match bytes.next() {
            None => return Some(elements),
            Some(b',') => {}
            Some(_) => return None,
        }
    }
}
