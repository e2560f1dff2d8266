//! Connection strings: a URL, or `key=value` pairs.
//!
//! ```text
//! postgresql://[user[:password]@][host][:port][,…][/database][?key=value[&key=value…]]
//! key = value  key = 'va\'lue'
//! ```
//!
//! Read as libpq reads them, with two differences: a parameter this program does not know is an error,
//! and a raw `@` where only a piece of a password can be is refused, so that
//! this piece is neither used nor shown. No message holds a password.
//!
//! Source: PostgreSQL documentation, "Connection Strings"; libpq's `conninfo_uri_parse_options` and
//! `conninfo_parse`.

use super::settings::{Settings, Told, known};
use super::values::Refusal;
use crate::error::{Error, Fault, Result};

/// How to write a character that has a meaning of its own in a URL.
const ESCAPE: &str =
    "In a user name or a password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25.";

/// Which of the two forms a connection string has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// `postgresql://…` or `postgres://…`.
    Url,
    /// `key=value …`.
    Pairs,
}

/// Whether `text` is a connection string, and of which form: what libpq takes for one.
pub(super) fn form(text: &str) -> Option<Form> {
    if after_scheme(text).is_some() { Some(Form::Url) } else { text.contains('=').then_some(Form::Pairs) }
}

/// Reads a connection string of either form.
///
/// # Errors
///
/// [`Fault::Usage`], naming the part that is wrong but never a password.
pub fn parse_url(text: &str) -> Result<Settings> {
    let mut settings = Settings::default();
    match (after_scheme(text), form(text)) {
        (Some(rest), _) => url(&mut settings, rest)?,
        (None, Some(_)) => pairs(&mut settings, text)?,
        (None, None) => {
            return Err(Error::new(Fault::Usage, "it is no connection string")
                .remedy("Write postgresql://user@host:port/database?sslmode=…, or key=value pairs as in \"host=db port=5432\"."));
        }
    }
    Ok(settings)
}

fn after_scheme(text: &str) -> Option<&str> {
    text.strip_prefix("postgresql://").or_else(|| text.strip_prefix("postgres://"))
}

fn url(settings: &mut Settings, rest: &str) -> Result<()> {
    let credentials = rest.split_once('@').filter(|(before, _)| !before.contains('/'));
    let rest = match credentials {
        Some((credentials, rest)) => {
            let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
            put(settings, "user", user)?;
            put(settings, "password", password)?;
            rest
        }
        None => rest,
    };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    if place.contains('@') {
        let why = "an @ stands where only a host, a port or a database can be";
        return Err(Refusal::new(why, ESCAPE).at("URL"));
    }
    let (server, database) = place.split_once('/').unwrap_or((place, ""));
    authority(settings, server)?;
    put(settings, "dbname", database)?;
    query.split('&').filter(|pair| !pair.is_empty()).try_for_each(|pair| parameter(settings, pair))
}

/// `host`, `host:port`, `[address]`, `[address]:port` or nothing; several with commas between them.
fn authority(settings: &mut Settings, server: &str) -> Result<()> {
    let servers = server.split(',').map(split_host).collect::<Result<Vec<_>, _>>();
    let (hosts, ports): (Vec<_>, Vec<_>) =
        servers.map_err(|no| no.at("invalid host in the URL"))?.into_iter().unzip();
    put(settings, "host", &hosts.join(","))?;
    let given = ports.iter().any(|port| !port.is_empty());
    let port = &if given { ports.join(",") } else { String::new() };
    settings.set("port", port).map_err(|no| {
        // What is no number may be the start of a password with a raw slash in it: it is not shown.
        let digits = port.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
        let shown = if digits { format!(" {port}") } else { String::new() };
        Refusal { remedy: format!("{} {ESCAPE}", no.remedy), ..no }
            .at(format_args!("invalid port{shown} in the URL"))
    })
}

fn split_host(server: &str) -> Result<(&str, &str), Refusal> {
    let shape = |why| Refusal::new(why, "Write an IPv6 address as in postgresql://[::1]:26257/.");
    let Some(rest) = server.strip_prefix('[') else {
        return Ok(server.split_once(':').unwrap_or((server, "")));
    };
    let (host, behind) = rest.split_once(']').ok_or_else(|| shape("a [ without a ]"))?;
    match behind.strip_prefix(':') {
        _ if host.is_empty() => Err(shape("nothing stands between [ and ]")),
        Some(port) => Ok((host, port)),
        None if behind.is_empty() => Ok((host, "")),
        None => Err(shape("only a colon and a port may stand behind a ]")),
    }
}

/// Sets one part of the URL; messages name the part and never show it.
fn put(settings: &mut Settings, key: &str, raw: &str) -> Result<()> {
    let value = decoded(raw).map_err(|no| no.at(format_args!("invalid {key} in the URL")))?;
    settings.set(key, &value).map_err(|no| no.at(format_args!("invalid {key} in the URL")))
}

/// `key=value`; JDBC's `ssl=true` is taken as libpq takes it.
fn parameter(settings: &mut Settings, pair: &str) -> Result<()> {
    let place = "invalid parameter in the URL";
    let (key, raw) = pair
        .split_once('=')
        .filter(|(_, value)| !value.contains('='))
        .ok_or_else(|| Refusal::new("it is not one key, one = and one value", ESCAPE).at(place))?;
    let key = decoded(key).map_err(|no| no.at(place))?;
    let value = decoded(raw).map_err(|no| no.at(format_args!("invalid {key} in the URL")))?;
    let (key, value) = match (key.as_str(), value.as_str()) {
        ("ssl", "true") => ("sslmode", "require"),
        pair => pair,
    };
    one(settings, key, value).map_err(|error| error.context("URL"))
}

/// Sets what `key=value` says, in a URL's query or a pair.
fn one(settings: &mut Settings, key: &str, value: &str) -> Result<()> {
    if let Err(no) = known(key) {
        return Err(Error::new(Fault::Usage, no.why).remedy(no.remedy));
    }
    settings.set(key, value).map_err(|no| no.at(Told(key, value)))
}

/// Undoes percent escapes; a plus sign is a plus sign.
fn decoded(raw: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { escape(rest.next(), rest.next())? } else { byte });
    }
    String::from_utf8(bytes).map_err(|_| Refusal::new("its percent escapes are not UTF-8", ESCAPE))
}

fn escape(high: Option<u8>, low: Option<u8>) -> Result<u8, Refusal> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    match (digit(high), digit(low)) {
        (Some(0), Some(0)) => Err(Refusal::new("it holds a zero byte (%00)", "Leave that byte out.")),
        (Some(high), Some(low)) => Ok(high << 4 | low),
        _ => Err(Refusal::new("a % without two hexadecimal digits behind it", ESCAPE)),
    }
}

/// Reads `key=value` pairs.
fn pairs(settings: &mut Settings, text: &str) -> Result<()> {
    let mut rest = text.trim_start_matches(is_space);
    let mut last = String::new();
    while !rest.is_empty() {
        let (key, value) = rest
            .split_once('=')
            .map(|(key, value)| (key.trim_end_matches(is_space), value.trim_start_matches(is_space)))
            .filter(|(key, _)| !key.contains(is_space))
            .ok_or_else(|| wordless(&last))?;
        let (value, behind) = value_of(value).map_err(|no| no.at(format_args!("invalid value of {key}")))?;
        one(settings, key, &value).map_err(|error| error.context("connection string"))?;
        last = key.to_owned();
        rest = behind.trim_start_matches(is_space);
    }
    Ok(())
}

/// A word that is neither key nor value. It may be half of a password: only what stands before is named.
fn wordless(last: &str) -> Error {
    let place =
        if last.is_empty() { "at its start".to_owned() } else { format!("behind the value of {last}") };
    Refusal::new(
        format!("a word without a = {place}"),
        "Put a value with spaces between apostrophes: key='two words'.",
    )
    .at("connection string")
}

/// One value, plain up to a space or between apostrophes, and what stands behind it. A backslash takes the
/// next character as it is.
fn value_of(text: &str) -> Result<(String, &str), Refusal> {
    let (quoted, text) = text.strip_prefix('\'').map_or((false, text), |text| (true, text));
    let mut value = String::new();
    let mut rest = text.chars();
    loop {
        let before = rest.as_str();
        match rest.next() {
            Some('\\') => value.extend(rest.next()),
            Some('\'') if quoted => return Ok((value, rest.as_str())),
            Some(c) if quoted || !is_space(c) => value.push(c),
            None if quoted => {
                return Err(Refusal::new(
                    "an apostrophe is not closed",
                    "Write key='value'; an apostrophe inside as \\'.",
                ));
            }
            _ => return Ok((value, before)),
        }
    }
}

/// C's `isspace`.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings as `key=value` pairs in the order of this list, for a row to compare with.
    fn told(settings: &Settings) -> String {
        let host = settings
            .host
            .as_ref()
            .map(|hosts| hosts.iter().map(|host| format!("{:?}", host.place)).collect::<Vec<_>>().join(","));
        let ports = |ports: &Vec<Option<u16>>| {
            let port = |port: &Option<u16>| port.map(|port| port.to_string()).unwrap_or_default();
            ports.iter().map(port).collect::<Vec<_>>().join(",")
        };
        let addresses = |all: &Vec<Option<std::net::IpAddr>>| {
            let one = |one: &Option<std::net::IpAddr>| one.map(|one| one.to_string()).unwrap_or_default();
            all.iter().map(one).collect::<Vec<_>>().join(",")
        };
        let path = |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let all = [
            ("host", host),
            ("hostaddr", settings.hostaddr.as_ref().map(addresses)),
            ("port", settings.port.as_ref().map(ports)),
            ("user", settings.user.clone()),
            ("password", settings.password.as_ref().map(|secret| secret.0.clone())),
            ("dbname", settings.database.clone()),
            ("sslmode", settings.ssl_mode.map(|mode| mode.to_string())),
            ("sslrootcert", path(&settings.root_cert)),
            ("sslcert", path(&settings.cert)),
            ("sslkey", path(&settings.key)),
            ("application_name", settings.application_name.clone()),
            ("connect_timeout", settings.connect_timeout.map(|limit| format!("{:?}", limit.0))),
            ("options", settings.options.clone()),
            ("service", settings.service.clone()),
        ];
        all.into_iter()
            .filter_map(|(key, value)| Some(format!("{key}={}", value?)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    #[rustfmt::skip]
    fn read() {
        let rows: &[(&str, &str, &str)] = &[
            ("nothing",            "postgresql://",                            ""),
            ("short scheme",       "postgres://h",                             "host=Name(\"h\")"),
            ("everything",         "postgresql://u:p@h:5433/d",                "host=Name(\"h\") port=5433 user=u password=p dbname=d"),
            ("user alone",         "postgresql://u@/d",                        "user=u dbname=d"),
            ("empty user",         "postgresql://:p@h",                        "host=Name(\"h\") password=p"),
            ("empty port",         "postgresql://h:/d",                        "host=Name(\"h\") dbname=d"),
            ("database alone",     "postgresql:///d",                          "dbname=d"),
            ("two slashes",        "postgresql:///a/b",                        "dbname=a/b"),
            ("escapes",            "postgresql://%75:p%40%2f%3A@h/%C3%A9%25",   "host=Name(\"h\") user=u password=p@/: dbname=é%"),
            ("plus",               "postgresql://a+b@h",                       "host=Name(\"h\") user=a+b"),
            ("colon in password",  "postgresql://u:a:b@h",                     "host=Name(\"h\") user=u password=a:b"),
            ("? in password",      "postgresql://u:a?b@h",                     "host=Name(\"h\") user=u password=a?b"),
            ("v6",                 "postgresql://[::1]/d",                     "host=Name(\"::1\") dbname=d"),
            ("several hosts",      "postgresql://a:1,[::1],%2Ftmp:3/d",        "host=Name(\"a\"),Name(\"::1\"),Folder(\"/tmp\") port=1,,3 dbname=d"),
            ("several, no ports",  "postgresql://a,b/d",                       "host=Name(\"a\"),Name(\"b\") dbname=d"),
            ("several by query",   "postgresql:///d?host=a,b&hostaddr=::1,&port=1", "host=Name(\"a\"),Name(\"b\") hostaddr=::1, port=1 dbname=d"),
            ("options",            "postgresql://h/d?options=--cluster%3Da-1", "host=Name(\"h\") dbname=d options=--cluster=a-1"),
            ("v6 and port",        "postgresql://[2001:db8::1]:1/d",           "host=Name(\"2001:db8::1\") port=1 dbname=d"),
            ("v6 zone",            "postgresql://[fe80::1%25eth0]",            "host=Name(\"fe80::1%eth0\")"),
            ("folder as host",     "postgresql://%2Ftmp%2Fx:5433/d",           "host=Folder(\"/tmp/x\") port=5433 dbname=d"),
            ("folder in query",    "postgresql:///d?host=/run/pg&port=1",      "host=Folder(\"/run/pg\") port=1 dbname=d"),
            ("query wins",         "postgresql://h:1/d?host=g&port=2&dbname=e", "host=Name(\"g\") port=2 dbname=e"),
            ("query without /",    "postgresql://h?sslmode=require",           "host=Name(\"h\") sslmode=require"),
            ("contract, plain",    "postgresql://root@localhost:26257/startrek?sslmode=disable", "host=Name(\"localhost\") port=26257 user=root dbname=startrek sslmode=disable"),
            ("contract, secure",   "postgresql://u@h:1/d?sslcert=c&sslkey=k&sslmode=verify-full&sslrootcert=r", "host=Name(\"h\") port=1 user=u dbname=d sslmode=verify-full sslrootcert=r sslcert=c sslkey=k"),
            ("@ in the query",     "postgresql://h/d?user=a@b&password=c@d",   "host=Name(\"h\") user=a@b password=c@d dbname=d"),
            ("JDBC's ssl",         "postgresql://h?ssl=true",                  "host=Name(\"h\") sslmode=require"),
            ("empty parameters",   "postgresql://h?&user=&",                   "host=Name(\"h\")"),
            ("name and time-out",  "postgresql://h?application_name=a%20b&connect_timeout=3", "host=Name(\"h\") application_name=a b connect_timeout=Some(3s)"),
            ("without time-out",   "postgresql://h?connect_timeout=-1",        "host=Name(\"h\") connect_timeout=None"),
            ("pairs",              "host=h port=1 user=u password=p dbname=d", "host=Name(\"h\") port=1 user=u password=p dbname=d"),
            ("pairs, spaces",      "\thost =  h\n port= 1 ",                   "host=Name(\"h\") port=1"),
            ("pairs, quoted",      r"password='a b\'c\\' user=u",             r"user=u password=a b'c\"),
            ("pairs, no space",    "user='u'password=p",                       "user=u password=p"),
            ("pairs, backslash",   r"user=a\ b password=\",                   "user=a b"),
            ("pairs, = in value",  "password=a=b",                             "password=a=b"),
            ("pairs, empty",       "user='' dbname=d host=",                   "dbname=d"),
            ("pairs, empty takes the next word", "user= dbname=d",             "user=dbname=d"),
            ("pairs, last wins",   "port=1 port=2",                            "port=2"),
            ("pairs, folder",      "host=/tmp hostaddr=::1 service=s",         "host=Folder(\"/tmp\") hostaddr=::1 service=s"),
            ("pairs, every character", "user='é\u{1f600}'",                   "user=é\u{1f600}"),
        ];
        for (name, text, want) in rows {
            let got = parse_url(text).map(|settings| told(&settings)).map_err(|error| error.to_string());
            assert_eq!(got.as_deref(), Ok(*want), "{name}");
        }
    }

    #[test]
    #[rustfmt::skip]
    fn refused() {
        let rows: &[(&str, &str, &str)] = &[
            ("neither",            "startrek",                      "it is no connection string"),
            ("other scheme",       "mysql://h/d",                   "it is no connection string"),
            ("one slash",          "postgresql:/h",                 "it is no connection string"),
            ("port",               "postgresql://h:99999/d",        "invalid port 99999 in the URL: a port is a number from 1 to 65535"),
            ("port zero",          "postgresql://h:0",              "invalid port 0 in the URL: a port is a number from 1 to 65535"),
            ("slash in password",  "postgresql://u:SECRET/SECRET@h", "URL: an @ stands where only a host, a port or a database can be"),
            ("digits and slash",   "postgresql://u:12/SECRET@h/d",  "URL: an @ stands where only a host, a port or a database can be"),
            ("@ in password",      "postgresql://u:SE@SECRET@h/d",  "URL: an @ stands where only a host, a port or a database can be"),
            ("port is no number",  "postgresql://u:SECRET/d",       "invalid port in the URL: a port is a number from 1 to 65535"),
            ("escape in password", "postgresql://u:SECRET%zz@h",    "invalid password in the URL: a % without two hexadecimal digits behind it"),
            ("escape cut short",   "postgresql://u%4@h",            "invalid user in the URL: a % without two hexadecimal digits behind it"),
            ("escape at the end",  "postgresql://h/d%",             "invalid dbname in the URL: a % without two hexadecimal digits behind it"),
            ("escaped sign",       "postgresql://h/%+1",            "invalid dbname in the URL: a % without two hexadecimal digits behind it"),
            ("zero byte",          "postgresql://h/a%00b",          "invalid dbname in the URL: it holds a zero byte (%00)"),
            ("not UTF-8",          "postgresql://u:SECRET%ff@h",    "invalid password in the URL: its percent escapes are not UTF-8"),
            ("empty host of two",  "postgresql://a,/d",             "invalid host in the URL: the host is empty"),
            ("key's password",     "postgresql://h/d?sslpassword=SECRET", "URL: encrypted private keys are not supported"),
            ("open bracket",       "postgresql://[::1/d",           "invalid host in the URL: a [ without a ]"),
            ("empty bracket",      "postgresql://[]:1/d",           "invalid host in the URL: nothing stands between [ and ]"),
            ("behind bracket",     "postgresql://[::1]x/d",         "invalid host in the URL: only a colon and a port may stand behind a ]"),
            ("space in host",      "postgresql://a b/d",            "invalid host in the URL: the host's name holds a character that no name can have"),
            ("unknown parameter",  "postgresql://h/d?foo=1",        "URL: unknown parameter \"foo\""),
            ("unknown, empty",     "postgresql://h/d?foo=",         "URL: unknown parameter \"foo\""),
            ("no =",               "postgresql://h/d?foo",          "invalid parameter in the URL: it is not one key, one = and one value"),
            ("two =",              "postgresql://h/d?user=a=b",     "invalid parameter in the URL: it is not one key, one = and one value"),
            ("sslmode",            "postgresql://h/d?sslmode=on",   "URL: invalid value \"on\" of sslmode: it is no sslmode"),
            ("pairs, unknown",     "host=h hosts=b",                "connection string: unknown parameter \"hosts\""),
            ("pairs, no key",      "= x",                           "connection string: unknown parameter \"\""),
            ("pairs, open quote",  "password='SECRET",              "invalid value of password: an apostrophe is not closed"),
            ("pairs, a word",      "user host=h",                   "connection string: a word without a = at its start"),
            ("pairs, two words",   "password=SECRET SECRET user=u", "connection string: a word without a = behind the value of password"),
            ("pairs, last word",   "password=SECRET SECRET",        "connection string: a word without a = behind the value of password"),
            ("pairs, port",        "port=5x",                       "connection string: invalid value \"5x\" of port: a port is a number from 1 to 65535"),
            ("pairs, zero byte",   "password=SECRET\0",             "connection string: invalid value of password: it holds a zero byte"),
        ];
        for (name, text, want) in rows {
            let error = parse_url(text).map(|settings| told(&settings)).map_err(|error| (error.reason(), error.to_string()));
            assert_eq!(error.as_ref().map_err(|(reason, _)| reason.as_str()), Err(*want), "{name}");
            assert!(error.is_err_and(|(_, shown)| !shown.contains("SECRET")), "{name} shows the password");
        }
    }
}
