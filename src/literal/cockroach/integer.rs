//! `INT2`, `INT4`, `INT8`, `OID`: the server's digits, a negative number in parentheses. `REGCLASS` and its like:
//! v20.1 sends the OID, and takes nothing else back; a server that sends a name takes the name.

use super::{BadValue, text};

pub(super) fn write(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(BadValue { expected: "an integer" });
    }
    signed(value, out);
    Ok(())
}

/// Digits bare, anything else as text.
pub(super) fn or_text(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    if write(value, out).is_ok() { Ok(()) } else { text::write(value, out) }
}

/// Appends a number that was checked, in parentheses if it has a minus sign.
pub(super) fn signed(number: &[u8], out: &mut Vec<u8>) {
    if number.starts_with(b"-") {
        out.push(b'(');
        out.extend_from_slice(number);
        out.push(b')');
    } else {
        out.extend_from_slice(number);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BadValue, check};

    #[test]
    fn literals() {
        let bad = Err(BadValue { expected: "an integer" });
        #[rustfmt::skip]
        check(&[
            ("INT8", "0", Ok("0")),
            ("INT8", "42", Ok("42")),
            ("INT8", "-1", Ok("(-1)")),
            ("INT8", "-9223372036854775808", Ok("(-9223372036854775808)")),
            ("INT2", "-32768", Ok("(-32768)")),
            ("OID", "4294967295", Ok("4294967295")),
            ("REGCLASS", "342", Ok("342")),
            ("REGNAMESPACE", "3308875583", Ok("3308875583")),
            ("REGCLASS", "a'b", Ok(r"e'a\'b'")),
            ("REGTYPE[]", "{20,NULL}", Ok("ARRAY[20,NULL]")),
            ("INT8", "", bad),
            ("INT8", "-", bad),
            ("INT8", "--1", bad),
            ("INT8", "1 ", bad),
            ("INT8", "1); DROP TABLE x", bad),
        ]);
    }
}
