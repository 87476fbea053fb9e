//! The client on hyper.

mod connect;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{Entry, HOST, PROXY_AUTHORIZATION};
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use tokio::runtime::{Handle, Id};

use self::connect::{BoxError, Connector};
use super::body::CappedBody;
use super::failure::{FailedStep, RequestRoute, no_runtime, text};
use super::idle::{Checkout, Destination, IdleConnections, KeptConnection};
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
/// - The shorter of two time limits for connecting counts, that of [`new`](Self::new) and that of [`TransportLimits`].
/// - Up to 1,024 connections are kept for 90 seconds. One that is too old is closed at the next request, and not before. If a
///   request fails or is cancelled, all connections to its server are closed.
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
    idle: IdleConnections<ConnectionKey, SendRequest<Full<Bytes>>>,
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
        let (head, sender) = attempt.exchange(for_reader(request, &route), &checkout).await?;
        let response = attempt.body(head).await?;
        checkout.finish(Some(sender));
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
    /// Sends a request, and returns the head of its response with the connection. A kept connection that turns out to be
    /// closed before anything was sent costs nothing.
    async fn exchange(
        &self,
        mut request: Request<Full<Bytes>>,
        checkout: &Checkout<'_, ConnectionKey, SendRequest<Full<Bytes>>>,
    ) -> Result<(Response<Incoming>, SendRequest<Full<Bytes>>), TransportError> {
        while let Some(mut sender) = checkout.take() {
            match sender.try_send_request(request).await {
                Ok(response) => return Ok((response, sender)),
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(self.failed(error.into_error(), FailedStep::Exchange)),
                },
            }
        }
        let connected = self.connector.connect(self.route.uri, self.route.proxy, self.limits.connect_timeout).await;
        let mut sender = connected.map_err(|error| self.failed(error, FailedStep::Connect))?;
        let sent = sender.send_request(request).await;
        let response = sent.map_err(|error| self.failed(error, FailedStep::Exchange))?;
        Ok((response, sender))
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

/// Returns a request with the URL that its reader expects: only the path for a host, the whole URL for a proxy.
fn for_reader(request: Request<Bytes>, route: &RequestRoute<'_>) -> Request<Full<Bytes>> {
    let mut request = request.map(Full::new);
    let host = route.uri.authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let (Entry::Vacant(entry), Some(host)) = (request.headers_mut().entry(HOST), host) {
        entry.insert(host);
    }
    match route.plain_proxy().map(Proxy::authorization) {
        None => *request.uri_mut() = route.uri.path_and_query().cloned().map(Uri::from).unwrap_or_default(),
        Some(None) => {}
        Some(Some(authorization)) => {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
        }
    }
    request
}

impl KeptConnection for SendRequest<Full<Bytes>> {
    fn is_ready(&self) -> bool {
        // `false` also while the last request is still being sent, although its response has arrived.
        SendRequest::is_ready(self)
    }
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
