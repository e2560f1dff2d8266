//! Whether and how to encrypt, from everything that was said about it.
//!
//! | said | mode |
//! |---|---|
//! | `sslmode` | that |
//! | `--insecure` | disable |
//! | `--certs-dir`, `--ca-cert`, `sslrootcert=system` | verify-full |
//! | nothing | prefer |
//!
//! Where libpq's defaults hold, certificates that nobody named are those in `~/.postgresql`, as with libpq.
//!
//! What contradicts itself is refused, both sides named: a wrong guess would either send a password in
//! the clear or trust any server.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::settings::{Settings, Source};
use super::sources::Sources;
use crate::error::{Error, Fault, Result};
use crate::options::{ChannelBinding, ClientCertificate, SslMode, Tls};

/// Decides on encryption for `user`, whose certificate a folder of certificates may hold. `usual` is the folder
/// where libpq looks for what nobody names.
///
/// # Errors
///
/// [`Fault::Usage`] for a contradiction or a certificate without its key, [`Fault::Connection`] if a
/// folder of certificates lacks a file.
pub(super) fn tls(sources: &Sources, user: &str, usual: Option<&Path>) -> Result<Tls> {
    if let Some(source) = insecure(sources) {
        refuse_with_insecure(sources, source)?;
        let tls = Tls { mode: SslMode::Disable, ..Tls::default() };
        let channel_binding = sources.copied(|settings| settings.channel_binding);
        refuse_impossible(&Tls { channel_binding, ..tls.clone() })?;
        return Ok(tls);
    }
    if sources.flags.insecure == Some(false) && sources.url.ssl_mode == Some(SslMode::Disable) {
        return Err(contradiction("--insecure=false", "sslmode=disable in the connection string"));
    }
    let said = sources.find(|settings| settings.ssl_mode);
    let mut files = Files::default();
    let mut authority = None;
    for (source, settings) in sources.in_order() {
        if silenced(source, said) {
            continue;
        }
        let by_folder = settings.certs_dir.as_deref().map(|folder| in_folder(folder, user)).transpose()?;
        if said.is_none_or(|(of, _)| source <= of) {
            authority = authority.or_else(|| authority_of(source, settings));
        }
        files.take(settings);
        if let Some(found) = &by_folder {
            files.take(found);
        }
    }
    let mode = mode(said, authority.as_deref(), &files)?;
    let unnamed = files.root_cert.is_none();
    if files.root_cert.as_deref() == Some(Path::new("system")) {
        files.root_cert = None;
    }
    if let Some(folder) = usual.filter(|_| mode != SslMode::Disable) {
        files.take_usual(folder, unnamed)?;
    }
    let (direct, channel_binding) =
        (sources.copied(|settings| settings.direct), sources.copied(|settings| settings.channel_binding));
    let tls = Tls { mode, root_cert: files.root_cert, client: None, direct, channel_binding };
    refuse_impossible(&tls)?;
    Ok(Tls { client: paired(files.cert, files.key)?, ..tls })
}

/// What can never come about, whatever the server says.
fn refuse_impossible(tls: &Tls) -> Result<()> {
    if tls.direct && tls.mode < SslMode::Require {
        let mode = format!("sslmode={}", tls.mode);
        return Err(contradiction("sslnegotiation=direct", &mode).remedy(
            "Write sslmode=require or a stricter one: there is no way back from a direct handshake.",
        ));
    }
    if tls.channel_binding == ChannelBinding::Require && tls.mode == SslMode::Disable {
        return Err(contradiction("channel_binding=require", "a connection without TLS"));
    }
    Ok(())
}

/// The source whose `--insecure` holds: the first to say anything about encryption.
fn insecure(sources: &Sources) -> Option<Source> {
    let (source, settings) = sources.in_order().find(|(_, settings)| speaks(settings))?;
    (settings.insecure == Some(true)).then_some(source)
}

fn speaks(settings: &Settings) -> bool {
    settings.insecure.is_some() || settings.ssl_mode.is_some() || certificate(settings).is_some()
}

/// The first setting about certificates.
fn certificate(settings: &Settings) -> Option<&'static str> {
    let given = [
        ("certs-dir", settings.certs_dir.is_some()),
        ("sslrootcert", settings.root_cert.is_some()),
        ("sslcert", settings.cert.is_some()),
        ("sslkey", settings.key.is_some()),
    ];
    given.into_iter().find_map(|(key, is)| is.then_some(key))
}

/// `--insecure` goes neither with certificates from the same source nor with a URL that wants encryption.
fn refuse_with_insecure(sources: &Sources, source: Source) -> Result<()> {
    let name = source.name("insecure");
    for (other, settings) in sources.in_order().filter(|(other, _)| *other == source || *other == Source::Url)
    {
        let wanted = settings.ssl_mode.filter(|mode| *mode >= SslMode::Require);
        if let Some(key) = certificate(settings) {
            return Err(contradiction(&name, &other.name(key)));
        }
        if let Some(mode) = wanted {
            return Err(contradiction(&name, &format!("sslmode={mode} in the connection string")));
        }
    }
    Ok(())
}

/// No encryption, said by a stronger source, leaves a weaker one's certificates without use.
fn silenced(source: Source, said: Option<(Source, SslMode)>) -> bool {
    said.is_some_and(|(of, mode)| mode == SslMode::Disable && source > of)
}

/// CockroachDB's name for a setting that asks for a server known by its certificate.
fn authority_of(source: Source, settings: &Settings) -> Option<String> {
    let cockroach = matches!(source, Source::Flags | Source::Cockroach);
    match settings {
        Settings { root_cert: Some(_), .. } if cockroach => Some(source.name("sslrootcert")),
        Settings { certs_dir: Some(_), .. } => Some(source.name("certs-dir")),
        _ => None,
    }
}

fn mode(said: Option<(Source, SslMode)>, authority: Option<&str>, files: &Files) -> Result<SslMode> {
    let system = files.root_cert.as_deref() == Some(Path::new("system"));
    match (said, authority) {
        (Some((source, mode)), Some(authority)) if mode < SslMode::Require => {
            Err(contradiction(authority, &format!("{} ({mode})", source.name("sslmode"))))
        }
        (Some((_, mode)), _) if system && mode != SslMode::VerifyFull => {
            Err(contradiction("sslrootcert=system", &format!("sslmode={mode}")))
        }
        (Some((_, mode)), _) => Ok(mode),
        (None, None) if !system => Ok(SslMode::Prefer),
        (None, _) => Ok(SslMode::VerifyFull),
    }
}

/// The files of certificates, as far as they are found.
#[derive(Default)]
struct Files {
    root_cert: Option<PathBuf>,
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl Files {
    /// Fills what is still open. A certificate and its key are taken together or not at all.
    fn take(&mut self, from: &Settings) {
        if self.root_cert.is_none() {
            self.root_cert.clone_from(&from.root_cert);
        }
        if self.cert.is_none() && self.key.is_none() {
            self.cert.clone_from(&from.cert);
            self.key.clone_from(&from.key);
        }
    }

    /// Fills what is still open with libpq's files of that name, if they are there; the root only if none was
    /// named.
    fn take_usual(&mut self, folder: &Path, root: bool) -> Result<()> {
        let there = |name: &str| Some(folder.join(name)).filter(|path| path.is_file());
        if root {
            self.root_cert = there("root.crt");
        }
        if self.cert.is_none() && self.key.is_none() {
            self.cert = there("postgresql.crt");
            self.key = self.cert.as_ref().and_then(|_| there("postgresql.key"));
            self.key.as_deref().map_or(Ok(()), private)?;
        }
        Ok(())
    }
}

/// The files of a folder as `cockroach cert` fills it.
fn in_folder(folder: &Path, user: &str) -> Result<Settings> {
    let there = |name: String| Some(folder.join(name)).filter(|path| path.is_file());
    let root_cert = there("ca.crt".to_owned()).ok_or_else(|| missing(&folder.join("ca.crt")))?;
    let cert = there(format!("client.{user}.crt"));
    let key = there(format!("client.{user}.key"));
    if let Some(key) = &key {
        private(key)?;
    }
    match (&cert, &key) {
        (Some(_), None) => Err(missing(&folder.join(format!("client.{user}.key")))),
        (None, Some(_)) => Err(missing(&folder.join(format!("client.{user}.crt")))),
        _ => Ok(Settings { root_cert: Some(root_cert), cert, key, ..Settings::default() }),
    }
}

/// A private key that others may read is refused, as `cockroach` and libpq refuse it: rwx------ at most, or
/// rwxr----- if root owns it.
fn private(key: &Path) -> Result<()> {
    let unreadable = |error: std::io::Error| {
        Error::new(Fault::Connection, format!("cannot load certificates: {}: {error}", key.display()))
    };
    let data = std::fs::metadata(key).map_err(unreadable)?;
    let (allowed, text) = if data.uid() == 0 { (0o740, "-rwxr-----") } else { (0o700, "-rwx------") };
    let mode = data.mode() & 0o777;
    if mode & !allowed == 0 {
        return Ok(());
    }
    let message = format!(
        "cannot load certificates: the private key {} has permissions {mode:04o}, more than {text}",
        key.display()
    );
    Err(Error::new(Fault::Connection, message).remedy(format!("Run chmod 0600 {}.", key.display())))
}

fn missing(file: &Path) -> Error {
    Error::new(Fault::Connection, format!("cannot load certificates: there is no file {}", file.display()))
        .remedy("Check your certificate settings, set --certs-dir, or use --insecure for insecure clusters.")
}

fn paired(cert: Option<PathBuf>, key: Option<PathBuf>) -> Result<Option<ClientCertificate>> {
    let lone = |has: PathBuf, what: &str, remedy: &str| {
        let message = format!("the {what} {} is given without the other half", has.display());
        Err(Error::new(Fault::Usage, message).remedy(remedy))
    };
    match (cert, key) {
        (Some(cert), None) => lone(cert, "client certificate", "Name its private key with --key or sslkey."),
        (None, Some(key)) => lone(key, "private key", "Name its certificate with --cert or sslcert."),
        (Some(cert), Some(key)) => Ok(Some(ClientCertificate { cert, key })),
        (None, None) => Ok(None),
    }
}

fn contradiction(one: &str, other: &str) -> Error {
    Error::new(Fault::Usage, format!("{one} contradicts {other}")).remedy("Leave one of the two out.")
}
