//! The kernel's tests: random rows and lines of every family, right and wrong, through it and through its twin.
//!
//! Behind each lies just what the kernel may read, and what it writes to has just the room it asked for:
//! Miri sees every byte more.

use super::*;
use crate::connect::Body;
use crate::literal::{CopyEncoder, RowEncoder, Tuples, copy_text};
use crate::sql::cockroach::LiteralStyle;

/// Rows for each column.
const ROWS: usize = match () {
    () if cfg!(miri) => 5,
    () if cfg!(debug_assertions) => 1_000,
    () => 8_000,
};

#[test]
fn the_kernel_writes_what_its_twin_writes() {
    let of = |oid| ValueEncoder::Postgres(postgres::Family::of(oid));
    kernel_and_twin(&[23, 25, 1700, 701, 16, 1560, 25].map(of));
    let of = |name: &str| cockroach::Notation::of(name.as_bytes(), 0);
    let names = [
        "INT8",
        "STRING",
        "DECIMAL",
        "FLOAT8",
        "BOOL",
        "VARBIT",
        "BYTES",
        "TIMESTAMP",
        "TIMETZ",
        "DATE",
        "REGCLASS",
        "STRING COLLATE de",
        "INT8[]",
        "STRING",
    ];
    for style in [LiteralStyle::V20_1, LiteralStyle::V20_2, LiteralStyle::First] {
        kernel_and_twin(&names.map(|name| ValueEncoder::Cockroach(of(name).in_style(style))));
    }
}

/// For each column rows whose other columns are NULL, so that one value's error hides no other; then rows
/// of all.
fn kernel_and_twin(columns: &[ValueEncoder]) {
    let encoder = RowEncoder::tuples(columns.to_vec());
    let kernel = Kernel::new(columns).expect("a kernel for the dialect");
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut good, rows) = (0, ROWS * (columns.len() + 1));
    for nth in 0..rows {
        let body = random.row(columns.len(), nth % (columns.len() + 1));
        let buffer = [&body[..], &[b'\''; READ_SLACK]].concat();
        let (mut by_kernel, mut by_twin) = (Vec::new(), Vec::new());
        let kernel = kernel.tuple(columns, Buffered::new(&buffer, body.len()), &mut by_kernel);
        let twin = encoder.value_by_value(&body, &mut by_twin);
        assert_eq!(kernel, twin, "{}", body.escape_ascii());
        assert!(kernel.is_err() || by_kernel == by_twin, "{}", body.escape_ascii());
        good += usize::from(kernel.is_ok());
    }
    assert!(good > rows / 4, "{good} good rows of {rows}");
}

/// Lines of the same values, some damaged: by the kernel, by its twin in chunks, and, if a server could have sent
/// them, as rows.
#[test]
fn lines_become_what_rows_become() {
    let families = [23, 25, 1700, 701, 16, 1560, 25].map(postgres::Family::of);
    let columns = families.map(ValueEncoder::Postgres);
    let (kernel, rows) = (Kernel::new(&columns).expect("a kernel"), RowEncoder::tuples(columns.to_vec()));
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut good, mut by_kernel) = (0, 0);
    for nth in 0..ROWS * (columns.len() + 1) {
        let values = random.values(columns.len(), nth % (columns.len() + 1));
        let mut line = line(&values);
        let damaged = random.below(10) == 0;
        if damaged {
            let at = random.below(line.len() as u64) as usize;
            line[at] = b"\t\n\\'N\0a7"[random.below(8) as usize];
        }
        let (mut plain, mut tuples) = (CopyEncoder::new(&families, None), Tuples::default());
        let mut chunks = line.chunks(1 + random.below(40) as usize);
        let mut written = chunks.try_for_each(|chunk| plain.take(Body::Chunk(chunk), &mut tuples));
        written = written.and_then(|()| plain.finish());
        good += usize::from(written.is_ok());

        let (buffer, mut fast) = ([&line[..], &[b'\n'; READ_SLACK]].concat(), Vec::new());
        if kernel.line(&columns, Buffered::new(&buffer, line.len()), &mut fast) {
            assert_eq!((&fast, written), (&tuples.bytes, Ok(())), "{}", line.escape_ascii());
            by_kernel += 1;
        }
        let mut selected = Vec::new();
        if !damaged {
            let row = rows.value_by_value(&body(&values), &mut selected);
            assert_eq!(row.is_ok(), written.is_ok(), "{}", line.escape_ascii());
            assert!(row.is_err() || selected == tuples.bytes, "{}", line.escape_ascii());
        }
    }
    assert!(good > ROWS && by_kernel * 10 > good * 9, "{by_kernel} of {good} good lines");
}

type Values = Vec<Option<Vec<u8>>>;

fn body(values: &Values) -> Vec<u8> {
    let mut body = (values.len() as u16).to_be_bytes().to_vec();
    for value in values {
        let size = value.as_ref().map_or(-1, |value| value.len() as i32);
        body.extend(size.to_be_bytes());
        body.extend(value.iter().flatten());
    }
    body
}

fn line(values: &Values) -> Vec<u8> {
    let mut line = Vec::new();
    for value in values {
        match value {
            Some(value) => copy_text::escape(value, &mut line),
            None => line.extend_from_slice(copy_text::NULL),
        }
        line.push(b'\t');
    }
    line.pop();
    line.push(b'\n');
    line
}

/// A xorshift generator: the same rows in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    /// A value in column `only`, or in all if there is no such column.
    fn values(&mut self, columns: usize, only: usize) -> Values {
        let mut value = |column| {
            let null = self.below(6) == 0 || only < columns && column != only;
            (!null).then(|| self.value())
        };
        (0..columns).map(&mut value).collect()
    }

    /// A row of such values; some are damaged.
    fn row(&mut self, columns: usize, only: usize) -> Vec<u8> {
        let mut body = body(&self.values(columns, only));
        if self.below(20) == 0 {
            let at = self.below(body.len() as u64) as usize;
            body[at] = self.below(256) as u8;
        }
        if self.below(50) == 0 {
            body.truncate(self.below(body.len() as u64) as usize);
        }
        body
    }

    /// Text of some alphabet, or a value that one family writes in a way of its own, at times damaged.
    fn value(&mut self) -> Vec<u8> {
        const ALPHABETS: &[&str] = &[
            "0123456789",
            "01",
            "0123456789.-+eE",
            "0.",
            "'",
            "ab'\\",
            "tf",
            "abc\0",
            "it's a\n\t\\\u{1}\u{7f}",
            "aé日😀\u{fffd}\u{7ff}\u{800}",
            "0123456789abcdefABCDEF",
            "abcdefghijklmnopqrstuvwxyz ",
        ];
        const FORMS: &[&str] = &[
            "2016-01-25 10:10:10",
            "2016-01-25 10:10:10.123456",
            "2016-01-25 10:10:10+00",
            "0000-01-25 10:10:10",
            "2016-01-25 10:10:10.5-03:30",
            "0044-03-15 00:00:00 BC",
            "2016-01-25 10:10",
            "2016-01-25",
            "0.000000",
            "0.0000001",
            "-0.0000012",
            "0.0001",
            "0.00001",
            "-0",
            "999999",
            "1000000",
            "123456.789",
            "0.30000000000000004",
            "0.300000000000000040",
            "-1.7976931348623157e+308",
            "1e+06",
            "1.5e-07",
            "\\x00ff",
            "\\xAbCd",
            "t",
            "f",
            "true",
            "NaN",
            "+Inf",
            "{1,NULL}",
            "0.00012345678901234567",
            "9223372036854775807",
            "-9223372036854775808",
            "12345678901234567890123456789012",
            "123456789012345678901234567890123",
            "01:02:03+00",
        ];
        let mut value = if self.below(3) == 0 {
            FORMS[self.below(FORMS.len() as u64) as usize].as_bytes().to_vec()
        } else {
            let alphabet: Vec<char> =
                ALPHABETS[self.below(ALPHABETS.len() as u64) as usize].chars().collect();
            let most = [2, 4, 18, 40, 70, 300][self.below(6) as usize];
            let size = self.below(most);
            let character = |_| alphabet[self.below(alphabet.len() as u64) as usize];
            (0..size).map(character).collect::<String>().into_bytes()
        };
        if self.below(8) == 0 && !value.is_empty() {
            let at = self.below(value.len() as u64) as usize;
            value[at] = self.below(256) as u8;
        }
        value
    }
}
