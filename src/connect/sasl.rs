//! What SCRAM needs from outside the codec: a random nonce, and the password prepared by SASLprep.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;

use crate::error::{Error, Fault, Result};

/// 24 printable characters from the system's random numbers.
///
/// # Errors
///
/// [`Fault::Connection`] if the system gives no random bytes.
pub(super) fn nonce() -> Result<String> {
    let mut random = [0; 24];
    File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut random)).map_err(|error| {
        Error::new(Fault::Connection, format!("no random numbers for the log-in: /dev/urandom: {error}"))
    })?;
    // 64 characters, so that six bits of each byte choose one evenly.
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
    Ok(random
        .iter()
        .filter_map(|byte| alphabet.get(usize::from(byte & 63)))
        .map(|byte| *byte as char)
        .collect())
}

/// The password as SCRAM hashes it; one that SASLprep forbids is taken as it is.
///
/// Source: PostgreSQL `src/common/scram-common.c` and `src/common/saslprep.c`, `pg_saslprep`.
pub(super) fn prepared(password: &str) -> Cow<'_, str> {
    stringprep::saslprep(password).unwrap_or(Cow::Borrowed(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preparation() {
        #[rustfmt::skip]
        let table = [
            ("plain",             "secret",       "secret"),
            ("no-break space",    "a\u{a0}b",     "a b"),
            ("compatibility",     "\u{2168}",     "IX"),
            ("soft hyphen",       "a\u{ad}b",     "ab"),
            ("control, as it is", "a\u{7}\u{a0}", "a\u{7}\u{a0}"),
        ];
        for (name, password, want) in table {
            assert_eq!(prepared(password), want, "{name}");
        }
    }

    #[test]
    fn nonces_differ() {
        let (one, two) = (nonce().unwrap(), nonce().unwrap());
        assert!(one != two && one.len() == 24 && !one.contains(','), "{one} {two}");
    }
}
