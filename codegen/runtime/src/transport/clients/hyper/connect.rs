//! Connections to hosts, and through proxies.

use std::io;
use std::net::SocketAddr;
#[cfg(feature = "tls")]
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::vec::IntoIter;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tower_service::Service;

use super::connection::{ByteStream, Duplex, HyperConnection, SocketHandle};
use crate::platform::clock::BoxFuture;
use crate::transport::Proxy;
use crate::transport::clients::names::Names;
use crate::transport::clients::tls::Tls;
#[cfg(feature = "tls")]
use crate::transport::clients::tls::server_name;

pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The time between two signs of life on a kept connection, as in reqwest.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// Connects to hosts, directly or through a proxy.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector<Names>,
    #[cfg(feature = "tls")]
    tls: Arc<rustls::ClientConfig>,
    /// The time limit for everything that precedes the first byte of a request.
    timeout: Duration,
    /// The socket of the connection that is being made.
    socket: SocketHandle,
}

impl Connector {
    pub(super) fn new(timeout: Duration, names: Names, tls: &Tls) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(names);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEPALIVE));
        tcp.set_keepalive_interval(Some(KEEPALIVE));
        tcp.set_keepalive_retries(Some(3));
        #[cfg(feature = "tls")]
        tcp.enforce_http(false);
        #[cfg(not(feature = "tls"))]
        let _ = tls;
        Self {
            tcp,
            #[cfg(feature = "tls")]
            tls: tls.config.clone(),
            timeout,
            socket: SocketHandle::default(),
        }
    }

    /// Connects to the server that reads the request: the host, or the proxy for plain http.
    pub(super) async fn connect(
        &self,
        host: &Uri,
        proxy: Option<&Proxy>,
        limit: Duration,
    ) -> Result<HyperConnection, BoxError> {
        let limit = limit.min(self.timeout);
        let mut connector = Self { socket: SocketHandle::default(), ..self.clone() };
        // Divided among the addresses of a host, so that one that does not respond leaves time for the others.
        connector.tcp.set_connect_timeout(Some(limit));
        let connecting = tokio::time::timeout(limit, connector.stream(host, proxy));
        let stream = connecting.await.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))?;
        Ok(HyperConnection::start(stream, connector.socket).await?)
    }

    async fn stream(&self, host: &Uri, proxy: Option<&Proxy>) -> Result<ByteStream, BoxError> {
        match proxy {
            Some(proxy) if host.scheme() == Some(&Scheme::HTTP) => self.direct(proxy.uri()).await,
            Some(proxy) if cfg!(feature = "tls") => self.tunnel(host, proxy).await,
            _ => self.direct(host).await,
        }
    }

    /// Asks a proxy for a tunnel, and speaks TLS with the host at its end.
    async fn tunnel(&self, host: &Uri, proxy: &Proxy) -> Result<ByteStream, BoxError> {
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.clone());
        if let Some(authorization) = proxy.authorization() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        self.secure(tunnel.call(host.clone()).await?, host).await
    }

    /// Connects to a host. Without the feature `tls`, the connector of TCP refuses https.
    async fn direct(&self, host: &Uri) -> Result<ByteStream, BoxError> {
        let is_plain = host.scheme() == Some(&Scheme::HTTP);
        let tcp = self.tcp.clone().call(host.clone()).await?.into_inner();
        let handle = SockRef::from(&tcp).try_clone()?;
        self.socket.get_or_init(|| handle.into());
        let bytes = TokioIo::new(Box::new(tcp) as Box<dyn Duplex>);
        if is_plain { Ok(bytes) } else { self.secure(bytes, host).await }
    }

    #[cfg(feature = "tls")]
    async fn secure(&self, bytes: ByteStream, host: &Uri) -> Result<ByteStream, BoxError> {
        let connector = tokio_rustls::TlsConnector::from(self.tls.clone());
        let secured = connector.connect(server_name(host)?, bytes.into_inner()).await?;
        Ok(TokioIo::new(Box::new(secured)))
    }

    /// Takes the place of TLS, and is never called: the connector of TCP refuses https first.
    #[cfg(not(feature = "tls"))]
    async fn secure(&self, _: ByteStream, _: &Uri) -> Result<ByteStream, BoxError> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }
}

/// The connection to a proxy that is asked for a tunnel.
impl Service<Uri> for Connector {
    type Response = ByteStream;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<ByteStream, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, proxy: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move { connector.direct(&proxy).await })
    }
}

impl Service<Name> for Names {
    type Response = IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<IntoIter<SocketAddr>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let names = self.clone();
        Box::pin(async move { names.resolve(name.as_str().to_owned()).await })
    }
}
