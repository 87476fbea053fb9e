//! Channels that bytes are sent over, all of which end with a deadline.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The time that something has to be done by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline(Option<Instant>);

impl Deadline {
    /// Returns the deadline that ends after a duration.
    pub(super) fn after(duration: Duration) -> Self {
        Self(Instant::now().checked_add(duration))
    }

    pub(super) fn earlier(self, other: Self) -> Self {
        Self(self.0.into_iter().chain(other.0).min())
    }

    /// Returns the time that is left, which is not zero.
    ///
    /// # Errors
    ///
    /// Fails with [`ErrorKind::TimedOut`] after the deadline.
    pub(super) fn left(self) -> io::Result<Duration> {
        let left = self.0.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
    }

    pub(super) fn is_over(self) -> bool {
        self.left().is_err()
    }
}

/// A connection, with TLS or without.
pub(super) trait Channel: Read + Write + Send {
    /// Returns the socket below everything else.
    fn socket(&mut self) -> &mut Socket;

    /// Returns `true` if the other side has neither closed the connection nor sent anything unasked.
    fn is_quiet(&self) -> bool;
}

impl<C: Channel + ?Sized> Channel for Box<C> {
    fn socket(&mut self) -> &mut Socket {
        (**self).socket()
    }

    fn is_quiet(&self) -> bool {
        (**self).is_quiet()
    }
}

#[cfg(feature = "tls")]
impl<C: Channel> Channel for rustls::StreamOwned<rustls::ClientConnection, C> {
    fn socket(&mut self) -> &mut Socket {
        self.sock.socket()
    }

    fn is_quiet(&self) -> bool {
        // It wants nothing to read while it has something decrypted, or after the other side has said that it ends.
        self.conn.wants_read() && self.sock.is_quiet()
    }
}

/// A TCP connection that reads and writes until its deadline.
pub(super) struct Socket {
    tcp: TcpStream,
    deadline: Deadline,
}

impl Socket {
    /// # Errors
    ///
    /// Fails if the operating system does not send small segments at once.
    pub(super) fn new(tcp: TcpStream, deadline: Deadline) -> io::Result<Self> {
        tcp.set_nodelay(true)?;
        Ok(Self { tcp, deadline })
    }

    pub(super) fn set_deadline(&mut self, deadline: Deadline) {
        self.deadline = deadline;
    }
}

impl Channel for Socket {
    fn socket(&mut self) -> &mut Self {
        self
    }

    fn is_quiet(&self) -> bool {
        let peeked = self.tcp.set_nonblocking(true).and_then(|()| self.tcp.peek(&mut [0]));
        let is_waiting = peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        is_waiting && self.tcp.set_nonblocking(false).is_ok()
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        until_done(|| {
            self.tcp.set_read_timeout(Some(self.deadline.left()?))?;
            self.tcp.read(buffer)
        })
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        until_done(|| {
            self.tcp.set_write_timeout(Some(self.deadline.left()?))?;
            self.tcp.write(bytes)
        })
    }

    // TLS writes several records at once. The standard library would write them with a system call that raises SIGPIPE if the
    // other side has closed the connection, which ends a program that does not ignore the signal. `write` raises none.
    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        match parts {
            [part] => self.write(part),
            parts => self.write(&parts.iter().map(|part| &**part).collect::<Vec<&[u8]>>().concat()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Repeats what a signal interrupts, and gives timeouts the same kind on all platforms.
fn until_done(mut attempt: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match attempt() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(ErrorKind::TimedOut.into()),
            result => return result,
        }
    }
}
