//! From a connected stream to a session: StartupMessage, authentication, and what the server says of itself.
//!
//! Source: PostgreSQL documentation, "Message Flow", "Start-up".

use bstr::ByteSlice;
use roachdump_proto::auth::{md5, scram};
use roachdump_proto::backend::{Authentication, Fields, Message};
use roachdump_proto::{frontend, limits};

use super::cancel::Key;
use super::sasl;
use super::session::{Frame, WHOLE_ROW, Wire};
use super::tls::Connector;
use super::trace::Trace;
use super::transport::{Encryption, Transport};
use crate::cli::{Address, SslMode, Target};
use crate::error::{Error, Fault, Result, ServerError};

/// Iterations of SCRAM's key derivation between two looks at the clock.
const SCRAM_ROUNDS: u32 = 4096;

/// The ways to try, in order. A Unix socket is never encrypted.
fn attempts(target: &Target) -> Result<Vec<Encryption>> {
    let mode = target.tls.mode;
    if matches!(target.address, Address::Unix { .. }) || mode == SslMode::Disable {
        return Ok(vec![Encryption::Plain]);
    }
    let connector = Connector::new(&target.tls)?;
    Ok(match mode {
        SslMode::Disable => vec![Encryption::Plain],
        SslMode::Allow => vec![Encryption::Plain, Encryption::Required(connector, mode)],
        SslMode::Prefer => vec![Encryption::Offered(connector), Encryption::Plain],
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
    /// How a CancelRequest must be sent.
    pub(super) encryption: Encryption,
}

/// Connects and logs in, within the target's time-out.
///
/// # Errors
///
/// [`Fault::Connection`], or the server's refusal with what to do about it.
pub(super) async fn open(target: &Target) -> Result<LoggedIn> {
    let Some(limit) = target.connect_timeout else { return try_all(target).await };
    tokio::time::timeout(limit, try_all(target)).await.unwrap_or_else(|_| {
        let message = format!("no session with {} within {} s", target.address, limit.as_secs());
        Err(Error::new(Fault::Connection, message)
            .remedy("Is the server reachable and not overloaded? --connect-timeout waits longer."))
    })
}

async fn try_all(target: &Target) -> Result<LoggedIn> {
    let mut first_error = None;
    for encryption in attempts(target)? {
        match try_one(target, encryption).await {
            Ok(session) => return Ok(session),
            // A second way helps only where the server refused the first for what it was.
            Err(error) if first_error.is_none() && may_differ(&error) => first_error = Some(error),
            Err(error) => return Err(first_error.unwrap_or(error)),
        }
    }
    Err(first_error.unwrap_or_else(|| Error::new(Fault::Connection, "no way to connect")))
}

/// Whether the other of "with TLS" and "without" may succeed after this error. Reason for distrust
/// ([`Fault::Protocol`]) is none to go on in the clear.
fn may_differ(error: &Error) -> bool {
    match error.sqlstate() {
        Some(code) => matches!(code, "28000" | "08P01" | "08004"),
        None => error.fault() == Fault::Connection,
    }
}

async fn try_one(target: &Target, encryption: Encryption) -> Result<LoggedIn> {
    let transport = Transport::open(&target.address, &encryption).await?;
    let encrypted = transport.is_encrypted();
    let how = if encrypted { "encrypted" } else { "not encrypted" };
    let peer = format!("{}, {how}", target.address);
    let trace = target.trace.as_deref().map(|path| Trace::open(path, WHOLE_ROW, &peer)).transpose()?;
    let mut wire = Wire::new(transport, target.stall_timeout, trace);
    let login = Login { target, encrypted };
    let key = login.run(&mut wire).await.map_err(|error| login.explain(error))?;
    // What was only offered may not have been taken: a CancelRequest goes the way the session went.
    let encryption = if encrypted { encryption } else { Encryption::Plain };
    Ok(LoggedIn { wire, key, encryption })
}

/// One log-in.
struct Login<'a> {
    target: &'a Target,
    encrypted: bool,
}

impl Login<'_> {
    async fn run(&self, wire: &mut Wire) -> Result<Option<Key>> {
        let parameters = [
            ("user", self.target.user.as_str()),
            ("database", &self.target.database),
            ("application_name", &self.target.application_name),
        ];
        wire.send(|out| frontend::startup(parameters, out)).await?;
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

    async fn authenticate(&self, wire: &mut Wire) -> Result<()> {
        for _ in 0..limits::AUTHENTICATION_REQUESTS {
            let frame = self.step(wire).await?;
            let Message::Authentication(step) = frame.message()? else {
                return Err(wire.unexpected(&frame, "log-in"));
            };
            match step {
                Authentication::Ok => return Ok(()),
                Authentication::CleartextPassword => {
                    let password = self.password()?.as_bytes();
                    wire.send(|out| frontend::password(password, out)).await?;
                }
                Authentication::Md5Password(salt) => {
                    let hash = md5::response(self.target.user.as_bytes(), self.password()?.as_bytes(), salt);
                    wire.send(|out| frontend::password(hash.as_bytes(), out)).await?;
                }
                Authentication::Sasl(mechanisms) => {
                    let names: Vec<_> = mechanisms.names().collect();
                    self.scram(wire, &names).await?;
                }
                Authentication::SaslContinue(_) | Authentication::SaslFinal(_) => {
                    return Err(wire.unexpected(&frame, "log-in"));
                }
                Authentication::Other(method) => return Err(unsupported(&method_name(method))),
            }
        }
        Err(Error::new(Fault::Protocol, "the server never ends its authentication requests"))
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

    async fn scram(&self, wire: &mut Wire, mechanisms: &[&[u8]]) -> Result<()> {
        if !mechanisms.contains(&scram::SCRAM_SHA_256.as_bytes()) {
            let names = mechanisms.iter().map(|name| name.to_str_lossy()).collect::<Vec<_>>().join(", ");
            return Err(unsupported(&format!("SASL with {names}")));
        }
        let password = sasl::prepared(self.password()?);
        let client = scram::Client::new(&sasl::nonce()?);
        wire.send(|out| {
            frontend::sasl_initial_response(scram::SCRAM_SHA_256, client.first().as_bytes(), out)
        })
        .await?;
        let frame = self.step(wire).await?;
        let Message::Authentication(Authentication::SaslContinue(challenge)) = frame.message()? else {
            return Err(wire.unexpected(&frame, "SCRAM"));
        };
        let mut derivation = client.challenge(challenge, password.as_bytes()).map_err(untrusted)?;
        while !derivation.step(SCRAM_ROUNDS) {
            tokio::task::yield_now().await;
        }
        let (response, proof) = derivation.finish();
        wire.send(|out| frontend::sasl_response(response.as_bytes(), out)).await?;
        let frame = self.step(wire).await?;
        let Message::Authentication(Authentication::SaslFinal(outcome)) = frame.message()? else {
            return Err(wire.unexpected(&frame, "SCRAM"));
        };
        proof.verify(outcome).map_err(untrusted)
    }

    fn password(&self) -> Result<&str> {
        self.target.password.as_ref().map(|secret| secret.0.as_str()).ok_or_else(|| {
            Error::new(
                Fault::Connection,
                format!("the server asks for the password of user \"{}\"", self.target.user),
            )
            .remedy("Set PGPASSWORD, or put the password into --url.")
        })
    }

    /// Adds to a server's refusal what the user can do.
    fn explain(&self, error: Error) -> Error {
        let target = self.target;
        let remedy = match error.sqlstate() {
            Some("28P01") => {
                format!("Check the password of user \"{}\" (PGPASSWORD, or in --url).", target.user)
            }
            Some("3D000") => {
                format!("There is no database \"{}\" on {}. Check the name.", target.database, target.address)
            }
            Some("28000" | "08P01" | "08004") if self.encrypted => {
                format!(
                    "Tried with TLS as user \"{}\". Check --user; the server may ask for a client certificate (--cert and --key), or for sslmode=disable.",
                    target.user
                )
            }
            Some("28000" | "08P01" | "08004") => {
                format!(
                    "Tried without TLS as user \"{}\". Check --user; the server may ask for TLS (sslmode=require, and no --insecure).",
                    target.user
                )
            }
            Some(_) => format!("Tried {} as user \"{}\".", target.address, target.user),
            None => return error.context(format!("log-in at {}", target.address)),
        };
        error.remedy(remedy)
    }
}

fn untrusted(error: scram::ScramError) -> Error {
    Error::new(Fault::Protocol, error.to_string()).remedy("This may not be the server it claims to be.")
}

fn method_name(method: u32) -> String {
    match method {
        2 => "Kerberos V5".to_owned(),
        7 | 8 => "GSSAPI".to_owned(),
        9 => "SSPI".to_owned(),
        other => format!("method {other}"),
    }
}

fn unsupported(method: &str) -> Error {
    Error::new(
        Fault::Connection,
        format!("the server wants a log-in by {method}, which this program does not know"),
    )
    .remedy("Let the user log in by password (SCRAM-SHA-256, MD5, clear text) or by client certificate.")
}

/// The shown fields of an ErrorResponse.
pub(super) fn server_error(fields: Fields<'_>) -> Error {
    let text = |bytes: &[u8]| bytes.to_str_lossy().into_owned();
    Error::server(ServerError {
        code: text(fields.code()),
        message: text(fields.message()),
        detail: fields.get(b'D').map(text),
        hint: fields.get(b'H').map(text),
    })
}
