//! A table, view or sequence as it is named on the command line.
//!
//! ```text
//! up to v20.1   name                 as it is, without quotes
//! from v20.2    name, schema.name    as in SQL: lower case, or in double quotes
//! ```

use bstr::BString;

use super::super::Object;
use crate::error::{Error, Fault, Result};
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::{PUBLIC, fold};
use crate::sql::token::{Kind, Token, tokens};

/// What a name means.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Named {
    pub(super) schema: BString,
    pub(super) name: BString,
}

impl Named {
    /// Reads what was typed.
    ///
    /// # Errors
    ///
    /// [`Fault::Refused`] for a name with a database.
    pub(super) fn of(typed: &str, naming: Naming) -> Result<Self> {
        let as_it_is = Self { schema: PUBLIC.into(), name: typed.into() };
        if naming == Naming::V20_1 {
            return Ok(as_it_is);
        }
        match parts(typed).as_deref() {
            Some([name]) => Ok(Self { schema: PUBLIC.into(), name: name.clone() }),
            Some([schema, name]) => Ok(Self { schema: schema.clone(), name: name.clone() }),
            Some([_, _, _]) => Err(with_database(typed)),
            _ => Ok(as_it_is),
        }
    }

    /// Whether it names `object`.
    pub(super) fn is(&self, object: &Object) -> bool {
        object.schema == self.schema && object.name == self.name
    }
}

/// The parts of a name in SQL, if it is one.
fn parts(typed: &str) -> Option<Vec<BString>> {
    let all: Vec<Token<'_>> = tokens(typed.as_bytes()).collect();
    let part = |token: &Token<'_>| {
        let name = token.name()?;
        Some(if token.kind == Kind::Quoted { name.into_owned().into() } else { fold(&name) })
    };
    let dotted = all.iter().skip(1).step_by(2).all(|token| token.is_symbol(b'.')) && all.len() % 2 == 1;
    dotted.then(|| all.iter().step_by(2).map(part).collect()).flatten()
}

fn with_database(typed: &str) -> Error {
    Error::new(Fault::Refused, format!("cannot qualify name with database: {typed}"))
        .remedy("The database is the first argument; tables are named by schema and name, or by name.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        #[rustfmt::skip]
        let rows: &[(&str, Naming, &str, &str)] = &[
            ("t", Naming::V20_1, "public", "t"),
            ("Table", Naming::V20_1, "public", "Table"),
            ("a.b.c", Naming::V20_1, "public", "a.b.c"),
            ("t", Naming::V20_2, "public", "t"),
            ("Table", Naming::V20_2, "public", "table"),
            ("\"Table\"", Naming::V20_2, "public", "Table"),
            ("Ü", Naming::V20_2, "public", "Ü"),
            ("ÜA", Naming::V20_2, "public", "üa"),
            ("sc1.t", Naming::V20_2, "sc1", "t"),
            ("\"Sc 2\".\"a\"\"b\"", Naming::V20_2, "Sc 2", "a\"b"),
            (";", Naming::V20_2, "public", ";"),
            ("a b", Naming::V20_2, "public", "a b"),
            ("a.", Naming::V20_2, "public", "a."),
            ("", Naming::V20_2, "public", ""),
        ];
        for (typed, naming, schema, name) in rows {
            let want = Named { schema: (*schema).into(), name: (*name).into() };
            assert_eq!(Named::of(typed, *naming).unwrap(), want, "{typed}");
        }
        let error = Named::of("d.public.t", Naming::V20_2).unwrap_err();
        assert_eq!(error.reason(), "cannot qualify name with database: d.public.t");
    }
}
