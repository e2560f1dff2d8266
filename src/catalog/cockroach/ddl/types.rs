//! Names of users' own types, which v20.2 writes bare where they are used: quoted where that is needed.
//!
//! ```text
//! c public.camelCase NULL            →  c public."camelCase" NULL
//! DEFAULT 'ok':::public.two words    →  DEFAULT 'ok':::public."two words"
//! ```
//!
//! Bare, the name is that of another type, or no name.

use bstr::{BStr, BString};

use super::qualifier::starts_name;
use crate::sql::token::{Token, tokens};

/// A type's name as it is, `public.two words`, and as it has to be, `public."two words"`.
pub(in super::super) type Name = (BString, BString);

/// `ddl` with these names quoted.
pub(in super::super) fn with_types_quoted(ddl: &[u8], types: &[Name]) -> BString {
    let (mut out, mut left, mut before) = (Vec::with_capacity(ddl.len() + 16), tokens(ddl), None);
    loop {
        let here = left.rest();
        let Some(token) = left.next() else { break };
        match types.iter().find_map(|name| used(name, before.as_slice(), here)) {
            Some((quoted, after)) => {
                out.extend_from_slice(quoted);
                left = tokens(after);
            }
            None => out.extend_from_slice(token.text),
        }
        before = Some(token);
    }
    out.into()
}

/// The quoted name, and what follows the bare one that `rest` begins with.
fn used<'a, 't>(
    (bare, quoted): &'t Name,
    before: &[Token<'_>],
    rest: &'a [u8],
) -> Option<(&'t BStr, &'a [u8])> {
    let after = rest.strip_prefix(bare.as_slice()).filter(|_| starts_name(before))?;
    let ends = matches!(after.first(), None | Some(b' ' | b',' | b')' | b'[' | b';' | b'\n' | b':'));
    ends.then(|| (quoted.as_ref(), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        #[rustfmt::skip]
        let rows: &[(&str, &str)] = &[
            ("c public.camelCase NULL,\n\td public.camelCase[] NOT NULL", "c public.\"camelCase\" NULL,\n\td public.\"camelCase\"[] NOT NULL"),
            ("c public.two words NULL DEFAULT 'ok':::public.two words", "c public.\"two words\" NULL DEFAULT 'ok':::public.\"two words\""),
            ("c public.q\"q NULL, d INT8 NULL", "c public.\"q\"\"q\" NULL, d INT8 NULL"),
            ("c public.\"camelCase\" NULL", "c public.\"camelCase\" NULL"),
            ("c public.camelCased NULL", "c public.camelCased NULL"),
            ("x.public.camelCase", "x.public.camelCase"),
            ("DEFAULT ' public.camelCase ' -- public.camelCase ", "DEFAULT ' public.camelCase ' -- public.camelCase "),
            ("", ""),
        ];
        let names = ["camelCase", "two words", "q\"q"].map(|name| {
            let quoted = format!("public.\"{}\"", name.replace('"', "\"\""));
            (BString::from(format!("public.{name}")), BString::from(quoted))
        });
        for (ddl, want) in rows {
            assert_eq!(with_types_quoted(ddl.as_bytes(), &names), *want, "{ddl}");
        }
    }
}
