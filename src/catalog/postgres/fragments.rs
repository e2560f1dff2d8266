//! SQL that several catalog queries share. They are macros, so that a query stays one constant.

/// A condition: the schema `$n`, a row of `pg_namespace`, is the database's own.
macro_rules! own_schema {
    ($n:literal) => {
        concat!($n, ".nspname !~ '^pg_' AND ", $n, ".nspname <> 'information_schema'")
    };
}

/// A condition: the object `$oid` of the catalog `$class` is no member of an extension, which comes with
/// the extension.
///
/// Source: PostgreSQL documentation, "pg_depend", `e`.
macro_rules! no_member {
    ($class:literal, $oid:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d WHERE d.classid = 'pg_catalog.",
            $class,
            "'::pg_catalog.regclass AND d.objid = ",
            $oid,
            " AND d.deptype = 'e')"
        )
    };
}

/// The name `$name` of something in the schema `$n`, a row of `pg_namespace`, as SQL.
macro_rules! qualified {
    ($n:literal, $name:literal) => {
        concat!("pg_catalog.quote_ident(", $n, ".nspname) || '.' || pg_catalog.quote_ident(", $name, ")")
    };
}

/// A condition: `d`, a row of `pg_depend`, binds the sequence `$oid` to a column.
macro_rules! of_column {
    ($oid:literal) => {
        concat!(
            "d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = ",
            $oid,
            " AND d.objsubid = 0 AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass \
             AND d.refobjsubid > 0"
        )
    };
}

pub(super) use {no_member, of_column, own_schema, qualified};
