//! A literal whose value arrives in chunks, because it is too long to be held.

use std::sync::Arc;

use super::{BadValue, bytes, text};

/// Writes one literal: [`open`](Self::open), any number of [`chunk`](Self::chunk)s, [`close`](Self::close).
///
/// The chunks may be cut anywhere, in the middle of a character too.
#[derive(Clone, Debug)]
pub struct StreamedLiteral(Form);

#[derive(Clone, Debug)]
enum Form {
    Text { text: text::ChunkedText, locale: Option<Arc<[u8]>> },
    Bytes(bytes::ChunkedBytes),
}

impl StreamedLiteral {
    pub(super) fn text(locale: Option<Arc<[u8]>>) -> Self {
        Self(Form::Text { text: text::ChunkedText::default(), locale })
    }

    pub(super) fn bytes() -> Self {
        Self(Form::Bytes(bytes::ChunkedBytes::default()))
    }

    /// Appends what stands before the first chunk.
    pub fn open(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(match self.0 {
            Form::Text { .. } => b"e'",
            Form::Bytes(_) => b"'",
        });
    }

    /// Appends the next chunk of the value's text.
    ///
    /// # Errors
    ///
    /// [`BadValue`] if the text is not of the type's alphabet; `out` then holds a part of the chunk.
    pub fn chunk(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match &mut self.0 {
            Form::Text { text, .. } => text.chunk(chunk, out),
            Form::Bytes(bytes) => bytes.chunk(chunk, out),
        }
    }

    /// Appends what stands behind the last chunk.
    ///
    /// # Errors
    ///
    /// [`BadValue`] if the text ended too early to be of its type; the literal is closed all the same.
    pub fn close(self, out: &mut Vec<u8>) -> Result<(), BadValue> {
        out.push(b'\'');
        match self.0 {
            Form::Bytes(bytes) => bytes.end(),
            Form::Text { text, locale } => {
                if let Some(locale) = locale {
                    text::collate(&locale, out);
                }
                text.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Notation;
    use super::*;

    fn write(type_name: &str, chunks: &[&[u8]]) -> Result<String, BadValue> {
        let mut writer = Notation::of(type_name.as_bytes(), 0).streamed().unwrap();
        let mut out = Vec::new();
        writer.open(&mut out);
        for chunk in chunks {
            writer.chunk(chunk, &mut out)?;
        }
        writer.close(&mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    const VALUES: &[(&str, &[u8], &str)] = &[
        ("STRING", b"", "e''"),
        ("STRING", b"plain", "e'plain'"),
        ("STRING", "é日😀'\\\n\u{fffd}x".as_bytes(), r"e'\u00E9\U000065E5\U0001F600\'\\\n\xef\xbf\xbdx'"),
        ("STRING COLLATE de", "aé".as_bytes(), r"e'a\u00E9' COLLATE de"),
        ("JSONB", b"{\"a\": 1}", "e'{\"a\": 1}'"),
        ("BYTES", br"\x", r"'\x'"),
        ("BYTES", br"\x00ff10", r"'\x00ff10'"),
    ];

    #[test]
    fn cut_at_every_place() {
        for (type_name, value, want) in VALUES {
            for size in 1..=value.len().max(1) {
                let chunks: Vec<&[u8]> = value.chunks(size).collect();
                assert_eq!(write(type_name, &chunks).as_deref(), Ok(*want), "{type_name} {size}");
            }
            for at in 0..=value.len() {
                let (first, second) = value.split_at(at);
                assert_eq!(write(type_name, &[first, b"", second]).as_deref(), Ok(*want), "{type_name} {at}");
            }
        }
    }

    #[test]
    fn bad_at_every_place() {
        #[rustfmt::skip]
        let rows: &[(&str, &[u8])] = &[
            ("STRING", b"a\xc3"),
            ("STRING", b"\xe6\x97"),
            ("STRING", b"\xf0\x9f\x98'"),
            ("STRING", b"\xff"),
            ("STRING", b"\x80\x80"),
            ("STRING", b"\xed\xa0\x80"),
            ("STRING", b"\xf4\x90\x80\x80"),
            ("BYTES", b""),
            ("BYTES", b"\\"),
            ("BYTES", br"\x1"),
            ("BYTES", br"\x1'"),
            ("BYTES", b"ab"),
        ];
        for (type_name, value) in rows {
            for at in 0..=value.len() {
                let (first, second) = value.split_at(at);
                assert!(write(type_name, &[first, second]).is_err(), "{type_name} {value:?} {at}");
            }
        }
    }

    #[test]
    fn only_what_needs_no_end() {
        for type_name in ["INT8", "FLOAT8", "DECIMAL", "BOOL", "VARBIT", "STRING[]", "TIMESTAMP"] {
            assert!(Notation::of(type_name.as_bytes(), 0).streamed().is_none(), "{type_name}");
        }
    }
}
