//! What must hold of any bytes: shared by the fuzz targets and by `cargo test`, which replays every seed.

#![allow(dead_code, reason = "each fuzz target uses one of these")]

use bstr::BStr;
use roachdump::catalog::cockroach::ddl::qualifier::Database;
use roachdump::catalog::cockroach::ddl::token::{Kind, Token, tokens};
use roachdump::literal::cockroach::Literal;

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

/// The types a literal is checked in.
const TYPES: [&str; 20] = [
    "INT8",
    "REGCLASS",
    "FLOAT8",
    "DECIMAL",
    "BOOL",
    "VARBIT",
    "BYTES",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "TIMETZ",
    "STRING",
    "STRING COLLATE de",
    "JSONB",
    "INT8[]",
    "FLOAT8[]",
    "BYTES[]",
    "STRING[]",
    "TIMESTAMP[]",
    "BOOL[]",
    "public.mood",
];

/// Whatever a server sends as a value, its literal is one value: nothing in it ends the tuple or the
/// statement. In pieces it holds the same or is refused.
pub(crate) fn literal(input: &[u8]) {
    let Some((&choice, value)) = input.split_first() else { return };
    let type_name = TYPES[usize::from(choice) % TYPES.len()];
    let literal = Literal::of(type_name.as_bytes(), 0);
    let mut out = Vec::new();
    if literal.whole(value, &mut out).is_ok() {
        is_one_value(&out);
    }
    if let Some(mut pieces) = literal.pieces() {
        let mut out = Vec::new();
        pieces.open(&mut out);
        let wrote = value.chunks(3).try_for_each(|piece| pieces.piece(piece, &mut out));
        if wrote.and_then(|()| pieces.close(&mut out)).is_ok() {
            is_one_value(&out);
        }
    }
}

fn is_one_value(literal: &[u8]) {
    let mut depth = 0_i32;
    for token in tokens(literal) {
        match (token.kind, token.text) {
            (Kind::Symbol, b"(" | b"[") => depth += 1,
            (Kind::Symbol, b")" | b"]") => depth -= 1,
            (Kind::Symbol, b",") => assert!(depth > 0, "{literal:?}"),
            (Kind::Symbol, b"." | b"-" | b"+") | (Kind::Word | Kind::Blank, _) => {}
            (Kind::String, text) => assert!(text.ends_with(b"'"), "{literal:?}"),
            (_, text) => panic!("{text:?} in {literal:?}"),
        }
        assert!(depth >= 0, "{literal:?}");
    }
    assert_eq!(depth, 0, "{literal:?}");
}
