//! A network with a long way: every byte arrives a fixed time after it was sent, in both directions. Bytes under
//! way do not wait for each other: latency is added, and no bandwidth taken.
//!
//! ```text
//! client ──▶ reader ─ (when, bytes) ─▶ writer ──▶ server      and the same back
//! ```

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;

/// Chunks under way at most; as memory has an end, so has a network. 16 MiB in half a millisecond are no limit
/// that anything here comes near to.
const UNDER_WAY: usize = 64;

/// Passes on every client of `listener` to the server at 127.0.0.1 and `upstream`, `each_way` later.
///
/// # Errors
///
/// Those of accepting a client.
pub fn serve(listener: &TcpListener, upstream: u16, each_way: Duration) -> io::Result<()> {
    loop {
        let (client, _) = listener.accept()?;
        // A client whose server is not there is hung up on.
        drop(converse(client, upstream, each_way));
    }
}

fn converse(client: TcpStream, upstream: u16, each_way: Duration) -> io::Result<()> {
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, upstream))?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (to_client, to_server) = (client.try_clone()?, server.try_clone()?);
    carry(client, to_server, each_way);
    carry(server, to_client, each_way);
    Ok(())
}

/// Carries bytes in one direction, with a thread at either end.
fn carry(mut from: TcpStream, mut to: TcpStream, later: Duration) {
    let (sender, receiver) = mpsc::sync_channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    thread::spawn(move || {
        let mut buffer = vec![0; CHUNK];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            if sender.send((Instant::now() + later, buffer[..read].to_vec())).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        for (when, bytes) in receiver {
            thread::sleep(when.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        // Either side may have hung up already.
        drop(to.shutdown(Shutdown::Write));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that sends back what it gets.
    fn echo() -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                thread::spawn(move || io::copy(&mut &client, &mut &client));
            }
        });
        port
    }

    fn through(each_way: Duration) -> TcpStream {
        let upstream = echo();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || serve(&listener, upstream, each_way));
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap()
    }

    #[test]
    fn nothing_is_lost_or_early() {
        let each_way = Duration::from_millis(20);
        let client = through(each_way);
        let bytes: Vec<u8> = (0..5_000_000_u32).map(|nth| (nth % 251) as u8).collect();
        let sent = bytes.clone();
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(|| {
                (&client).write_all(&sent).unwrap();
                client.shutdown(Shutdown::Write).unwrap();
            });
            let mut first = [0; 1];
            (&client).read_exact(&mut first).unwrap();
            assert!(start.elapsed() >= 2 * each_way, "early: {:?}", start.elapsed());
            let mut got = first.to_vec();
            (&client).take(bytes.len() as u64 - 1).read_to_end(&mut got).unwrap();
            assert_eq!(got.len(), bytes.len());
            assert!(got == bytes, "not the same bytes");
        });
    }
}
