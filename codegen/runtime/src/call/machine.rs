//! A call as a state machine without I/O, which turns events into steps.
//!
//! It signs requests, counts attempts and keeps the deadline. The drivers in [`crate::call::client`] and
//! `crate::blocking::client` carry out each step and report the next event. Tests can therefore check every order of events
//! without a network and without waiting.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri};

use crate::call::response::Reading;
use crate::config::resolve::{ResolvedEndpoint, Target, header_value, no_region};
use crate::endpoint::url::host_and_port;
use crate::error::circumstances::Route;
use crate::error::record::Record;
use crate::error::{Error, ServiceError};
use crate::platform::clock::{Clock as _, Now};
use crate::platform::config_error::ConfigError;
use crate::platform::idempotency::Uuid;
use crate::protocol::operation::{Auth, Operation, Service, ServiceLimits, Signature};
use crate::protocol::outgoing::{OutgoingRequest, Signed};
use crate::protocol::redactor::Redactor;
use crate::retry::{CorrectedClock, Retries, RetryKind, Symptoms, service_time};
use crate::sign::{Canonical, Hash, Scope, SigningTime, sign};
use crate::transport::{TransportError, TransportLimits};
use crate::value::timestamp::Timestamp;

/// The header with the number of the attempt and the maximum number of attempts.
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
/// The header with the id that all attempts of a call share.
const INVOCATION: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");

/// The content type of a request.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// An event in the course of a call.
pub(crate) enum Event {
    /// The call starts.
    Start,
    /// An attempt got a response.
    Responded(Response<Bytes>),
    /// An attempt failed without a response.
    Failed(TransportError),
    /// The time limit of an attempt is over.
    TimedOut,
    /// The wait before the next attempt is over.
    Slept,
}

/// The next thing to do.
pub(crate) enum Step {
    /// Send this request within these limits.
    Send(Request<Bytes>, TransportLimits),
    /// Wait for this long.
    Sleep(Duration),
    /// Return this result to the caller.
    Done(Result<Response<Bytes>, Error>),
}

/// The message that a call sends.
pub(crate) enum Message {
    /// A form, which is signed again for each attempt.
    Form {
        target: Arc<Target>,
        request: OutgoingRequest,
        /// The id that all attempts share.
        invocation: Uuid,
        user_agent: HeaderValue,
    },
    /// A presigned URL of someone else. It is sent once, unchanged.
    Presigned { uri: Uri, headers: HeaderMap, redactor: Redactor },
}

impl Message {
    /// Returns the facts about the request that an error keeps.
    pub(super) fn record(&self) -> Record {
        match self {
            Self::Form { request, .. } => Record::of(request),
            Self::Presigned { redactor, .. } => Record::redacting(redactor.clone()),
        }
    }

    /// Returns the route of the request that failed with this error.
    pub(super) fn route(&self, error: &Error) -> Route {
        match self {
            Self::Form { target, request, .. } => Route {
                access_key_id: request.credentials.as_ref().map(|credentials| credentials.access_key_id().to_owned()),
                ..target.endpoint.route(error.transport_error().is_none())
            },
            // The URL itself is a secret.
            Self::Presigned { uri, .. } => Route { host: uri.host().map(str::to_owned), ..Route::default() },
        }
    }

    /// Returns the endpoint of a message that this client signs.
    pub(super) fn endpoint(&self) -> Option<&Arc<ResolvedEndpoint>> {
        match self {
            Self::Form { target, .. } => Some(&target.endpoint),
            Self::Presigned { .. } => None,
        }
    }

    /// Returns the URL that the message is sent to. That of a presigned message is a secret.
    fn uri(&self) -> &Uri {
        match self {
            Self::Form { target, .. } => &target.endpoint.uri,
            Self::Presigned { uri, .. } => uri,
        }
    }

    /// Builds the request of an attempt. `position` is its number.
    fn build(
        &mut self,
        operation: &Operation,
        position: Cow<'static, str>,
        wall: Timestamp,
    ) -> Result<Request<Bytes>, ConfigError> {
        let (method, uri, headers, body) = match self {
            Self::Form { target, request, invocation, user_agent } => {
                let mut headers = form_headers(operation, target, request, invocation.as_str(), position, wall)?;
                // Inserted after signing, because proxies may change it.
                headers.insert(USER_AGENT, user_agent.clone());
                (Method::POST, target.endpoint.uri.clone(), headers, request.form.wire().clone())
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
    position: Cow<'static, str>,
    wall: Timestamp,
) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    if request.form.gzip.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(HOST, target.host.clone());
    if operation.auth == Auth::Signed {
        sign_form(operation, target, request, &mut headers, wall)?;
    }
    // Inserted after signing, because proxies may change or remove them. The service uses the first two for statistics.
    headers.insert(
        ATTEMPT,
        match position {
            Cow::Borrowed(position) => HeaderValue::from_static(position),
            Cow::Owned(position) => header_value(&position)?,
        },
    );
    headers.insert(INVOCATION, header_value(invocation)?);
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
        return Err(ConfigError::new("there are no credentials to sign the request with"));
    };
    sign(headers, target.endpoint.uri.path(), request.form.payload_hash(), credentials, scope, &target.keys)
        .map_err(|_| unsendable_credentials())?;
    let authorization = headers.get(AUTHORIZATION).cloned();
    request.signed = authorization.map(|authorization| Signed { authorization, at: wall, canonical_hash: None });
    Ok(())
}

/// Returns the error for credentials that cannot be sent. It does not quote them. The client refuses them when it gets them,
/// with the part and the character, so this is the last line of defense.
pub(crate) fn unsendable_credentials() -> ConfigError {
    ConfigError::new("the access key id or the session token contains characters that are not allowed in HTTP headers")
}

/// A call in progress.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) message: Message,
    pub(crate) connect_timeout: Duration,
    pub(crate) limits: ServiceLimits,
    pub(crate) clock: &'a CorrectedClock,
    /// The time of the last attempt, by the corrected clock.
    pub(crate) sent_at: Timestamp,
    /// The deadline, as monotonic time.
    pub(crate) ends: Duration,
    pub(crate) retries: Retries<'a>,
    /// `true` if this call was sent again because its date was wrong.
    pub(crate) has_corrected_date: bool,
}

impl Call<'_> {
    /// Processes an event and returns the next step.
    pub(crate) fn step(&mut self, event: Event, now: Now) -> Step {
        match event {
            Event::Start | Event::Slept => self.attempt(now),
            // The transport keeps the limit too, so that it never reads more. One that does not is not trusted.
            Event::Responded(response) if response.body().len() > self.limits.max_response_bytes => {
                let size = format!("{} bytes", response.body().len());
                self.no_response(TransportError::too_large(&size, self.limits.max_response_bytes), now)
            }
            Event::Responded(response) if self.is_success(&response) => {
                self.learn_time(response.headers());
                self.retries.succeeded();
                Step::Done(Ok(response))
            }
            Event::Responded(response) => {
                let error = Error::service(self.operation, self.service_error(&response));
                self.failed(error, response.headers(), now)
            }
            Event::Failed(error) => self.no_response(error, now),
            Event::TimedOut if now.monotonic >= self.ends => {
                self.retries.note(Error::transport(self.operation, self.timeout()).attempt());
                self.give_up(Error::deadline(self.operation, self.limits.deadline))
            }
            Event::TimedOut => self.no_response(self.timeout(), now),
        }
    }

    /// Returns `true` if a response reports success in its status and in its body.
    fn is_success(&self, response: &Response<Bytes>) -> bool {
        let record = || self.message.record();
        let reading = Reading { operation: self.operation, response, record: &record };
        response.status().is_success() && !reading.reports_error()
    }

    fn timeout(&self) -> TransportError {
        TransportError::timeout(self.limits.attempt_timeout)
    }

    /// Reads the error in a response.
    ///
    /// If the service refused the signature, the request is built and signed a second time, with the same time and number,
    /// to calculate the hash of what was signed. Keeping that hash from the first time would cost every successful call.
    fn service_error(&mut self, response: &Response<Bytes>) -> ServiceError {
        let record = || self.message.record();
        let mut error = Reading { operation: self.operation, response, record: &record }.service_error();
        let is_mismatch = error.document.as_ref().is_some_and(|document| document.code == "SignatureDoesNotMatch");
        if let Some(signed) = &mut error.record.signed
            && is_mismatch
        {
            let request = self.message.build(self.operation, self.retries.position(), signed.at).ok();
            signed.canonical_hash = request.and_then(|request| canonical_hash(&request, signed.headers()?));
        }
        error
    }

    fn no_response(&mut self, error: TransportError, now: Now) -> Step {
        // A transport need not say where the request went.
        let error = match error.peer() {
            Some(_) => error,
            None => error.with_peer(host_and_port(self.message.uri())),
        };
        self.failed(Error::transport(self.operation, error), &HeaderMap::new(), now)
    }

    /// Retries the request, or gives up with this error.
    fn failed(&mut self, error: Error, headers: &HeaderMap, now: Now) -> Step {
        self.retries.note(error.attempt());
        let Some(symptoms) = error.symptoms() else { return self.give_up(error) };
        let is_misdated = self.learn_time(headers) && self.can_correct_date(&error);
        let kind = symptoms.verdict().or_else(|| is_misdated.then_some(RetryKind::Transient));
        let Some(kind) = kind else { return self.give_up(error) };
        self.has_corrected_date |= is_misdated;
        let left = self.ends.saturating_sub(now.monotonic);
        match self.retries.again(kind, symptoms, headers, self.clock.wall(), left) {
            Ok(wait) => Step::Sleep(wait),
            Err(ended) => self.give_up(error.with_retries_ended(ended)),
        }
    }

    /// Corrects the clock by the time of the service in a response. Returns `true` if the request had a wrong date.
    ///
    /// Only a trusted endpoint can correct the clock: over plain http, anyone on the network could. The URL of a presigned
    /// request may lead anywhere.
    fn learn_time(&self, headers: &HeaderMap) -> bool {
        let Message::Form { target, .. } = &self.message else { return false };
        service_time(headers)
            .is_some_and(|theirs| target.endpoint.is_trusted() && self.clock.learn(theirs, self.sent_at))
    }

    /// Returns the error for a deadline that has passed.
    fn late(&self) -> Error {
        let has_credentials = matches!(&self.message, Message::Form { request, .. } if request.credentials.is_some());
        let is_sent = !self.retries.failed.is_empty();
        if has_credentials && !is_sent {
            Error::credentials_deadline(Some(self.operation), self.limits.deadline)
        } else {
            Error::deadline(self.operation, self.limits.deadline)
        }
    }

    /// Returns `true` if the service refused the request for its date, and it can be sent again with another one.
    ///
    /// It is sent again at most once per call. If the second request is refused too, the clock is not the problem.
    fn can_correct_date(&self, error: &Error) -> bool {
        let is_signed = matches!(&self.message, Message::Form { request, .. } if request.signed.is_some());
        is_signed && !self.has_corrected_date && error.symptoms().is_some_and(Symptoms::is_skewed)
    }

    fn give_up(&mut self, error: Error) -> Step {
        let failed = std::mem::take(&mut self.retries.failed);
        let route = self.message.route(&error);
        Step::Done(Err(error.with_attempts(failed).with_route(route)))
    }

    fn attempt(&mut self, now: Now) -> Step {
        let left = self.ends.saturating_sub(now.monotonic);
        if left.is_zero() {
            return self.give_up(self.late());
        }
        self.sent_at = now.wall;
        match self.message.build(self.operation, self.retries.position(), now.wall) {
            Ok(request) => {
                let time = left.min(self.limits.attempt_timeout);
                Step::Send(request, TransportLimits::new(self.connect_timeout, time, self.limits.max_response_bytes))
            }
            Err(error) => self.give_up(Error::config(self.operation, error)),
        }
    }
}

/// Returns the hash of the canonical request. `signed` lists the names of the signed headers.
fn canonical_hash(request: &Request<Bytes>, signed: &str) -> Option<String> {
    let value = |name| Some((name, request.headers().get(name)?.to_str().ok()?));
    let headers: Vec<(&str, &str)> = signed.split(';').map(value).collect::<Option<_>>()?;
    let path = request.uri().path();
    let payload_hash = &Hash::of(request.body());
    let canonical = Canonical { method: "POST", path, query: "", headers: &headers, payload_hash };
    Some(canonical.hash().as_str().to_owned())
}

/// Returns the scope of a signature that is made now.
pub(crate) fn scope<'t>(service: &Service, target: &'t Target, wall: Timestamp) -> Result<Scope<'t>, ConfigError> {
    if service.signature == Signature::V2 {
        return Err(ConfigError::new(format!("{} requires signature version 2, which is not supported", service.name)));
    }
    let region = target.endpoint.region.as_deref().ok_or_else(no_region)?;
    let time = SigningTime::new(wall)
        .ok_or_else(|| ConfigError::new(format!("the clock is at {wall}; signatures need a time after 1969")))?;
    Ok(Scope { time, region, service: &target.signing_name })
}
