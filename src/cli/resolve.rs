//! All sources of connection settings laid over each other: one complete [`Connection`].
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

use super::host::{Host, Place};
use super::os_user::os_user;
use super::settings::{Source, variable};
use super::sources::{Sources, Style};
use super::tls;
use super::values::TimeLimit;
use crate::error::{Error, Fault, Result, counted};
use crate::options::{Address, Connection, Endpoint, Prompt};

/// Which set of defaults holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Defaults {
    Cockroach,
    Libpq,
}

impl Sources {
    fn defaults(&self) -> Defaults {
        let host = self.find(|settings| settings.host.as_ref());
        let address = self.find(|settings| settings.hostaddr.as_ref());
        let is_folder = |host: &Host| matches!(host.place, Place::Folder(_));
        let folder = host.is_some_and(|(_, hosts)| hosts.iter().any(is_folder));
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

    /// The servers, in the order they were named.
    fn addresses(&self, defaults: Defaults) -> Result<Vec<Address>> {
        let hosts = self.find(|settings| settings.host.as_ref()).map(|(_, hosts)| hosts.as_slice());
        let numeric = self.numeric();
        let count = hosts.map(<[Host]>::len).or_else(|| numeric.map(<[_]>::len)).unwrap_or(1);
        self.check_counts(count)?;
        (0..count)
            .map(|at| {
                let default = if defaults == Defaults::Cockroach { 26257 } else { 5432 };
                let port = self.port(at)?.unwrap_or(default);
                let place = hosts.and_then(|hosts| hosts.get(at)).map(|host| &host.place);
                let numeric = numeric.and_then(|all| all.get(at)).copied().flatten();
                Ok(address(place, numeric, port, defaults))
            })
            .collect()
    }

    /// `hostaddr`, unless a stronger source names a host: it is then another server's.
    fn numeric(&self) -> Option<&[Option<IpAddr>]> {
        let (source, addresses) = self.find(|settings| settings.hostaddr.as_deref())?;
        let host = self.find(|settings| settings.host.as_ref());
        host.is_none_or(|(of, _)| of >= source).then_some(addresses)
    }

    /// Addresses must be as many as hosts; ports too, if there is more than one.
    fn check_counts(&self, hosts: usize) -> Result<()> {
        let addresses = self.numeric().map_or(hosts, <[_]>::len);
        let ports = self.find(|settings| settings.port.as_deref()).map_or(1, |(_, ports)| ports.len());
        let wrong = match (addresses == hosts, ports == 1 || ports == hosts) {
            (true, true) => return Ok(()),
            (false, _) => format!("{addresses} addresses (hostaddr)"),
            (true, false) => format!("{ports} ports"),
        };
        let message = format!("{wrong} do not go with {}", counted(hosts as u64, "host"));
        Err(Error::new(Fault::Usage, message)
            .remedy("Name as many as hosts, in the same order; one port alone counts for all hosts."))
    }

    /// The port of the host at this place of the list. One written behind a host counts only with that
    /// host, and from that host's source.
    fn port(&self, at: usize) -> Result<Option<u16>> {
        let host = self.find(|settings| settings.host.as_deref());
        for (source, settings) in self.in_order() {
            let own = host.filter(|(of, _)| *of == source).and_then(|(_, hosts)| hosts.get(at));
            let behind = own.and_then(|host| host.port);
            let listed = settings.port.as_deref().map(|ports| match ports {
                [one] => *one,
                ports => ports.get(at).copied().flatten(),
            });
            match (listed, behind) {
                (Some(Some(port)), Some(behind)) if port != behind => {
                    let message = format!(
                        "{} names port {behind}, {} names port {port}",
                        source.name("host"),
                        source.name("port")
                    );
                    return Err(Error::new(Fault::Usage, message).remedy("Leave one of the two ports out."));
                }
                (None, None) => {}
                (port, behind) => return Ok(port.flatten().or(behind)),
            }
        }
        Ok(None)
    }

    /// The password file that was named.
    pub(super) fn passfile(&self) -> Option<&Path> {
        self.find(|settings| settings.passfile.as_deref()).map(|(_, file)| file)
    }

    /// Puts everything together.
    ///
    /// # Errors
    ///
    /// [`Fault::Usage`] if no database is named or two settings contradict each other,
    /// [`Fault::Connection`] if a certificate file is missing.
    pub(super) fn connection(
        &self,
        stall_timeout: Option<TimeLimit>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Connection> {
        let database = self.database()?;
        let defaults = self.defaults();
        let user = self.user(defaults, env)?;
        let endpoint = |address| Endpoint { address, password: None };
        let endpoints = self.addresses(defaults)?.into_iter().map(endpoint).collect();
        let home = variable(env, "HOME").filter(|_| defaults == Defaults::Libpq);
        let usual = home.map(|home| Path::new(&home).join(".postgresql"));
        let tls = tls::tls(self, &user, usual.as_deref())?;
        let connect_timeout = self.find(|settings| settings.connect_timeout).map(|(_, limit)| limit);
        let name = self.value(|settings| settings.application_name.as_deref());
        let unsaid = Connection::new(database);
        Ok(Connection {
            endpoints,
            session_attrs: self.copied(|settings| settings.session_attrs),
            tls,
            user,
            password: self.value(|settings| settings.password.as_ref()),
            prompt: Prompt::default(),
            start_options: self.value(|settings| settings.options.as_deref()),
            connect_timeout: connect_timeout.map_or(unsaid.connect_timeout, |limit| limit.0),
            stall_timeout: stall_timeout.map_or(unsaid.stall_timeout, |limit| limit.0),
            application_name: name.unwrap_or(unsaid.application_name),
            ..unsaid
        })
    }
}

fn address(place: Option<&Place>, numeric: Option<IpAddr>, port: u16, defaults: Defaults) -> Address {
    let tcp = |host: &str| Address::Tcp { host: host.to_owned(), numeric, port };
    match (place, numeric, defaults) {
        (Some(Place::Name(host)), ..) => tcp(host),
        // An address is stronger than a socket, as in libpq.
        (_, Some(address), _) => tcp(&address.to_string()),
        (Some(Place::Folder(folder)), None, _) => Address::Unix { folder: folder.clone(), port },
        (None, None, Defaults::Cockroach) => tcp("localhost"),
        (None, None, Defaults::Libpq) => Address::Unix { folder: socket_folder(), port },
    }
}

/// Where Debian's libpq looks for the socket, or PostgreSQL's own default if there is no such folder.
fn socket_folder() -> PathBuf {
    let debian = Path::new("/var/run/postgresql");
    if debian.is_dir() { debian } else { Path::new("/tmp") }.to_owned()
}
