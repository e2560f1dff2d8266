//! Literals as the first releases wrote them: no parentheses, byte strings as `b'…'`.
//!
//! | type | literal |
//! |---|---|
//! | `INT`, `FLOAT` | `-1`, `-1.5`, `1e+06`; `'NaN'`, `'+Inf'` (then bare, and not to be loaded) |
//! | `DECIMAL` | the server's digits |
//! | `BYTES` | `b'a\x00\'\\'` |
//! | `DATE` | `'2016-03-26'`, sent with `00:00:00` behind it |
//!
//! Everything else is as in later releases.

use super::types::Family;
use super::{BadValue, bytes, decimal, text};
use crate::sql::cockroach::string;

/// Writes a value of a family; `None` if this family is written as in later releases.
pub(super) fn write(family: &Family, value: &[u8], out: &mut Vec<u8>) -> Option<Result<(), BadValue>> {
    Some(match family {
        Family::Integer | Family::Float => bare(family, value, out),
        Family::Decimal => verbatim(value, out),
        Family::Bytes => byte_string(value, out),
        Family::Date => text::write(value.strip_suffix(b" 00:00:00").unwrap_or(value), out),
        _ => return None,
    })
}

/// As later releases, without the parentheses.
fn bare(family: &Family, value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let start = out.len();
    family.write(value, out)?;
    if out.get(start) == Some(&b'(') {
        out.remove(start);
        out.pop();
    }
    Ok(())
}

/// The server's digits as they are, once it is known that they are some.
fn verbatim(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let start = out.len();
    decimal::write(value, out)?;
    if out.get(start) != Some(&b'\'') {
        out.truncate(start);
        out.extend_from_slice(value);
    }
    Ok(())
}

/// The server's hexadecimal digits as a byte string.
fn byte_string(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let (pairs, rest) = value.strip_prefix(b"\\x").ok_or(bytes::BAD)?.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(bytes::BAD);
    }
    out.extend_from_slice(b"b'");
    for pair in pairs {
        let [high, low] = pair.map(nibble);
        let byte = high.ok_or(bytes::BAD)? << 4 | low.ok_or(bytes::BAD)?;
        if byte.is_ascii() {
            string::escape(&[byte], out).map_err(|string::NotUtf8| text::BAD)?;
        } else {
            out.extend_from_slice(b"\\x");
            out.extend(pair.iter().map(u8::to_ascii_lowercase));
        }
    }
    out.push(b'\'');
    Ok(())
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BadValue, Notation};
    use crate::sql::cockroach::LiteralStyle;

    #[test]
    fn literals() {
        #[rustfmt::skip]
        let rows: &[(&str, &str, Result<&str, &str>)] = &[
            ("INT", "-1", Ok("-1")),
            ("INT", "42", Ok("42")),
            ("INT", "1; x", Err("an integer")),
            ("FLOAT", "-1.5", Ok("-1.5")),
            ("FLOAT", "1000000", Ok("1e+06")),
            ("FLOAT", "NaN", Ok("'NaN'")),
            ("DECIMAL", "-1.50", Ok("-1.50")),
            ("DECIMAL(10,2)", "0.00000001", Ok("0.00000001")),
            ("DECIMAL", "1; x", Err("a decimal number")),
            ("BYTES", r"\x706c61696e", Ok("b'plain'")),
            ("BYTES", r"\x00ff275c0a7f", Ok(r"b'\x00\xff\'\\\n\x7f'")),
            ("BYTES", r"\x", Ok("b''")),
            ("BYTES", r"\xFFaB", Ok(r"b'\xff\xab'")),
            ("BYTES", r"\x6", Err("bytes in hexadecimal form")),
            ("BYTES", r"\x6g", Err("bytes in hexadecimal form")),
            ("BYTES", "6a", Err("bytes in hexadecimal form")),
            ("DATE", "2016-03-26 00:00:00", Ok("'2016-03-26'")),
            ("DATE", "2016-03-26", Ok("'2016-03-26'")),
            ("TIMESTAMP", "2016-01-25 10:10:10", Ok("'2016-01-25 10:10:10+00:00'")),
            ("TIMESTAMP WITH TIME ZONE", "2016-01-25 10:10:10+00:00", Ok("'2016-01-25 10:10:10+00:00'")),
            ("INTERVAL", "2h30m30s", Ok("'2h30m30s'")),
            ("STRING", "it's", Ok(r"e'it\'s'")),
            ("BOOL", "t", Ok("true")),
        ];
        for (type_name, value, want) in rows {
            let mut out = b"(".to_vec();
            let wrote = Notation::of(type_name.as_bytes(), 0)
                .in_style(LiteralStyle::First)
                .write(value.as_bytes(), &mut out);
            let got = wrote.map(|()| String::from_utf8_lossy(&out[1..]).into_owned());
            let want = want.map(str::to_owned).map_err(|expected| BadValue { expected });
            assert_eq!(got, want, "{type_name} {value}");
        }
    }
}
