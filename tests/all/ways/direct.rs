//! Direct TLS handshakes, to a front that ends TLS before a real server as PostgreSQL 17 and newer do.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread;

use roachdump_testkit::certificates::{Authority, Pair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener as Listener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::{by, plain, refused, works};

/// What a direct handshake must name as the protocol behind it.
const PROTOCOL: &[u8] = b"postgresql";

/// A front with this certificate, on a port of its own until the tests end.
fn front(pair: &Pair, upstream: u16) -> u16 {
    let chain = CertificateDer::from_pem_slice(pair.certificate.as_bytes()).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("protocol versions").with_no_client_auth();
    let mut config = config.with_single_cert(vec![chain], key).expect("a pair");
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    listener.set_nonblocking(true).expect("a socket takes the option");
    let serve = async move {
        let listener = Listener::from_std(listener).expect("a socket");
        while let Ok((client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client may hang up, or say something else than a handshake.
                let Ok(mut client) = acceptor.accept(client).await else { return };
                if client.get_ref().1.alpn_protocol() == Some(PROTOCOL) {
                    let mut server =
                        TcpStream::connect((Ipv4Addr::LOCALHOST, upstream)).await.expect("the server");
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                }
            });
        }
    };
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(serve);
    });
    port
}

#[test]
fn handshake_first() {
    let authority = Authority::new("authority of fronts");
    let port = front(&authority.server(&["localhost".to_owned()]), plain().port());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (ca, other) = (folder.path().join("ca.crt"), folder.path().join("other.crt"));
    fs::write(&ca, authority.certificate()).expect("a file");
    fs::write(&other, Authority::new("another").certificate()).expect("a file");
    let to = |more: &str| by(&format!("host=localhost port={port} user=trust connect_timeout=5 {more}"));
    let direct = |mode: &str, root: &std::path::Path| {
        to(&format!("sslnegotiation=direct sslmode={mode} sslrootcert={}", root.display()))
    };
    works("require", to("sslnegotiation=direct sslmode=require"));
    works("verify-ca", direct("verify-ca", &ca));
    works("verify-full", direct("verify-full", &ca));
    works("variable", to("sslmode=require").env("PGSSLNEGOTIATION", "direct"));
    refused(
        "another authority",
        direct("verify-full", &other),
        &["no TLS session with localhost", "UnknownIssuer"],
    );
    refused("asked for first", to("sslmode=require"), &["the server at localhost"]);
    refused(
        "the system's roots",
        to("sslnegotiation=direct sslrootcert=system"),
        &["no TLS session with localhost", "signed by no root that this system trusts"],
    );
}
