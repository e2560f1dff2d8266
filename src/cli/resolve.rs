//! All sources of connection settings laid over each other: one complete [`Target`].
//!
//! ```text
//! flags > URL > COCKROACH_* > service file > PG* > defaults
//! ```
//!
//! Each setting comes from the strongest source that gives it. Only the defaults come as one set, because
//! half of `cockroach dump`'s and half of libpq's would be nobody's server:
//!
//! | | host | port | user |
//! |---|---|---|---|
//! | `cockroach dump` | localhost | 26257 | root |
//! | libpq | the folder of the Unix socket | 5432 | the operating system's user |

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::host::Place;
use super::options::{Address, SslMode, Target};
use super::os_user::os_user;
use super::settings::{Settings, Source};
use super::tls;
use super::values::Limit;
use crate::error::{Error, Fault, Result};

/// The time limit for connecting that `cockroach dump` has.
const CONNECT_TIMEOUT: Limit = Limit(Some(Duration::from_secs(15)));

/// The longest silence of the server.
const STALL_TIMEOUT: Limit = Limit(Some(Duration::from_secs(600)));

/// What every source says, and what else tells the server's kind.
pub(super) struct Sources {
    pub(super) flags: Settings,
    pub(super) url: Settings,
    pub(super) cockroach: Settings,
    pub(super) service: Settings,
    pub(super) postgres: Settings,
    /// How the command line or the URL is written.
    pub(super) style: Style,
}

/// Whose habits what was written follows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Style {
    /// Nothing tells.
    Neutral,
    /// A URL from `COCKROACH_URL`.
    Cockroach,
    /// `-U`, `key=value` pairs, or a URL in the place of the database, as in PostgreSQL's programs.
    Libpq,
}

/// Which set of defaults holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Defaults {
    Cockroach,
    Libpq,
}

impl Sources {
    /// The sources, the strongest first.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (Source, &Settings)> {
        [
            (Source::Flags, &self.flags),
            (Source::Url, &self.url),
            (Source::Cockroach, &self.cockroach),
            (Source::Service, &self.service),
            (Source::Postgres, &self.postgres),
        ]
        .into_iter()
    }

    /// A setting from the strongest source that has it.
    pub(super) fn find<'a, T>(&'a self, get: impl Fn(&'a Settings) -> Option<T>) -> Option<(Source, T)> {
        self.in_order().find_map(|(source, settings)| Some((source, get(settings)?)))
    }

    fn value<'a, T: ?Sized + ToOwned + 'a>(
        &'a self,
        get: impl Fn(&'a Settings) -> Option<&'a T>,
    ) -> Option<T::Owned> {
        self.find(get).map(|(_, value)| value.to_owned())
    }

    fn defaults(&self) -> Defaults {
        let host = self.find(|settings| settings.host.as_ref());
        let address = self.find(|settings| settings.hostaddr);
        let folder = matches!(host, Some((_, host)) if matches!(host.place, Place::Folder(_)));
        let source =
            [host.map(|(source, _)| source), address.map(|(source, _)| source)].into_iter().flatten().min();
        match (source, self.style) {
            _ if folder => Defaults::Libpq,
            (Some(Source::Service | Source::Postgres), _) => Defaults::Libpq,
            (Some(Source::Cockroach), _) | (_, Style::Cockroach) => Defaults::Cockroach,
            (_, Style::Libpq) => Defaults::Libpq,
            _ if self.find(|settings| settings.service.as_ref()).is_some() => Defaults::Libpq,
            _ => Defaults::Cockroach,
        }
    }

    /// The database, wherever it was named.
    fn database(&self) -> Result<String> {
        self.value(|settings| settings.database.as_deref()).ok_or_else(|| {
            Error::new(Fault::Usage, "requires at least 1 arg(s), only received 0").remedy(
                "Name the database: roachdump dump <database> [<table>…] [flags]. See roachdump dump --help.",
            )
        })
    }

    fn user(&self, defaults: Defaults, env: &dyn Fn(&str) -> Option<String>) -> Result<String> {
        let given = self.value(|settings| settings.user.as_deref());
        match (given, defaults) {
            (Some(user), _) => Ok(user),
            (None, Defaults::Cockroach) => Ok("root".to_owned()),
            (None, Defaults::Libpq) => os_user(env).ok_or_else(|| {
                Error::new(Fault::Usage, "the operating system has no name for the current user")
                    .remedy("Name the user with --user.")
            }),
        }
    }

    fn address(&self, defaults: Defaults) -> Result<Address> {
        let port = self.port()?.unwrap_or(match defaults {
            Defaults::Cockroach => 26257,
            Defaults::Libpq => 5432,
        });
        if let Some(address) = self.numeric() {
            return Ok(Address::Tcp { host: address.to_string(), port });
        }
        let place = self.find(|settings| settings.host.as_ref()).map(|(_, host)| host.place.clone());
        Ok(match (place, defaults) {
            (Some(Place::Name(host)), _) => Address::Tcp { host, port },
            (Some(Place::Folder(folder)), _) => Address::Unix { folder, port },
            (None, Defaults::Cockroach) => Address::Tcp { host: "localhost".to_owned(), port },
            (None, Defaults::Libpq) => Address::Unix { folder: socket_folder(), port },
        })
    }

    /// `hostaddr`, unless a stronger source names a host: it is then another server's.
    fn numeric(&self) -> Option<IpAddr> {
        let (source, address) = self.find(|settings| settings.hostaddr)?;
        let host = self.find(|settings| settings.host.as_ref());
        host.is_none_or(|(of, _)| of >= source).then_some(address)
    }

    /// A certificate is checked against what was connected to, and that is not the host's name here.
    fn refuse_unchecked_name(&self, mode: SslMode) -> Result<()> {
        let named = self.find(|settings| settings.host.as_ref()).is_some();
        if mode == SslMode::VerifyFull && named && self.numeric().is_some() {
            let message = "hostaddr and a host together are not supported with sslmode=verify-full";
            return Err(Error::new(Fault::Usage, message).remedy("Leave hostaddr (PGHOSTADDR) out."));
        }
        Ok(())
    }

    /// The port. One written behind a host counts only with that host, and from that host's source.
    fn port(&self) -> Result<Option<u16>> {
        let host = self.find(|settings| settings.host.as_ref());
        for (source, settings) in self.in_order() {
            let behind = host.filter(|(of, _)| *of == source).and_then(|(_, host)| host.port);
            match (settings.port, behind) {
                (Some(port), Some(behind)) if port != behind => {
                    let message = format!(
                        "{} names port {behind}, {} names port {port}",
                        source.name("host"),
                        source.name("port")
                    );
                    return Err(Error::new(Fault::Usage, message).remedy("Leave one of the two ports out."));
                }
                (None, None) => {}
                (port, behind) => return Ok(port.or(behind)),
            }
        }
        Ok(None)
    }

    /// Puts everything together.
    ///
    /// # Errors
    ///
    /// [`Fault::Usage`] if no database is named or two settings contradict each other,
    /// [`Fault::Connection`] if a certificate file is missing.
    pub(super) fn target(
        &self,
        stall_timeout: Option<Limit>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Target> {
        let database = self.database()?;
        let defaults = self.defaults();
        let user = self.user(defaults, env)?;
        let address = self.address(defaults)?;
        let tls = tls::tls(self, &user)?;
        self.refuse_unchecked_name(tls.mode)?;
        let connect_timeout = self.find(|settings| settings.connect_timeout).map(|(_, limit)| limit);
        Ok(Target {
            address,
            tls,
            user,
            database,
            password: self.value(|settings| settings.password.as_ref()),
            connect_timeout: connect_timeout.unwrap_or(CONNECT_TIMEOUT).0,
            stall_timeout: stall_timeout.unwrap_or(STALL_TIMEOUT).0,
            application_name: self
                .value(|settings| settings.application_name.as_deref())
                .unwrap_or_else(|| "roachdump".to_owned()),
            trace: None,
        })
    }
}

/// Where Debian's libpq looks for the socket, or PostgreSQL's own default if there is no such folder.
fn socket_folder() -> PathBuf {
    let debian = Path::new("/var/run/postgresql");
    if debian.is_dir() { debian } else { Path::new("/tmp") }.to_owned()
}
