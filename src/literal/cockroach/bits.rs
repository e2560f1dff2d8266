//! `BIT`, `VARBIT`: `B'101'`. The program of v20.1 stopped at them; v20.2's wrote this.

use super::BadValue;

pub(super) fn write(value: &[u8], out: &mut Vec<u8>) -> Result<(), BadValue> {
    if !value.iter().all(|b| matches!(b, b'0' | b'1')) {
        return Err(BadValue { expected: "a bit string" });
    }
    out.extend_from_slice(b"B'");
    out.extend_from_slice(value);
    out.push(b'\'');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{BadValue, check};

    #[test]
    fn literals() {
        let bad = Err(BadValue { expected: "a bit string" });
        #[rustfmt::skip]
        check(&[
            ("BIT(4)", "1010", Ok("B'1010'")),
            ("VARBIT", "", Ok("B''")),
            ("VARBIT", "111111111", Ok("B'111111111'")),
            ("VARBIT", "12", bad),
            ("VARBIT", "1'", bad),
        ]);
    }
}
