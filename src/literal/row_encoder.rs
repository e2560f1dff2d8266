//! Walks a DataRow and appends its tuple: `,\n\t(1, 'a', NULL)`.

use roachdump_proto::row::Row;

#[cfg(target_arch = "x86_64")]
use super::kernel::{Kernel, READ_SLACK};
use super::layout::Layout;
use super::open_row::OpenRow;
use super::{RowError, Tuples, ValueEncoder, cockroach};
use crate::connect::{Body, Buffered};

/// Writes rows of one table as tuples, or as lines of COPY.
#[derive(Debug)]
pub struct RowEncoder {
    layout: Layout,
    #[cfg(target_arch = "x86_64")]
    kernel: Option<Kernel>,
    /// The row that arrives in chunks.
    open: Option<OpenRow>,
    /// The value of it that must be whole; kept for its memory.
    gathered: Vec<u8>,
}

impl RowEncoder {
    /// An encoder for tuples with these columns.
    pub fn tuples(columns: Vec<ValueEncoder>) -> Self {
        Self {
            #[cfg(target_arch = "x86_64")]
            kernel: Kernel::new(&columns),
            ..Self::plain(Layout::tuples(columns))
        }
    }

    /// An encoder for lines of COPY with these columns.
    pub fn lines(columns: Vec<cockroach::CopyNotation>) -> Self {
        Self::plain(Layout::lines(columns.into_iter().map(ValueEncoder::CopyLine).collect()))
    }

    fn plain(layout: Layout) -> Self {
        Self {
            layout,
            #[cfg(target_arch = "x86_64")]
            kernel: None,
            open: None,
            gathered: Vec::new(),
        }
    }

    /// Appends the row, or what a chunk of it holds.
    ///
    /// # Errors
    ///
    /// See [`RowError`]; the tuple that was begun is then unfinished.
    #[inline]
    pub fn take(&mut self, body: Body<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        match (body, &mut self.open) {
            (Body::Whole(row), None) => self.whole(row, tuples),
            (Body::Begin(size), None) => {
                tuples.begin(size.into());
                tuples.bytes.extend_from_slice(self.layout.before);
                self.open = Some(OpenRow::new(size));
                Ok(())
            }
            (Body::Chunk(bytes), Some(open)) => {
                open.chunk(bytes, &self.layout, &mut self.gathered, &mut tuples.bytes)
            }
            (Body::End, Some(open)) => {
                open.end()?;
                self.open = None;
                tuples.bytes.extend_from_slice(self.layout.after);
                Ok(())
            }
            (Body::Whole(_) | Body::Begin(_), Some(_)) => {
                Err(RowError::Misplaced("a row in the middle of another"))
            }
            (Body::Chunk(_) | Body::End, None) => Err(RowError::Misplaced("a chunk without a row")),
        }
    }

    /// Closes a literal that is open after an error in the middle of a row, so that what follows is not
    /// taken for a part of it.
    pub fn abort(&mut self, out: &mut Vec<u8>) {
        if let Some(open) = self.open.take() {
            open.abort(out);
        }
    }

    #[inline]
    fn whole(&self, row: Buffered<'_>, tuples: &mut Tuples) -> Result<(), RowError> {
        let start = tuples.bytes.len();
        let written = self.tuple(row, &mut tuples.bytes);
        if written.is_err() {
            tuples.bytes.truncate(start);
        } else {
            tuples.done(start, row.size());
        }
        written
    }

    #[inline]
    fn tuple(&self, row: Buffered<'_>, out: &mut Vec<u8>) -> Result<(), RowError> {
        #[cfg(target_arch = "x86_64")]
        if let Some(kernel) = &self.kernel
            && row.buffer().len() >= row.size() + READ_SLACK
        {
            return kernel.tuple(&self.layout.columns, row, out);
        }
        self.value_by_value(row.body(), out)
    }

    /// The tuple by the encoders' own functions: the kernel's twin.
    pub(super) fn value_by_value(&self, body: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
        let (layout, mut row) = (&self.layout, Row::new(body)?);
        layout.check(row.columns())?;
        out.extend_from_slice(layout.before);
        for (column, encoder) in layout.columns.iter().enumerate() {
            if column > 0 {
                out.extend_from_slice(layout.between);
            }
            match row.value()? {
                Some(value) => encoder.write(value, out).map_err(|error| RowError::Value(column, error))?,
                None => out.extend_from_slice(encoder.null()),
            }
        }
        out.extend_from_slice(layout.after);
        Ok(row.end()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::literal::cockroach::CopyNotation;
    use crate::literal::postgres;

    fn postgres(oids: &[u32]) -> RowEncoder {
        let of = |oid: &u32| ValueEncoder::Postgres(postgres::Family::of(*oid));
        RowEncoder::tuples(oids.iter().map(of).collect())
    }

    fn encoder() -> RowEncoder {
        postgres(&[23, 25, 25])
    }

    /// The body in chunks of `size` bytes, as a row too large for the receive buffer comes.
    fn chunked(body: &[u8], size: usize) -> (Tuples, Result<(), RowError>) {
        let (mut encoder, mut tuples) = (encoder(), Tuples::default());
        let begin = [Body::Begin(body.len() as u32)].into_iter();
        let mut bodies = begin.chain(body.chunks(size).map(Body::Chunk)).chain([Body::End]);
        let written = bodies.try_for_each(|body| encoder.take(body, &mut tuples));
        (tuples, written)
    }

    #[test]
    fn chunked_or_whole() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8], &str)] = &[
            ("all",    b"\0\x03\0\0\0\x01\x37\0\0\0\x04it's\0\0\0\0", ",\n\t(7, 'it''s', '')"),
            ("nulls",  b"\0\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", ",\n\t(NULL, NULL, NULL)"),
        ];
        for &(name, body, want) in table {
            let mut tuples = Tuples::default();
            encoder().take(Body::Whole(Buffered::new(body, body.len())), &mut tuples).unwrap();
            assert_eq!(tuples.bytes, want.as_bytes(), "{name}");
            assert_eq!(tuples.starts[0].weight, want.len() as u64 - 3, "{name}");
            for size in 1..=body.len() {
                let (tuples, written) = chunked(body, size);
                assert_eq!((tuples.bytes.as_slice(), written), (want.as_bytes(), Ok(())), "{name} by {size}");
                assert_eq!(tuples.starts[0].weight, body.len() as u64, "{name}");
            }
        }
    }

    #[test]
    fn lines() {
        let body = b"\0\x03\0\0\0\x03a\tb\xff\xff\xff\xff\0\0\0\x01\\";
        let mut encoder = RowEncoder::lines(vec![CopyNotation::Escaped; 3]);
        let mut tuples = Tuples::default();
        encoder.take(Body::Whole(Buffered::new(body, body.len())), &mut tuples).unwrap();
        assert_eq!(tuples.bytes, b"a\\tb\t\\N\t\\\\\n");
    }

    #[test]
    fn hostile_rows() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8])] = &[
            ("column missing", b"\0\x02\xff\xff\xff\xff\xff\xff\xff\xff"),
            ("65535 columns",  b"\xff\xff\0\0\0\x01a"),
            ("value cut",      b"\0\x03\0\0\0\x09a"),
            ("left over",      b"\0\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff!"),
        ];
        for &(name, body) in table {
            let mut tuples = Tuples::default();
            assert!(
                encoder().take(Body::Whole(Buffered::new(body, body.len())), &mut tuples).is_err(),
                "{name}"
            );
            assert!(tuples.bytes.is_empty() && tuples.starts.is_empty(), "{name}");
            for size in 1..=body.len() {
                assert!(chunked(body, size).1.is_err(), "{name}, in chunks of {size}");
            }
        }
    }

    /// Values that the kernel leaves to the plain path cost no more memory than others.
    #[test]
    fn slow_values_reserve_what_they_need() {
        let mut encoder = postgres(&[701, 1700, 701]);
        let body = b"\0\x03\0\0\0\x051e+20\0\0\0\x03NaN\0\0\0\x02-0";
        let buffer = [&body[..], &[0; 128]].concat();
        let mut tuples = Tuples::default();
        for _ in 0..if cfg!(miri) { 20 } else { 1000 } {
            encoder.take(Body::Whole(Buffered::new(&buffer, body.len())), &mut tuples).unwrap();
        }
        assert!(tuples.bytes.ends_with(b",\n\t(1e+20, 'NaN', '-0')"), "{}", tuples.bytes.escape_ascii());
        assert!(tuples.bytes.capacity() < 4 * tuples.bytes.len(), "{}", tuples.bytes.capacity());
    }

    #[test]
    fn an_open_literal_is_closed() {
        let (mut encoder, mut tuples) = (encoder(), Tuples::default());
        encoder.take(Body::Begin(1000), &mut tuples).unwrap();
        encoder.take(Body::Chunk(b"\0\x03\0\0\0\x01\x37\0\0\0\x09abc"), &mut tuples).unwrap();
        encoder.abort(&mut tuples.bytes);
        assert_eq!(tuples.bytes, b",\n\t(7, 'abc'");
    }

    #[test]
    fn out_of_place() {
        let row = b"\0\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
        let (whole, begin, chunk) =
            (Body::Whole(Buffered::new(row, row.len())), Body::Begin(14), Body::Chunk(row));
        #[rustfmt::skip]
        let table: &[(&str, &[Body<'_>])] = &[
            ("chunk alone",     &[chunk]),
            ("end alone",       &[whole, Body::End]),
            ("whole in a row",  &[begin, whole]),
            ("row in a row",    &[begin, chunk, begin]),
            ("chunk behind it", &[begin, chunk, Body::End, chunk]),
        ];
        for (name, bodies) in table {
            let (mut encoder, mut tuples) = (encoder(), Tuples::default());
            let written = bodies.iter().try_for_each(|body| encoder.take(*body, &mut tuples));
            assert!(matches!(written, Err(RowError::Misplaced(_))), "{name}: {written:?}");
        }
    }
}
