//! HTTP clients: the trait for them, and the default one.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::platform::clock::BoxFuture;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(any(
    feature = "reqwest",
    feature = "hyper",
    feature = "blocking",
    all(target_family = "wasm", target_os = "unknown", feature = "js")
))]
mod clients;
mod error;
mod proxy;

#[cfg(feature = "blocking")]
pub use self::blocking::BlockingTransport;
#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
pub use self::clients::FetchTransport;
#[cfg(feature = "hyper")]
pub use self::clients::HyperTransport;
#[cfg(feature = "reqwest")]
pub use self::clients::ReqwestTransport;
#[cfg(feature = "blocking")]
pub use self::clients::SocketTransport;
pub use self::error::{TransportCause, TransportError, TransportErrorKind, TrustedRoots};
pub use self::proxy::{Proxy, ProxyName, ProxySettings, ProxyUse};

/// Creates the default transport for an endpoint. It is on reqwest, if that feature is on, and otherwise on hyper.
///
/// # Errors
///
/// Fails if the endpoint needs TLS and the feature for it is off, or if a variable cannot be obeyed.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
pub(crate) fn default(
    endpoint: &http::Uri,
    connect_timeout: Duration,
    environment: &Environment,
) -> Result<Arc<dyn Transport>, ConfigError> {
    #[cfg(not(feature = "reqwest"))]
    use self::clients::HyperTransport as Default;
    #[cfg(feature = "reqwest")]
    use self::clients::ReqwestTransport as Default;

    clients::tls::check_endpoint(endpoint, "with_transport")?;
    Ok(Arc::new(if crate::endpoint::url::is_plain_loopback(endpoint) {
        Default::for_loopback(connect_timeout)?
    } else {
        // Found now, because every request to this endpoint would fail.
        ProxySettings::from_environment(environment)?.route(endpoint, ProxyUse::Allowed)?;
        Default::new(connect_timeout, environment)?
    }))
}

/// Creates the default transport: that of JavaScript.
///
/// # Errors
///
/// Never fails.
#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
pub(crate) fn default(_: &http::Uri, _: Duration, _: &Environment) -> Result<Arc<dyn Transport>, ConfigError> {
    Ok(Arc::new(FetchTransport))
}

/// Fails, because no feature with a transport is on.
#[cfg(not(any(
    feature = "reqwest",
    feature = "hyper",
    all(target_family = "wasm", target_os = "unknown", feature = "js")
)))]
pub(crate) fn default(_: &http::Uri, _: Duration, _: &Environment) -> Result<Arc<dyn Transport>, ConfigError> {
    let features = if cfg!(all(target_family = "wasm", target_os = "unknown")) {
        "`js`"
    } else {
        "`reqwest` or `hyper`, and `tls`"
    };
    Err(ConfigError::new(format!(
        "no transport: enable the feature {features}, or pass a transport to `with_transport`"
    )))
}

/// Creates the default transport of blocking clients for an endpoint.
///
/// # Errors
///
/// Fails for the same reasons as [`default`].
#[cfg(feature = "blocking")]
pub(crate) fn default_blocking(
    endpoint: &http::Uri,
    connect_timeout: Duration,
    environment: &Environment,
) -> Result<Arc<dyn BlockingTransport>, ConfigError> {
    clients::tls::check_endpoint(endpoint, "with_blocking_transport")?;
    Ok(Arc::new(if crate::endpoint::url::is_plain_loopback(endpoint) {
        SocketTransport::for_loopback(connect_timeout)?
    } else {
        // Found now, because every request to this endpoint would fail.
        ProxySettings::from_environment(environment)?.route(endpoint, ProxyUse::Allowed)?;
        SocketTransport::new(connect_timeout, environment)?
    }))
}

/// An HTTP client. The default is `ReqwestTransport` with the feature `reqwest`, and otherwise `HyperTransport` with the
/// feature `hyper`. On wasm32-unknown-unknown, it is `FetchTransport` with the feature `js`.
///
/// An implementation must not follow redirects, must not decode content encodings, and must respect the
/// [`TransportLimits`]. If it uses proxies, [`ProxySettings`] decides which.
///
/// ```
/// use awsquery::platform::BoxFuture;
/// use awsquery::transport::{Transport, TransportError, TransportLimits};
/// use bytes::Bytes;
///
/// /// Responds to every request with the same body, for tests.
/// #[derive(Debug)]
/// struct FixedResponse(Bytes);
///
/// impl Transport for FixedResponse {
///     fn send(
///         &self,
///         _request: http::Request<Bytes>,
///         _limits: TransportLimits,
///     ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
///         Box::pin(std::future::ready(Ok(http::Response::new(self.0.clone()))))
///     }
/// }
///
/// let config = awsquery::Config::new().with_transport(FixedResponse(Bytes::from_static(b"<Response/>")));
/// # let _ = config;
/// ```
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends a request and reads the whole response.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }
}

/// The limits that a transport must respect. Taken by [`Transport::send`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TransportLimits {
    /// The time limit for connecting. A transport whose requests share connections, such as `ReqwestTransport`, may have one
    /// of its own instead.
    pub connect_timeout: Duration,
    /// The time limit of the whole attempt. A client drops the future of an attempt that has taken so long, so a [`Transport`]
    /// may leave it at that. A `BlockingTransport` has to end by itself.
    pub remaining: Duration,
    /// The maximum size of the body, in bytes. A larger body is an error.
    pub max_response_bytes: usize,
    /// The permission to go through a proxy. If it is forbidden, the request goes to its host directly.
    pub proxy: ProxyUse,
}

impl TransportLimits {
    pub(crate) fn new(connect_timeout: Duration, remaining: Duration, max_response_bytes: usize) -> Self {
        Self { connect_timeout, remaining, max_response_bytes, proxy: ProxyUse::Allowed }
    }
}
