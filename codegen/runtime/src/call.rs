//! One call as a state machine without I/O: events in, steps out.
//!
//! It owns signing, attempts and the deadline; the driver in [`crate::client`] only does what it is told, and asks what
//! to do next after everything that happens. Tests own the clock.

use std::time::Duration;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, Response};

use crate::Timestamp;
use crate::answer;
use crate::config::Config;
use crate::config_error::ConfigError;
use crate::error::Error;
use crate::operation::{Auth, Operation, Signature};
use crate::resolve::{Target, no_region};
use crate::sign::{Scope, SigningTime, sign};
use crate::transport::{Limits, TransportError};

/// What happened.
pub(crate) enum Event {
    /// The call begins.
    Start,
    /// An attempt brought an answer.
    Answered(Response<Bytes>),
    /// An attempt brought none.
    Failed(TransportError),
    /// The time for the whole operation is over.
    DeadlinePassed,
}

/// What to do next.
pub(crate) enum Step {
    /// Send this request within these limits.
    Send(Box<Request<Bytes>>, Limits),
    /// Give this result to the caller.
    Done(Result<Response<Bytes>, Error>),
}

/// The two times at which an event is judged.
#[derive(Clone, Copy)]
pub(crate) struct Now {
    pub(crate) wall: Timestamp,
    pub(crate) monotonic: Duration,
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) target: &'a Target,
    pub(crate) config: &'a Config,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) body: Bytes,
    /// The monotonic time at which the operation has to be over.
    pub(crate) ends: Duration,
    pub(crate) attempts: u32,
}

impl Call<'_> {
    /// Takes what happened and says what to do next.
    pub(crate) fn step(&mut self, event: Event, now: Now) -> Step {
        let result = match event {
            Event::Start => return self.attempt(now),
            Event::Answered(response) => match answer::failure(&response) {
                Some(error) => Err(Error::service(self.operation, error)),
                None => Ok(response),
            },
            Event::Failed(error) => Err(Error::transport(self.operation, error)),
            Event::DeadlinePassed => Err(Error::deadline(self.operation, self.config.deadline)),
        };
        Step::Done(result.map_err(|error| error.with_attempts(self.attempts)))
    }

    fn attempt(&mut self, now: Now) -> Step {
        let remaining = self.ends.saturating_sub(now.monotonic);
        if remaining.is_zero() {
            return Step::Done(Err(Error::deadline(self.operation, self.config.deadline).with_attempts(self.attempts)));
        }
        match self.request(now.wall) {
            Ok(request) => {
                self.attempts += 1;
                let limits = Limits::new(self.config.connect_timeout, remaining, self.config.max_answer_bytes);
                Step::Send(Box::new(request), limits)
            }
            Err(error) => Step::Done(Err(Error::config(self.operation, error))),
        }
    }

    fn request(&self, wall: Timestamp) -> Result<Request<Bytes>, ConfigError> {
        let uri = &self.target.uri;
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8"));
        headers.insert(HOST, host(self.target)?);
        if self.operation.auth == Auth::Signed {
            self.sign(&mut headers, uri.path(), wall)?;
        }
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("awsquery/", env!("CARGO_PKG_VERSION"))));
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn sign(&self, headers: &mut HeaderMap, path: &str, wall: Timestamp) -> Result<(), ConfigError> {
        let service = self.operation.service;
        if service.signature == Signature::V2 {
            return Err(ConfigError::new(format!(
                "{} wants signature version 2, which is not made here",
                service.name
            )));
        }
        let Some(credentials) = &self.credentials else {
            return Err(ConfigError::new("no credentials to sign with"));
        };
        let region = self.target.region.as_deref().ok_or_else(no_region)?;
        let time = SigningTime::new(wall)
            .ok_or_else(|| ConfigError::new(format!("the clock says {wall}, which no signature can be dated with")))?;
        let scope = Scope { time, region, service: &self.target.signing_name };
        sign(headers, path, &self.body, credentials, scope).map_err(|_| {
            ConfigError::new("the access key id or the session token holds characters that no HTTP header can carry")
        })
    }
}

/// The `Host` header: the port only where it is not the scheme's own.
fn host(target: &Target) -> Result<HeaderValue, ConfigError> {
    let uri = &target.uri;
    let (host, port) = (uri.host().unwrap_or_default(), uri.port_u16());
    let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    let text = match port.filter(|port| *port != default) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    HeaderValue::from_str(&text).map_err(|_| ConfigError::new(format!("the host {host:?} cannot stand in a header")))
}
