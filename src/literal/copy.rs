//! Values in the text form of COPY: a character that would end a value or a row is written with a backslash.
//!
//! Source: PostgreSQL documentation, "COPY", "Text Format"; CockroachDB v20.1 `pkg/sql/copy.go`, `decodeCopy`.

/// NULL.
pub(super) const NULL: &[u8] = b"\\N";

/// Appends a value, or a part of one.
pub(super) fn escaped(bytes: &[u8], out: &mut Vec<u8>) {
    let mut rest = bytes;
    while let Some((at, letter)) = rest.iter().enumerate().find_map(|(at, byte)| Some((at, escape(*byte)?))) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        out.extend_from_slice(&[b'\\', letter]);
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

/// What stands behind the backslash.
fn escape(byte: u8) -> Option<u8> {
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
            escaped(bytes, &mut out);
            assert_eq!(out, *want, "{}", bytes.escape_ascii());
        }
    }
}
