//! A transport that keeps what it is asked to send, and gives an answer that was put in.

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

/// One request and its answer.
#[derive(Clone, Debug, Default)]
pub struct Replay(Arc<Mutex<Exchange>>);

#[derive(Debug, Default)]
struct Exchange {
    sent: Option<Request<Bytes>>,
    answer: Option<Response<Bytes>>,
}

impl Replay {
    /// A transport that answers the first request with `answer`, and fails without one.
    pub fn new(answer: Option<Response<Bytes>>) -> Self {
        Self(Arc::new(Mutex::new(Exchange { sent: None, answer })))
    }

    /// What was sent, if anything was.
    pub fn sent(&self) -> Option<Request<Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).sent.take()
    }

    /// Settings of a client that sends nothing anywhere.
    pub fn config(&self) -> Config {
        Config::new()
            .with_region("us-east-1")
            .with_credentials(Credentials::new("AKIDEXAMPLE", "SECRET"))
            .with_idempotency_tokens(IdempotencyTokens::from_fn(|| TOKEN.to_owned()))
            // There is one answer: a second attempt would wait for ever.
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
        let answer = exchange.answer.take().ok_or_else(|| TransportError::from_kind(TransportErrorKind::NoResponse));
        Box::pin(std::future::ready(answer))
    }
}

/// A timer that never goes off.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// What a future gives that never waits.
///
/// # Errors
///
/// If it does wait.
pub fn now<T>(future: impl Future<Output = T>) -> Result<T, String> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err("a call waits although its answer is there".to_owned()),
    }
}
