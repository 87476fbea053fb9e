//! Name resolution that knows this machine.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::endpoint::host::is_localhost;

/// Resolves `localhost` and the names below it to the loopback interface, and asks the operating system about all others.
pub(super) struct LocalhostResolver;

impl Resolve for LocalhostResolver {
    fn resolve(&self, name: Name) -> Resolving {
        if is_localhost(name.as_str()) {
            let addresses = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            return Box::pin(std::future::ready(Ok(addresses)));
        }
        Box::pin(async move {
            // The HTTP client replaces the port.
            let resolving = tokio::task::spawn_blocking(move || (name.as_str(), 0).to_socket_addrs());
            let addresses: Addrs = Box::new(resolving.await??);
            Ok(addresses)
        })
    }
}
