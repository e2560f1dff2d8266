//! Whether a literal says what a value is, family by family.

use super::sql::Value;

/// A family of types: which literals a value may become.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Family {
    /// Any text between apostrophes.
    Text,
    /// Text with the collation `de`.
    Collated,
    /// A number bare, anything else as text.
    NumberOrText,
    /// A number bare; NaN, the infinities and a negative zero as text.
    PostgresNumber,
    /// `t` and `f`.
    Letter,
    /// Digits.
    Integer,
    /// A binary number, in any form that is the same number.
    Float,
    /// A decimal number with its trailing zeros.
    Decimal,
    /// `t`, `true`, `f`, `false`.
    Boolean,
    /// Zeros and ones.
    Bits,
    /// A date and time, to which an offset may be added.
    Timestamp,
    /// A time, to which an offset may be added.
    TimeTz,
}

/// Whether `read` is the value that the server sent as `value`.
pub(super) fn same(family: Family, value: &[u8], read: &Value) -> bool {
    match (family, read) {
        (Family::Text, Value::Text(text)) => text == value,
        (Family::Collated, Value::Collated(text, name)) => text == value && name == b"de",
        (Family::NumberOrText, Value::Number(text) | Value::Text(text)) => text == value,
        (Family::PostgresNumber, Value::Number(text)) => text == value,
        (Family::PostgresNumber, Value::Text(text)) => {
            text == value && (text == b"-0" || NOT_FINITE.contains(&value))
        }
        (Family::Letter, Value::Boolean(is)) => value == if *is { b"t" } else { b"f" },
        (Family::Integer, Value::Number(text)) => text == value,
        (Family::Float, Value::Number(text)) => float(text).is_some_and(|it| float(value) == Some(it)),
        (Family::Float, Value::Text(text)) => not_finite(text, value),
        (Family::Decimal, Value::Number(text)) => text == value || decimal(text) == decimal(value),
        (Family::Decimal, Value::Text(text)) => text == value && not_finite(text, value),
        (Family::Boolean, Value::Boolean(is)) => value == &is.to_string().as_bytes()[..value.len().min(5)],
        (Family::Bits, Value::Bits(text)) => text == value,
        (Family::Timestamp, Value::Text(text)) => text == value || same_moment(value, text),
        (Family::TimeTz, Value::Text(text)) => offset_added(value, text, b"+00:00:00"),
        _ => false,
    }
}

/// What PostgreSQL says for what is no finite number.
const NOT_FINITE: [&[u8]; 3] = [b"NaN", b"Infinity", b"-Infinity"];

/// Whether PostgreSQL could send `value` for a type of the family.
pub(super) fn is_of(family: Family, value: &[u8]) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = str::from_utf8(value).unwrap_or("?");
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match family {
        Family::Integer => digits(unsigned),
        Family::PostgresNumber => {
            let (number, power) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
            let power = power.strip_prefix(['+', '-']).unwrap_or(power);
            let fraction = number
                .split_once('.')
                .map_or_else(|| digits(number), |(whole, part)| digits(whole) && digits(part));
            fraction && digits(power) || NOT_FINITE.contains(&value)
        }
        Family::Letter => matches!(value, b"t" | b"f"),
        Family::Bits => value.iter().all(|bit| matches!(bit, b'0' | b'1')),
        _ => !value.contains(&0),
    }
}

/// The number's bits, so that a negative zero differs from zero.
fn float(text: &[u8]) -> Option<u64> {
    let number: f64 = str::from_utf8(text).ok()?.parse().ok()?;
    number.is_finite().then(|| number.to_bits())
}

fn not_finite(text: &[u8], value: &[u8]) -> bool {
    let same: &[&[u8]] = match text {
        b"NaN" => &[b"NaN"],
        b"+Inf" | b"Infinity" => &[b"+Inf", b"Inf", b"Infinity"],
        b"-Inf" | b"-Infinity" => &[b"-Inf", b"-Infinity"],
        _ => return false,
    };
    same.contains(&value)
}

/// Sign, digits without leading zeros, and the power of ten of the last digit.
fn decimal(text: &[u8]) -> Option<(bool, String, i64)> {
    let text = str::from_utf8(text).ok()?;
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = i64::try_from(fraction.len()).ok()?;
    let digits = format!("{whole}{fraction}").trim_start_matches('0').to_owned();
    Some((negative, digits, power.parse::<i64>().ok()?.checked_sub(places)?))
}

/// Whether both name the same year, by whichever era, and go on alike but for an offset.
fn same_moment(value: &[u8], text: &[u8]) -> bool {
    match (year(value), year(text)) {
        (Some((year, rest)), Some((again, text))) => year == again && offset_added(rest, text, b"+00:00"),
        _ => false,
    }
}

/// The year as astronomers count, and what follows it.
fn year(text: &[u8]) -> Option<(i64, &[u8])> {
    let (text, before_christ) = text.strip_suffix(b" BC").map_or((text, false), |text| (text, true));
    let sign = usize::from(text.starts_with(b"-"));
    let end = sign + text[sign..].iter().position(|byte| *byte == b'-')?;
    let digits = if end == sign { "0" } else { str::from_utf8(&text[..end]).ok()? };
    let year: i64 = digits.parse().ok()?;
    Some((if before_christ { 1 - year } else { year }, &text[end..]))
}

/// Whether `text` is `value` with as much of an offset behind it as `value` lacks.
fn offset_added(value: &[u8], text: &[u8], offset: &[u8]) -> bool {
    text.strip_prefix(value).is_some_and(|added| offset.ends_with(added))
}
