//! SQLSTATE: the code by which a server says what kind of error it is, whatever language its message is in.
//!
//! Source: PostgreSQL documentation, "PostgreSQL Error Codes", whose condition names these are.

use std::fmt;

use bstr::BStr;

/// A code of five digits and capital letters; the first two are its class.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SqlState([u8; 5]);

impl SqlState {
    /// `sqlserver_rejected_establishment_of_sqlconnection`: a pooler's, or a server's that wants TLS.
    pub const CONNECTION_REJECTED: Self = Self(*b"08004");
    /// `protocol_violation`: also how poolers refuse a log-in.
    pub const PROTOCOL_VIOLATION: Self = Self(*b"08P01");
    /// `untranslatable_character`: an encoding has no such character.
    pub const UNTRANSLATABLE_CHARACTER: Self = Self(*b"22P05");
    /// `invalid_authorization_specification`: this user may not log in, or not in this way.
    pub const INVALID_AUTHORIZATION: Self = Self(*b"28000");
    /// `invalid_password`
    pub const INVALID_PASSWORD: Self = Self(*b"28P01");
    /// `invalid_catalog_name`: there is no such database.
    pub const UNDEFINED_DATABASE: Self = Self(*b"3D000");
    /// `invalid_schema_name`: there is no such schema.
    pub const UNDEFINED_SCHEMA: Self = Self(*b"3F000");
    /// `serialization_failure`
    pub const SERIALIZATION_FAILURE: Self = Self(*b"40001");
    /// `insufficient_privilege`
    pub const INSUFFICIENT_PRIVILEGE: Self = Self(*b"42501");
    /// `undefined_function`
    pub const UNDEFINED_FUNCTION: Self = Self(*b"42883");
    /// `undefined_table`
    pub const UNDEFINED_TABLE: Self = Self(*b"42P01");
    /// `out_of_memory`: also where the server's table of locks is full.
    pub const OUT_OF_MEMORY: Self = Self(*b"53200");
    /// `lock_not_available`: not within the time that was given.
    pub const LOCK_NOT_AVAILABLE: Self = Self(*b"55P03");
    /// `cannot_connect_now`: the server starts or stops.
    pub const CANNOT_CONNECT_NOW: Self = Self(*b"57P03");

    /// What a server sent, if it is a code.
    pub fn of(code: &[u8]) -> Option<Self> {
        let code = Self(code.try_into().ok()?);
        code.0.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'Z')).then_some(code)
    }
}

impl fmt::Display for SqlState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        BStr::new(&self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_code() {
        #[rustfmt::skip]
        let rows: &[(&str, Option<SqlState>)] = &[
            ("42P01",  Some(SqlState::UNDEFINED_TABLE)),
            ("3D000",  Some(SqlState::UNDEFINED_DATABASE)),
            ("",       None),
            ("42P0",   None),
            ("42P011", None),
            ("42p01",  None),
            ("4\n000", None),
        ];
        for (code, want) in rows {
            assert_eq!(SqlState::of(code.as_bytes()), *want, "{code:?}");
            assert!(want.is_none_or(|state| state.to_string() == *code), "{code:?}");
        }
    }
}
