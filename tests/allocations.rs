//! The hot path allocates nothing for a row or a line of COPY, once its buffers have grown: in neither dialect, by the kernel
//! (which wants bytes behind the row) or by the plain path.

#![allow(unsafe_code, reason = "an allocator can only be counted from inside")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint;
use std::thread;

use roachdump::internals::connect::{Body, Buffered};
use roachdump::internals::literal::{CopyEncoder, RowEncoder, Tuples, ValueEncoder, cockroach, postgres};
use roachdump_proto::backend::data_row;

/// The system's allocator, counted.
struct Counted;

thread_local! {
    /// How often this thread has asked for memory. The test harness has threads of its own, which ask at any time.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
}

// SAFETY: every call is passed on as it is.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// One column of every family: OID, CockroachDB's name, a value.
#[rustfmt::skip]
const COLUMNS: &[(u32, &str, &str)] = &[
    (20,   "INT8",                          "-42"),
    (25,   "STRING",                        "it's caf\u{e9}"),
    (17,   "BYTES",                         "\\x00ff"),
    (16,   "BOOL",                          "t"),
    (1700, "DECIMAL",                       "-1.50"),
    (701,  "FLOAT8",                        "1.5e-07"),
    (1114, "TIMESTAMP",                     "2016-01-25 10:10:10.5"),
    (1184, "TIMESTAMPTZ",                   "2016-01-25 10:10:10+00"),
    (1082, "DATE",                          "2016-01-25"),
    (1186, "INTERVAL",                      "1 day"),
    (2950, "UUID",                          "63616665-6630-3064-6465-616462656562"),
    (869,  "INET",                          "::1"),
    (3802, "JSONB",                         "{\"a\": 1}"),
    (1560, "BIT(3)",                        "101"),
    (1009, "STRING[]",                      "{a,NULL,\"b c\"}"),
    (25,   "STRING COLLATE en_u_ks_level2", "x"),
];

/// Bytes behind the row, more than the kernel wants.
const BEHIND: usize = 256;

#[test]
fn what_is_counted() {
    let allocate = |times| (0..times).for_each(|_| drop(hint::black_box(Vec::<u8>::with_capacity(1))));
    let before = ALLOCATIONS.get();
    allocate(10);
    assert_eq!(ALLOCATIONS.get() - before, 10, "this thread's");
    thread::spawn(move || allocate(1000)).join().expect("a thread that allocates");
    // To start a thread takes some.
    assert!(ALLOCATIONS.get() - before < 1000, "another thread's too");
}

#[test]
fn no_allocation_for_a_row() {
    let postgres = COLUMNS.iter().map(|(oid, ..)| ValueEncoder::Postgres(postgres::Family::of(*oid)));
    let cockroach = COLUMNS
        .iter()
        .map(|(oid, name, _)| ValueEncoder::Cockroach(cockroach::Notation::of(name.as_bytes(), *oid)));
    let mut row = Vec::new();
    let values: Vec<_> = COLUMNS.iter().map(|(.., value)| Some(*value)).collect();
    data_row::write(&values, &mut row).expect("a row");
    let size = row.len() - 5;
    row.extend([0; BEHIND]);
    let (fast, plain) = (Buffered::new(&row[5..], size), Buffered::new(&row[5..5 + size], size));
    let (postgres, cockroach) = (postgres.collect::<Vec<_>>(), cockroach.collect::<Vec<_>>());
    #[rustfmt::skip]
    let table = [
        ("postgres",         &postgres,  fast),
        ("postgres, plain",  &postgres,  plain),
        ("cockroach",        &cockroach, fast),
        ("cockroach, plain", &cockroach, plain),
    ];
    for (name, encoders, body) in table {
        let mut encoder = RowEncoder::tuples(encoders.clone());
        no_allocation(name, |tuples| encoder.take(Body::Whole(body), tuples).expect("a good row"));
    }
}

#[test]
fn no_allocation_for_a_line() {
    let values: Vec<_> = COLUMNS.iter().map(|(.., value)| value.replace('\\', "\\\\")).collect();
    let line = values.join("\t") + "\n";
    let buffer = [line.as_bytes(), &[0; BEHIND]].concat();
    let families: Vec<_> = COLUMNS.iter().map(|(oid, ..)| postgres::Family::of(*oid)).collect();
    for (name, buffer) in [("kernel", &buffer[..]), ("plain", line.as_bytes())] {
        let (mut encoder, whole) = (CopyEncoder::new(&families, None), Buffered::new(buffer, line.len()));
        no_allocation(name, |tuples| encoder.take(Body::Whole(whole), tuples).expect("a good line"));
    }
    let mut encoder = CopyEncoder::new(&families, None);
    no_allocation("in chunks", |tuples| {
        line.as_bytes()
            .chunks(7)
            .for_each(|chunk| encoder.take(Body::Chunk(chunk), tuples).expect("a good line"));
    });
}

/// Fails the test if `row` allocates, once the tuples have room.
fn no_allocation(name: &str, mut row: impl FnMut(&mut Tuples)) {
    let mut tuples = Tuples::default();
    let mut buffer = || {
        tuples.clear();
        (0..1000).for_each(|_| row(&mut tuples));
    };
    buffer();
    let before = ALLOCATIONS.get();
    buffer();
    assert_eq!(ALLOCATIONS.get() - before, 0, "{name}: allocations for 1000 rows");
}
