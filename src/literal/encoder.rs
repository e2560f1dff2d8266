//! Walks a DataRow and appends its tuple: `,\n\t(1, 'a', NULL)`.

use std::{fmt, mem};

use roachdump_proto::DecodeError;
use roachdump_proto::row::{Body, Part, Piece, Pieces, Row};

#[cfg(target_arch = "x86_64")]
use super::kernel::{Kernel, READ_SLACK};
use super::{BadValue, Literal, Parts, SEPARATOR, Tuples};

/// Why a row could not be written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RowError {
    /// The DataRow is not as the protocol lays down.
    Malformed(DecodeError),
    /// The DataRow has another number of columns than its RowDescription.
    Columns {
        /// As described.
        described: usize,
        /// As sent.
        sent: u16,
    },
    /// The value of this column, counted from 0, is not of its type.
    Value(usize, BadValue),
}

impl From<DecodeError> for RowError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

impl RowError {
    /// The column at fault, counted from 0.
    pub fn column(&self) -> Option<usize> {
        match self {
            Self::Value(column, _) => Some(*column),
            Self::Malformed(_) | Self::Columns { .. } => None,
        }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "{error}"),
            Self::Columns { described, sent } => {
                write!(f, "the server described {described} columns and sent a row of {sent}")
            }
            Self::Value(_, error) => write!(f, "{error}"),
        }
    }
}

/// What stands around the values of a row.
#[derive(Clone, Copy, Debug)]
struct Marks {
    before: &'static [u8],
    between: &'static [u8],
    after: &'static [u8],
}

/// A tuple of an INSERT.
const TUPLE: Marks = Marks { before: SEPARATOR, between: b", ", after: b")" };

/// A line of COPY.
const LINE: Marks = Marks { before: b"", between: b"\t", after: b"\n" };

/// Writes rows of one table as tuples, or as lines of COPY.
#[derive(Debug)]
pub struct RowEncoder {
    columns: Vec<Literal>,
    marks: Marks,
    #[cfg(target_arch = "x86_64")]
    kernel: Option<Kernel>,
    cut: Option<Cut>,
    /// Kept between rows for its memory.
    gathered: Vec<u8>,
}

/// A row that arrives in parts.
#[derive(Debug)]
struct Cut {
    pieces: Pieces,
    /// The column of the open value, or of the next one.
    column: usize,
    value: Value,
}

/// The open value of a cut row.
#[derive(Debug)]
enum Value {
    /// None is open.
    Closed,
    /// It is collected, with this many bytes to come.
    Gathered(u32),
    /// It is written as it comes, with this many bytes to come.
    Streamed(Parts, u32),
}

impl RowEncoder {
    /// An encoder for rows with these columns.
    pub fn new(columns: Vec<Literal>) -> Self {
        Self {
            #[cfg(target_arch = "x86_64")]
            kernel: Kernel::new(&columns),
            marks: if columns.iter().any(|column| matches!(column, Literal::Copy(_))) { LINE } else { TUPLE },
            columns,
            cut: None,
            gathered: Vec::new(),
        }
    }

    /// Appends what `part` holds.
    ///
    /// # Errors
    ///
    /// See [`RowError`]; the tuple that was begun is then unfinished.
    #[inline]
    pub fn take(&mut self, part: Part<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        match part {
            Part::Whole(body) => self.whole(body, tuples),
            part => self.part(part, tuples),
        }
    }

    /// Closes a literal that is open after an error in the middle of a row, so that what follows is not
    /// taken for a part of it.
    pub fn abort(&mut self, out: &mut Vec<u8>) {
        if let Some(Cut { value: Value::Streamed(parts, _), .. }) = self.cut.take() {
            parts.abort(out);
        }
    }

    #[inline]
    fn whole(&mut self, body: Body<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        let start = tuples.bytes.len();
        let written = self.tuple(body, &mut tuples.bytes);
        if written.is_err() {
            tuples.bytes.truncate(start);
        } else {
            tuples.done(start, body.size());
        }
        written
    }

    #[inline]
    fn tuple(&self, body: Body<'_>, out: &mut Vec<u8>) -> Result<(), RowError> {
        #[cfg(target_arch = "x86_64")]
        if let Some(kernel) = &self.kernel
            && body.with_rest().len() >= body.size() + READ_SLACK
        {
            return kernel.tuple(&self.columns, body, out);
        }
        self.plain(body.get(), out)
    }

    /// The tuple by the literals' own functions: the kernel's twin.
    fn plain(&self, body: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        let mut row = Row::new(body)?;
        self.check(row.columns())?;
        out.extend_from_slice(self.marks.before);
        for (column, literal) in self.columns.iter().enumerate() {
            if column > 0 {
                out.extend_from_slice(self.marks.between);
            }
            match row.value()? {
                Some(value) => literal.whole(value, out).map_err(|error| RowError::Value(column, error))?,
                None => out.extend_from_slice(literal.null()),
            }
        }
        out.extend_from_slice(self.marks.after);
        Ok(row.end()?)
    }

    fn check(&self, sent: u16) -> Result<(), RowError> {
        let described = self.columns.len();
        if usize::from(sent) == described { Ok(()) } else { Err(RowError::Columns { described, sent }) }
    }

    fn part(&mut self, part: Part<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        match part {
            Part::Whole(body) => self.whole(body, tuples),
            Part::Begin(size) => {
                tuples.begin(size);
                tuples.bytes.extend_from_slice(self.marks.before);
                self.cut = Some(Cut { pieces: Pieces::new(size), column: 0, value: Value::Closed });
                Ok(())
            }
            Part::Bytes(mut bytes) => {
                while let Some(cut) = &mut self.cut {
                    let piece = cut.pieces.step(&mut bytes)?;
                    if piece == Piece::NeedMore {
                        break;
                    }
                    self.piece(piece, &mut tuples.bytes)?;
                }
                Ok(())
            }
            Part::End => {
                if let Some(cut) = self.cut.take() {
                    cut.pieces.end()?;
                }
                tuples.bytes.extend_from_slice(self.marks.after);
                Ok(())
            }
        }
    }

    fn piece(&mut self, piece: Piece<'_>, out: &mut Vec<u8>) -> Result<(), RowError> {
        match piece {
            Piece::Columns(sent) => self.check(sent),
            Piece::Null => {
                let null = self.next(out).map_or(&b"NULL"[..], Literal::null);
                out.extend_from_slice(null);
                if let Some(cut) = &mut self.cut {
                    cut.column += 1;
                }
                Ok(())
            }
            Piece::Value(size) => self.open(size, out),
            Piece::Bytes(bytes) => self.bytes(bytes, out),
            Piece::NeedMore => Ok(()),
        }
    }

    /// The column whose value comes next, with the comma before it written.
    fn next(&self, out: &mut Vec<u8>) -> Option<&Literal> {
        let column = self.cut.as_ref().map_or(0, |cut| cut.column);
        if column > 0 {
            out.extend_from_slice(self.marks.between);
        }
        self.columns.get(column)
    }

    fn open(&mut self, size: u32, out: &mut Vec<u8>) -> Result<(), RowError> {
        let parts = self.next(out).and_then(|literal| literal.parts(size));
        let value = match parts {
            Some(mut parts) => {
                parts.open(out);
                Value::Streamed(parts, size)
            }
            None => {
                self.gathered.clear();
                Value::Gathered(size)
            }
        };
        if let Some(cut) = &mut self.cut {
            cut.value = value;
        }
        if size == 0 { self.bytes(&[], out) } else { Ok(()) }
    }

    fn bytes(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        let Some(cut) = &mut self.cut else { return Ok(()) };
        let column = cut.column;
        let bad = |error| RowError::Value(column, error);
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let over = match &mut cut.value {
            Value::Closed => false,
            Value::Gathered(left) => {
                self.gathered.extend_from_slice(bytes);
                *left = left.saturating_sub(size);
                let over = *left == 0;
                if over && let Some(literal) = self.columns.get(column) {
                    literal.whole(&self.gathered, out).map_err(bad)?;
                }
                over
            }
            Value::Streamed(parts, left) => {
                parts.part(bytes, out).map_err(bad)?;
                *left = left.saturating_sub(size);
                *left == 0
            }
        };
        if over {
            if let Value::Streamed(parts, _) = mem::replace(&mut cut.value, Value::Closed) {
                parts.close(out).map_err(bad)?;
            }
            cut.column += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::literal::cockroach::CopyValue;
    use crate::literal::{cockroach, postgres};
    use crate::sql::cockroach::LiteralStyle;

    fn encoder() -> RowEncoder {
        let of = |oid| Literal::Postgres(postgres::Literal::of(oid));
        RowEncoder::new(vec![of(23), of(25), Literal::Default, of(25)])
    }

    /// The body in parts of `size` bytes, as a row too large for the receive buffer comes.
    fn cut(body: &[u8], size: usize) -> (Tuples, Result<(), RowError>) {
        let (mut encoder, mut tuples) = (encoder(), Tuples::default());
        let begin = [Part::Begin(body.len() as u32)].into_iter();
        let parts = begin.chain(body.chunks(size).map(Part::Bytes)).chain([Part::End]);
        let written = parts.into_iter().try_for_each(|part| encoder.take(part, &mut tuples));
        (tuples, written)
    }

    #[test]
    fn cut_or_whole() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8], &str)] = &[
            ("all",    b"\0\x04\0\0\0\x01\x37\0\0\0\x04it's\xff\xff\xff\xff\0\0\0\0", ",\n\t(7, 'it''s', DEFAULT, '')"),
            ("nulls",  b"\0\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", ",\n\t(NULL, NULL, DEFAULT, NULL)"),
        ];
        for &(name, body, want) in table {
            let mut tuples = Tuples::default();
            encoder().take(Part::Whole(Body::new(body, body.len())), &mut tuples).unwrap();
            assert_eq!(tuples.bytes, want.as_bytes(), "{name}");
            assert_eq!(tuples.starts[0].weight, want.len() as u64 - 3, "{name}");
            for size in 1..=body.len() {
                let (tuples, written) = cut(body, size);
                assert_eq!((tuples.bytes.as_slice(), written), (want.as_bytes(), Ok(())), "{name} by {size}");
                assert_eq!(tuples.starts[0].weight, body.len() as u64, "{name}");
            }
        }
    }

    #[test]
    fn lines() {
        let body = b"\0\x03\0\0\0\x03a\tb\xff\xff\xff\xff\0\0\0\x01\\";
        let column = || Literal::Copy(CopyValue::Escaped);
        let encoder = || RowEncoder::new(vec![column(), column(), column()]);
        let mut tuples = Tuples::default();
        encoder().take(Part::Whole(Body::new(body, body.len())), &mut tuples).unwrap();
        assert_eq!(tuples.bytes, b"a\\tb\t\\N\t\\\\\n");
    }

    #[test]
    fn hostile_rows() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8])] = &[
            ("column missing", b"\0\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
            ("65535 columns",  b"\xff\xff\0\0\0\x01a"),
            ("value cut",      b"\0\x04\0\0\0\x09a"),
            ("left over",      b"\0\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff!"),
        ];
        for &(name, body) in table {
            let mut tuples = Tuples::default();
            assert!(encoder().take(Part::Whole(Body::new(body, body.len())), &mut tuples).is_err(), "{name}");
            assert!(tuples.bytes.is_empty() && tuples.starts.is_empty(), "{name}");
            for size in 1..=body.len() {
                assert!(cut(body, size).1.is_err(), "{name}, in parts of {size}");
            }
        }
    }

    /// Random rows of every family, right and wrong, through the kernel and through its twin.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn the_kernel_writes_what_its_twin_writes() {
        let of = |oid| Literal::Postgres(postgres::Literal::of(oid));
        let postgres = [23, 25, 1700, 701, 16, 1560, 25].map(of);
        kernel_and_twin(&[&postgres[..], &[Literal::Default]].concat());
        let of = |name: &str| cockroach::Literal::of(name.as_bytes(), 0);
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
            let columns = names.map(|name| Literal::Cockroach(of(name).in_style(style)));
            kernel_and_twin(&[&columns[..], &[Literal::Default]].concat());
        }
    }

    /// For each column rows whose other columns are NULL, so that one value's error hides no other; then rows
    /// of all.
    #[cfg(target_arch = "x86_64")]
    fn kernel_and_twin(columns: &[Literal]) {
        let encoder = RowEncoder::new(columns.to_vec());
        let kernel = encoder.kernel.as_ref().expect("a kernel for the dialect");
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let each = if cfg!(miri) { 20 } else { 8_000 };
        let (mut good, rows) = (0, each * (columns.len() + 1));
        for nth in 0..rows {
            let body = random.row(columns.len(), nth % (columns.len() + 1));
            let buffer = [&body[..], &[b'\''; READ_SLACK]].concat();
            let (mut by_kernel, mut by_twin) = (Vec::new(), Vec::new());
            let kernel = kernel.tuple(columns, Body::new(&buffer, body.len()), &mut by_kernel);
            let twin = encoder.plain(&body, &mut by_twin);
            assert_eq!(kernel, twin, "{}", body.escape_ascii());
            assert!(kernel.is_err() || by_kernel == by_twin, "{}", body.escape_ascii());
            good += usize::from(kernel.is_ok());
        }
        assert!(good > rows / 4, "{good} good rows of {rows}");
    }

    /// Values that the kernel leaves to the plain path cost no more memory than others.
    #[test]
    fn slow_values_reserve_what_they_need() {
        let of = |oid| Literal::Postgres(postgres::Literal::of(oid));
        let mut encoder = RowEncoder::new(vec![of(701), of(1700), of(701)]);
        let body = b"\0\x03\0\0\0\x051e+20\0\0\0\x03NaN\0\0\0\x02-0";
        let buffer = [&body[..], &[0; 128]].concat();
        let mut tuples = Tuples::default();
        for _ in 0..1000 {
            encoder.take(Part::Whole(Body::new(&buffer, body.len())), &mut tuples).unwrap();
        }
        assert!(tuples.bytes.ends_with(b",\n\t(1e+20, 'NaN', '-0')"), "{}", tuples.bytes.escape_ascii());
        assert!(tuples.bytes.capacity() < 4 * tuples.bytes.len(), "{}", tuples.bytes.capacity());
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

        /// A row with a value in column `only`, or in all if there is no such column; some are damaged.
        fn row(&mut self, columns: usize, only: usize) -> Vec<u8> {
            let mut body = (columns as u16).to_be_bytes().to_vec();
            for column in 0..columns {
                if self.below(6) == 0 || only < columns && column != only {
                    body.extend((-1_i32).to_be_bytes());
                    continue;
                }
                let value = self.value();
                body.extend((value.len() as u32).to_be_bytes());
                body.extend(value);
            }
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

    #[test]
    fn an_open_literal_is_closed() {
        let (mut encoder, mut tuples) = (encoder(), Tuples::default());
        encoder.take(Part::Begin(1000), &mut tuples).unwrap();
        encoder.take(Part::Bytes(b"\0\x04\0\0\0\x01\x37\0\0\0\x09abc"), &mut tuples).unwrap();
        encoder.abort(&mut tuples.bytes);
        assert_eq!(tuples.bytes, b",\n\t(7, 'abc'");
    }
}
