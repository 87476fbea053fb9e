//! The client on hyper.

mod connect;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use self::connect::Connector;
use super::body::CappedBody;
use super::failure::{FailedStep, RequestRoute, no_runtime, text};
use super::settings::ClientSettings;
use crate::platform::clock::BoxFuture;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::platform::tokio::in_tokio;
use crate::transport::{
    Proxy, ProxySettings, Transport, TransportError, TransportErrorKind, TransportLimits, TrustedRoots,
};

/// The time after which an unused connection is closed, as in reqwest.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// A lean HTTP client: HTTP/1.1 with hyper, and with the feature `tls` TLS 1.2 and 1.3 with ring.
///
/// Needs the feature `hyper`.
///
/// It behaves as [`ReqwestTransport`](super::ReqwestTransport) does, which is also built on hyper: it obeys the same
/// environment variables, trusts the same certificates, resolves names in the same way, and reports the same errors. Its
/// connections belong to a runtime in the same way, too. It needs about 30 % fewer packages.
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
#[derive(Clone, Debug)]
pub struct HyperTransport {
    /// Uses no proxy.
    direct: Client<Connector, Full<Bytes>>,
    /// Sends every request through the proxy for its scheme.
    through_proxies: Client<Connector, Full<Bytes>>,
    proxies: Arc<ProxySettings>,
    trusted: Arc<TrustedRoots>,
}

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
        &self.trusted
    }

    pub(super) fn from_settings(settings: ClientSettings) -> Self {
        let ClientSettings { connect_timeout, tls, proxies, names } = settings;
        let proxies = Arc::new(proxies);
        let connector = Connector::new(connect_timeout, names, &tls, proxies.clone());
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_idle_timeout(IDLE_TIMEOUT).pool_timer(TokioTimer::new());
        Self {
            direct: builder.build(connector.without_proxies()),
            through_proxies: builder.build(connector),
            proxies,
            trusted: Arc::new(tls.trusted),
        }
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let uri = request.uri().clone();
        let route = RequestRoute::of(&uri, limits.proxy, &self.proxies, &self.trusted)?;
        let mut request = request.map(Full::new);
        // On the way to https, only the request for a tunnel has it.
        if let Some(authorization) = route.plain_proxy().and_then(Proxy::authorization) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        let client = if route.proxy.is_some() { &self.through_proxies } else { &self.direct };
        let mut response = client.request(request).await.map_err(|error| failed(route, &error))?;
        route.check_status(response.status())?;
        let mut body = CappedBody::after(response.headers(), limits.max_response_bytes)?;
        while let Some(frame) = response.frame().await {
            let frame = frame.map_err(|error| TransportError::new(TransportErrorKind::BodyCut, text(&error)))?;
            if let Some(part) = frame.data_ref() {
                body.push(part)?;
            }
        }
        Ok(response.map(|_| body.finish()))
    }
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(in_tokio(self.attempt(request, limits), no_runtime))
    }
}

fn failed(route: RequestRoute<'_>, error: &Error) -> TransportError {
    route.failed(error, if error.is_connect() { FailedStep::Connect } else { FailedStep::Exchange })
}
