//! A transport that keeps the request, and returns a prepared response.

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use awsquery::platform::{BoxFuture, IdempotencyTokens};
use awsquery::transport::TransportLimits;
use awsquery::{Config, Credentials, Sleep, Transport, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::{Request, Response};

/// The token that conformance cases expect.
pub(crate) const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// A transport for one request and its response.
#[derive(Clone, Debug, Default)]
pub struct Replay(Arc<Mutex<Exchange>>);

#[derive(Debug, Default)]
struct Exchange {
    sent: Option<Request<Bytes>>,
    response: Option<Response<Bytes>>,
}

impl Replay {
    /// Creates a transport that returns a response to the first request. Without a response, the request fails.
    pub fn new(response: Option<Response<Bytes>>) -> Self {
        Self(Arc::new(Mutex::new(Exchange { sent: None, response })))
    }

    /// Takes the request, if one was sent.
    pub fn sent(&self) -> Option<Request<Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).sent.take()
    }

    /// Returns the settings of a client that uses this transport.
    pub fn config(&self) -> Config {
        Config::new()
            .with_region("us-east-1")
            .with_credentials(Credentials::new("AKIDEXAMPLE", "SECRET"))
            .with_idempotency_tokens(IdempotencyTokens::from_fn(|| TOKEN.to_owned()))
            // There is only one response, and the timer never fires, so a second attempt would wait forever.
            .with_max_attempts(NonZeroU32::MIN)
            .with_transport(self.clone())
            .with_sleep(Never)
    }
}

impl Transport for Replay {
    fn send(
        &self,
        request: Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let mut exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        exchange.sent = Some(request);
        let response =
            exchange.response.take().ok_or_else(|| TransportError::from_kind(TransportErrorKind::NoResponse));
        Box::pin(std::future::ready(response))
    }
}

/// A timer that never fires.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// Returns the output of a future that never waits.
///
/// # Errors
///
/// The future waits.
pub fn now<T>(future: impl Future<Output = T>) -> Result<T, String> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err("a call waits although its response is available".to_owned()),
    }
}
