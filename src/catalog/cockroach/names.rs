//! Names and constants in the text of statements.

use bstr::BString;

use super::super::{Object, Profile};
use super::quote::{printed, quoted_ident, string};

/// The schema that names without one mean.
pub(super) const PUBLIC: &str = "public";

/// The name in INSERT: before v20.2 there is no schema but `public`, and nothing names it.
pub(super) fn printed_name(schema: &BString, name: &BString, profile: Profile) -> BString {
    if profile != Profile::V20_2 && schema == PUBLIC {
        return printed(name, profile);
    }
    let mut qualified = printed(schema, profile);
    qualified.push(b'.');
    qualified.append(&mut printed(name, profile));
    qualified
}

/// Appends `"database"."schema"."name"`.
pub(super) fn push_qualified(database: &str, object: &Object, sql: &mut Vec<u8>) {
    quoted_ident(database.as_bytes(), sql);
    sql.push(b'.');
    quoted_ident(&object.schema, sql);
    sql.push(b'.');
    quoted_ident(&object.name, sql);
}

/// Appends text of this program's own as a string constant.
pub(super) fn push_constant(text: &str, sql: &mut Vec<u8>) {
    let written = string(std::iter::once(text.as_bytes()), sql);
    debug_assert!(written.is_ok(), "a str is UTF-8");
}
