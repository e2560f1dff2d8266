//! In memory: DataRow frames to tuples, and lines of COPY, beside a memcpy of the same bytes in the same run; what of
//! it finding the messages and walking their rows takes; and each family of values by itself.
//!
//! The four tables are those of `benches/tables.sql`, made here in the shape a server sends them. Throughput
//! counts bytes of the stream, frame heads included. `receive` copies the stream through a 256 KiB buffer
//! first, as a system call would.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use roachdump::internals::connect::{Body, Buffered};
use roachdump::internals::literal::{CopyEncoder, RowEncoder, Tuples, ValueEncoder, cockroach, postgres};
use roachdump_proto::row::Row;
use roachdump_proto::{Deframer, Raw, Step, backend, copy};

/// Bytes of each stream: larger than any cache.
const STREAM: usize = 64 << 20;

/// The receive buffer.
const RECEIVE: usize = 256 << 10;

/// A table: the name, its columns' OIDs and CockroachDB type names, and one row.
struct Table {
    name: &'static str,
    columns: &'static [(u32, &'static str)],
    row: fn(usize) -> Vec<Option<String>>,
}

const TABLES: [Table; 5] = [
    Table {
        name: "accounts",
        columns: &[(23, "INT8"), (23, "INT8"), (23, "INT8"), (1042, "CHAR(84)")],
        row: |i| {
            vec![
                Some(i.to_string()),
                Some((1 + i / 100_000).to_string()),
                Some((i * 7919 % 10_000).to_string()),
                Some(" ".repeat(84)),
            ]
        },
    },
    Table {
        name: "wide",
        columns: &[
            (20, "INT8"),
            (25, "STRING"),
            (1043, "VARCHAR(80)"),
            (25, "STRING"),
            (1700, "DECIMAL(12,2)"),
            (701, "FLOAT8"),
            (1114, "TIMESTAMP"),
            (1184, "TIMESTAMPTZ"),
            (3802, "JSONB"),
            (17, "BYTES"),
            (16, "BOOL"),
            (2950, "UUID"),
            (1082, "DATE"),
            (23, "INT8"),
            (25, "STRING"),
        ],
        row: wide,
    },
    Table {
        name: "narrow",
        columns: &[(23, "INT8"), (23, "INT8"), (23, "INT8")],
        row: |i| {
            vec![Some(i.to_string()), Some((i * 31 % 100_000).to_string()), Some((i % 1000).to_string())]
        },
    },
    Table {
        name: "longtxt",
        columns: &[(23, "INT8"), (23, "INT8"), (25, "STRING")],
        row: |i| {
            let body = match i % 10 {
                0 => "don't \\ stop\nhere. ".repeat(80 + i % 30),
                _ => "The quick brown fox jumps over it. ".repeat(48 + i % 20),
            };
            vec![Some(i.to_string()), Some((i % 10).to_string()), Some(body)]
        },
    },
    Table { name: "half quotes", columns: &[(25, "STRING")], row: |i| vec![Some("a'".repeat(100 + i % 7))] },
];

fn wide(i: usize) -> Vec<Option<String>> {
    let hash = format!("{:032x}", (i as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
    let (a, b, c) = (&hash[..8], &hash[8..12], &hash[12..24]);
    vec![
        Some(i.to_string()),
        Some(format!("name {hash}")),
        Some(format!("user{i}@example.com")),
        match i % 15 {
            0 | 3 | 6 | 9 | 12 => None,
            5 | 10 => Some(format!("it's a note with \\ and \"quotes\" {i}")),
            _ => Some(format!("plain note number {i}")),
        },
        Some(format!("{}{}.{:02}", if i.is_multiple_of(7) { "-" } else { "" }, i % 10_000, i % 100)),
        Some(format!("{}", (i * 7919 % 1_000_003) as f64 / 997.0)),
        Some(format!("2001-{:02}-{:02} 10:{:02}:{:02}.123457", i % 12 + 1, i % 28 + 1, i % 60, i % 59)),
        Some(format!("2001-{:02}-{:02} 10:{:02}:{:02}+00", i % 12 + 1, i % 28 + 1, i % 60, i % 59)),
        Some(format!("{{\"k\": {i}, \"v\": \"{hash}\", \"tags\": [\"a\", \"it's\"]}}")),
        Some(format!("\\x{hash}")),
        if i.is_multiple_of(11) {
            None
        } else {
            Some(if i.is_multiple_of(2) { "t" } else { "f" }.to_owned())
        },
        Some(format!("{a}-{b}-{b}-{b}-{c}")),
        Some(format!("20{:02}-{:02}-{:02}", i % 24, i % 12 + 1, i % 28 + 1)),
        if i.is_multiple_of(4) { None } else { Some((i % 65_536).to_string()) },
        if i.is_multiple_of(2) { None } else { Some("x".repeat(i % 40)) },
    ]
}

/// At least `size` bytes of rows.
fn stream(size: usize, row: impl Fn(usize) -> Vec<Option<String>>) -> Vec<u8> {
    let mut wire = Vec::with_capacity(size + 8192);
    let mut at = 1;
    while wire.len() < size {
        backend::data_row::write(&row(at), &mut wire).expect("a row of a test fits");
        at += 1;
    }
    wire
}

/// Hands every message to `take`, with what lies behind its head; the bytes read.
#[inline(always)]
fn messages<'a>(input: &'a [u8], mut take: impl FnMut(Buffered<'a>)) -> usize {
    let mut deframer = Deframer::new(128 << 10);
    let mut used = 0;
    while let Ok(Step::Message(Raw { body, .. }, size)) = deframer.step(&input[used..]) {
        take(Buffered::new(&input[used + 5..], body.len()));
        used += size;
    }
    used
}

/// Reads every value of a row; the bytes they have.
fn walk(body: &[u8]) -> usize {
    let mut row = Row::new(body).expect("a row of a test is right");
    let values = (0..row.columns()).map(|_| row.value().expect("a row of a test is right"));
    let bytes = values.flatten().map(<[u8]>::len).sum();
    row.end().expect("a row of a test is right");
    bytes
}

/// Encodes all whole rows of `input`; the bytes read.
fn encode(input: &[u8], encoder: &mut RowEncoder, tuples: &mut Tuples) -> usize {
    messages(input, |body| encoder.take(Body::Whole(body), tuples).expect("a row of a test is right"))
}

/// Encodes a stream, a receive buffer of it at a time.
fn by_buffers(wire: &[u8], tuples: &mut Tuples, mut encode: impl FnMut(&[u8], &mut Tuples) -> usize) {
    let mut from = 0;
    while from < wire.len() {
        tuples.clear();
        let size = RECEIVE.min(wire.len() - from);
        from += encode(&wire[from..from + size], tuples).max(1);
        black_box(&tuples.bytes);
    }
}

fn transcode(
    group: &mut BenchmarkGroup<'_, WallTime>,
    table: &Table,
    wire: &[u8],
    encoders: Vec<ValueEncoder>,
) {
    let mut encoder = RowEncoder::tuples(encoders);
    let (mut buffer, mut tuples) = (vec![0; RECEIVE], Tuples::default());
    group.bench_function(BenchmarkId::new("receive and transcode", table.name), |bencher| {
        bencher.iter(|| {
            let mut from = 0;
            while from < wire.len() {
                let size = RECEIVE.min(wire.len() - from);
                buffer[..size].copy_from_slice(&wire[from..from + size]);
                tuples.clear();
                let used = encode(&buffer[..size], &mut encoder, &mut tuples);
                black_box(&tuples.bytes);
                from += used.max(1);
            }
        });
    });
    group.bench_function(BenchmarkId::new("transcode", table.name), |bencher| {
        bencher.iter(|| by_buffers(wire, &mut tuples, |input, tuples| encode(input, &mut encoder, tuples)));
    });
}

fn rows(criterion: &mut Criterion) {
    for table in &TABLES {
        let wire = stream(STREAM, table.row);
        let mut group = criterion.benchmark_group("postgres");
        group.throughput(Throughput::Bytes(wire.len() as u64)).sample_size(10);
        let mut copy = vec![0; RECEIVE];
        group.bench_function(BenchmarkId::new("memcpy", table.name), |bencher| {
            bencher.iter(|| {
                for chunk in wire.chunks(RECEIVE) {
                    copy[..chunk.len()].copy_from_slice(chunk);
                    black_box(&copy);
                }
            });
        });
        let columns = table.columns.iter();
        let encoders = columns.clone().map(|(oid, _)| ValueEncoder::Postgres(postgres::Family::of(*oid)));
        transcode(&mut group, table, &wire, encoders.collect());
        group.finish();
        let mut group = criterion.benchmark_group("cockroach");
        group.throughput(Throughput::Bytes(wire.len() as u64)).sample_size(10);
        let encoders = columns
            .map(|(oid, name)| ValueEncoder::Cockroach(cockroach::Notation::of(name.as_bytes(), *oid)));
        transcode(&mut group, table, &wire, encoders.collect());
        group.finish();
    }
}

/// At least `size` bytes of CopyData, a line in each.
fn copied(size: usize, row: impl Fn(usize) -> Vec<Option<String>>) -> Vec<u8> {
    const ESCAPES: [(&str, &str); 4] = [("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")];
    let escaped = |value: String| ESCAPES.iter().fold(value, |value, (from, to)| value.replace(from, to));
    let mut wire = Vec::with_capacity(size + 8192);
    let mut at = 1;
    while wire.len() < size {
        let values = row(at).into_iter().map(|value| value.map_or_else(|| "\\N".to_owned(), escaped));
        let line = values.collect::<Vec<_>>().join("\t") + "\n";
        copy::data(line.as_bytes(), &mut wire).expect("a line of a test fits");
        at += 1;
    }
    wire
}

/// The same tables by COPY.
fn lines(criterion: &mut Criterion) {
    for table in &TABLES {
        let wire = copied(STREAM, table.row);
        let families: Vec<_> = table.columns.iter().map(|(oid, _)| postgres::Family::of(*oid)).collect();
        let (mut encoder, mut tuples) = (CopyEncoder::new(&families, None), Tuples::default());
        let mut group = criterion.benchmark_group("copy");
        group.throughput(Throughput::Bytes(wire.len() as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("transcode", table.name), |bencher| {
            bencher.iter(|| {
                by_buffers(&wire, &mut tuples, |input, tuples| {
                    messages(input, |line| {
                        encoder.take(Body::Whole(line), tuples).expect("a line of a test is right")
                    })
                })
            });
        });
        group.finish();
    }
}

/// What the parts before any literal take.
fn parts(criterion: &mut Criterion) {
    for table in &TABLES {
        let wire = stream(STREAM, table.row);
        let mut group = criterion.benchmark_group("proto");
        group.throughput(Throughput::Bytes(wire.len() as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("deframe", table.name), |bencher| {
            bencher.iter(|| messages(&wire, |body| _ = black_box(body.size())));
        });
        group.bench_function(BenchmarkId::new("deframe and walk", table.name), |bencher| {
            bencher.iter(|| messages(&wire, |body| _ = black_box(walk(body.body()))));
        });
        group.finish();
    }
}

/// Bytes of a stream of one family: what a cache holds.
const FAMILY: usize = 512 << 10;

/// A family: its name, OID and CockroachDB type name, and a value.
type Family = (&'static str, u32, &'static str, fn(usize) -> String);

#[rustfmt::skip]
const FAMILIES: &[Family] = &[
    ("integer",              20,   "INT8",        |i| (i * 7919).to_string()),
    ("negative integer",     20,   "INT8",        |i| format!("-{}", i * 7919)),
    ("integer of 18 digits", 20,   "INT8",        |i| (800_000_000_000_000_000 + i * 7919).to_string()),
    ("decimal",              1700, "DECIMAL",     |i| format!("{}.{:02}", i * 31 % 100_000, i % 100)),
    ("float",                701,  "FLOAT8",      |i| ((i * 7919 % 1_000_003) as f64 / 997.0).to_string()),
    ("float with exponent",  701,  "FLOAT8",      |i| format!("{}.5e+20", i % 9 + 1)),
    ("boolean",              16,   "BOOL",        |i| if i.is_multiple_of(2) { "t" } else { "f" }.to_owned()),
    ("bits",                 1562, "VARBIT",      |i| format!("{i:b}")),
    ("bytes",                17,   "BYTES",       |i| format!("\\x{:064x}", i * 7919)),
    ("timestamp",            1114, "TIMESTAMP",   |i| format!("2001-01-25 10:10:{:02}.{:06}", i % 60, i)),
    ("timestamptz",          1184, "TIMESTAMPTZ", |i| format!("2001-01-25 10:10:{:02}+00", i % 60)),
    ("date",                 1082, "DATE",        |i| format!("2001-01-{:02}", i % 28 + 1)),
    ("uuid",                 2950, "UUID",        |i| format!("63616665-6630-3064-6465-{i:012x}")),
    ("jsonb",                3802, "JSONB",       |i| format!("{{\"k\": {i}, \"v\": \"plain\"}}")),
    ("array",                1009, "STRING[]",    |i| format!("{{a{i},NULL,\"b c\"}}")),
    ("short text",           25,   "STRING",      |i| format!("name {i}")),
    ("text with a quote",    25,   "STRING",      |i| format!("it's a note of some length, number {i}")),
    ("text beyond ASCII",    25,   "STRING",      |i| format!("caf\u{e9} \u{65e5}\u{672c} number {i}")),
    ("long text",            25,   "STRING",      |i| "The quick brown fox. ".repeat(40 + i % 20)),
];

/// Each family by itself: rows of four such values.
fn families(criterion: &mut Criterion) {
    for &(name, oid, type_name, value) in FAMILIES {
        let wire = stream(FAMILY, |at| vec![Some(value(at)); 4]);
        let cockroach = ValueEncoder::Cockroach(cockroach::Notation::of(type_name.as_bytes(), oid));
        let dialects =
            [("postgres", ValueEncoder::Postgres(postgres::Family::of(oid))), ("cockroach", cockroach)];
        for (dialect, encoder) in dialects {
            let mut group = criterion.benchmark_group(format!("{dialect} families"));
            group.throughput(Throughput::Bytes(wire.len() as u64)).sample_size(10);
            let (mut encoder, mut tuples) = (RowEncoder::tuples(vec![encoder; 4]), Tuples::default());
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    tuples.clear();
                    encode(&wire, &mut encoder, &mut tuples);
                    black_box(&tuples.bytes);
                });
            });
            group.finish();
        }
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    rows(&mut criterion);
    lines(&mut criterion);
    parts(&mut criterion);
    families(&mut criterion);
    criterion.final_summary();
}
