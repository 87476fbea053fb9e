//! Sends requests and reads their responses: the trait for HTTP clients, and the default one.

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
mod proxy;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "rustls")]
mod tls;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// The transport for an endpoint where the caller gives none.
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

/// The transport for an endpoint where the caller gives none.
#[cfg(not(feature = "reqwest"))]
pub(crate) fn default(_: &http::Uri, _: Duration, _: &Environment) -> Result<Arc<dyn Transport>, ConfigError> {
    Err(ConfigError::new("no transport: turn on the feature `rustls`, or give one with `with_transport`"))
}

/// Sends one request and reads its whole answer.
///
/// The default is `reqwest`; tests and users' own HTTP stacks are others. An implementation follows no redirect, decodes
/// no content encoding, and keeps to the [`TransportLimits`].
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends `request` and reads the answer to its end.
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

/// What a transport has to keep to.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TransportLimits {
    /// How long the connection may take.
    pub connect_timeout: Duration,
    /// How long this attempt may take in all. The caller enforces it too, by dropping the future.
    pub remaining: Duration,
    /// The largest body that is read.
    pub max_response_bytes: usize,
}

impl TransportLimits {
    pub(crate) fn new(connect_timeout: Duration, remaining: Duration, max_response_bytes: usize) -> Self {
        Self { connect_timeout, remaining, max_response_bytes }
    }
}

/// How far an attempt came before it failed: what may be tried again depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: nothing was sent.
    Connect,
    /// No trusted connection: nothing was sent.
    Tls,
    /// The request was sent, at least in part, and no answer came.
    NoResponse,
    /// The answer broke off.
    BodyCut,
    /// The answer is larger than allowed.
    TooLarge,
    /// The attempt took too long.
    Timeout,
    /// The request cannot be sent at all.
    Unsendable,
}

/// An attempt that brought no answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// A failure of this kind, with what caused it. The cause is shown to users: it must not hold a URL with a query.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// A failure of this kind, without a cause.
    pub fn from_kind(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// How far the attempt came.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection to the service; nothing was sent",
            TransportErrorKind::Tls => "the TLS connection was refused or cannot be trusted; nothing was sent",
            TransportErrorKind::NoResponse => "the request was sent, but no answer came",
            TransportErrorKind::BodyCut => "the answer broke off",
            TransportErrorKind::TooLarge => "the answer is larger than allowed",
            TransportErrorKind::Timeout => "the attempt took too long",
            TransportErrorKind::Unsendable => "the request cannot be sent",
        })
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
