//! The trait for HTTP clients that block the thread.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::{TransportError, TransportLimits};

/// An HTTP client of a [`blocking::Client`](crate::blocking::Client), which blocks the thread until there is a response. The default
/// is [`SocketTransport`](super::SocketTransport).
///
/// Needs the feature `blocking`.
///
/// An implementation must not follow redirects, must not decode content encodings, and must respect the
/// [`TransportLimits`]. Nothing else ends an attempt that takes longer than [`remaining`](TransportLimits::remaining): the
/// implementation returns an error of the kind [`Timeout`](super::TransportErrorKind::Timeout) then. If it uses proxies,
/// [`ProxySettings`](super::ProxySettings) decides which.
///
/// ```
/// use awsquery::transport::{BlockingTransport, TransportError, TransportLimits};
/// use bytes::Bytes;
///
/// /// Responds to every request with the same body, for tests.
/// #[derive(Debug)]
/// struct FixedResponse(Bytes);
///
/// impl BlockingTransport for FixedResponse {
///     fn send(
///         &self,
///         _request: http::Request<Bytes>,
///         _limits: TransportLimits,
///     ) -> Result<http::Response<Bytes>, TransportError> {
///         Ok(http::Response::new(self.0.clone()))
///     }
/// }
///
/// let transport = FixedResponse(Bytes::from_static(b"<Response/>"));
/// let config = awsquery::Config::new().with_blocking_transport(transport);
/// # let _ = config;
/// ```
pub trait BlockingTransport: fmt::Debug + Send + Sync {
    /// Sends a request and reads the whole response.
    ///
    /// # Errors
    ///
    /// Fails if no complete response arrives within the limits.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError>;
}

impl<T: BlockingTransport + ?Sized> BlockingTransport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        (**self).send(request, limits)
    }
}
