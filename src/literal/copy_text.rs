//! Values in the text form of COPY: a character that would end a value or a row is written with a backslash.
//!
//! Source: PostgreSQL documentation, "COPY", "Text Format"; CockroachDB v20.1 `pkg/sql/copy.go`, `decodeCopy`.

/// NULL.
pub(super) const NULL: &[u8] = b"\\N";

/// Appends a value, or a chunk of one.
pub(super) fn escape(bytes: &[u8], out: &mut Vec<u8>) {
    for run in bytes.split_inclusive(|byte| letter(*byte).is_some()) {
        match run.split_last().and_then(|(last, plain)| Some((plain, letter(*last)?))) {
            Some((plain, letter)) => {
                out.extend_from_slice(plain);
                out.extend_from_slice(&[b'\\', letter]);
            }
            None => out.extend_from_slice(run),
        }
    }
}

/// What stands behind the backslash.
fn letter(byte: u8) -> Option<u8> {
    Some(match byte {
        b'\\' => b'\\',
        0x08 => b'b',
        0x0b => b'v',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => return None,
    })
}

/// The byte that stands behind a backslash as this letter.
pub(super) fn unescape(letter: u8) -> Option<u8> {
    Some(match letter {
        b'\\' => b'\\',
        b'b' => 0x08,
        b'v' => 0x0b,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        #[rustfmt::skip]
        let rows: &[(&[u8], &[u8])] = &[
            (b"", b""), (b"plain 'x' \"y\"", b"plain 'x' \"y\""), (b"\\N", b"\\\\N"), (b"\\.", b"\\\\."),
            (b"a\tb\nc\rd", b"a\\tb\\nc\\rd"), (b"\x08\x0b\x0c", b"\\b\\v\\f"), (b"\xff\x01", b"\xff\x01"),
        ];
        for (bytes, want) in rows {
            let mut out = Vec::new();
            escape(bytes, &mut out);
            assert_eq!(out, *want, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn there_and_back() {
        for byte in 0..=u8::MAX {
            assert!(letter(byte).is_none_or(|letter| unescape(letter) == Some(byte)), "{byte}");
            assert!(unescape(byte).is_none_or(|meant| letter(meant) == Some(byte)), "{byte}");
        }
    }
}
