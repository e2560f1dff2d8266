//! What a log-in and a check by hand need of a certificate: its hash for channel binding, its fault, its key.

use rustls::pki_types::{CertificateDer, UnixTime};
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::SubjectAltName;

/// The hash of `tls-server-end-point`: the certificate under the hash function of its own signature, or
/// SHA-256 where that is MD5 or SHA-1. None where the signature names no such function.
///
/// Source: RFC 5929, "The 'tls-server-end-point' Channel Binding Type".
pub(super) fn end_point(der: &CertificateDer<'_>) -> Option<Vec<u8>> {
    let certificate = Certificate::from_der(der).ok()?;
    Some(match certificate.signature_algorithm.oid.to_string().as_str() {
        "1.2.840.113549.1.1.4"
        | "1.2.840.113549.1.1.5"
        | "1.2.840.113549.1.1.11"
        | "1.2.840.10045.4.1"
        | "1.2.840.10045.4.3.2" => Sha256::digest(der).to_vec(),
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => Sha384::digest(der).to_vec(),
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => Sha512::digest(der).to_vec(),
        _ => return None,
    })
}

/// Why no certificate check of today takes this certificate, if its form is why.
pub(super) fn fault(der: &CertificateDer<'_>) -> Option<&'static str> {
    let Ok(certificate) = Certificate::from_der(der) else { return Some("it cannot be read") };
    let body = certificate.tbs_certificate;
    if body.version != Version::V3 {
        return Some("it is an X.509 version 1 certificate, which cannot say for which names it is");
    }
    match body.get::<SubjectAltName>() {
        Ok(None) => Some("it names its server only as common name, not as subject alternative name"),
        _ => None,
    }
}

/// Whether `now` is within the certificate's time.
pub(super) fn is_current(der: &CertificateDer<'_>, now: UnixTime) -> bool {
    let Ok(certificate) = Certificate::from_der(der) else { return false };
    let validity = certificate.tbs_certificate.validity;
    let (from, to) = (validity.not_before.to_unix_duration(), validity.not_after.to_unix_duration());
    (from.as_secs()..=to.as_secs()).contains(&now.as_secs())
}

/// The certificate's public key as SubjectPublicKeyInfo.
pub(super) fn public_key(der: &CertificateDer<'_>) -> Option<Vec<u8>> {
    Certificate::from_der(der).ok()?.tbs_certificate.subject_public_key_info.to_der().ok()
}
