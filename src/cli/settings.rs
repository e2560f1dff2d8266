//! The settings of a connection as one source gives them, and what each source calls them.
//!
//! A source (the flags, the URL, `COCKROACH_*`, the service file, `PG*`) fills in what it says and leaves
//! the rest open; `resolve` lays the sources over each other.
//!
//! Source: PostgreSQL documentation, "Database Connection Control Functions", Parameter Key Words, and
//! "Environment Variables"; `cockroach dump`, Flags.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use super::fixed;
use super::host::{self, Host};
use super::values::{self, Refusal, TimeLimit};
use crate::error::Result;
use crate::options::{ChannelBinding, Secret, SessionAttrs, SslMode};

/// What one source says about the connection.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Settings {
    pub(super) host: Option<Vec<Host>>,
    /// One for each host; none where the host's name is looked up.
    pub(super) hostaddr: Option<Vec<Option<IpAddr>>>,
    /// One for all hosts, or one for each; none where it is the default.
    pub(super) port: Option<Vec<Option<u16>>>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) passfile: Option<PathBuf>,
    pub(super) database: Option<String>,
    pub(super) ssl_mode: Option<SslMode>,
    pub(super) root_cert: Option<PathBuf>,
    pub(super) cert: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
    pub(super) direct: Option<bool>,
    pub(super) channel_binding: Option<ChannelBinding>,
    pub(super) session_attrs: Option<SessionAttrs>,
    pub(super) options: Option<String>,
    pub(super) application_name: Option<String>,
    pub(super) connect_timeout: Option<TimeLimit>,
    pub(super) service: Option<String>,
    pub(super) certs_dir: Option<PathBuf>,
    pub(super) insecure: Option<bool>,
}

/// A source of settings, the strongest first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Source {
    /// Flags.
    Flags,
    /// A URL or a `key=value` string, wherever it was given.
    Url,
    /// `COCKROACH_*`.
    Cockroach,
    /// A section of a `pg_service.conf`.
    Service,
    /// `PG*`.
    Postgres,
}

/// One setting under all its names; empty where a source has none.
struct Name {
    /// libpq's keyword. With an empty flag it is still the name used inside this room.
    key: &'static str,
    flag: &'static str,
    cockroach: &'static str,
    postgres: &'static str,
}

const fn name(
    key: &'static str,
    flag: &'static str,
    cockroach: &'static str,
    postgres: &'static str,
) -> Name {
    Name { key, flag, cockroach, postgres }
}

#[rustfmt::skip]
const NAMES: &[Name] = &[
    name("host",             "--host",            "COCKROACH_HOST",            "PGHOST"),
    name("hostaddr",         "",                  "",                          "PGHOSTADDR"),
    name("port",             "--port",            "COCKROACH_PORT",            "PGPORT"),
    name("user",             "--user",            "COCKROACH_USER",            "PGUSER"),
    name("password",         "",                  "",                          "PGPASSWORD"),
    name("passfile",         "",                  "",                          "PGPASSFILE"),
    name("dbname",           "",                  "",                          "PGDATABASE"),
    name("options",          "",                  "",                          "PGOPTIONS"),
    name("target_session_attrs", "",              "",                          "PGTARGETSESSIONATTRS"),
    name("channel_binding",  "",                  "",                          "PGCHANNELBINDING"),
    name("sslmode",          "",                  "",                          "PGSSLMODE"),
    name("sslnegotiation",   "",                  "",                          "PGSSLNEGOTIATION"),
    name("sslrootcert",      "--ca-cert",         "COCKROACH_CA_CERT",         "PGSSLROOTCERT"),
    name("sslcert",          "--cert",            "COCKROACH_CERT",            "PGSSLCERT"),
    name("sslkey",           "--key",             "COCKROACH_KEY",             "PGSSLKEY"),
    name("application_name", "",                  "",                          "PGAPPNAME"),
    name("connect_timeout",  "--connect-timeout", "COCKROACH_CONNECT_TIMEOUT", "PGCONNECT_TIMEOUT"),
    name("service",          "",                  "",                          "PGSERVICE"),
];

/// The two settings that only CockroachDB has, and so no connection string.
#[rustfmt::skip]
const COCKROACH_ONLY: &[Name] = &[
    name("certs-dir",        "--certs-dir",       "COCKROACH_CERTS_DIR",       ""),
    name("insecure",         "--insecure",        "COCKROACH_INSECURE",        ""),
];

impl Source {
    /// What this source calls the setting `key`.
    pub(super) fn name(self, key: &'static str) -> String {
        let row = NAMES.iter().chain(COCKROACH_ONLY).find(|row| row.key == key);
        match (self, row) {
            (Self::Flags, Some(row)) if !row.flag.is_empty() => row.flag.to_owned(),
            (Self::Cockroach, Some(row)) if !row.cockroach.is_empty() => row.cockroach.to_owned(),
            (Self::Postgres, Some(row)) if !row.postgres.is_empty() => row.postgres.to_owned(),
            (Self::Service, _) => format!("{key} in the service file"),
            _ => format!("{key} in the connection string"),
        }
    }
}

impl Settings {
    /// What the environment's `COCKROACH_*` variables say; `COCKROACH_DATABASE` says nothing, as in every
    /// `cockroach dump`. An empty variable is one that is not set.
    ///
    /// # Errors
    ///
    /// A value that cannot be, told with the variable's name.
    pub(super) fn cockroach(env: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let mut settings = Self::default();
        for row in NAMES {
            settings.take(env, row.cockroach, row.key)?;
        }
        settings.certs_dir = variable(env, "COCKROACH_CERTS_DIR").map(PathBuf::from);
        if let Some(value) = variable(env, "COCKROACH_INSECURE") {
            let insecure = values::switch(&value).map_err(|no| no.at(Told("COCKROACH_INSECURE", &value)))?;
            settings.insecure = Some(insecure);
        }
        Ok(settings)
    }

    /// What the environment's `PG*` variables say. An empty variable is one that is not set.
    ///
    /// # Errors
    ///
    /// A value that cannot be, told with the variable's name.
    pub(super) fn postgres(env: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let mut settings = Self::default();
        for row in NAMES {
            settings.take(env, row.postgres, row.key)?;
        }
        for row in fixed::ALL {
            settings.take(env, row.variable, row.key)?;
        }
        Ok(settings)
    }

    fn take(&mut self, env: &dyn Fn(&str) -> Option<String>, name: &str, key: &str) -> Result<()> {
        let Some(value) = variable(env, name) else { return Ok(()) };
        self.set(key, &value).map_err(|no| no.at(Told(name, &value)))
    }

    /// Sets what libpq calls `key`; an empty value leaves it open, as in libpq.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<(), Refusal> {
        if value.is_empty() {
            return known(key);
        }
        if value.contains('\0') {
            return Err(Refusal::new("it holds a zero byte", "Leave that byte out."));
        }
        let own = || Some(value.to_owned());
        let path = || Some(PathBuf::from(value));
        match key {
            "host" => self.host = Some(host::hosts(value)?),
            "hostaddr" => self.hostaddr = Some(addresses(value)?),
            "port" => self.port = Some(values::ports(value)?),
            "user" => self.user = own(),
            "password" => self.password = own().map(Secret),
            "passfile" => self.passfile = path(),
            "dbname" => self.database = own(),
            "options" => self.options = own(),
            "target_session_attrs" => self.session_attrs = Some(values::session_attrs(value)?),
            "channel_binding" => self.channel_binding = Some(values::channel_binding(value)?),
            "sslnegotiation" => self.direct = Some(values::direct(value)?),
            "sslmode" => self.ssl_mode = Some(values::ssl_mode(value)?),
            "sslrootcert" => self.root_cert = path(),
            "sslcert" => self.cert = path(),
            "sslkey" => self.key = path(),
            "application_name" => self.application_name = own(),
            "connect_timeout" => self.connect_timeout = Some(patience(value)?),
            "service" => self.service = own(),
            _ => return fixed::take(key, value).unwrap_or_else(|| known(key)),
        }
        Ok(())
    }
}

/// Whether `key` is a keyword of connection strings.
pub(super) fn known(key: &str) -> Result<(), Refusal> {
    if NAMES.iter().any(|row| row.key == key) {
        return Ok(());
    }
    if let Some(row) = fixed::find(key) {
        return row.known();
    }
    let all: Vec<&str> = NAMES.iter().map(|row| row.key).collect();
    Err(Refusal::new(format!("unknown parameter \"{key}\""), format!("Known are {}.", all.join(", "))))
}

/// `hostaddr`: one address, or one for each host; an empty one of several is looked up by the host's name.
fn addresses(value: &str) -> Result<Vec<Option<IpAddr>>, Refusal> {
    let address = |one: &str| match one {
        "" => Ok(None),
        one => one
            .parse()
            .map(Some)
            .map_err(|_| Refusal::new("it is no IP address", "Write an address such as 127.0.0.1 or ::1.")),
    };
    value.split(',').map(address).collect()
}

/// `connect_timeout` as libpq has it: below 1 is for ever.
fn patience(value: &str) -> Result<TimeLimit, Refusal> {
    if value.trim_ascii().parse::<i32>().is_ok_and(|seconds| seconds < 0) {
        return Ok(TimeLimit(None));
    }
    values::seconds(value)
}

/// The value of the environment's variable `name`, unless that is empty.
pub(super) fn variable(env: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    env(name).filter(|value| !value.is_empty())
}

/// `invalid value "<value>" of <name>`.
pub(super) struct Told<'a>(pub(super) &'a str, pub(super) &'a str);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "PGPASSWORD" | "password" | "sslpassword" => write!(f, "invalid value of {}", self.0),
            name => write!(f, "invalid value \"{}\" of {name}", self.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_taken() {
        for row in NAMES {
            let value = match row.key {
                "hostaddr" => "::1",
                "port" | "connect_timeout" => "7",
                "sslmode" | "channel_binding" => "require",
                "sslnegotiation" => "direct",
                "target_session_attrs" => "primary",
                _ => "x",
            };
            let mut settings = Settings::default();
            assert_eq!(settings.set(row.key, value), Ok(()), "{}", row.key);
            assert_ne!(settings, Settings::default(), "{} is kept", row.key);
            let postgres = Settings::postgres(&|name| (name == row.postgres).then(|| value.to_owned()));
            assert_eq!(postgres.ok(), Some(settings.clone()), "{}", row.postgres);
            if !row.cockroach.is_empty() {
                let cockroach =
                    Settings::cockroach(&|name| (name == row.cockroach).then(|| value.to_owned()));
                assert_eq!(cockroach.ok(), Some(settings), "{}", row.cockroach);
            }
        }
    }

    #[test]
    #[rustfmt::skip]
    fn refused() {
        let rows: &[(&str, &str, &str, &str)] = &[
            ("port",       "PGPORT",             "0",     "invalid value \"0\" of PGPORT: a port is a number from 1 to 65535"),
            ("sslmode",    "PGSSLMODE",          "on",    "invalid value \"on\" of PGSSLMODE: it is no sslmode"),
            ("insecure",   "COCKROACH_INSECURE", "yes",   "invalid value \"yes\" of COCKROACH_INSECURE: it is neither true nor false"),
            ("two hosts",  "COCKROACH_HOST",     "a,",    "invalid value \"a,\" of COCKROACH_HOST: the host is empty"),
            ("revocation", "PGSSLCRL",           "f",     "invalid value \"f\" of PGSSLCRL: lists of revoked certificates are not supported"),
            ("password",   "PGPASSWORD",         "s\0t",  "invalid value of PGPASSWORD: it holds a zero byte"),
            ("address",    "PGHOSTADDR",         "db",    "invalid value \"db\" of PGHOSTADDR: it is no IP address"),
            ("GSSAPI",     "PGGSSENCMODE",       "require", "invalid value \"require\" of PGGSSENCMODE: encryption by GSSAPI is not supported"),
            ("methods",    "PGREQUIREAUTH",      "md5",   "invalid value \"md5\" of PGREQUIREAUTH: ways to log in cannot be ruled out by name"),
            ("time-out",   "PGCONNECT_TIMEOUT",  "soon",  "invalid value \"soon\" of PGCONNECT_TIMEOUT: it is no whole number of seconds"),
        ];
        for (name, variable, value, want) in rows {
            let env = |asked: &str| (asked == *variable).then(|| (*value).to_owned());
            let got = Settings::cockroach(&env).and_then(|_| Settings::postgres(&env)).map_err(|error| error.reason());
            let want = want.to_string();
            assert_eq!(got, Err(want), "{name}");
        }
    }

    #[test]
    fn empty_is_open() {
        let empty = |_: &str| Some(String::new());
        assert_eq!(Settings::cockroach(&empty).ok(), Some(Settings::default()));
        assert_eq!(Settings::postgres(&empty).ok(), Some(Settings::default()));
    }
}
