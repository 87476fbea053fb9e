//! Connections to hosts, and through proxies.

#[cfg(feature = "tls")]
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;

use super::channel::{Channel, Deadline, Socket};
use super::race;
use super::request::tunnel_request;
use super::response::IncomingBytes;
use crate::endpoint::url::{host_and_port, port_of};
use crate::transport::Proxy;
use crate::transport::clients::names::Names;
use crate::transport::clients::stage::StageError;
use crate::transport::clients::tls::Tls;
#[cfg(feature = "tls")]
use crate::transport::clients::tls::server_name;

/// Connects to hosts, directly or through a proxy.
pub(super) struct Dial {
    names: Names,
    #[cfg(feature = "tls")]
    tls: Arc<rustls::ClientConfig>,
    /// The time limit for everything that precedes the first byte of a request.
    timeout: Duration,
}

impl Dial {
    pub(super) fn new(timeout: Duration, names: Names, tls: &Tls) -> Self {
        #[cfg(not(feature = "tls"))]
        let _ = tls;
        Self {
            names,
            #[cfg(feature = "tls")]
            tls: tls.config.clone(),
            timeout,
        }
    }

    /// Returns the deadline for connecting.
    pub(super) fn deadline(&self, limit: Duration, attempt: Deadline) -> Deadline {
        attempt.earlier(Deadline::after(self.timeout.min(limit)))
    }

    /// Connects to the server that reads the request: the host, or the proxy for plain http.
    pub(super) fn connect(
        &self,
        host: &Uri,
        proxy: Option<&Proxy>,
        deadline: Deadline,
    ) -> Result<Box<dyn Channel>, StageError> {
        match proxy {
            None => self.direct(host, deadline),
            Some(proxy) if host.scheme() == Some(&Scheme::HTTP) => self.direct(proxy.uri(), deadline),
            Some(proxy) => {
                let to_proxy = self.direct(proxy.uri(), deadline).map_err(StageError::at(StageError::TO_PROXY))?;
                self.secure(tunnel(to_proxy, host, proxy)?, host)
            }
        }
    }

    fn direct(&self, host: &Uri, deadline: Deadline) -> Result<Box<dyn Channel>, StageError> {
        let is_plain = host.scheme() == Some(&Scheme::HTTP);
        #[cfg(not(feature = "tls"))]
        if !is_plain {
            return Err(StageError::new(StageError::NO_TLS));
        }
        let tcp = race::connect(&self.names, host.host().unwrap_or_default(), port_of(host), deadline)?;
        let socket = Box::new(Socket::new(tcp, deadline).map_err(StageError::at(StageError::TCP))?);
        if is_plain { Ok(socket) } else { self.secure(socket, host) }
    }

    #[cfg(feature = "tls")]
    fn secure(&self, mut channel: Box<dyn Channel>, host: &Uri) -> Result<Box<dyn Channel>, StageError> {
        const TLS: &str = "TLS handshake error";
        let name = server_name(host).map_err(StageError::at(TLS))?;
        let mut tls = rustls::ClientConnection::new(self.tls.clone(), name).map_err(StageError::at(TLS))?;
        while tls.is_handshaking() {
            tls.complete_io(&mut channel).map_err(StageError::at(TLS))?;
        }
        Ok(Box::new(rustls::StreamOwned::new(tls, channel)))
    }

    #[cfg(not(feature = "tls"))]
    fn secure(&self, _: Box<dyn Channel>, _: &Uri) -> Result<Box<dyn Channel>, StageError> {
        Err(StageError::new(StageError::NO_TLS))
    }
}

/// Asks a proxy for a tunnel to a host.
fn tunnel(mut channel: Box<dyn Channel>, host: &Uri, proxy: &Proxy) -> Result<Box<dyn Channel>, StageError> {
    let request = tunnel_request(&host_and_port(host), proxy.authorization());
    channel.write_all(&request).and_then(|()| channel.flush()).map_err(StageError::at(StageError::TUNNEL))?;
    let mut input = IncomingBytes::new(channel);
    let Some(head) = input.head().map_err(StageError::at(StageError::TUNNEL_REFUSED))? else {
        return Err(StageError::new(StageError::TUNNEL_ENDED));
    };
    match head.status.as_u16() {
        200..300 if input.is_empty() => Ok(input.into_channel()),
        407 => Err(StageError::new(StageError::TUNNEL_PASSWORD)),
        _ => Err(StageError::new(StageError::TUNNEL_REFUSED)),
    }
}
