//! TLS as libpq's `sslmode` means it, by rustls.
//!
//! | mode | certificate |
//! |---|---|
//! | allow, prefer | not checked |
//! | require | not checked, unless a root certificate is given: then as verify-ca |
//! | verify-ca | signed by a trusted root |
//! | verify-full | signed by a trusted root, and names the host |
//!
//! Without a root certificate, verify-ca and verify-full trust the system's roots, or Mozilla's where the
//! system has none.
//!
//! Source: PostgreSQL documentation, "SSL Support" of libpq.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{
    CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature, verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::certificate;
use crate::error::{Error, Fault, Name, Result, text};
use crate::options::{ClientCertificate, SslMode, Tls};

/// What TLS needs of the command line, read and checked before any connection is made.
#[derive(Clone)]
pub(super) struct Connector {
    config: Arc<ClientConfig>,
    root_cert: Option<PathBuf>,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").field("root_cert", &self.root_cert).finish_non_exhaustive()
    }
}

impl Connector {
    /// Reads the certificate files.
    ///
    /// # Errors
    ///
    /// [`Fault::Connection`]: a file that cannot be read or used.
    pub(super) fn new(tls: &Tls) -> Result<Self> {
        Ok(Self { config: Arc::new(config(tls)?), root_cert: tls.root_cert.clone() })
    }

    /// Runs the handshake on a stream whose server said yes to TLS.
    ///
    /// # Errors
    ///
    /// [`Fault::Connection`]: an untrusted or wrong server certificate, or a server that breaks off.
    pub(super) async fn handshake(&self, stream: TcpStream, host: &str) -> Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| {
            Error::new(Fault::Connection, format!("\"{host}\" is no name a TLS certificate can have"))
        })?;
        let connector = TlsConnector::from(self.config.clone());
        connector.connect(name, stream).await.map_err(|error| self.refused(host, &error))
    }

    fn refused(&self, host: &str, error: &std::io::Error) -> Error {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if let Some(unfit) = inner.and_then(unfit) {
            return Error::new(Fault::Connection, format!("no TLS session with {host}: {unfit}"))
                .remedy("Give the server a certificate with subject alternative names, or use sslmode=verify-ca or require.");
        }
        let remedy = match inner {
            Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => match &self.root_cert {
                Some(path) => text!(
                    format!("No certificate in {} signed the server's. Give the right one with ", path.display()),
                    Name::RootCertificate,
                    ".",
                ),
                None => text!(
                    "The server's certificate is signed by no root that this system trusts. Name the right one with ",
                    Name::RootCertificate,
                    ".",
                ),
            },
            Some(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => format!("The certificate is for another name than \"{host}\". Connect by a name that is in it, or use sslmode=verify-ca.").into(),
            Some(rustls::Error::InvalidCertificate(CertificateError::Other(_))) => text!(
                "Its certificate is its own authority, or of X.509 version 1: such a one is trusted only where it is named itself, with ",
                Name::RootCertificate,
                ", and is good for verify-full only with a subjectAltName.",
            ),
            Some(rustls::Error::InvalidCertificate(_)) => "The server's certificate cannot be trusted.".into(),
            Some(rustls::Error::AlertReceived(_)) => text!(
                "The server refused the handshake: does it want a client certificate (",
                Name::Certificate,
                " and ",
                Name::Key,
                ")?",
            ),
            _ => "The TLS handshake failed; the server may have closed the connection.".into(),
        };
        Error::new(Fault::Connection, format!("no TLS session with {host}: {error}")).remedy(remedy)
    }
}

fn config(tls: &Tls) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let verifier = verifier(tls, &provider)?;
    let mut config = client(tls, provider, verifier)?;
    if tls.direct {
        // Servers refuse a direct handshake that does not name the protocol behind it.
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(config)
}

fn client(
    tls: &Tls,
    provider: Arc<CryptoProvider>,
    verifier: Arc<dyn ServerCertVerifier>,
) -> Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable("TLS cannot be set up", error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    match &tls.client {
        Some(ClientCertificate { cert, key }) => {
            config.with_client_auth_cert(certificates(cert)?, private_key(key)?).map_err(|error| {
                unusable(&format!("the client certificate {} cannot be used", cert.display()), error)
            })
        }
        None => Ok(config.with_no_client_auth()),
    }
}

fn unusable(what: &str, error: impl fmt::Display) -> Error {
    Error::new(Fault::Connection, format!("{what}: {error}"))
}

fn verifier(tls: &Tls, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
    let any = Verifier { provider: provider.clone(), chain: None, trusted: Vec::new(), check_name: false };
    let check = match tls.mode {
        SslMode::VerifyFull => Some(true),
        SslMode::VerifyCa => Some(false),
        SslMode::Require if tls.root_cert.is_some() => Some(false),
        SslMode::Disable | SslMode::Allow | SslMode::Prefer | SslMode::Require => None,
    };
    let Some(check_name) = check else { return Ok(Arc::new(any)) };
    let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(roots(tls)?), provider.clone())
        .build()
        .map_err(|error| unusable("the root certificates cannot be used", error))?;
    let trusted = tls.root_cert.as_ref().map(certificates).transpose()?.unwrap_or_default();
    Ok(Arc::new(Verifier { chain: Some(chain), trusted, check_name, ..any }))
}

fn roots(tls: &Tls) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = &tls.root_cert {
        for certificate in certificates(path)? {
            let what = format!("the root certificate {} cannot be used", path.display());
            roots.add(certificate).map_err(|error| unusable(&what, error))?;
        }
        return Ok(roots);
    }
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    Ok(roots)
}

fn certificates(path: &PathBuf) -> Result<Vec<CertificateDer<'static>>> {
    let what = format!("the certificate file {} cannot be read", path.display());
    let read = CertificateDer::pem_file_iter(path).map_err(|error| unusable(&what, error))?;
    let certificates: Vec<_> = read.collect::<Result<_, _>>().map_err(|error| unusable(&what, error))?;
    if certificates.is_empty() {
        return Err(unusable(&what, "it holds no PEM certificate"));
    }
    Ok(certificates)
}

fn private_key(path: &PathBuf) -> Result<PrivateKeyDer<'static>> {
    let what = format!("the key file {} cannot be read", path.display());
    PrivateKeyDer::from_pem_file(path).map_err(|error| unusable(&what, error))
}

/// What makes a certificate unfit for any check of its name.
#[derive(Debug)]
struct Unfit(&'static str);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server's certificate cannot be checked: {}", self.0)
    }
}

impl std::error::Error for Unfit {}

/// The error with the certificate's own fault, if that is what is behind it.
fn named(error: rustls::Error, certificate: &CertificateDer<'_>) -> rustls::Error {
    let by_form = matches!(
        &error,
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. }
                | CertificateError::BadEncoding
                | CertificateError::Other(_)
        )
    );
    match certificate::fault(certificate).filter(|_| by_form) {
        Some(fault) => CertificateError::Other(OtherError(Arc::new(Unfit(fault)))).into(),
        None => error,
    }
}

/// The fault that [`named`] found.
fn unfit(error: &rustls::Error) -> Option<&Unfit> {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(fault))) => fault.downcast_ref(),
        _ => None,
    }
}

/// Checks as much of a server's certificate as the mode asks for. The handshake's signatures are always
/// checked: whoever answers owns the certificate shown.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    chain: Option<Arc<WebPkiServerVerifier>>,
    /// The certificates of the root file: a server that shows one of these very ones is trusted.
    trusted: Vec<CertificateDer<'static>>,
    check_name: bool,
}

impl Verifier {
    /// Checks a certificate that the user trusts as it is: that its time has come and is not over, and its
    /// name.
    fn own_certificate(
        &self,
        certificate: &CertificateDer<'_>,
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if !certificate::is_current(certificate, now) {
            return Err(CertificateError::Expired.into());
        }
        let by_name = |certificate| verify_server_name(&ParsedCertificate::try_from(certificate)?, name);
        if self.check_name {
            by_name(certificate).map_err(|error| named(error, certificate))?;
        }
        Ok(ServerCertVerified::assertion())
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        if self.trusted.iter().any(|trusted| trusted == end_entity) {
            return self.own_certificate(end_entity, server_name, now);
        }
        let checked = chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match checked {
            // The name is checked last: a wrong one means that the chain is right.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.check_name => Ok(ServerCertVerified::assertion()),
            checked => checked.map_err(|error| named(error, end_entity)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        match ParsedCertificate::try_from(cert) {
            Ok(_) => verify_tls13_signature(message, cert, dss, algorithms),
            // A form that no check of chains takes still has a key, and the handshake proves that.
            Err(error) => {
                let key = certificate::public_key(cert).ok_or(error)?;
                verify_tls13_signature_with_raw_key(message, &key.into(), dss, algorithms)
            }
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
