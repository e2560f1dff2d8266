//! The computations of the log-in: MD5 and SCRAM-SHA-256. No randomness: the nonce comes from the caller.

use alloc::string::String;

pub mod md5;
pub mod scram;

/// Lower-case hexadecimal digits of `bytes`.
fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
