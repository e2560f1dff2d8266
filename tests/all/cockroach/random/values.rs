//! Types, and values of them: the ends of every range, and what lies between at random.

use super::names::string;
use crate::dice::Dice;

/// A type of columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    /// As CREATE TABLE has it.
    pub(super) name: &'static str,
    /// What a value's constant is made of.
    kind: Of,
    /// A key may hold it.
    pub(super) key: bool,
}

/// How values are made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Of {
    Integer(u32),
    Float,
    Decimal,
    /// Text of at most so many characters.
    Text(usize),
    Collated(&'static str),
    Bytes,
    Bits(Option<usize>),
    Bool,
    Json,
    Uuid,
    /// One of these, between apostrophes.
    Among(&'static [&'static str]),
}

#[rustfmt::skip]
const TYPES: &[Type] = &[
    Type { name: "INT8", kind: Of::Integer(64), key: true },
    Type { name: "INT4", kind: Of::Integer(32), key: true },
    Type { name: "INT2", kind: Of::Integer(16), key: true },
    Type { name: "OID", kind: Of::Among(&["0", "6", "2147483647"]), key: true },
    Type { name: "FLOAT8", kind: Of::Float, key: true },
    Type { name: "FLOAT4", kind: Of::Float, key: true },
    Type { name: "DECIMAL", kind: Of::Decimal, key: true },
    Type { name: "DECIMAL(10,3)", kind: Of::Among(&["0", "-1234567.891", "9999999.9994", "NaN", "0.0004", "1E3"]), key: true },
    Type { name: "DECIMAL(4)", kind: Of::Among(&["0", "-9999", "3.4", "2.5"]), key: true },
    Type { name: "STRING", kind: Of::Text(200), key: true },
    Type { name: "STRING(7)", kind: Of::Text(7), key: true },
    Type { name: "VARCHAR", kind: Of::Text(60), key: true },
    Type { name: "VARCHAR(12)", kind: Of::Text(12), key: true },
    Type { name: "CHAR", kind: Of::Text(1), key: true },
    Type { name: "CHAR(4)", kind: Of::Text(4), key: true },
    Type { name: "\"char\"", kind: Of::Text(1), key: true },
    Type { name: "NAME", kind: Of::Text(40), key: true },
    Type { name: "STRING COLLATE de", kind: Of::Collated("de"), key: true },
    Type { name: "STRING(9) COLLATE en_u_ks_level2", kind: Of::Collated("en_u_ks_level2"), key: true },
    Type { name: "VARCHAR COLLATE pt_br", kind: Of::Collated("pt_br"), key: true },
    Type { name: "BYTES", kind: Of::Bytes, key: true },
    Type { name: "BOOL", kind: Of::Bool, key: true },
    Type { name: "JSONB", kind: Of::Json, key: false },
    Type { name: "UUID", kind: Of::Uuid, key: true },
    Type { name: "DATE", kind: Of::Among(DATES), key: true },
    Type { name: "TIME", kind: Of::Among(TIMES), key: true },
    Type { name: "TIME(3)", kind: Of::Among(COARSE_TIMES), key: true },
    Type { name: "TIMETZ", kind: Of::Among(TIMES_TZ), key: true },
    Type { name: "TIMETZ(2)", kind: Of::Among(COARSE_TIMES), key: true },
    Type { name: "TIMESTAMP", kind: Of::Among(TIMESTAMPS), key: true },
    Type { name: "TIMESTAMP(3)", kind: Of::Among(TIMESTAMPS), key: true },
    Type { name: "TIMESTAMPTZ", kind: Of::Among(TIMESTAMPS), key: true },
    Type { name: "TIMESTAMPTZ(0)", kind: Of::Among(TIMESTAMPS), key: true },
    Type { name: "INTERVAL", kind: Of::Among(INTERVALS), key: true },
    Type { name: "INTERVAL(3)", kind: Of::Among(INTERVALS), key: true },
    Type { name: "INTERVAL HOUR TO MINUTE", kind: Of::Among(INTERVALS), key: true },
    Type { name: "INET", kind: Of::Among(INETS), key: true },
];

/// What stock stopped at, or lost.
#[rustfmt::skip]
const TYPES_STOCK_HAD_NOT: &[Type] = &[
    Type { name: "BIT(5)", kind: Of::Bits(Some(5)), key: true },
    Type { name: "VARBIT", kind: Of::Bits(None), key: true },
    Type { name: "VARBIT(9)", kind: Of::Bits(Some(0)), key: true },
    Type { name: "DATE", kind: Of::Among(&["infinity", "-infinity", "2020-02-29"]), key: true },
    Type { name: "TIME", kind: Of::Among(&["24:00:00", "00:00:00"]), key: true },
    Type { name: "TIMETZ", kind: Of::Among(&["24:00:00+00", "12:00:00+05:30:15", "24:00:00-15:59:00"]), key: true },
    Type { name: "TIMESTAMP", kind: Of::Among(&["0001-12-31 23:59:59.5 BC", "0001-01-01 00:00:00 BC"]), key: true },
    Type { name: "TIMESTAMPTZ", kind: Of::Among(&["0001-12-31 23:59:59.5+00 BC", "infinity", "-infinity"]), key: true },
];

#[rustfmt::skip]
const DATES: &[&str] = &[
    "2016-03-26", "1970-01-01", "0001-01-01", "0001-12-31 BC", "0044-03-15 BC", "4714-11-24 BC", "9999-12-31",
    "10000-01-01", "20000-02-29", "5874897-12-31", "2000-02-29",
];
#[rustfmt::skip]
const TIMES: &[&str] = &["00:00:00", "23:59:59.999999", "01:02:03.456", "12:00:00.1", "00:00:00.000001", "09:08:07.10"];
/// None that rounds up to 24:00:00.
#[rustfmt::skip]
const COARSE_TIMES: &[&str] = &["00:00:00", "23:59:59.9", "01:02:03.4567", "12:00:00.0005", "00:00:00.000001"];
#[rustfmt::skip]
const TIMES_TZ: &[&str] = &[
    "00:00:00+00", "23:59:59.999999+15:59", "01:02:03.456-03:30", "12:00:00.1-15:59", "00:00:00.000001+01", "09:08:07.10+00:01",
];
#[rustfmt::skip]
const TIMESTAMPS: &[&str] = &[
    "2016-01-25 10:10:10", "1970-01-01 00:00:00.000001", "0001-01-01 00:00:00", "0044-03-15 12:00:00.5 BC",
    "4713-12-31 23:59:59.999 BC", "9999-12-31 23:59:59.999999", "10000-01-01 00:00:00", "100000-06-07 08:09:10.1",
    "1969-12-31 23:59:59.999999", "2000-02-29 24:00:00", "1883-11-18 12:03:57",
];
#[rustfmt::skip]
const INTERVALS: &[&str] = &[
    "0", "2h30m30s", "1 year 2 mons 3 days 04:05:06.789", "-1 mons", "-1 days", "1 day -00:00:01", "-1 mons 1 day -00:00:01",
    "1 mon -1 days", "11 mons", "-1 year -11 mons", "999999:59:59.999999", "-00:00:00.000001", "1 day", "2 days", "-1 year 5 days 00:00:01",
    "1000 years", "1 mon 1 day", "-1 days +02:03:00", "10000 years",
];
#[rustfmt::skip]
const INETS: &[&str] = &[
    "192.168.0.1", "10.0.0.0/8", "0.0.0.0/0", "255.255.255.255", "::1", "::", "2001:db8::1/64", "::ffff:1.2.3.4",
    "::ffff:1.2.3.4/120", "fe80::1:2:3", "1.2.3.4/31", "::/0",
];
#[rustfmt::skip]
const INTEGERS: &[i64] = &[0, 1, -1, 42, 127, -128, 32767, -32768, 2147483647, -2147483648, 9223372036854775807, -9223372036854775808];
#[rustfmt::skip]
const FLOATS: &[&str] = &[
    "0", "-0", "1", "-1.5", "0.1", "1e6", "999999", "999999.5", "1000000.5", "-123456.789", "0.0001", "0.00001", "1e21", "1e-7",
    "1.7976931348623157e308", "-1.7976931348623157e308", "5e-324", "2.2250738585072014e-308", "NaN", "+Inf", "-Inf", "16777217",
    "9007199254740993", "3.4028235e38", "1.1754944e-38", "0.3", "123456789012345680",
];
#[rustfmt::skip]
const DECIMALS: &[&str] = &[
    "0", "-0", "0.00", "1.10", "-1.50", "1E+10", "1E+6", "123E+4", "0.000001", "0.0000001", "-0.00000012300", "1E-100", "-1E+400",
    "NaN", "Infinity", "-Infinity", "123456789012345678901234567890.123456789", "0E-10", "0E+5", "9999999999", "100",
];
#[rustfmt::skip]
const TEXTS: &[&str] = &[
    "", " ", "a", "abc", "NULL", "null", "it's", "\\", "\\x41", "\"", "a\"b", "{a,b}", "\n", "\t", "\r\n", "\u{8}\u{c}", "\u{1}\u{1f}\u{7f}",
    "é", "ÿ", "日本語", "😀", "\u{fffd}", "\u{feff}", "\u{80}", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10ffff}", "e\u{301}", "-- x", "/*", "$$", "';DROP",
    "%s%d", "~", "{}", ",", "true", "İı", "a\\'b",
];
#[rustfmt::skip]
const JSONS: &[&str] = &[
    "null", "true", "\"\"", "0", "-0", "-1.50", "1e100", "1E-7", "12345678901234567890.123", "{}", "[]", "{\"b\": 1, \"a\": [1, \"two\", {\"three\": 3.00}]}",
    "\"it's\"", "\"\\\\ \\\" \\n \\u0001 \\u00e9 \\ud83d\\ude00 /\"", "{\"\": null, \"é\": \"日本\"}", "[[[[]]], {\"x\": {}}]", "{\"a b\": \"\\u2028\\u007f\"}", "\"<>&\"",
];

impl Type {
    /// Any type; `all` also gives those that stock stopped at.
    pub(super) fn any(dice: &mut Dice, all: bool) -> Self {
        if all && dice.chance(25) { *dice.of(TYPES_STOCK_HAD_NOT) } else { *dice.of(TYPES) }
    }

    /// Whether there are arrays of it.
    pub(super) fn has_arrays(&self) -> bool {
        !matches!(self.kind, Of::Json) && !self.name.contains("COLLATE") && !self.name.contains(" TO ")
    }

    /// Whether its values are text.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind, Of::Text(_))
    }

    /// Whether its values are documents.
    pub(super) fn is_json(&self) -> bool {
        self.kind == Of::Json
    }

    /// Whether its values are whole numbers.
    pub(super) fn is_integer(&self) -> bool {
        matches!(self.kind, Of::Integer(_))
    }

    /// A constant that is a value of the type.
    pub(super) fn value(&self, dice: &mut Dice) -> String {
        match self.kind {
            Of::Integer(bits) => integer(dice, bits),
            Of::Float => format!("'{}'", float(dice)),
            Of::Decimal => format!("'{}'", decimal(dice)),
            Of::Text(most) => string(text(dice, most)),
            Of::Collated(locale) => format!("{} COLLATE {locale}", string(text(dice, 9))),
            Of::Bytes => bytes(dice),
            Of::Bits(size) => bits(dice, size),
            Of::Bool => dice.chance(50).to_string(),
            Of::Json => string(dice.of(JSONS)),
            Of::Uuid => uuid(dice),
            Of::Among(all) => format!("'{}'", dice.of(all)),
        }
    }

    /// A constant that is an array of such values.
    pub(super) fn array(&self, dice: &mut Dice) -> String {
        let element = |dice: &mut Dice| if dice.chance(15) { "NULL".to_owned() } else { self.value(dice) };
        let length = dice.below(5);
        let elements: Vec<_> = (0..length).map(|_| element(dice)).collect();
        format!("ARRAY[{}]::{}[]", elements.join(", "), self.name)
    }
}

fn integer(dice: &mut Dice, bits: u32) -> String {
    let any = dice.next().cast_signed();
    let wide = if dice.chance(60) { *dice.of(INTEGERS) } else { any >> dice.below(64) };
    let least = i64::MIN >> (64 - bits);
    wide.clamp(least, !least).to_string()
}

fn float(dice: &mut Dice) -> String {
    let any = f64::from_bits(dice.next());
    if dice.chance(50) || !any.is_finite() { (*dice.of(FLOATS)).to_owned() } else { format!("{any:e}") }
}

fn decimal(dice: &mut Dice) -> String {
    if dice.chance(60) {
        return (*dice.of(DECIMALS)).to_owned();
    }
    let digits = (dice.next() >> dice.below(60)).cast_signed();
    format!("{}E{}", digits * if dice.chance(50) { -1 } else { 1 } / 2, dice.below(40) as i64 - 25)
}

fn text(dice: &mut Dice, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(3) {
        text.push_str(dice.of::<&str>(TEXTS));
    }
    text.chars().take(most).collect()
}

fn bytes(dice: &mut Dice) -> String {
    let length = if dice.chance(10) { 256 } else { dice.below(9) };
    let first = dice.below(256);
    let step = if length == 256 { 1 } else { dice.below(256) };
    let hex: String = (0..length).map(|nth| format!("{:02x}", (first + nth * step) % 256)).collect();
    format!("x'{hex}'")
}

fn bits(dice: &mut Dice, size: Option<usize>) -> String {
    let length = match size {
        Some(0) => dice.below(10),
        Some(size) => size,
        None => dice.below(130),
    };
    let bits: String = (0..length).map(|_| if dice.chance(50) { '1' } else { '0' }).collect();
    format!("B'{bits}'")
}

fn uuid(dice: &mut Dice) -> String {
    let (high, low) = (dice.next(), dice.next());
    let hex = format!("{high:016x}{low:016x}");
    format!("'{}-{}-{}-{}-{}'", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
