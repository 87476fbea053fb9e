//! Name resolution that knows this machine.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};

use crate::endpoint::host::is_localhost;

/// Returns the addresses of `localhost` and the names below it, which are those of the loopback interface. `None` for every
/// other name.
pub(super) fn of_this_machine(name: &str, port: u16) -> Option<[SocketAddr; 2]> {
    is_localhost(name).then_some([
        SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port),
        SocketAddr::new(Ipv6Addr::LOCALHOST.into(), port),
    ])
}

/// Asks the operating system for the addresses of a name. Blocks the thread.
pub(super) fn of_system(name: &str, port: u16) -> io::Result<impl Iterator<Item = SocketAddr> + use<>> {
    (name, port).to_socket_addrs()
}
