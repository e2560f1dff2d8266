//! SQL that several catalog queries share.

use bstr::ByteSlice;

use crate::sql::cockroach::name::quoted_ident;

/// A condition behind the name of a schema: it is none of the system's own.
pub(super) const NOT_OF_SYSTEM: &str =
    "NOT IN ('crdb_internal', 'information_schema', 'pg_catalog', 'pg_extension')";

/// `SELECT columns FROM "database".table`: the database before a catalog's table says of which it speaks.
pub(super) fn select(columns: &str, database: &str, table: &str) -> Vec<u8> {
    format!("SELECT {columns} FROM {}.{table}", quoted(database)).into_bytes()
}

/// A name in double quotes.
pub(super) fn quoted(name: &str) -> String {
    let mut quoted = Vec::with_capacity(name.len() + 2);
    quoted_ident(name.as_bytes(), &mut quoted);
    quoted.to_str_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_database() {
        assert_eq!(select("a, b", "a'\"b", "c.d"), br#"SELECT a, b FROM "a'""b".c.d"#);
    }
}
