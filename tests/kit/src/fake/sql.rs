//! What a statement is, as far as a fake server has to know.

/// The text that asks for a time.
const CLAUSE: &str = "AS OF SYSTEM TIME";

/// A statement without its timestamp clause, and the timestamp.
pub(super) fn split_timestamp(sql: &str) -> (String, Option<String>) {
    let Some((before, after)) = sql.split_once(CLAUSE) else {
        return (sql.to_owned(), None);
    };
    let after = after.trim_start();
    let Some((timestamp, rest)) = after.strip_prefix('\'').and_then(|after| after.split_once('\'')) else {
        return (sql.to_owned(), None);
    };
    let before = before.trim_end().trim_end_matches(',');
    (format!("{before}{rest}"), Some(timestamp.to_owned()))
}

/// Whether a statement begins or ends a transaction.
pub(super) fn is_of_transaction(sql: &str) -> bool {
    ["BEGIN", "SET TRANSACTION", "COMMIT", "ROLLBACK"].iter().any(|start| sql.starts_with(start))
}

/// The setting that a `SET name = value` names.
pub(super) fn set_name(sql: &str) -> Option<String> {
    let (name, _) = sql.strip_prefix("SET ")?.split_once([' ', '='])?;
    Some(name.to_ascii_lowercase())
}

/// The setting that a `SHOW name` names.
pub(super) fn show_name(sql: &str) -> Option<String> {
    let name = sql.strip_prefix("SHOW ")?;
    (!name.contains(' ')).then(|| name.to_ascii_lowercase())
}

/// The tables of `SELECT 1 FROM a UNION ALL SELECT 1 FROM b LIMIT 0`.
pub(super) fn probed_tables(sql: &str) -> Option<Vec<&str>> {
    let selects = sql.strip_suffix(" LIMIT 0")?;
    selects.split(" UNION ALL ").map(|select| select.strip_prefix("SELECT 1 FROM ")).collect()
}

/// The columns and the rest of `SELECT a, b FROM …`.
pub(super) fn selected(sql: &str) -> Option<(Vec<&str>, &str)> {
    let (columns, rest) = sql.strip_prefix("SELECT ")?.split_once(" FROM ")?;
    let columns: Vec<&str> = columns.split(", ").collect();
    let plain = |name: &&str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    columns.iter().all(plain).then_some((columns, rest))
}

/// Whether a statement reads neither catalog nor rows.
pub(super) fn is_free_of_time(sql: &str) -> bool {
    const FREE: &[&str] = &[
        "SELECT version()",
        "SELECT * FROM crdb_internal.node_build_info",
        "SELECT follower_read_timestamp()",
        "SELECT experimental_follower_read_timestamp()",
        "SELECT cluster_logical_timestamp()",
        "SELECT pg_catalog.pg_backend_pid(), false",
    ];
    let sets = ["SET ", "SHOW CLUSTER SETTING "].iter().any(|start| sql.starts_with(start));
    FREE.contains(&sql)
        || sets
        || asks_for_shape(sql)
        || ESTIMATES.iter().any(|table| sql.contains(table))
        || show_name(sql).is_some_and(|name| !LISTS.contains(&name.as_str()))
}

/// Where a server keeps what it believes of tables: no one's data.
const ESTIMATES: [&str; 2] =
    [" FROM system.table_statistics ", " FROM \"\".crdb_internal.table_row_statistics "];

/// Whether a statement asks for nothing but the columns of a catalog table of all databases.
fn asks_for_shape(sql: &str) -> bool {
    sql.starts_with("SELECT * FROM \"\".crdb_internal.") && sql.ends_with(" LIMIT 0")
}

/// What `SHOW` takes a word for that is no setting.
const LISTS: &[&str] =
    &["databases", "schemas", "tables", "sequences", "enums", "grants", "users", "roles", "types"];

/// The settings of a v20.1 server that a client may pin, in lower case: where a recording has no `SHOW ALL`.
pub(super) const SETTINGS: &[&str] = &[
    "application_name",
    "bytea_output",
    "client_encoding",
    "client_min_messages",
    "datestyle",
    "default_transaction_isolation",
    "default_transaction_read_only",
    "extra_float_digits",
    "idle_in_transaction_session_timeout",
    "intervalstyle",
    "lock_timeout",
    "row_security",
    "search_path",
    "session_user",
    "standard_conforming_strings",
    "statement_timeout",
    "synchronize_seqscans",
    "timezone",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps() {
        #[rustfmt::skip]
        let rows: &[(&str, &str, Option<&str>)] = &[
            ("SELECT 1 FROM t", "SELECT 1 FROM t", None),
            ("SELECT 1 FROM t AS OF SYSTEM TIME '1.0' ORDER BY x", "SELECT 1 FROM t ORDER BY x", Some("1.0")),
            ("BEGIN AS OF SYSTEM TIME '1.0'", "BEGIN", Some("1.0")),
            ("BEGIN ISOLATION LEVEL SERIALIZABLE, AS OF SYSTEM TIME '1.0'", "BEGIN ISOLATION LEVEL SERIALIZABLE", Some("1.0")),
            ("SELECT 1 AS OF SYSTEM TIME now", "SELECT 1 AS OF SYSTEM TIME now", None),
        ];
        for (sql, want, timestamp) in rows {
            assert_eq!(split_timestamp(sql), ((*want).to_owned(), timestamp.map(str::to_owned)), "{sql}");
        }
    }

    #[test]
    fn parts() {
        assert_eq!(set_name("SET DateStyle = 'ISO'").as_deref(), Some("datestyle"));
        assert_eq!(show_name("SHOW is_superuser").as_deref(), Some("is_superuser"));
        assert_eq!(show_name("SHOW CREATE TABLE x"), None);
        assert_eq!(probed_tables("SELECT 1 FROM a UNION ALL SELECT 1 FROM b LIMIT 0"), Some(vec!["a", "b"]));
        assert_eq!(probed_tables("SELECT 1 FROM a"), None);
        assert_eq!(selected("SELECT a, b_c FROM x WHERE y"), Some((vec!["a", "b_c"], "x WHERE y")));
        assert_eq!(selected("SELECT \"a\" FROM x"), None);
    }

    #[test]
    fn time() {
        #[rustfmt::skip]
        let rows = [
            ("SELECT version()",            true),
            ("SET row_security = off",      true),
            ("SHOW row_security",           true),
            ("SHOW CLUSTER SETTING version", true),
            ("SELECT * FROM \"\".crdb_internal.x LIMIT 0", true),
            ("SELECT * FROM \"\".crdb_internal.x", false),
            ("SHOW DATABASES",              false),
            ("SHOW CREATE ALL TABLES",      false),
            ("SELECT * FROM t",             false),
        ];
        for (sql, is_free) in rows {
            assert_eq!(is_free_of_time(sql), is_free, "{sql}");
        }
    }
}
