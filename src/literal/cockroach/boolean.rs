//! `BOOL`: `true` or `false`.

use super::BadValue;

pub(super) fn write(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    let word: &[u8] = match value {
        b"t" | b"true" => b"true",
        b"f" | b"false" => b"false",
        _ => return Err(BadValue { expected: "a boolean" }),
    };
    out.extend_from_slice(word);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{BadValue, check};

    #[test]
    fn literals() {
        let bad = Err(BadValue { expected: "a boolean" });
        #[rustfmt::skip]
        check(&[
            ("BOOL", "t", Ok("true")),
            ("BOOL", "f", Ok("false")),
            ("BOOL", "true", Ok("true")),
            ("BOOL", "", bad),
            ("BOOL", "T", bad),
            ("BOOL", "t OR true", bad),
        ]);
    }
}
