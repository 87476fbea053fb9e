//! A client that receives the same response to every request.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use sts::platform::{BoxFuture, Sleep};
use sts::transport::{Transport, TransportError, TransportLimits};
use sts::{Config, Credentials, Sts, Timestamp};

/// Time of all calls: 2026-01-01T00:00:00Z.
pub(crate) const NOW: i64 = 1_767_225_600;

/// A transport that returns the same response to every request, and keeps the last request.
#[derive(Clone, Debug)]
pub(crate) struct Canned {
    response: Response<Bytes>,
    sent: Arc<Mutex<Option<(Uri, Bytes)>>>,
}

impl Canned {
    pub(crate) fn new(status: u16, body: &[u8]) -> Self {
        let mut response = Response::new(Bytes::copy_from_slice(body));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        Self { response, sent: Arc::default() }
    }

    /// Returns the URI and the body of the last request.
    pub(crate) fn sent(&self) -> Option<(Uri, Bytes)> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn sts(&self) -> Result<Sts, String> {
        let config = Config::new()
            .with_region("us-east-1")
            .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
            .with_endpoint("http://127.0.0.1:1")
            .with_transport(self.clone())
            .with_clock(Timestamp::from_secs(NOW))
            .with_sleep(AtOnce);
        Sts::builder().config(config).build().map_err(|error| error.to_string())
    }
}

impl Transport for Canned {
    fn send(
        &self,
        request: Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = Some((request.uri().clone(), request.into_body()));
        Box::pin(std::future::ready(Ok(self.response.clone())))
    }
}

/// A timer that fires at once, so that pauses between attempts take no time.
#[derive(Debug)]
struct AtOnce;

impl Sleep for AtOnce {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// Returns the output of a future that never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> Result<T, String> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err("a call waits although its response is available".to_owned()),
    }
}
