//! A literal whose value arrives in pieces, because it is too long to be held.

use std::sync::Arc;

use super::{BadValue, bytes, text};

/// Writes one literal: [`open`](Self::open), any number of [`piece`](Self::piece)s, [`close`](Self::close).
///
/// The pieces may be cut anywhere, in the middle of a character too.
#[derive(Clone, Debug)]
pub struct Pieces(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Text { cut: text::Cut, locale: Option<Arc<[u8]>> },
    Bytes(bytes::State),
}

impl Pieces {
    pub(super) fn text(locale: Option<Arc<[u8]>>) -> Self {
        Self(Kind::Text { cut: text::Cut::default(), locale })
    }

    pub(super) fn bytes() -> Self {
        Self(Kind::Bytes(bytes::State::default()))
    }

    /// Appends what stands before the first piece.
    pub fn open(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(match self.0 {
            Kind::Text { .. } => b"e'",
            Kind::Bytes(_) => b"'",
        });
    }

    /// Appends the next piece of the value's text.
    ///
    /// # Errors
    ///
    /// [`BadValue`] if the text is not of the type's alphabet; `out` then holds a part of the piece.
    pub fn piece(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
        match &mut self.0 {
            Kind::Text { cut, .. } => cut.piece(piece, out),
            Kind::Bytes(state) => state.piece(piece, out),
        }
    }

    /// Appends what stands behind the last piece.
    ///
    /// # Errors
    ///
    /// [`BadValue`] if the text ended too early to be of its type.
    pub fn close(self, out: &mut Vec<u8>) -> Result<(), BadValue> {
        match self.0 {
            Kind::Bytes(state) => state.close(out),
            Kind::Text { cut, locale } => {
                cut.close()?;
                out.push(b'\'');
                if let Some(locale) = locale {
                    text::collate(&locale, out);
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Literal;
    use super::*;

    fn write(type_name: &str, pieces: &[&[u8]]) -> Result<String, BadValue> {
        let mut writer = Literal::of(type_name.as_bytes(), 0).pieces().unwrap();
        let mut out = Vec::new();
        writer.open(&mut out);
        for piece in pieces {
            writer.piece(piece, &mut out)?;
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
                let pieces: Vec<&[u8]> = value.chunks(size).collect();
                assert_eq!(write(type_name, &pieces).as_deref(), Ok(*want), "{type_name} {size}");
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
            assert!(Literal::of(type_name.as_bytes(), 0).pieces().is_none(), "{type_name}");
        }
    }
}
