//! Statements of a server's DDL, token by token.

use bstr::BStr;
use roachdump::internals::catalog::cockroach::ddl::qualifier::Database;
use roachdump::internals::sql::token::{Kind, Token, tokens};

/// The tokens of a text are the text, and a database's name comes out of it without joining what stays.
pub(crate) fn ddl(text: &[u8]) {
    let read: Vec<Token<'_>> = tokens(text).collect();
    assert_eq!(read.iter().flat_map(|token| token.text).copied().collect::<Vec<_>>(), text);
    let database = Database::new(b"d", [BStr::new("public"), BStr::new("sc1")]);
    let bare = database.unqualified(text);
    let mut left = read.iter();
    for token in tokens(&bare) {
        let stayed =
            |read: &&Token<'_>| **read == token || (read.kind, token.kind) == (Kind::String, Kind::String);
        assert!(left.any(|read| stayed(&read)), "{token:?} is new");
    }
}
