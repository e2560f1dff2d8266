//! From a connected stream to a session: StartupMessage, authentication, and what the server says of itself.
//!
//! Source: PostgreSQL documentation, "Message Flow", "Start-up".

use bstr::ByteSlice;
use roachdump_proto::auth::{md5, scram};
use roachdump_proto::backend::{Authentication, Message};
use roachdump_proto::{frontend, limits};

use super::advice::{self, method_name, unbound, unsupported, untrusted};
use super::cancel::Key;
use super::sasl;
use super::tls::Connector;
use super::trace::Trace;
use super::transport::{Encryption, Transport};
use super::wire::{Frame, WHOLE_ROW, Wire};
use crate::error::{Error, Fault, Name, Result, text};
use crate::options::{Address, ChannelBinding, Connection, Endpoint, SslMode};

/// Iterations of SCRAM's key derivation between two looks at the clock.
const SCRAM_ROUNDS: u32 = 4096;

/// The ways to try, in order. A Unix socket is never encrypted.
fn attempts(connection: &Connection, address: &Address) -> Result<Vec<Encryption>> {
    let mode = connection.tls.mode;
    if matches!(address, Address::Unix { .. }) || mode == SslMode::Disable {
        return Ok(vec![Encryption::Plain]);
    }
    let connector = Connector::new(&connection.tls)?;
    Ok(match mode {
        SslMode::Disable => vec![Encryption::Plain],
        SslMode::Allow => vec![Encryption::Plain, Encryption::Required(connector, mode)],
        SslMode::Prefer => vec![Encryption::Offered(connector), Encryption::Plain],
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull if connection.tls.direct => {
            vec![Encryption::Direct(connector)]
        }
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => {
            vec![Encryption::Required(connector, mode)]
        }
    })
}

/// A session that is logged in.
pub(super) struct LoggedIn {
    pub(super) wire: Wire,
    /// What a CancelRequest must name; CockroachDB up to v21.2 sends none.
    pub(super) key: Option<Key>,
    /// How a CancelRequest must be sent, and a further session be asked for.
    pub(super) encryption: Encryption,
    /// The server, by the very address that gave the session.
    pub(super) endpoint: Endpoint,
}

/// Why there is no session.
#[derive(Debug)]
pub(super) enum Failure {
    /// The server asks for a password, and there is none.
    NoPassword(Error),
    /// Anything else.
    Other(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl Failure {
    /// The error to tell.
    pub(super) fn error(self) -> Error {
        match self {
            Self::NoPassword(error) | Self::Other(error) => error,
        }
    }
}

/// Connects to one of the connection's servers and logs in, within the connection's time-out.
///
/// # Errors
///
/// [`Fault::Connection`], or the server's refusal with what to do about it.
pub(super) async fn open(connection: &Connection, endpoint: &Endpoint) -> Result<LoggedIn, Failure> {
    in_time(connection, endpoint, try_all(connection, endpoint)).await
}

/// Connects once more to the server that gave a session, in the way it gave that one.
///
/// # Errors
///
/// As [`open`].
pub(super) async fn again(
    connection: &Connection,
    endpoint: &Endpoint,
    encryption: Encryption,
) -> Result<LoggedIn, Failure> {
    in_time(connection, endpoint, try_one(connection, endpoint, encryption)).await
}

async fn in_time(
    connection: &Connection,
    endpoint: &Endpoint,
    tries: impl Future<Output = Result<LoggedIn, Failure>>,
) -> Result<LoggedIn, Failure> {
    let Some(limit) = connection.connect_timeout else { return tries.await };
    tokio::time::timeout(limit, tries).await.unwrap_or_else(|_| {
        let message = format!("no session with {} within {} s", endpoint.address, limit.as_secs());
        Err(Error::new(Fault::Connection, message)
            .remedy(text!(
                "Is the server reachable and not overloaded? ",
                Name::ConnectTimeout,
                " waits longer.",
            ))
            .into())
    })
}

async fn try_all(connection: &Connection, endpoint: &Endpoint) -> Result<LoggedIn, Failure> {
    let mut first_error = None;
    for encryption in attempts(connection, &endpoint.address)? {
        match try_one(connection, endpoint, encryption).await {
            Ok(session) => return Ok(session),
            // A second way helps only where the server refused the first for what it was.
            Err(Failure::Other(error)) if first_error.is_none() && may_differ(&error) => {
                first_error = Some(error);
            }
            Err(failure) => return Err(first_error.map_or(failure, Failure::Other)),
        }
    }
    Err(first_error.unwrap_or_else(|| Error::new(Fault::Connection, "no way to connect")).into())
}

/// Whether the other of "with TLS" and "without" may succeed after this error. Reason for distrust
/// ([`Fault::Protocol`]) is none to go on in the clear.
fn may_differ(error: &Error) -> bool {
    match error.sqlstate() {
        Some(state) => advice::refuses_log_in(state),
        None => error.fault() == Fault::Connection,
    }
}

async fn try_one(
    connection: &Connection,
    endpoint: &Endpoint,
    encryption: Encryption,
) -> Result<LoggedIn, Failure> {
    let transport = Transport::open(&endpoint.address, &encryption).await?;
    let connected = endpoint.clone().at(transport.peer());
    let encrypted = transport.is_encrypted();
    let how = if encrypted { "encrypted" } else { "not encrypted" };
    let peer = format!("{}, {how}", endpoint.address);
    let trace = connection.trace.as_deref().map(|path| Trace::open(path, WHOLE_ROW, &peer)).transpose()?;
    let mut wire = Wire::new(transport, connection.stall_timeout, trace);
    let login = Login { connection, endpoint };
    let explain = |error| advice::explain(error, connection, endpoint, encrypted);
    let key = login.run(&mut wire).await.map_err(|failure| match failure {
        Failure::NoPassword(error) => Failure::NoPassword(explain(error)),
        Failure::Other(error) => Failure::Other(explain(error)),
    })?;
    // What was only offered may not have been taken: a CancelRequest goes the way the session went.
    let encryption = if encrypted { encryption } else { Encryption::Plain };
    Ok(LoggedIn { wire, key, encryption, endpoint: connected })
}

/// One log-in.
struct Login<'a> {
    connection: &'a Connection,
    endpoint: &'a Endpoint,
}

impl Login<'_> {
    async fn run(&self, wire: &mut Wire) -> Result<Option<Key>, Failure> {
        let parameters = [
            ("user", self.connection.user.as_str()),
            ("database", &self.connection.database),
            ("application_name", &self.connection.application_name),
        ];
        let options = self.connection.start_options.as_deref().map(|options| ("options", options));
        wire.send(|out| frontend::startup(parameters.into_iter().chain(options), out)).await?;
        self.authenticate(wire).await?;
        let mut key = None;
        loop {
            let frame = wire.frame().await?;
            match frame.message()? {
                Message::BackendKeyData(data) => key = Some(Key::new(data)),
                Message::ReadyForQuery(ready) => {
                    wire.ready(ready);
                    return Ok(key);
                }
                message => wire.aside(message)?,
            }
        }
    }

    async fn authenticate(&self, wire: &mut Wire) -> Result<(), Failure> {
        // With channel binding required, `scram` does nothing without it.
        let mut bound = false;
        for _ in 0..limits::AUTHENTICATION_REQUESTS {
            let frame = self.step(wire).await?;
            let Message::Authentication(step) = frame.message()? else {
                return Err(wire.unexpected(&frame, "log-in").into());
            };
            self.check_bound(&step, bound)?;
            match step {
                Authentication::Ok => return Ok(()),
                Authentication::CleartextPassword => {
                    let password = self.password()?.as_bytes();
                    wire.send(|out| frontend::password(password, out)).await?;
                }
                Authentication::Md5Password(salt) => {
                    let hash =
                        md5::response(self.connection.user.as_bytes(), self.password()?.as_bytes(), salt);
                    wire.send(|out| frontend::password(hash.as_bytes(), out)).await?;
                }
                Authentication::Sasl(mechanisms) => {
                    let names: Vec<_> = mechanisms.names().collect();
                    self.scram(wire, &names).await?;
                    bound = true;
                }
                Authentication::SaslContinue(_) | Authentication::SaslFinal(_) => {
                    return Err(wire.unexpected(&frame, "log-in").into());
                }
                Authentication::Other(method) => return Err(unsupported(&method_name(method)).into()),
            }
        }
        Err(Error::new(Fault::Protocol, "the server never ends its authentication requests").into())
    }

    /// The next message of the authentication; what a server may say at any time is taken aside.
    async fn step(&self, wire: &mut Wire) -> Result<Frame> {
        loop {
            let frame = wire.frame().await?;
            match frame.message()? {
                Message::Authentication(_) => return Ok(frame),
                Message::NegotiateProtocolVersion(negotiate) => {
                    let unknown: Vec<_> =
                        negotiate.options().map(|name| name.to_str_lossy().into_owned()).collect();
                    if !unknown.is_empty() {
                        let message =
                            format!("the server does not know the start-up options {}", unknown.join(", "));
                        return Err(Error::new(Fault::Connection, message));
                    }
                }
                message => wire.aside(message)?,
            }
        }
    }

    async fn scram(&self, wire: &mut Wire, mechanisms: &[&[u8]]) -> Result<(), Failure> {
        let offers = |name: &str| mechanisms.contains(&name.as_bytes());
        let plus = offers(scram::SCRAM_SHA_256_PLUS);
        let binding = self.binding(wire, plus)?;
        let bound = matches!(binding, scram::Binding::ServerEndPoint(_));
        if !bound && !offers(scram::SCRAM_SHA_256) {
            let names = mechanisms.iter().map(|name| name.to_str_lossy()).collect::<Vec<_>>().join(", ");
            return Err(unsupported(&format!("SASL with {names}")).into());
        }
        let password = sasl::prepared(self.password()?);
        let client = scram::Client::new(&sasl::nonce()?, binding);
        wire.send(|out| frontend::sasl_initial_response(client.mechanism(), client.first().as_bytes(), out))
            .await?;
        let frame = self.step(wire).await?;
        let Message::Authentication(Authentication::SaslContinue(challenge)) = frame.message()? else {
            return Err(wire.unexpected(&frame, "SCRAM").into());
        };
        let mut derivation = client.challenge(challenge, password.as_bytes()).map_err(untrusted)?;
        while !derivation.step(SCRAM_ROUNDS) {
            tokio::task::yield_now().await;
        }
        let (response, proof) = derivation.finish();
        wire.send(|out| frontend::sasl_response(response.as_bytes(), out)).await?;
        let frame = self.step(wire).await?;
        let Message::Authentication(Authentication::SaslFinal(outcome)) = frame.message()? else {
            return Err(wire.unexpected(&frame, "SCRAM").into());
        };
        Ok(proof.verify(outcome).map_err(untrusted)?)
    }

    /// What the log-in says of channel binding; `offered` is whether the server knows it.
    fn binding(&self, wire: &Wire, offered: bool) -> Result<scram::Binding> {
        let hash = match self.connection.tls.channel_binding {
            ChannelBinding::Disable => None,
            ChannelBinding::Prefer | ChannelBinding::Require => wire.server_end_point(),
        };
        match hash {
            Some(hash) if offered => Ok(scram::Binding::ServerEndPoint(hash)),
            _ if self.connection.tls.channel_binding == ChannelBinding::Require => Err(unbound()),
            Some(_) => Ok(scram::Binding::NotOffered),
            None => Ok(scram::Binding::None),
        }
    }

    /// Whatever is no SCRAM log-in is refused where channel binding is required.
    fn check_bound(&self, step: &Authentication<'_>, bound: bool) -> Result<()> {
        let required = self.connection.tls.channel_binding == ChannelBinding::Require;
        if required && !bound && !matches!(step, Authentication::Sasl(_)) { Err(unbound()) } else { Ok(()) }
    }

    /// The password: given, typed, or from the password file.
    fn password(&self) -> Result<&str, Failure> {
        let (connection, file) = (self.connection, self.endpoint.password.as_ref());
        let all = [connection.typed.get(), connection.password.as_ref(), file.map(|found| &found.password)];
        let password = all.into_iter().flatten().next();
        password.map(|secret| secret.0.as_str()).ok_or_else(|| {
            let message = format!("the server asks for the password of user \"{}\"", connection.user);
            let error = Error::new(Fault::Refused, message);
            Failure::NoPassword(error.remedy(text!("Set ", Name::Passwords, ".")))
        })
    }
}
