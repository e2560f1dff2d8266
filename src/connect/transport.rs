//! The byte stream below a session: TCP or a Unix socket, TLS on top of it or not.

use std::ffi::OsStr;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use roachdump_proto::frontend;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpStream, UnixStream, lookup_host};
use tokio_rustls::client::TlsStream;

use super::certificate;
use super::tls::Connector;
use crate::error::{Error, Fault, Name, Result, Text, text};
use crate::options::{Address, SslMode};
use crate::sys;

/// The first probe after this much silence, then one as often.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// A connected stream.
#[derive(Debug)]
pub(super) enum Transport {
    Tcp(TcpStream),
    Unix(UnixStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Whether to ask for TLS.
#[derive(Clone, Debug)]
pub(super) enum Encryption {
    /// Do not.
    Plain,
    /// Ask, and take a refusal for an answer.
    Offered(Connector),
    /// Ask, as this mode wants it, and fail if refused.
    Required(Connector, SslMode),
    /// Do not ask: begin with the handshake.
    Direct(Connector),
}

impl Transport {
    /// Connects, encrypted as asked.
    ///
    /// # Errors
    ///
    /// [`Fault::Connection`], saying what was tried; [`Fault::Protocol`] if there is reason for distrust.
    pub(super) async fn open(address: &Address, encryption: &Encryption) -> Result<Self> {
        match address {
            Address::Unix { folder, port } => unix(folder, *port).await,
            Address::Tcp { host, numeric, port } => {
                let stream = tcp(host, *numeric, *port).await?;
                match encryption {
                    Encryption::Plain => Ok(Self::Tcp(stream)),
                    Encryption::Direct(connector) => {
                        Ok(Self::Tls(Box::new(connector.handshake(stream, host).await?)))
                    }
                    Encryption::Offered(connector) => upgrade(stream, host, connector, None).await,
                    Encryption::Required(connector, mode) => {
                        upgrade(stream, host, connector, Some(*mode)).await
                    }
                }
            }
        }
    }

    /// Sets how many bytes a TCP socket holds before it wakes the reader. A system that will not is no worse
    /// off than before.
    pub(super) fn set_low_water(&self, bytes: i32) {
        let socket = match self {
            Self::Tcp(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
            Self::Unix(_) => return,
        };
        if let Err(error) = sys::set_receive_low_water(socket.as_fd(), bytes) {
            tracing::debug!("SO_RCVLOWAT: {error}");
        }
    }

    /// The hash of the server's certificate for channel binding.
    pub(super) fn server_end_point(&self) -> Option<Vec<u8>> {
        let Self::Tls(stream) = self else { return None };
        let (_, session) = stream.get_ref();
        certificate::end_point(session.peer_certificates()?.first()?)
    }

    /// The IP address of the server, unless a socket's file leads to it.
    pub(super) fn peer(&self) -> Option<IpAddr> {
        let stream = match self {
            Self::Tcp(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
            Self::Unix(_) => return None,
        };
        stream.peer_addr().ok().map(|address| address.ip())
    }

    /// Whether what is sent is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self, Self::Tls(_))
    }
}

async fn unix(folder: &Path, port: u16) -> Result<Transport> {
    let path = folder.join(format!(".s.PGSQL.{port}"));
    // An abstract socket has no file: its name starts with a NUL, which is written @.
    let name = path.as_os_str().as_bytes();
    let place = name.strip_prefix(b"@").map(|name| [b"\0", name].concat());
    let place = place.as_deref().map_or(path.as_path(), |name| Path::new(OsStr::from_bytes(name)));
    UnixStream::connect(place).await.map(Transport::Unix).map_err(|error| {
        let message = format!("cannot connect to the Unix socket {}: {error}", path.display());
        Error::new(Fault::Connection, message).remedy(text!(
            "Is the server running? ",
            Name::Host,
            " takes the socket's folder or a host name, ",
            Name::Port,
            " the number at the end of the socket's name.",
        ))
    })
}

async fn tcp(host: &str, numeric: Option<IpAddr>, port: u16) -> Result<TcpStream> {
    let unknown = |error: io::Error| {
        Error::new(Fault::Connection, format!("cannot find the host \"{host}\": {error}")).remedy(text!(
            "Check ",
            Name::Host,
            "."
        ))
    };
    let mut last = None;
    let addresses: Vec<_> = match numeric {
        Some(address) => vec![SocketAddr::new(address, port)],
        None => lookup_host((host, port)).await.map_err(unknown)?.collect(),
    };
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream.set_nodelay(true).map_err(|error| broken(&error))?;
                let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE);
                SockRef::from(&stream).set_tcp_keepalive(&keepalive).map_err(|error| broken(&error))?;
                return Ok(stream);
            }
            Err(error) => last = Some((address, error)),
        }
    }
    let Some((address, error)) = last else {
        return Err(unknown(io::Error::other("it has no address")));
    };
    Err(Error::new(Fault::Connection, format!("cannot connect to {host}:{port} ({address}): {error}"))
        .remedy(text!("Is the server running? ", check_address())))
}

/// Asks for TLS by an SSLRequest and does what the one-byte answer says. `required` is the mode that takes
/// no refusal.
async fn upgrade(
    mut stream: TcpStream,
    host: &str,
    connector: &Connector,
    required: Option<SslMode>,
) -> Result<Transport> {
    stream.write_all(&frontend::ssl_request()).await.map_err(|error| broken(&error))?;
    let mut answer = [0; 16];
    let read = stream.read(&mut answer).await.map_err(|error| broken(&error))?;
    let (fault, message, remedy) = match (&answer[..read], required) {
        ([b'S'], _) => {
            let stream = connector.handshake(stream, host).await?;
            return Ok(Transport::Tls(Box::new(stream)));
        }
        ([b'N'], None) => return Ok(Transport::Tcp(stream)),
        ([b'N'], Some(mode)) => (
            Fault::Connection,
            format!("does not offer TLS, but sslmode={mode} asks for it"),
            text!(
                "Turn TLS on in the server, or connect with sslmode=disable (",
                Name::Insecure,
                ") if the network is trusted.",
            ),
        ),
        // CVE-2021-23222: bytes sent before the handshake would be taken for encrypted ones.
        ([b'S' | b'N', _, ..], _) => (
            Fault::Protocol,
            "sent unencrypted bytes together with its answer to the TLS request".to_owned(),
            "Someone on the network may be inserting data; do not trust this connection.".into(),
        ),
        ([], _) => (Fault::Connection, "closed the connection when asked for TLS".to_owned(), no_server()),
        ([byte, ..], _) => {
            let message = format!("answered the TLS request with the byte '{}'", byte.escape_ascii());
            (Fault::Connection, message, no_server())
        }
    };
    Err(Error::new(fault, format!("the server at {host} {message}")).remedy(remedy))
}

fn no_server() -> Text {
    text!("Is this a PostgreSQL or CockroachDB server? ", check_address())
}

fn check_address() -> Text {
    text!("Check ", Name::Host, " and ", Name::Port, ".")
}

fn broken(error: &io::Error) -> Error {
    Error::new(Fault::Connection, format!("connection lost: {error}"))
}

impl AsyncRead for Transport {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Transport {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            Self::Unix(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
