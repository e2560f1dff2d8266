//! SCRAM-SHA-256, the client's side.
//!
//! ```text
//! Client ── first() ──▶ SASLInitialResponse
//!   challenge(SASLContinue) ─▶ Derivation ── step() until done ─▶ finish()
//!     ─▶ response ──▶ SASLResponse,  Proof ── verify(SASLFinal)
//! ```
//!
//! The key derivation runs in steps, so that a caller's time-out can end it: its cost is the server's
//! choice, up to [`limits::SCRAM_ITERATIONS`].
//!
//! Source: RFC 5802, RFC 7677; PostgreSQL documentation, "SASL Authentication".

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::limits;

/// The mechanism's name without channel binding.
pub const SCRAM_SHA_256: &str = "SCRAM-SHA-256";

/// The mechanism's name with channel binding.
pub const SCRAM_SHA_256_PLUS: &str = "SCRAM-SHA-256-PLUS";

/// What the client says of channel binding: the exchange's tie to the TLS session it runs in.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Binding {
    /// The client cannot do it.
    #[default]
    None,
    /// The client could, but the server does not offer it. A server that does knows by this that someone
    /// took its offer away.
    NotOffered,
    /// `tls-server-end-point`: the hash of the server's certificate (RFC 5929). The mechanism is then
    /// [`SCRAM_SHA_256_PLUS`].
    ServerEndPoint(Vec<u8>),
}

impl Binding {
    /// The GS2 header, without an authorization identity.
    fn header(&self) -> &'static str {
        match self {
            Self::None => "n,,",
            Self::NotOffered => "y,,",
            Self::ServerEndPoint(_) => "p=tls-server-end-point,,",
        }
    }

    /// What the client's last message repeats of it.
    fn input(&self) -> Vec<u8> {
        let data: &[u8] = if let Self::ServerEndPoint(hash) = self { hash } else { &[] };
        [self.header().as_bytes(), data].concat()
    }
}

type Key = Hmac<Sha256>;
type Hash = [u8; 32];

/// Why a SCRAM exchange cannot go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ScramError {
    /// The server's message is not as the mechanism lays down; the attribute is named.
    Malformed(&'static str),
    /// The server's nonce does not begin with the client's: an answer to another exchange.
    Nonce,
    /// The server asks for no iterations, or more than the limit.
    Iterations,
    /// The server does not know the password's keys: it is not the server it claims to be.
    ServerSignature,
}

impl fmt::Display for ScramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(attribute) => write!(f, "malformed SCRAM message: {attribute}"),
            Self::Nonce => write!(f, "the server's SCRAM nonce does not continue the client's"),
            Self::Iterations => {
                write!(f, "SCRAM iteration count is not between 1 and {}", limits::SCRAM_ITERATIONS)
            }
            Self::ServerSignature => write!(f, "the server could not prove that it knows the password"),
        }
    }
}

impl core::error::Error for ScramError {}

/// An exchange that begins.
#[derive(Clone, Debug)]
pub struct Client {
    nonce: String,
    binding: Binding,
}

impl Client {
    /// An exchange with this nonce: random, printable ASCII without a comma.
    pub fn new(nonce: &str, binding: Binding) -> Self {
        Self { nonce: nonce.to_string(), binding }
    }

    /// The mechanism of SASLInitialResponse.
    pub fn mechanism(&self) -> &'static str {
        if matches!(self.binding, Binding::ServerEndPoint(_)) { SCRAM_SHA_256_PLUS } else { SCRAM_SHA_256 }
    }

    /// The client's first message. The user is left empty: the server takes the one of the StartupMessage.
    pub fn first(&self) -> String {
        [self.binding.header(), &self.first_bare()].concat()
    }

    fn first_bare(&self) -> String {
        ["n=,r=", &self.nonce].concat()
    }

    /// Reads the server's first message. `password` is prepared with SASLprep where that is possible.
    ///
    /// # Errors
    ///
    /// [`ScramError::Malformed`], [`ScramError::Nonce`], [`ScramError::Iterations`].
    pub fn challenge(self, message: &[u8], password: &[u8]) -> Result<Derivation, ScramError> {
        let message = core::str::from_utf8(message).map_err(|_| ScramError::Malformed("text"))?;
        let mut attributes = message.split(',');
        let nonce = attribute(attributes.next(), "r=", "nonce")?;
        let salt = attribute(attributes.next(), "s=", "salt")?;
        let iterations = attribute(attributes.next(), "i=", "iteration count")?;
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err(ScramError::Nonce);
        }
        let salt = STANDARD.decode(salt).map_err(|_| ScramError::Malformed("salt"))?;
        let iterations: u32 = iterations.parse().map_err(|_| ScramError::Iterations)?;
        if !(1..=limits::SCRAM_ITERATIONS).contains(&iterations) {
            return Err(ScramError::Iterations);
        }
        let last_bare = ["c=", &STANDARD.encode(self.binding.input()), ",r=", nonce].concat();
        let signed = [&self.first_bare(), ",", message, ",", &last_bare].concat();
        Ok(Derivation::new(password, &salt, iterations, signed, last_bare))
    }
}

fn attribute<'a>(text: Option<&'a str>, prefix: &str, name: &'static str) -> Result<&'a str, ScramError> {
    text.and_then(|text| text.strip_prefix(prefix)).ok_or(ScramError::Malformed(name))
}

/// The salted password, on its way: RFC 5802's `Hi`.
#[derive(Clone)]
pub struct Derivation {
    key: Key,
    block: Hash,
    salted: Hash,
    left: u32,
    signed: String,
    last_bare: String,
}

impl fmt::Debug for Derivation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Derivation").field("left", &self.left).finish_non_exhaustive()
    }
}

impl Derivation {
    fn new(password: &[u8], salt: &[u8], iterations: u32, signed: String, last_bare: String) -> Self {
        let key = key(password);
        let block = mac(&key, &[salt, &[0, 0, 0, 1]]);
        Self { key, block, salted: block, left: iterations.saturating_sub(1), signed, last_bare }
    }

    /// Computes up to `rounds` iterations; true when all are done.
    pub fn step(&mut self, rounds: u32) -> bool {
        let rounds = rounds.min(self.left);
        for _ in 0..rounds {
            self.block = mac(&self.key, &[&self.block]);
            xor(&mut self.salted, &self.block);
        }
        self.left = self.left.saturating_sub(rounds);
        self.left == 0
    }

    /// The client's last message and what proves the server; computes what is left first.
    pub fn finish(mut self) -> (String, Proof) {
        self.step(u32::MAX);
        let salted = key(&self.salted);
        let client_key = mac(&salted, &[b"Client Key"]);
        let stored_key = Sha256::digest(client_key);
        let mut proof = client_key;
        xor(&mut proof, &mac(&key(&stored_key), &[self.signed.as_bytes()]));
        let server_key = mac(&salted, &[b"Server Key"]);
        let signature = mac(&key(&server_key), &[self.signed.as_bytes()]);
        ([&self.last_bare, ",p=", &STANDARD.encode(proof)].concat(), Proof { signature })
    }
}

/// What the server must send to prove itself.
#[derive(Clone)]
pub struct Proof {
    signature: Hash,
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof").finish_non_exhaustive()
    }
}

impl Proof {
    /// Reads the server's last message.
    ///
    /// # Errors
    ///
    /// [`ScramError::Malformed`], [`ScramError::ServerSignature`].
    pub fn verify(&self, message: &[u8]) -> Result<(), ScramError> {
        let message = core::str::from_utf8(message).map_err(|_| ScramError::Malformed("text"))?;
        let sent = attribute(message.split(',').next(), "v=", "server signature")?;
        let sent: Vec<u8> = STANDARD.decode(sent).map_err(|_| ScramError::Malformed("server signature"))?;
        if sent == self.signature { Ok(()) } else { Err(ScramError::ServerSignature) }
    }
}

/// A key of any length: HMAC takes them all, so the refusal cannot happen and an empty key stands for it.
fn key(bytes: &[u8]) -> Key {
    Key::new_from_slice(bytes).unwrap_or_else(|_| Key::new(&Default::default()))
}

fn mac(key: &Key, parts: &[&[u8]]) -> Hash {
    let mut mac = key.clone();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn xor(into: &mut Hash, with: &Hash) {
    for (into, with) in into.iter_mut().zip(with) {
        *into ^= with;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
    const FIRST: &str =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    /// The salted password of RFC 7677's example; its exchange names the user, ours leaves it empty, so
    /// only the derivation is compared.
    #[test]
    fn derivation_in_steps() {
        let whole = Client::new(NONCE, Binding::None).challenge(FIRST.as_bytes(), b"pencil").unwrap();
        let mut steps = whole.clone();
        while !steps.step(7) {}
        assert_eq!(steps.finish().0, whole.finish().0);
    }

    #[test]
    fn rfc_7677() {
        let last_bare = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let signed = ["n=user,r=rOprNGfwEbeRWgbNEkqO,", FIRST, ",", last_bare].concat();
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let derivation = Derivation::new(b"pencil", &salt, 4096, signed, last_bare.to_string());
        let (response, proof) = derivation.finish();
        assert_eq!(response, [last_bare, ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="].concat());
        assert_eq!(proof.verify(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), Ok(()));
        assert_eq!(
            proof.verify(b"v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
            Err(ScramError::ServerSignature)
        );
    }

    #[test]
    fn bindings() {
        #[rustfmt::skip]
        let table: &[(&str, Binding, &str, &str, &str)] = &[
            ("none",        Binding::None,                             "SCRAM-SHA-256",      "n,,n=,r=",                      "c=biws,"),
            ("not offered", Binding::NotOffered,                       "SCRAM-SHA-256",      "y,,n=,r=",                      "c=eSws,"),
            ("certificate", Binding::ServerEndPoint(b"hash".to_vec()), "SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,n=,r=", "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsaGFzaA==,"),
        ];
        for (name, binding, mechanism, first, last) in table {
            let client = Client::new(NONCE, binding.clone());
            assert_eq!(client.mechanism(), *mechanism, "{name}");
            assert_eq!(client.first(), [first, NONCE].concat(), "{name}");
            let (response, _) = client.challenge(FIRST.as_bytes(), b"pencil").unwrap().finish();
            assert!(response.starts_with(last), "{name}: {response}");
        }
    }

    #[test]
    fn hostile_challenges() {
        #[rustfmt::skip]
        let table: &[(&str, &[u8], ScramError)] = &[
            ("empty",             b"",                                       ScramError::Malformed("nonce")),
            ("no text",           b"\xff",                                   ScramError::Malformed("text")),
            ("other nonce",       b"r=other,s=AAAA,i=1",                     ScramError::Nonce),
            ("nonce not longer",  b"r=rOprNGfwEbeRWgbNEkqO,s=AAAA,i=1",      ScramError::Nonce),
            ("salt not base64",   b"r=rOprNGfwEbeRWgbNEkqOx,s=!,i=1",        ScramError::Malformed("salt")),
            ("no iterations",     b"r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=0",     ScramError::Iterations),
            ("endless",           b"r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=10000001", ScramError::Iterations),
            ("negative",          b"r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=-1",    ScramError::Iterations),
            ("no count",          b"r=rOprNGfwEbeRWgbNEkqOx,s=AAAA",         ScramError::Malformed("iteration count")),
        ];
        for &(name, message, want) in table {
            assert_eq!(
                Client::new(NONCE, Binding::None).challenge(message, b"x").map(|_| ()),
                Err(want),
                "{name}"
            );
        }
    }
}
