//! The client on hyper.

mod connect;
mod connection;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use tokio::runtime::{Handle, Id};

use self::connect::{BoxError, Connector};
use self::connection::HyperConnection;
use super::body::{CappedBody, announce_empty_body};
use super::failure::{FailedStep, RequestRoute, no_runtime, text};
use super::idle::{Checkout, Destination, IdleConnections};
use super::settings::ClientSettings;
use super::stage::StageError;
use crate::platform::clock::BoxFuture;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::platform::tokio::in_tokio;
use crate::transport::{
    Proxy, ProxySettings, Transport, TransportError, TransportErrorKind, TransportLimits, TrustedRoots,
};

/// A lean HTTP client: HTTP/1.1 with hyper, and with the feature `tls` TLS 1.2 and 1.3 with ring.
///
/// Needs the feature `hyper`.
///
/// It obeys the same environment variables, trusts the same certificates, resolves names in the same way, and reports the
/// same errors as [`ReqwestTransport`](super::ReqwestTransport), which is also built on hyper. It needs about 30 % fewer
/// packages. The differences:
///
/// - A connection belongs to the tokio runtime in which it was made, and other runtimes do not get it. So several runtimes can
///   share a client.
/// - Before each request, the client asks the socket whether anything has arrived on a kept connection. So neither bytes that
///   no one asked for nor the end of a connection are missed while the threads of a runtime are blocked. A connection takes
///   two file descriptors.
/// - The shorter of two time limits for connecting counts, that of [`new`](Self::new) and that of [`TransportLimits`].
/// - Up to 1,024 connections are kept for 90 seconds. One that is too old is closed at the next request, and not before. If a
///   request fails or is canceled, its connection is closed, and so are the unused connections of its runtime to the same
///   server.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::transport::HyperTransport;
/// use awsquery::{Config, Environment};
///
/// let environment = Environment::from_pairs([("HTTPS_PROXY", "http://proxy.example:3128")]);
/// let transport = HyperTransport::new(Duration::from_secs(2), &environment)?;
/// let config = Config::new().with_transport(transport);
/// # let _ = config;
/// # Ok::<(), awsquery::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct HyperTransport(Arc<HyperParts>);

struct HyperParts {
    connector: Connector,
    proxies: ProxySettings,
    trusted: TrustedRoots,
    idle: IdleConnections<ConnectionKey, HyperConnection>,
}

/// The server that a connection leads to, and the runtime with the task that reads and writes.
type ConnectionKey = (Destination, Id);

impl HyperTransport {
    /// Creates a transport with its own pool of connections, and with the proxies and certificates in the environment.
    ///
    /// # Errors
    ///
    /// Fails if an exception from proxies or the certificates cannot be used. The error names the variable. A proxy that
    /// cannot be used is an error of the first request that would go through it.
    pub fn new(connect_timeout: Duration, environment: &Environment) -> Result<Self, ConfigError> {
        ClientSettings::from_environment(connect_timeout, environment).map(Self::from_settings)
    }

    /// Creates a transport for servers on this machine. It uses no proxies, because requests are meant to stay on this
    /// machine, and loads the platform's certificates only when a server uses TLS.
    ///
    /// # Errors
    ///
    /// Fails if TLS cannot be set up.
    pub fn for_loopback(connect_timeout: Duration) -> Result<Self, ConfigError> {
        ClientSettings::for_loopback(connect_timeout).map(Self::from_settings)
    }

    /// Returns which certificates the transport trusts.
    pub fn trusted(&self) -> &TrustedRoots {
        &self.0.trusted
    }

    pub(super) fn from_settings(settings: ClientSettings) -> Self {
        let ClientSettings { connect_timeout, tls, proxies, names } = settings;
        let connector = Connector::new(connect_timeout, names, &tls);
        Self(Arc::new(HyperParts { connector, proxies, trusted: tls.trusted, idle: IdleConnections::new() }))
    }
}

impl HyperParts {
    async fn attempt(
        &self,
        request: Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        let uri = request.uri().clone();
        let route = RequestRoute::of(&uri, limits.proxy, &self.proxies, &self.trusted)?;
        let key = (Destination::new(&uri, route.proxy.is_some()), Handle::current().id());
        let checkout = self.idle.checkout(key);
        let attempt = LimitedRequest { connector: &self.connector, route, limits };
        let (head, connection) = attempt.exchange(for_reader(request, &route), &checkout).await?;
        let response = attempt.body(head).await?;
        checkout.finish(Some(connection));
        Ok(response)
    }
}

/// A request on its way.
struct LimitedRequest<'a> {
    connector: &'a Connector,
    route: RequestRoute<'a>,
    limits: TransportLimits,
}

impl LimitedRequest<'_> {
    /// Sends a request over a kept connection, or else over a new one. Returns the head of its response, and the connection.
    async fn exchange(
        &self,
        mut request: Request<Full<Bytes>>,
        checkout: &Checkout<'_, ConnectionKey, HyperConnection>,
    ) -> Result<(Response<Incoming>, HyperConnection), TransportError> {
        while let Some(mut connection) = checkout.take() {
            match connection.send(request).await {
                Ok(head) => return Ok((head, connection)),
                // A connection that was closed before anything was sent costs nothing.
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(self.failed(error.into_error(), FailedStep::Exchange)),
                },
            }
        }
        let connected = self.connector.connect(self.route.uri, self.route.proxy, self.limits.connect_timeout).await;
        let mut connection = connected.map_err(|error| self.failed(error, FailedStep::Connect))?;
        match connection.send(request).await {
            Ok(head) => Ok((head, connection)),
            Err(mut error) => {
                let step = if error.take_message().is_some() { FailedStep::Connect } else { FailedStep::Exchange };
                Err(self.failed(error.into_error(), step))
            }
        }
    }

    /// Reads the body of a response.
    async fn body(&self, mut response: Response<Incoming>) -> Result<Response<Bytes>, TransportError> {
        self.route.check_status(response.status())?;
        let mut body = CappedBody::after(response.headers(), self.limits.max_response_bytes)?;
        while let Some(frame) = response.frame().await {
            let frame = frame.map_err(|error| TransportError::new(TransportErrorKind::BodyCut, text(&error)))?;
            if let Some(part) = frame.data_ref() {
                body.push(part)?;
            }
        }
        Ok(response.map(|_| body.finish()))
    }

    fn failed(&self, error: impl Into<BoxError>, step: FailedStep) -> TransportError {
        let stage = if step == FailedStep::Connect { StageError::CONNECT } else { StageError::EXCHANGE };
        self.route.failed(&StageError::at(stage)(error), step)
    }
}

/// Returns a request as its reader expects it: with a path and query for a host, with the whole URL and the password for a
/// proxy, and with the header `Host` for both.
fn for_reader(mut request: Request<Bytes>, route: &RequestRoute<'_>) -> Request<Full<Bytes>> {
    announce_empty_body(&mut request);
    let mut request = request.map(Full::new);
    let headers = request.headers_mut();
    if !headers.contains_key(HOST)
        && let Some(authority) = route.uri.authority()
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        headers.insert(HOST, host);
    }
    match route.plain_proxy().map(Proxy::authorization) {
        None => *request.uri_mut() = route.uri.path_and_query().cloned().map(Uri::from).unwrap_or_default(),
        Some(None) => {}
        Some(Some(authorization)) => {
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
    }
    request
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(in_tokio(self.0.attempt(request, limits), no_runtime))
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport")
            .field("proxies", &self.0.proxies)
            .field("trusted", &self.0.trusted)
            .field("connections", &self.0.idle)
            .finish_non_exhaustive()
    }
}
