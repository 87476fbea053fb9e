//! Name resolution that knows this machine.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::vec::IntoIter;

use crate::endpoint::host::is_localhost;

/// The way that a client finds the addresses of a name. The addresses have port 0, which the client replaces.
#[derive(Clone, Debug)]
pub(super) enum Names {
    /// By asking the operating system, except for the names of this machine.
    System,
    /// Every name has these addresses.
    #[cfg(test)]
    Fixed(Vec<std::net::IpAddr>),
}

impl Names {
    /// Returns the addresses that are known without asking anyone. `localhost` and the names below it are on the loopback
    /// interface.
    pub(super) fn known(&self, name: &str) -> Option<IntoIter<SocketAddr>> {
        let addresses: Vec<SocketAddr> = match self {
            Self::System if is_localhost(name) => {
                vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()]
            }
            Self::System => return None,
            #[cfg(test)]
            Self::Fixed(addresses) => addresses.iter().map(|address| (*address, 0).into()).collect(),
        };
        Some(addresses.into_iter())
    }

    /// Returns the addresses of a name. The operating system is asked in a thread that may block.
    #[cfg(any(feature = "reqwest", feature = "hyper"))]
    pub(super) async fn resolve(&self, name: String) -> io::Result<IntoIter<SocketAddr>> {
        match self.known(&name) {
            Some(known) => Ok(known),
            None => tokio::task::spawn_blocking(move || of_system(&name)).await?,
        }
    }
}

/// Asks the operating system for the addresses of a name. Blocks the thread.
pub(super) fn of_system(name: &str) -> io::Result<IntoIter<SocketAddr>> {
    (name, 0).to_socket_addrs()
}
