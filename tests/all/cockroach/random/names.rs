//! Names of every kind: reserved words, capitals, quotes, blanks, letters of other alphabets.

use crate::dice::Dice;

#[rustfmt::skip]
const ODD: &[&str] = &[
    "plain", "a_b", "_x", "a1", "d$", "Upper", "UPPER", "camelCase", "with space", " leading", "trailing ",
    "q\"uote", "\"", "'", "it's", "\\", "a\\b", "$d", "1st", "1", "a-b", "a.b", ".", ";", "--", "/* x */", "a,b",
    "(", ")", "%s", "@", "a@b", "*", "e'x'", "new\nline", "tab\tbed", "é", "É", "ß", "ẞ", "İ", "ı", "日本", "😀",
    "ﬁ", "e\u{301}", "ｱ", "Ω", "\u{3a9}x", "ǅ", "\u{a0}", "ñandú", "naïve_1", "ü$", "rowid", "primary", "unique",
    "all", "select", "table", "user", "time", "timestamp", "interval", "string", "bytes", "int", "float", "name",
    "date", "like", "ilike", "between", "of", "ordinality", "similar", "values", "row", "natural", "virtual",
    "work", "with", "family", "index", "check", "constraint", "point", "polygon", "geometry", "generated",
    "nothing", "isnull", "notnull", "overlaps", "none", "lateral", "create", "view", "sequence", "public",
    "database", "schema", "collation", "if", "array", "bit", "varbit", "json", "inet", "uuid", "oid", "bool",
    "serial", "minvalue", "maxvalue", "concurrently", "annotate_type", "extract_duration", "iserror", "timetz",
    "crdb_internal", "information_schema", "pg_catalog", "current_schema", "localtime", "primary key", "hidden",
    "a_name_of_more_than_sixty_three_bytes_which_postgresql_would_have_cut_off_but_this_one_not",
];

/// Names none of which equals another.
#[derive(Debug, Default)]
pub(super) struct Names {
    used: Vec<String>,
}

impl Names {
    /// A new name.
    pub(super) fn fresh(&mut self, dice: &mut Dice) -> String {
        let mut name = dice.of::<&str>(ODD).to_string();
        if dice.chance(35) {
            name = format!("{name}{}", dice.of(ODD));
        }
        while self.used.contains(&name) {
            name.push_str(&dice.below(10).to_string());
        }
        self.used.push(name.clone());
        name
    }
}

/// A name as it always may be written.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string constant.
pub(super) fn string(text: impl AsRef<str>) -> String {
    let mut constant = "e'".to_owned();
    for c in text.as_ref().chars() {
        match c {
            '\'' | '\\' => constant.extend(['\\', c]),
            ' '..='~' => constant.push(c),
            _ => c.to_string().bytes().for_each(|byte| constant.push_str(&format!("\\x{byte:02x}"))),
        }
    }
    constant.push('\'');
    constant
}
