//! Bytes on their way to whatever takes them, collected so that it is handed large pieces.
//!
//! What is collected is pushed without waiting; only handing it on waits. A dump that is stopped while it waits
//! has lost nothing: what was pushed and not handed on is still here, and what is pushed then comes behind it.

use std::fmt;
use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::error::{Error, Fault, Name, Result, Text, text};

/// Bytes collected before they are handed on.
const BUFFER: usize = 256 << 10;

/// Where a dump goes.
pub struct Output<'a> {
    sink: &'a mut (dyn AsyncWrite + Send + Unpin),
    buffer: Vec<u8>,
    /// Bytes of the buffer that are handed on.
    sent: usize,
    /// Bytes pushed in all.
    total: u64,
    writes: u64,
    /// Writing failed: what was written is all there will be.
    broken: bool,
}

impl fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("total", &self.total).finish_non_exhaustive()
    }
}

impl<'a> Output<'a> {
    /// An output that nothing was written to.
    pub fn new(sink: &'a mut (dyn AsyncWrite + Send + Unpin)) -> Self {
        let buffer = Vec::with_capacity(2 * BUFFER);
        Self { sink, buffer, sent: 0, total: 0, writes: 0, broken: false }
    }

    /// Bytes pushed so far.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The bytes to push until so much is collected that [`Self::drain`] hands it on. What is small may be pushed
    /// beyond that.
    pub fn room(&self) -> usize {
        BUFFER.saturating_sub(self.buffer.len())
    }

    /// Collects `bytes`.
    pub fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        self.buffer.extend_from_slice(bytes);
    }

    /// Hands on what is collected, if it is much.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`].
    pub async fn drain(&mut self) -> Result<()> {
        if self.room() == 0 { self.send().await } else { Ok(()) }
    }

    async fn send(&mut self) -> Result<()> {
        while let Some(rest) = self.buffer.get(self.sent..).filter(|rest| !rest.is_empty()) {
            self.writes += 1;
            let written = match self.sink.write(rest).await {
                Ok(0) => Err(io::ErrorKind::WriteZero.into()),
                written => written,
            };
            self.broken |= written.is_err();
            self.sent += written.map_err(|error| failed(Name::Output, &error))?;
        }
        self.buffer.clear();
        self.sent = 0;
        Ok(())
    }

    /// Hands on all there is, and has it flushed.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`].
    pub async fn finish(mut self) -> Result<()> {
        self.send().await?;
        tracing::debug!("wrote {} bytes in {} writes", self.total, self.writes);
        self.sink.flush().await.map_err(|error| failed(Name::Output, &error))
    }

    /// Ends a dump that cannot be completed by a line that every loader refuses, because a cut one could load as
    /// if it were complete. One of nothing stays as it is.
    pub async fn abandon(mut self, reason: &str) {
        if self.total == 0 || self.broken {
            return;
        }
        self.push(format!("\n;\nroachdump: dump is incomplete: {};\n", harmless(reason)).as_bytes());
        // Nothing is left to do if even this cannot be written.
        let _ = self.finish().await;
    }
}

/// `reason` without what means something to a loader: a server's message must not run `\!` in psql, nor open
/// a literal or a comment.
fn harmless(reason: &str) -> String {
    let meaning = |c: char| matches!(c, '\\' | '\'' | '"' | '`' | '$' | ';' | '*') || c.is_control();
    let plain: String = reason.chars().map(|c| if meaning(c) { ' ' } else { c }).collect();
    plain.replace("--", "  ")
}

/// The error of an output that cannot be written.
pub(crate) fn failed(output: impl Into<Text>, error: &io::Error) -> Error {
    Error::new(Fault::Output, text!("cannot write ", output, format!(": {error}"))).remedy(
        match error.kind() {
            io::ErrorKind::StorageFull => "The disk is full: the dump is incomplete.",
            io::ErrorKind::BrokenPipe => "The reader of the output went away: the dump is incomplete.",
            _ => "The dump is incomplete.",
        },
    )
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use super::*;
    use crate::sink::ready;

    #[test]
    fn an_abandoned_dump_ends_in_a_syntax_error() {
        let mut sink = Vec::new();
        let mut out = Output::new(&mut sink);
        out.push(b"INSERT INTO t VALUES\n\t(1)");
        ready(out.abandon("lost; \\! rm -rf -- x /* $$'"));
        let want =
            "INSERT INTO t VALUES\n\t(1)\n;\nroachdump: dump is incomplete: lost   ! rm -rf    x /     ;\n";
        assert_eq!(String::from_utf8(sink).unwrap(), want);
        let mut nothing = Vec::new();
        ready(Output::new(&mut nothing).abandon("nothing was written"));
        assert!(nothing.is_empty());
    }

    /// Takes few bytes at a time, and makes every other write wait.
    #[derive(Default)]
    struct Slow {
        taken: Vec<u8>,
        waits: bool,
    }

    impl AsyncWrite for Slow {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            self.waits = !self.waits;
            if self.waits {
                return Poll::Pending;
            }
            let some = bytes.len().min(BUFFER / 3);
            self.taken.extend_from_slice(&bytes[..some]);
            Poll::Ready(Ok(some))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    /// Every wait for the sink is given up and begun anew.
    #[test]
    fn a_wait_that_is_given_up_loses_nothing() {
        let mut sink = Slow::default();
        let mut out = Output::new(&mut sink);
        let bytes: Vec<u8> = (0..BUFFER * 3).map(|at| (at % 251) as u8).collect();
        let mut context = Context::from_waker(std::task::Waker::noop());
        for piece in bytes.chunks(BUFFER / 2) {
            out.push(piece);
            while std::pin::pin!(out.drain()).poll(&mut context).is_pending() {}
        }
        while std::pin::pin!(out.send()).poll(&mut context).is_pending() {}
        drop(out);
        assert!(sink.taken == bytes);
    }

    #[test]
    fn a_sink_that_fails_is_told_of_and_not_written_again() {
        struct Full;
        impl AsyncWrite for Full {
            fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
                Poll::Ready(Err(io::ErrorKind::StorageFull.into()))
            }

            fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                unreachable!("a broken output is not flushed")
            }

            fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                unreachable!("a sink is not shut down")
            }
        }
        let mut full = Full;
        let mut out = Output::new(&mut full);
        out.push(b"1");
        let said = ready(out.send()).unwrap_err().to_string();
        assert!(said.starts_with("cannot write the output: "), "{said}");
        assert!(said.ends_with("\nThe disk is full: the dump is incomplete."), "{said}");
        ready(out.abandon("no more"));
    }
}
