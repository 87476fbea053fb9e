//! HTTP clients: the trait for them, and the default one.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

#[cfg(feature = "reqwest")]
use crate::endpoint::url::is_plain_loopback;
use crate::platform::clock::BoxFuture;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

#[cfg(feature = "reqwest")]
mod body;
#[cfg(feature = "reqwest")]
mod proxy;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "rustls")]
mod tls;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// Creates the default transport for an endpoint.
#[cfg(feature = "reqwest")]
pub(crate) fn default(
    endpoint: &http::Uri,
    connect_timeout: Duration,
    environment: &Environment,
) -> Result<Arc<dyn Transport>, ConfigError> {
    Ok(Arc::new(if is_plain_loopback(endpoint) {
        ReqwestTransport::for_loopback(connect_timeout)?
    } else {
        ReqwestTransport::new(connect_timeout, environment)?
    }))
}

/// Fails, because there is no default transport without the feature `reqwest`.
#[cfg(not(feature = "reqwest"))]
pub(crate) fn default(_: &http::Uri, _: Duration, _: &Environment) -> Result<Arc<dyn Transport>, ConfigError> {
    Err(ConfigError::new("no transport: enable the feature `rustls`, or pass a transport to `with_transport`"))
}

/// An HTTP client. The default is `ReqwestTransport`, with the feature `reqwest`.
///
/// An implementation must not follow redirects, must not decode content encodings, and must respect the
/// [`TransportLimits`].
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

/// The limits that a transport must respect.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TransportLimits {
    /// The time limit for connecting.
    pub connect_timeout: Duration,
    /// The time limit of the whole attempt. The client enforces it too, by dropping the future.
    pub remaining: Duration,
    /// The maximum size of the body, in bytes. A larger body is an error.
    pub max_response_bytes: usize,
}

impl TransportLimits {
    pub(crate) fn new(connect_timeout: Duration, remaining: Duration, max_response_bytes: usize) -> Self {
        Self { connect_timeout, remaining, max_response_bytes }
    }
}

/// The step at which an attempt failed. It decides whether the request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The connection failed. Nothing was sent.
    Connect,
    /// The TLS connection failed or is not trusted. Nothing was sent.
    Tls,
    /// The request was sent, at least in part, but there was no response.
    NoResponse,
    /// The response ended before it was complete.
    BodyCut,
    /// The response is larger than allowed.
    TooLarge,
    /// The attempt exceeded its time limit.
    Timeout,
    /// The request cannot be sent.
    Unsendable,
}

impl TransportErrorKind {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Connect => "could not connect",
            Self::Tls => "no trusted TLS connection",
            Self::NoResponse => "the request was sent, but there was no response",
            Self::BodyCut => "the response broke off before its end",
            Self::TooLarge => "the response is larger than allowed",
            Self::Timeout => "the attempt exceeded its time limit",
            Self::Unsendable => "the request cannot be sent",
        }
    }
}

/// The error of an attempt that got no complete response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// Creates an error with a cause. The cause is shown to users, so it must not contain a URL with a query.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// Creates an error without a cause.
    pub fn from_kind(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// Creates the error for a response that is too large. `size` says what was announced or received.
    pub(crate) fn too_large(size: &str, max: usize) -> Self {
        let limit = format!("{size}, but at most {max} bytes are allowed; `with_max_response_bytes` raises the limit");
        Self::new(TransportErrorKind::TooLarge, limit)
    }

    /// Creates the error for an attempt that exceeded its time limit.
    pub(crate) fn timeout(limit: Duration) -> Self {
        let limit = format!("{} s, which `with_attempt_timeout` raises", limit.as_secs_f64());
        Self::new(TransportErrorKind::Timeout, limit)
    }

    /// Returns the step at which the attempt failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.describe())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
#[cfg(feature = "reqwest")]
mod tests;
