//! The one system call that no library wraps.

#![allow(unsafe_code)]

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

/// Sets SO_RCVLOWAT: a TCP socket is readable only when it holds at least so many bytes, or its stream has
/// ended. What is held back comes when the mark is lowered.
///
/// # Errors
///
/// What the system says.
///
/// # Source
///
/// Linux `socket(7)`; `net/ipv4/tcp.c`, `tcp_set_rcvlowat`, which wakes the reader when a lower mark is
/// already reached.
pub(crate) fn set_receive_low_water(socket: BorrowedFd<'_>, bytes: i32) -> io::Result<()> {
    let size = size_of_val(&bytes) as libc::socklen_t;
    // SAFETY: the descriptor is open while it is borrowed, and the option's value is the `size` bytes of
    // `bytes`, which outlives the call.
    let set = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_RCVLOWAT,
            (&raw const bytes).cast(),
            size,
        )
    };
    if set == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
