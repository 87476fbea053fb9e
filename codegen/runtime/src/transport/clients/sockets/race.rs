//! TCP connections to hosts with several addresses: the first one that responds is used ("happy eyeballs", RFC 8305).

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::Builder;
use std::time::Duration;
use std::vec::IntoIter;

use super::channel::Deadline;
use crate::endpoint::host::ip;
use crate::transport::clients::names::{Names, of_system};
use crate::transport::clients::stage::StageError;

/// The time after which the next address is tried too: RFC 8305, 5 and 8.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Connects to a host until a deadline.
pub(super) fn connect(names: &Names, host: &str, port: u16, deadline: Deadline) -> Result<TcpStream, StageError> {
    let addresses = match ip(host) {
        Some(address) => vec![SocketAddr::new(address, port)],
        None => {
            let found = resolve(names, host, deadline).map_err(StageError::at(StageError::DNS))?;
            alternating(found.map(|address| SocketAddr::new(address.ip(), port)))
        }
    };
    let connected = match addresses.as_slice() {
        [] => Err(io::Error::new(ErrorKind::NotFound, "the name has no address")),
        [only] => connect_to(only, deadline),
        // This machine usually responds at once, and an attempt costs much less than a thread. If it fails, all addresses
        // are tried, the first one again: it may only be slow.
        [first, ..] if first.ip().is_loopback() => connect_to(first, deadline.earlier(Deadline::after(ATTEMPT_DELAY)))
            .or_else(|_| first_of(addresses.into_iter(), deadline)),
        _ => first_of(addresses.into_iter(), deadline),
    };
    connected.map_err(StageError::at(StageError::TCP))
}

/// Returns the addresses of a name. The operating system gives them without a time limit, so it is asked in a thread, which
/// ends when the operating system responds.
fn resolve(names: &Names, name: &str, deadline: Deadline) -> io::Result<IntoIter<SocketAddr>> {
    if let Some(known) = names.known(name) {
        return Ok(known);
    }
    let (sender, found) = channel();
    let name = name.to_owned();
    // Fails to send if the deadline is over.
    Builder::new().name("resolve a name".to_owned()).spawn(move || sender.send(of_system(&name)))?;
    found.recv_timeout(deadline.left()?).map_err(|_| io::Error::from(ErrorKind::TimedOut))?
}

/// Puts addresses in the order in which they are tried: IPv4 and IPv6 alternate, the first family first (RFC 8305, 4).
fn alternating(addresses: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut others: Vec<SocketAddr> = addresses.collect();
    let is_ipv4 = others.first().is_some_and(SocketAddr::is_ipv4);
    let first: Vec<SocketAddr> = others.extract_if(.., |address| address.is_ipv4() == is_ipv4).collect();
    let mut ordered = Vec::new();
    let (mut first, mut others) = (first.into_iter(), others.into_iter());
    loop {
        let length = ordered.len();
        ordered.extend(first.next().into_iter().chain(others.next()));
        if ordered.len() == length {
            return ordered;
        }
    }
}

/// Tries addresses in threads, each as soon as the one before it has failed or has taken too long. No thread outlives the
/// deadline.
fn first_of(mut addresses: IntoIter<SocketAddr>, deadline: Deadline) -> io::Result<TcpStream> {
    let (sender, results) = channel();
    let mut pending = 0_usize;
    let mut first_error = None;
    loop {
        if let Some(address) = addresses.next() {
            start(address, deadline, sender.clone())?;
            pending += 1;
        } else if pending == 0 {
            return Err(first_error.unwrap_or_else(|| ErrorKind::TimedOut.into()));
        }
        match next_result(&results, addresses.len() > 0, deadline)? {
            Some(Ok(stream)) => return Ok(stream),
            Some(Err(error)) => {
                pending -= 1;
                first_error.get_or_insert(error);
            }
            None => {}
        }
    }
}

fn connect_to(address: &SocketAddr, deadline: Deadline) -> io::Result<TcpStream> {
    deadline.left().and_then(|left| TcpStream::connect_timeout(address, left))
}

fn start(address: SocketAddr, deadline: Deadline, results: Sender<io::Result<TcpStream>>) -> io::Result<()> {
    let attempt = Builder::new().name("connect to an address".to_owned());
    // A connection that comes too late cannot be sent, and is closed.
    attempt.spawn(move || results.send(connect_to(&address, deadline))).map(drop)
}

/// Waits for a result, or until it is time for the next address.
fn next_result(
    results: &Receiver<io::Result<TcpStream>>,
    has_next: bool,
    deadline: Deadline,
) -> io::Result<Option<io::Result<TcpStream>>> {
    let left = deadline.left()?;
    match results.recv_timeout(if has_next { left.min(ATTEMPT_DELAY) } else { left }) {
        Ok(result) => Ok(Some(result)),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv4_and_ipv6_alternate() {
        let addresses = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let given = addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "2.2.2.2:1"]);
        let ordered = addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "[::3]:1"]);
        assert_eq!(alternating(given.into_iter()), ordered);
        assert_eq!(alternating([].into_iter()), []);
    }

    #[test]
    fn the_error_of_the_first_address_is_returned_if_all_fail() {
        let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let nowhere = "255.255.255.255:1".parse().unwrap();
        let deadline = Deadline::after(Duration::from_secs(5));
        let error = first_of(vec![unused, nowhere].into_iter(), deadline).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }

    #[test]
    fn the_next_address_of_this_machine_is_used_if_nothing_listens_at_the_first_one() {
        let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap();
        let names = Names::Fixed(vec!["127.0.0.2".parse().unwrap(), address.ip()]);
        let deadline = Deadline::after(Duration::from_secs(5));
        let stream = connect(&names, "both.invalid", address.port(), deadline).unwrap();
        assert_eq!(stream.peer_addr().unwrap(), address);
    }
}
