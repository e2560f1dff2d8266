//! Range types.

use bstr::BString;

use super::super::answer::{Fields, ask};
use super::super::comments::Comments;
use super::super::fragments::qualified;
use super::super::version::Version;
use super::{NAMED, OWN, created, join, made, object};
use crate::catalog::Object;
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

/// The options of CREATE TYPE … AS RANGE in the order of the query's fields; one that has its default is
/// NULL there.
const OPTIONS: [&str; 6] =
    ["subtype", "multirange_type_name", "subtype_opclass", "collation", "canonical", "subtype_diff"];

/// The function of a `regproc` column with its schema, unless there is none.
const FUNCTION: &str = concat!(
    "(SELECT ",
    qualified!("pn", "p.proname"),
    " FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.pronamespace WHERE p.oid = "
);

const OPERATORS: &str = qualified!("onsp", "o.opcname");

const COLLATION: &str = qualified!("cn", "c.collname");

fn query(version: Version) -> String {
    let multirange = if version.has_multiranges() {
        concat!(
            "(SELECT ",
            qualified!("mn", "m.typname"),
            " \
         FROM pg_catalog.pg_type AS m JOIN pg_catalog.pg_namespace AS mn ON mn.oid = m.typnamespace \
         WHERE m.oid = r.rngmultitypid)"
        )
    } else {
        "NULL"
    };
    format!(
        "SELECT {NAMED}, pg_catalog.format_type(r.rngsubtype, NULL), {multirange}, \
         CASE WHEN NOT o.opcdefault THEN {OPERATORS} END, \
         CASE WHEN r.rngcollation <> s.typcollation THEN {COLLATION} END, \
         {FUNCTION} r.rngcanonical::pg_catalog.oid), {FUNCTION} r.rngsubdiff::pg_catalog.oid) \
         {OWN} AND t.typtype = 'r' \
         JOIN pg_catalog.pg_range AS r ON r.rngtypid = t.oid \
         JOIN pg_catalog.pg_type AS s ON s.oid = r.rngsubtype \
         LEFT JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc \
         LEFT JOIN pg_catalog.pg_namespace AS onsp ON onsp.oid = o.opcnamespace \
         LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = r.rngcollation \
         LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.collnamespace \
         ORDER BY n.nspname, t.typname"
    )
}

/// Reads all range types.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    version: Version,
    comments: &Comments,
) -> Result<Vec<Object>> {
    let rows = ask(session, "range types", query(version)).await?;
    rows.into_iter().map(|row| finish(row, comments)).collect()
}

fn finish(mut row: Fields, comments: &Comments) -> Result<Object> {
    let object = object(&mut row)?;
    let mut options: Vec<BString> = Vec::new();
    for option in OPTIONS {
        if let Some(value) = row.maybe()? {
            options.push(concat(&[b"\n    ", option.as_bytes(), b" = ", &value]));
        }
    }
    let text = concat(&[b"CREATE TYPE ", &object.printed, b" AS RANGE (", &join(&options, b","), b"\n)"]);
    let create = created(&object, text);
    Ok(made(object, create, comments, Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_have_their_default_are_left_out() {
        let fields = ["16400", "s", "r", "s.r", "text", "s.mr", "", "pg_catalog.\"C\"", "", "s.diff"];
        let fields = fields.iter().map(|f| (!f.is_empty()).then(|| BString::from(*f))).collect();
        let object = finish(Fields::new("tests", fields), &Comments::default()).unwrap();
        let want = "CREATE TYPE s.r AS RANGE (\n    subtype = text,\n    multirange_type_name = s.mr,\n    \
                    collation = pg_catalog.\"C\",\n    subtype_diff = s.diff\n)";
        assert_eq!(object.create().unwrap().text(), want);
    }
}
