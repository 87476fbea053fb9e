//! A transport with a fixed response, and a client that never waits.

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use sts::platform::{BoxFuture, Environment, Sleep};
use sts::transport::{Transport, TransportError, TransportErrorKind, TransportLimits};
use sts::{Config, Credentials, Sts, StsBuilder, Timestamp};

/// The time of the client's clock, in seconds since 1970.
pub const NOW: i64 = 1_800_000_000;

/// Returns the same response to every request, and keeps the requests.
#[derive(Clone, Debug)]
pub struct Canned {
    status: u16,
    body: Bytes,
    date: Option<String>,
    failure: Option<TransportErrorKind>,
    sent: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Canned {
    /// Returns this status and body to every request.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, body: body.into(), date: None, failure: None, sent: Arc::default() }
    }

    /// Adds this `Date` to every response.
    pub fn dated(self, date: &str) -> Self {
        Self { date: Some(date.to_owned()), ..self }
    }

    /// Fails every request.
    pub fn failing(failure: TransportErrorKind) -> Self {
        Self { failure: Some(failure), ..Self::new(500, "") }
    }

    /// A client with this transport.
    pub fn sts(&self) -> Sts {
        self.builder().build().unwrap()
    }

    /// A builder of a client with this transport.
    pub fn builder(&self) -> StsBuilder {
        Sts::builder().config(self.config())
    }

    /// Settings with this transport: one attempt, a fixed time, no environment.
    pub fn config(&self) -> Config {
        Config::new()
            .with_environment(Environment::from_pairs([]))
            .with_region("eu-west-1")
            .with_credentials(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
            .with_transport(self.clone())
            .with_clock(Timestamp::from_secs(NOW))
            .with_sleep(Never)
            .with_max_attempts(NonZeroU32::MIN)
    }

    /// Returns the number of requests.
    pub fn count(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    /// Returns the requests.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.sent.lock().unwrap().clone()
    }

    /// Returns the body of the first request.
    pub fn form(&self) -> String {
        String::from_utf8(self.sent.lock().unwrap()[0].body().to_vec()).unwrap()
    }
}

impl Transport for Canned {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.sent.lock().unwrap().push(request);
        if let Some(failure) = self.failure {
            return Box::pin(std::future::ready(Err(TransportError::new(failure, "as the test wants it"))));
        }
        let response = http::Response::builder().status(self.status).header("content-type", "text/xml");
        let response = match &self.date {
            Some(date) => response.header("date", date),
            None => response,
        };
        let response = response.header("x-amzn-requestid", "from-the-header").body(self.body.clone()).unwrap();
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// A timer that never fires.
#[derive(Debug)]
pub struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// Runs a future that does not wait.
pub fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

/// The members of usable credentials.
pub const PARTS: [(&str, &str); 4] = [
    ("AccessKeyId", "ASIAIOSFODNN7EXAMPLE"),
    ("SecretAccessKey", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"),
    ("SessionToken", "AQoDYXdzEPT//////////wEXAMPLE"),
    ("Expiration", "2027-01-15T08:00:01Z"),
];

/// The response of an operation with these members of credentials, and more elements after them.
pub fn response_body(operation: &str, parts: &[(&str, &str)], more: &str) -> String {
    let credentials: String = parts.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>\
         <Credentials>{credentials}</Credentials>{more}</{operation}Result>\
         <ResponseMetadata><RequestId>from-the-body</RequestId></ResponseMetadata></{operation}Response>"
    )
}
