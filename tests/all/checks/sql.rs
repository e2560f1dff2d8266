//! A reader of SQL literals, as small as can be: what a loader makes of a tuple.
//!
//! It shares nothing with the program and gives no quarter: a byte that the dialects never write is no
//! literal.

/// What a literal says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Value {
    /// `NULL`.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// A bare number, as written; `(-1)` without its parentheses.
    Number(Vec<u8>),
    /// `'…'` or `e'…'`.
    Text(Vec<u8>),
    /// `B'…'`.
    Bits(Vec<u8>),
    /// `'…' COLLATE x`: the text and the name.
    Collated(Vec<u8>, Vec<u8>),
    /// `ARRAY[…]`.
    Array(Vec<Self>),
}

/// The values of `,\n\t(…, …)`; `None` if the bytes are anything else.
pub(super) fn tuple(bytes: &[u8]) -> Option<Vec<Value>> {
    let mut rest = bytes.strip_prefix(b",\n\t(")?;
    let values = list(&mut rest, b", ", b")")?;
    rest.is_empty().then_some(values)
}

/// The one value that the bytes are.
pub(super) fn literal(mut bytes: &[u8]) -> Option<Value> {
    let value = value(&mut bytes)?;
    bytes.is_empty().then_some(value)
}

fn list(rest: &mut &[u8], comma: &[u8], end: &[u8]) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    if skip(rest, end) {
        return Some(values);
    }
    loop {
        values.push(value(rest)?);
        if skip(rest, end) {
            return Some(values);
        }
        skip(rest, comma).then_some(())?;
    }
}

fn value(rest: &mut &[u8]) -> Option<Value> {
    let words =
        [(&b"NULL"[..], Value::Null), (b"true", Value::Boolean(true)), (b"false", Value::Boolean(false))];
    for (word, value) in words {
        if skip(rest, word) {
            return Some(value);
        }
    }
    if skip(rest, b"ARRAY[") {
        return list(rest, b",", b"]").map(Value::Array);
    }
    if skip(rest, b"B'") {
        return quoted(rest).map(Value::Bits);
    }
    if skip(rest, b"(") {
        let number = number(rest).filter(|number| number.starts_with(b"-"))?;
        return skip(rest, b")").then_some(Value::Number(number));
    }
    let text = if skip(rest, b"e'") {
        escaped(rest)?
    } else if skip(rest, b"'") {
        quoted(rest)?
    } else {
        return number(rest).map(Value::Number);
    };
    if skip(rest, b" COLLATE ") {
        return Some(Value::Collated(text, name(rest)));
    }
    Some(Value::Text(text))
}

fn skip(rest: &mut &[u8], prefix: &[u8]) -> bool {
    let after = rest.strip_prefix(prefix);
    *rest = after.unwrap_or(rest);
    after.is_some()
}

fn next(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

/// Up to the apostrophe that is not doubled.
fn quoted(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    loop {
        match next(rest)? {
            b'\'' if !skip(rest, b"'") => return Some(text),
            0 => return None,
            byte => text.push(byte),
        }
    }
}

/// Up to the apostrophe without a backslash before it.
fn escaped(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    loop {
        match next(rest)? {
            b'\'' => return Some(text),
            b'\\' => escape(rest, &mut text)?,
            0 => return None,
            byte => text.push(byte),
        }
    }
}

fn escape(rest: &mut &[u8], text: &mut Vec<u8>) -> Option<()> {
    let byte = match next(rest)? {
        byte @ (b'\\' | b'\'' | b'"') => byte,
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        b'x' => u8::try_from(digits(rest, 2)?).ok()?,
        long @ (b'u' | b'U') => {
            let code = digits(rest, if long == b'u' { 4 } else { 8 })?;
            text.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut [0; 4]).as_bytes());
            return Some(());
        }
        _ => return None,
    };
    text.push(byte);
    Some(())
}

fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (digits, after) = rest.split_at_checked(count)?;
    *rest = after;
    u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

/// `-?digits(.digits)?([eE][+-]?digits)?`, with nothing behind it that a name could go on with.
fn number(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let start = *rest;
    skip(rest, b"-");
    some_digits(rest)?;
    if skip(rest, b".") {
        some_digits(rest)?;
    }
    if skip(rest, b"e") || skip(rest, b"E") {
        let _signed = skip(rest, b"+") || skip(rest, b"-");
        some_digits(rest)?;
    }
    let ends = rest.first().is_none_or(|byte| matches!(byte, b',' | b')' | b']'));
    ends.then(|| start[..start.len() - rest.len()].to_vec())
}

fn some_digits(rest: &mut &[u8]) -> Option<()> {
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    *rest = &rest[count..];
    (count > 0).then_some(())
}

fn name(rest: &mut &[u8]) -> Vec<u8> {
    let count = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (name, after) = rest.split_at(count);
    *rest = after;
    name.to_vec()
}
