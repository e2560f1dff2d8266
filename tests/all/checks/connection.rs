//! Connection strings: any text is read or refused, a password reads back as it is, and none is ever shown.

use std::fmt::Write;

use roachdump::Fault;
use roachdump::internals::cli::{self, Parsed};

/// What no message may hold.
const SECRET: &str = "S3CRET";

/// Any text: by itself, as a password in the clear, and as a password that is escaped.
pub(crate) fn connection(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    for string in [text.to_owned(), format!("postgresql://{text}"), format!("dbname={text}")] {
        shows_nothing(&string, None);
    }
    for string in
        [format!("postgresql://u:{SECRET}{text}@h/d"), format!("dbname=d password='{SECRET}{text}'")]
    {
        shows_nothing(&string, Some(SECRET));
    }
    if text.contains('\0') {
        return;
    }
    let mut url = String::from("postgresql://u:x");
    text.bytes().for_each(|byte| write!(url, "%{byte:02X}").expect("a string takes everything"));
    url.push_str("@h/d");
    let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
    for string in [url, format!("host=h dbname=d password='x{escaped}'")] {
        assert_eq!(password(&string), format!("x{text}"), "{string}");
    }
}

fn shows_nothing(string: &str, secret: Option<&str>) {
    let Err(error) = cli::parse_url(string) else { return };
    let shown = error.to_string();
    assert_eq!(error.fault(), Fault::Usage, "{string}");
    assert!(!shown.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{shown:?}");
    assert!(secret.is_none_or(|secret| !shown.contains(secret)), "{string}: {shown}");
}

fn password(string: &str) -> String {
    match cli::parse(["roachdump", "dump", string].map(Into::into), &|_| None) {
        Ok(Parsed::Run(run)) => run.options.connection.password.map(|secret| secret.0).unwrap_or_default(),
        other => panic!("{string}: {other:?}"),
    }
}
