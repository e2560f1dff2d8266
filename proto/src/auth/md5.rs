//! The response to AuthenticationMD5Password: `"md5" + hex(md5(hex(md5(password + user)) + salt))`.
//!
//! Source: PostgreSQL documentation, "Message Flow", AuthenticationMD5Password.

use alloc::string::String;

use md5::{Digest, Md5};

use super::hex;

/// The response to send as a PasswordMessage.
pub fn response(user: &[u8], password: &[u8], salt: [u8; 4]) -> String {
    let inner = hex(&Md5::new().chain_update(password).chain_update(user).finalize());
    let outer = hex(&Md5::new().chain_update(inner).chain_update(salt).finalize());
    ["md5", &outer].concat()
}

#[cfg(test)]
mod tests {
    /// Computed with `md5sum`.
    #[test]
    fn known_answer() {
        let response = super::response(b"md5_user", b"secret", [1, 2, 3, 4]);
        assert_eq!(response, "md530d9d09f02a72e0bbede8eccf68ddabc");
    }
}
