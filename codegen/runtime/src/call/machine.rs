//! One call as a state machine without I/O: events in, steps out.
//!
//! It owns signing, attempts and the deadline; the driver in [`crate::call::client`] only does what it is told, and asks what
//! to do next after everything that happens. Tests own the clock.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri};

use crate::call::response::Reading;
use crate::config::Config;
use crate::config::resolve::{Target, header_value, no_region};
use crate::error::circumstances::Route;
use crate::error::record::Record;
use crate::error::{Error, ServiceError};
use crate::platform::clock::Now;
use crate::platform::config_error::ConfigError;
use crate::protocol::operation::{Auth, Operation, Service, Signature};
use crate::protocol::outgoing::{OutgoingRequest, Signed};
use crate::protocol::redactor::Redactor;
use crate::retry::{CorrectedClock, Retries, RetryKind};
use crate::sign::{Canonical, Scope, SigningTime, sign};
use crate::transport::{TransportError, TransportErrorKind, TransportLimits};
use crate::value::timestamp::Timestamp;

/// The number of this attempt, and of all that there may be.
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
/// What the attempts of one call have in common.
const INVOCATION: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");

/// The content type of a request.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// What happened.
pub(crate) enum Event {
    /// The call begins.
    Start,
    /// An attempt brought an answer.
    Responded(Response<Bytes>),
    /// An attempt brought none.
    Failed(TransportError),
    /// The time for an attempt is over.
    TimedOut,
    /// The wait before the next attempt is over.
    Slept,
}

/// What to do next.
pub(crate) enum Step {
    /// Send this request within these limits.
    Send(Box<Request<Bytes>>, TransportLimits),
    /// Wait this long.
    Sleep(Duration),
    /// Give this result to the caller.
    Done(Result<Response<Bytes>, Error>),
}

/// What a call sends.
pub(crate) enum Message {
    /// A form. Each attempt is signed again.
    Form {
        target: Arc<Target>,
        request: OutgoingRequest,
        /// The id that all attempts share.
        invocation: String,
        user_agent: HeaderValue,
    },
    /// A URL that someone else has signed. It is sent once, as it is.
    Presigned { uri: Uri, headers: HeaderMap, redactor: Redactor },
}

impl Message {
    /// Returns what an error keeps of the request.
    pub(super) fn record(&self) -> Record {
        match self {
            Self::Form { request, .. } => Record::of(request),
            Self::Presigned { redactor, .. } => Record::redacting(redactor.clone()),
        }
    }

    /// Returns where the request of this error went. The endpoint belongs in the text of an error if a variable set it,
    /// since that may be the cause, and if the request did not get through.
    pub(super) fn route(&self, error: &Error) -> Route {
        match self {
            Self::Form { target, request, .. } => Route {
                host: target.uri.host().map(str::to_owned),
                region: target.region.clone(),
                access_key_id: request.credentials.as_ref().map(|credentials| credentials.access_key_id().to_owned()),
                endpoint: match &target.given {
                    Some(given) if given.variable.is_some() => Some(given.to_string()),
                    _ => error.transport_error().map(|_| target.uri.to_string()),
                },
            },
            // The URL itself is a secret.
            Self::Presigned { uri, .. } => Route { host: uri.host().map(str::to_owned), ..Route::default() },
        }
    }

    /// Builds the request of an attempt. `position` is its number.
    fn build(
        &mut self,
        operation: &Operation,
        position: String,
        wall: Timestamp,
    ) -> Result<Request<Bytes>, ConfigError> {
        let (method, uri, headers, body) = match self {
            Self::Form { target, request, invocation, user_agent } => {
                let mut headers = form_headers(operation, target, request, invocation, position, wall)?;
                // Proxies change it, so it is not signed.
                headers.insert(USER_AGENT, user_agent.clone());
                (Method::POST, target.uri.clone(), headers, request.form.wire().clone())
            }
            Self::Presigned { uri, headers, .. } => (Method::GET, uri.clone(), headers.clone(), Bytes::new()),
        };
        let mut built = Request::new(body);
        *built.method_mut() = method;
        *built.uri_mut() = uri;
        *built.headers_mut() = headers;
        Ok(built)
    }
}

fn form_headers(
    operation: &Operation,
    target: &Target,
    request: &mut OutgoingRequest,
    invocation: &str,
    position: String,
    wall: Timestamp,
) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    if request.form.gzip.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(HOST, target.host.clone());
    headers.insert(ATTEMPT, header_value(position)?);
    headers.insert(INVOCATION, header_value(invocation.to_owned())?);
    if operation.auth == Auth::Signed {
        sign_form(operation, target, request, &mut headers, wall)?;
    }
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    Ok(headers)
}

fn sign_form(
    operation: &Operation,
    target: &Target,
    request: &mut OutgoingRequest,
    headers: &mut HeaderMap,
    wall: Timestamp,
) -> Result<(), ConfigError> {
    let scope = scope(operation.service, target, wall)?;
    let Some(credentials) = &request.credentials else {
        return Err(ConfigError::new("no credentials to sign with"));
    };
    sign(headers, target.uri.path(), request.form.wire(), credentials, scope, &target.keys).map_err(|_| {
        ConfigError::new("the access key id or the session token holds characters that no HTTP header can carry")
    })?;
    let authorization = headers.get(AUTHORIZATION).cloned();
    request.signed = authorization.map(|authorization| Signed { authorization, at: wall, canonical_hash: None });
    Ok(())
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) message: Message,
    pub(crate) config: &'a Config,
    pub(crate) clock: &'a CorrectedClock,
    /// The monotonic time at which the operation has to be over.
    pub(crate) ends: Duration,
    pub(crate) retries: Retries<'a>,
    /// Whether this call has corrected the clock.
    pub(crate) has_learned: bool,
}

impl Call<'_> {
    /// Takes what happened and says what to do next.
    pub(crate) fn step(&mut self, event: Event, now: Now) -> Step {
        match event {
            Event::Start | Event::Slept => self.attempt(now),
            Event::Responded(response) if response.status().is_success() => {
                self.retries.succeeded();
                Step::Done(Ok(response))
            }
            Event::Responded(response) => {
                let error = Error::service(self.operation, self.service_error(&response));
                self.failed(error, response.headers(), now)
            }
            Event::Failed(error) => self.no_response(error, now),
            Event::TimedOut if now.monotonic >= self.ends => {
                let timeout = TransportError::from_kind(TransportErrorKind::Timeout);
                self.retries.note(Error::transport(self.operation, timeout).attempt());
                self.give_up(Error::deadline(self.operation, self.config.deadline))
            }
            Event::TimedOut => self.no_response(TransportError::from_kind(TransportErrorKind::Timeout), now),
        }
    }

    /// Reads an error. Where the signature is in doubt, the request is built again as it was sent, to learn what was
    /// signed.
    fn service_error(&mut self, response: &Response<Bytes>) -> ServiceError {
        let record = || self.message.record();
        let mut error = Reading { operation: self.operation, response, record: &record }.service_error();
        let is_doubted = error.document.as_ref().is_some_and(|document| document.code == "SignatureDoesNotMatch");
        if let Some(signed) = &mut error.record.signed
            && is_doubted
        {
            let request = self.message.build(self.operation, self.retries.position(), signed.at).ok();
            signed.canonical_hash = request.and_then(|request| canonical_hash(&request, signed.headers()?));
        }
        error
    }

    fn no_response(&mut self, error: TransportError, now: Now) -> Step {
        self.failed(Error::transport(self.operation, error), &HeaderMap::new(), now)
    }

    /// Tries again, or gives up with this error.
    fn failed(&mut self, error: Error, headers: &HeaderMap, now: Now) -> Step {
        self.retries.note(error.attempt());
        let symptoms = error.symptoms();
        let kind = symptoms.verdict().or_else(|| self.learns_time(&error, headers).then_some(RetryKind::Transient));
        let Some(kind) = kind else { return self.give_up(error) };
        let left = self.ends.saturating_sub(now.monotonic);
        match self.retries.again(kind, symptoms, headers, now.wall, left) {
            Ok(wait) => Step::Sleep(wait),
            Err(ended) => self.give_up(error.with_retries_ended(ended)),
        }
    }

    /// Corrects the clock if the request was refused for its date. Happens at most once per call: if the second request
    /// is refused too, the clock is not the problem. Over plain http anyone on the way could set the clock, so only a
    /// trusted endpoint can.
    fn learns_time(&mut self, error: &Error, headers: &HeaderMap) -> bool {
        let Message::Form { target, request: OutgoingRequest { signed: Some(signed), .. }, .. } = &self.message else {
            return false;
        };
        if self.has_learned || !target.is_trusted() || !error.symptoms().is_skewed() {
            return false;
        }
        self.has_learned = self.clock.learn(headers, signed.at);
        self.has_learned
    }

    fn give_up(&mut self, error: Error) -> Step {
        let failed = std::mem::take(&mut self.retries.failed);
        let route = self.message.route(&error);
        Step::Done(Err(error.with_attempts(failed).with_route(route)))
    }

    fn attempt(&mut self, now: Now) -> Step {
        let left = self.ends.saturating_sub(now.monotonic);
        if left.is_zero() {
            return self.give_up(Error::deadline(self.operation, self.config.deadline));
        }
        match self.message.build(self.operation, self.retries.position(), now.wall) {
            Ok(request) => {
                let time = left.min(self.config.attempt_timeout);
                Step::Send(
                    Box::new(request),
                    TransportLimits::new(self.config.connect_timeout, time, self.config.max_response_bytes),
                )
            }
            Err(error) => self.give_up(Error::config(self.operation, error)),
        }
    }
}

/// The hash of the canonical form of a request, of which these headers are signed.
fn canonical_hash(request: &Request<Bytes>, signed: &str) -> Option<String> {
    let value = |name| Some((name, request.headers().get(name)?.to_str().ok()?));
    let headers: Vec<(&str, &str)> = signed.split(';').map(value).collect::<Option<_>>()?;
    let path = request.uri().path();
    Some(
        Canonical { method: "POST", path, query: "", headers: &headers, body: request.body() }
            .hash()
            .as_str()
            .to_owned(),
    )
}

/// What a signature made now is valid for.
pub(crate) fn scope<'t>(service: &Service, target: &'t Target, wall: Timestamp) -> Result<Scope<'t>, ConfigError> {
    if service.signature == Signature::V2 {
        return Err(ConfigError::new(format!("{} wants signature version 2, which is not made here", service.name)));
    }
    let region = target.region.as_deref().ok_or_else(no_region)?;
    let time = SigningTime::new(wall)
        .ok_or_else(|| ConfigError::new(format!("the clock says {wall}, which no signature can be dated with")))?;
    Ok(Scope { time, region, service: &target.signing_name })
}
