//! The words a server does not take as bare names: v20.1's, and what v20.2 added.
//!
//! Its reserved keywords, those it lets name only columns or only types and functions, and those its lexer
//! looks ahead from.
//!
//! # Source
//!
//! CockroachDB v20.1, `sql.y`: `reserved_keyword`, `col_name_keyword`, `type_func_name_keyword`.

use super::Naming;

/// Whether the lower-case `name` has to be quoted because of what it means.
pub(super) fn is_reserved(name: &[u8], naming: Naming) -> bool {
    let among = |words: &[&str]| words.binary_search_by(|word| word.as_bytes().cmp(name)).is_ok();
    among(RESERVED) || (naming == Naming::V20_2 && among(SINCE_V20_2))
}

/// In ascending order.
const SINCE_V20_2: &[&str] = &["generated", "geography", "geometry", "point", "polygon", "string"];

/// In ascending order.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "annotate_type", "any", "array", "as", "asc", "asymmetric",
    "between", "bigint", "bit", "boolean", "both", "case", "cast", "char", "character",
    "characteristics", "check", "coalesce", "collate", "collation", "column", "concurrently",
    "constraint", "create", "cross", "current_catalog", "current_date", "current_role",
    "current_schema", "current_time", "current_timestamp", "current_user", "dec", "decimal", "default",
    "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists", "extract",
    "extract_duration", "false", "family", "fetch", "float", "for", "foreign", "from", "full", "grant",
    "greatest", "group", "grouping", "having", "if", "iferror", "ifnull", "ilike", "in", "index",
    "initially", "inner", "int", "integer", "intersect", "interval", "into", "is", "iserror", "isnull",
    "join", "lateral", "leading", "least", "left", "like", "limit", "localtime", "localtimestamp",
    "natural", "none", "not", "nothing", "notnull", "null", "nullif", "numeric", "of", "offset", "on",
    "only", "or", "order", "ordinality", "out", "outer", "overlaps", "overlay", "placing", "position",
    "precision", "primary", "real", "references", "returning", "right", "row", "select", "session_user",
    "similar", "smallint", "some", "substring", "symmetric", "table", "then", "time", "timestamp",
    "timestamptz", "timetz", "to", "trailing", "treat", "trim", "true", "union", "unique", "user",
    "using", "values", "varbit", "varchar", "variadic", "virtual", "when", "where", "window", "with",
    "work",
];

#[cfg(test)]
mod tests {
    #[test]
    fn ascending() {
        assert!(super::RESERVED.is_sorted_by(|a, b| a < b));
        assert!(super::SINCE_V20_2.is_sorted_by(|a, b| a < b));
    }
}
