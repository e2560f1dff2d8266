//! Names and texts are bytes in the database's encoding.

use super::Database;

#[test]
fn names_and_values_in_other_encodings() {
    #[rustfmt::skip]
    let table: &[(&str, &str, &[u8], &str)] = &[
        ("LATIN1",    "encoding_latin1", b"\xe9t\xe9",         "\u{e9}t\u{e9}"),
        ("EUC_JP",    "encoding_euc_jp", b"\xc6\xfc\xcb\xdc",  "\u{65e5}\u{672c}"),
        ("SQL_ASCII", "encoding_none",   b"\xc3\xa9",          "\u{e9}"),
        ("UTF8",      "encoding_utf8",   b"\xc3\xa9",          "\u{e9}"),
    ];
    for (encoding, name, raw, typed) in table {
        let options = format!("TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'");
        let source = Database::with_options(name, &options);
        let text = |sql: &str| {
            let parts: Vec<&[u8]> = sql.split('@').map(str::as_bytes).collect();
            parts.join(*raw)
        };
        let setup = format!("SET client_encoding = '{encoding}';");
        source.psql(text(&format!(
            "{setup} CREATE TABLE \"@\" (\"c@\" text DEFAULT '@'); INSERT INTO \"@\" DEFAULT VALUES; \
             COMMENT ON TABLE \"@\" IS '@'; CREATE TYPE \"t@\" AS ENUM ('@'); CREATE TABLE plain ()"
        )));
        let dump = source.dump(&[]).complete();
        let insert = text("INSERT INTO public.\"@\" (\"c@\") VALUES\n\t('@');\n");
        assert!(dump.windows(insert.len()).any(|w| w == insert), "{name}: {}", dump.escape_ascii());

        let copy = Database::with_options(&format!("{name}_copy"), &options);
        copy.server.load(&copy.name, &dump);
        assert!(copy.dump(&[]).complete() == dump, "{name}: the copy's dump differs");

        let named = source.dump(&[typed]).complete();
        assert!(named.windows(insert.len()).any(|w| w == insert), "{name}: named on the command line");
    }
}

#[test]
fn a_name_that_the_encoding_has_not_does_not_exist() {
    let options = "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'";
    let error = Database::with_options("encoding_missing", options).dump(&["\u{65e5}"]).refusal();
    assert!(error.contains("relation \"\u{65e5}\" does not exist"), "{error}");
}
