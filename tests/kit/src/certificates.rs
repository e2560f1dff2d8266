//! Certificates made for one run: an authority, and what it signs for servers and clients.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};

/// A certificate authority nobody but the tests trusts.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its private key, each as PEM.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The certificate.
    pub certificate: String,
    /// The private key, PKCS #8, not encrypted.
    pub key: String,
}

/// A server's certificate that is its own authority, as `openssl req -x509` makes it.
///
/// # Panics
///
/// If a name is not ASCII.
pub fn self_signed(names: &[String]) -> Pair {
    let mut params = CertificateParams::new(names).expect("host names are ASCII");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = key();
    let certificate = params.self_signed(&key).expect("a certificate signs itself");
    Pair { certificate: certificate.pem(), key: key.serialize_pem() }
}

impl Authority {
    /// A new authority whose common name is `name`.
    ///
    /// # Panics
    ///
    /// If the machine has no randomness.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name.push(DnType::CommonName, name);
        let issuer = CertifiedIssuer::self_signed(params, key()).expect("an authority signs itself");
        Self { issuer }
    }

    /// The authority's own certificate as PEM.
    pub fn certificate(&self) -> String {
        self.issuer.pem()
    }

    /// A certificate for a server that is reached by `names`: host names and IP addresses.
    ///
    /// # Panics
    ///
    /// If a name is not ASCII.
    pub fn server(&self, names: &[String]) -> Pair {
        let mut params = CertificateParams::new(names).expect("host names are ASCII");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(params)
    }

    /// A certificate that names its server only as common name, as certificates once did.
    ///
    /// # Panics
    ///
    /// If the machine has no randomness.
    pub fn common_name_only(&self, name: &str) -> Pair {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        self.sign(params)
    }

    /// A certificate that logs `user` in.
    ///
    /// # Panics
    ///
    /// If the machine has no randomness.
    pub fn client(&self, user: &str) -> Pair {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, user);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Pair {
        let key = key();
        let certificate = params.signed_by(&key, &self.issuer).expect("an authority signs what it made");
        Pair { certificate: certificate.pem(), key: key.serialize_pem() }
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("the machine has randomness")
}
