//! Connections to hosts, and through proxies.

use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::vec::IntoIter;

use http::Uri;
use http::uri::Scheme;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tower_service::Service;

use crate::platform::clock::BoxFuture;
use crate::transport::clients::names::Names;
use crate::transport::clients::tls::Tls;
#[cfg(feature = "tls")]
use crate::transport::clients::tls::server_name;
use crate::transport::{Proxy, ProxySettings};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The time between two signs of life on a kept connection, as in reqwest.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// Connects to hosts, or to the proxies for their schemes.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector<Names>,
    #[cfg(feature = "tls")]
    tls: Arc<rustls::ClientConfig>,
    proxies: Arc<ProxySettings>,
    /// The time limit for everything that precedes the first byte of a request.
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(timeout: Duration, names: Names, tls: &Tls, proxies: Arc<ProxySettings>) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(names);
        // Divided among the addresses of a host, so that one that does not respond leaves time for the others.
        tcp.set_connect_timeout(Some(timeout));
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
            proxies,
            timeout,
        }
    }

    /// Returns a connector that uses no proxies.
    pub(super) fn without_proxies(&self) -> Self {
        Self { proxies: Arc::default(), ..self.clone() }
    }

    async fn connect(self, host: Uri) -> Result<Stream, BoxError> {
        let is_plain = host.scheme() == Some(&Scheme::HTTP);
        match self.proxies.clone().of_scheme(&host) {
            Some(proxy) if is_plain => Ok(Stream { io: self.direct(proxy.uri().clone()).await?, is_proxied: true }),
            Some(proxy) if cfg!(feature = "tls") => {
                Ok(Stream { io: self.tunnel(host, proxy).await?, is_proxied: false })
            }
            _ => Ok(Stream { io: self.direct(host).await?, is_proxied: false }),
        }
    }

    /// Connects to a host. Without the feature `tls`, the connector of TCP refuses https.
    async fn direct(&self, host: Uri) -> Result<ByteStream, BoxError> {
        let is_plain = host.scheme() == Some(&Scheme::HTTP);
        let tcp = self.tcp.clone().call(host.clone()).await?;
        let bytes = TokioIo::new(Box::new(tcp.into_inner()) as Box<dyn Duplex>);
        if is_plain { Ok(bytes) } else { self.secure(bytes, &host).await }
    }

    /// Asks a proxy for a tunnel, and speaks TLS with the host at its end.
    async fn tunnel(&self, host: Uri, proxy: &Proxy) -> Result<ByteStream, BoxError> {
        // The time limit for the whole connection is counted outside of the tunnel.
        let to_proxy = Self { timeout: Duration::MAX, ..self.without_proxies() };
        let mut tunnel = Tunnel::new(proxy.uri().clone(), to_proxy);
        if let Some(authorization) = proxy.authorization() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        self.secure(tunnel.call(host.clone()).await?.io, &host).await
    }

    #[cfg(feature = "tls")]
    async fn secure(&self, bytes: ByteStream, host: &Uri) -> Result<ByteStream, BoxError> {
        let connector = tokio_rustls::TlsConnector::from(self.tls.clone());
        let secured = connector.connect(server_name(host)?, bytes.into_inner()).await?;
        Ok(TokioIo::new(Box::new(secured)))
    }

    #[cfg(not(feature = "tls"))]
    async fn secure(&self, _: ByteStream, _: &Uri) -> Result<ByteStream, BoxError> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Stream, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, host: Uri) -> Self::Future {
        let connecting = tokio::time::timeout(self.timeout, self.clone().connect(host));
        Box::pin(async { connecting.await.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into())) })
    }
}

/// A connection, plain or with TLS. A type for each combination of TLS and proxies would compile the client and rustls for
/// each.
type ByteStream = TokioIo<Box<dyn Duplex>>;

trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// A connection that requests are sent on.
pub(super) struct Stream {
    io: ByteStream,
    /// `true` if a proxy reads the requests. They contain the whole URL then.
    is_proxied: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.is_proxied)
    }
}

impl Read for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl Write for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, parts)
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
