//! The common part of async and blocking clients: everything but I/O.
//!
//! A call is started here, which yields the [`Call`] state machine. A client gets credentials, drives the state machine with
//! its own I/O, and gives the outcome back.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_credential_types::Credentials as SdkCredentials;
use bytes::Bytes;
use http::{HeaderValue, Response as HttpResponse, Uri};
use tracing::Span;

use crate::call::compress::compress;
use crate::call::host_prefix::{host_prefix, prefixed};
use crate::call::machine::{Call, Message};
use crate::call::recent::RecentCalls;
use crate::call::response::{Reading, Response};
use crate::call::trace::{self, Outcome};
use crate::config::Config;
use crate::config::compression::Compression;
use crate::config::limits::CallLimits;
use crate::config::resolve::{Target, resolve};
use crate::config::variables::GivenEndpoint;
use crate::endpoint::EndpointRules;
use crate::error::Error;
use crate::error::circumstances::Summarize;
use crate::platform::clock::{Clock, Now};
use crate::platform::config_error::ConfigError;
use crate::platform::credentials::characters::problem_of;
use crate::platform::idempotency::random_uuid;
use crate::protocol::form::Form;
use crate::protocol::operation::{Decode, Operation, Request, Service, ServiceLimits};
use crate::protocol::outgoing::{OutgoingForm, OutgoingRequest};
use crate::retry::{Attempt, CorrectedClock, Retries, RetryQuota};
use crate::rule::check::validate;

/// The way in which a client does I/O: its transport and its timer.
pub(crate) trait Io: Sized {
    /// Creates them for calls of an endpoint.
    fn new(config: &Config, endpoint: &Uri) -> Result<Self, ConfigError>;
}

/// A client without credentials and without I/O.
pub(crate) struct Core<I> {
    pub(crate) inner: Arc<Inner<I>>,
    recent: Arc<RecentCalls>,
    checks: bool,
    /// The limits of calls of this client and its clones, where they differ from those of the settings.
    limits: CallLimits,
    pub(crate) summarize: Option<Summarize>,
}

/// The state that a client shares with clones and variants of itself, which may differ in credentials and checks.
pub(crate) struct Inner<I> {
    service: &'static Service,
    rules: EndpointRules,
    pub(crate) config: Config,
    clock: Arc<CorrectedClock>,
    quota: RetryQuota,
    ready: OnceLock<Result<Ready<I>, ConfigError>>,
}

/// The state of a client that is prepared for calls.
pub(crate) struct Ready<I> {
    pub(crate) target: Arc<Target>,
    pub(crate) io: I,
    max_attempts: NonZeroU32,
    compression: Compression,
    user_agent: HeaderValue,
}

/// A call whose request is encoded, and which needs credentials.
pub(crate) struct Started<'a, I> {
    pub(crate) ready: &'a Ready<I>,
    pub(crate) limits: ServiceLimits,
    inner: &'a Inner<I>,
    operation: &'static Operation,
    target: Arc<Target>,
    form: OutgoingForm,
    /// The deadline, as monotonic time.
    ends: Duration,
}

/// A response that reports success, and the message that caused it.
pub(crate) struct Received {
    pub(crate) message: Message,
    pub(crate) response: HttpResponse<Bytes>,
    pub(crate) failed: Vec<Attempt>,
}

/// A call in its span, from which its outcome is recorded.
pub(crate) struct Observed {
    pub(crate) span: Span,
    operation: &'static Operation,
    start: Duration,
}

impl<I> Clone for Core<I> {
    fn clone(&self) -> Self {
        let Self { inner, recent, checks, limits, summarize } = self;
        Self { inner: inner.clone(), recent: recent.clone(), checks: *checks, limits: *limits, summarize: *summarize }
    }
}

impl<I: Io> Core<I> {
    pub(crate) fn new(service: &'static Service, rules: EndpointRules, config: Config) -> Self {
        let clock = Arc::new(CorrectedClock::new(config.clock()));
        let quota = config.retry_quota.clone().unwrap_or_default();
        let inner = Inner { service, rules, config, clock, quota, ready: OnceLock::new() };
        let recent = Arc::new(RecentCalls::new(&*inner.config.random));
        Self { inner: Arc::new(inner), recent, checks: true, limits: CallLimits::new(), summarize: None }
    }

    pub(crate) fn unchecked(&self) -> Self {
        Self { checks: false, ..self.clone() }
    }

    /// Returns the same client for other credentials, whose calls are counted on their own.
    pub(crate) fn for_other_credentials(&self) -> Self {
        Self { recent: Arc::new(RecentCalls::new(&*self.inner.config.random)), ..self.clone() }
    }

    pub(crate) fn with_limits(&self, limits: CallLimits) -> Self {
        Self { limits: limits.or(self.limits), ..self.clone() }
    }

    pub(crate) fn with_summaries(&self, summarize: Summarize) -> Self {
        Self { summarize: Some(summarize), ..self.clone() }
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.inner.clock.clone()
    }

    /// Returns the host of the endpoint.
    pub(crate) fn host(&self) -> Result<&str, ConfigError> {
        match self.inner.ready() {
            Ok(ready) => Ok(ready.target.endpoint.uri.host().unwrap_or_default()),
            Err(error) => Err(error.clone()),
        }
    }

    /// Returns the region that requests are signed for.
    pub(crate) fn region(&self) -> Result<Option<&str>, ConfigError> {
        self.inner.ready().map(|ready| ready.target.endpoint.region.as_deref()).map_err(Clone::clone)
    }

    /// Returns the limits of calls: those of this client, else those of the settings, else those of the service.
    pub(crate) fn limits(&self) -> ServiceLimits {
        self.limits.or(self.inner.config.limits).or_default(self.inner.service.limits)
    }

    /// Returns the state for calls, for a call of this operation.
    pub(crate) fn ready(&self, operation: Option<&'static Operation>) -> Result<&Ready<I>, Error> {
        self.inner.ready().map_err(|error| Error::config(operation, error.clone()))
    }

    /// Checks a request against the service model, and encodes it.
    pub(crate) fn form<R: Request>(&self, request: &R) -> Result<Form, Error> {
        let operation = R::OPERATION;
        if self.checks {
            validate(request).map_err(|invalid| Error::invalid(operation, invalid))?;
        }
        let config = &self.inner.config;
        let tokens = config.tokens.with_random(&config.random);
        let mut form = Form::new(operation.name, operation.service.version, tokens);
        request.encode(&mut form);
        Ok(form)
    }

    /// Checks and encodes a request, and records it among the recent calls. Returns the hash of the record too.
    pub(crate) fn outgoing<R: Request>(&self, request: &R) -> Result<(OutgoingForm, u64), Error> {
        let form = self.form(request)?;
        let host_prefix = host_prefix(request).map_err(|problem| Error::argument(R::OPERATION, problem))?;
        let form = OutgoingForm { host_prefix, ..form.finish() };
        let noted = self.recent.record(&form, self.inner.clock.monotonic());
        Ok((form, noted))
    }

    /// Adds to an error how many equal calls there were.
    pub(crate) fn with_same_calls(&self, error: Error, noted: u64) -> Error {
        error.with_same_calls(self.recent.count(noted, self.inner.clock.monotonic()))
    }

    /// Starts a call. Within the span of the call.
    pub(crate) fn start(&self, operation: &'static Operation, form: OutgoingForm) -> Result<Started<'_, I>, Error> {
        let ready = self.ready(Some(operation))?;
        let target = ready.target(form.host_prefix.as_deref()).map_err(|error| Error::config(operation, error))?;
        trace::target(target.endpoint.region.as_deref(), &target.endpoint.uri);
        let form = compress(operation, form, ready.compression);
        let limits = self.limits();
        let ends = self.inner.clock.monotonic().saturating_add(limits.deadline);
        Ok(Started { ready, limits, inner: &self.inner, operation, target, form, ends })
    }

    /// Returns the call that sends a message which someone else has signed. There is only one attempt, because a retry would
    /// send exactly the same message.
    pub(crate) fn forward(&self, operation: &'static Operation, message: Message) -> Result<(Call<'_>, &I), Error> {
        let ready = self.ready(Some(operation))?;
        if let Message::Presigned { uri, .. } = &message {
            trace::target(None, uri);
        }
        let inner = &*self.inner;
        let limits = self.limits();
        let now = inner.now();
        let retries = Retries::new(NonZeroU32::MIN, &inner.quota, &*inner.config.random, false);
        let ends = now.monotonic.saturating_add(limits.deadline);
        Ok((inner.call(operation, message, retries, limits, ends, now), &ready.io))
    }

    /// Opens the span of a call.
    pub(crate) fn observe(&self, operation: &'static Operation) -> Observed {
        Observed { span: trace::call(operation), operation, start: self.inner.clock.monotonic() }
    }

    /// Reads the response of a call, and records the outcome in its span.
    pub(crate) fn conclude<T: Decode>(
        &self,
        observed: &Observed,
        received: Result<Received, Error>,
    ) -> Result<Response<T>, Error> {
        let result = received.and_then(|received| received.read(observed.operation));
        let outcome = match &result {
            Ok(response) => {
                Outcome::Responded(response.status, response.request_id.as_deref(), response.failed.len() + 1)
            }
            Err(error) => Outcome::Failed(error),
        };
        trace::outcome(&observed.span, outcome, self.inner.clock.monotonic().saturating_sub(observed.start));
        result
    }

    /// Shows the client under this name.
    pub(crate) fn show(&self, f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        let mut shown = f.debug_struct(name);
        shown.field("service", &self.inner.service.name).field("config", &self.inner.config);
        if let Some(Ok(ready)) = self.inner.ready.get() {
            // Endpoints with a user name or password are refused, so the URL is not secret.
            shown.field("endpoint", &ready.target.endpoint.uri);
            shown.field("endpoint_from", &ready.target.endpoint.given.as_ref().map_or("rules", GivenEndpoint::source));
        }
        shown.finish_non_exhaustive()
    }
}

/// Checks credentials that a provider returned.
pub(crate) fn usable(
    operation: Option<&'static Operation>,
    credentials: SdkCredentials,
) -> Result<SdkCredentials, Error> {
    match problem_of(&credentials) {
        Some(problem) => Err(Error::config(operation, ConfigError::new(problem))),
        None => Ok(credentials),
    }
}

impl<'a, I> Started<'a, I> {
    /// Returns the call, which these credentials sign.
    pub(crate) fn call(self, credentials: Option<SdkCredentials>) -> Call<'a> {
        let Self { ready, limits, inner, operation, target, form, ends } = self;
        let retries = Retries::new(ready.max_attempts, &inner.quota, &*inner.config.random, form.one_time);
        let request = OutgoingRequest { form, credentials, signed: None };
        let invocation = random_uuid(&*inner.config.random);
        let message = Message::Form { target, request, invocation, user_agent: ready.user_agent.clone() };
        inner.call(operation, message, retries, limits, ends, inner.now())
    }
}

impl Received {
    /// Reads the output of the response.
    fn read<T: Decode>(self, operation: &'static Operation) -> Result<Response<T>, Error> {
        let record = || self.message.record();
        let read = Reading { operation, response: &self.response, record: &record }.decode();
        match read {
            Ok(response) => {
                Ok(Response { failed: self.failed, endpoint: self.message.endpoint().cloned(), ..response })
            }
            Err(error) => {
                let mut attempts = self.failed;
                attempts.push(error.attempt());
                let route = self.message.route(&error);
                Err(error.with_attempts(attempts).with_route(route))
            }
        }
    }
}

impl<I> Inner<I> {
    pub(crate) fn now(&self) -> Now {
        Now::of(&*self.clock)
    }

    fn call<'a>(
        &'a self,
        operation: &'static Operation,
        message: Message,
        retries: Retries<'a>,
        limits: ServiceLimits,
        ends: Duration,
        now: Now,
    ) -> Call<'a> {
        Call {
            operation,
            message,
            connect_timeout: self.config.connect_timeout,
            limits,
            clock: &self.clock,
            sent_at: now.wall,
            ends,
            retries,
            has_corrected_date: false,
        }
    }
}

impl<I: Io> Inner<I> {
    pub(crate) fn ready(&self) -> Result<&Ready<I>, &ConfigError> {
        self.ready.get_or_init(|| self.make_ready()).as_ref()
    }

    fn make_ready(&self) -> Result<Ready<I>, ConfigError> {
        let config = &self.config;
        if let Some(error) = config.clock.unavailable().or_else(|| config.random.unavailable()) {
            return Err(error);
        }
        let target = resolve(self.service, self.rules, config)?;
        Ok(Ready {
            io: I::new(config, &target.endpoint.uri)?,
            max_attempts: config.max_attempts()?,
            compression: config.compression()?,
            user_agent: config.user_agent()?,
            target: Arc::new(target),
        })
    }
}

impl<I> Ready<I> {
    /// Returns the target of a request: the endpoint of the service, with the prefix before its host if there is one.
    pub(crate) fn target(&self, host_prefix: Option<&str>) -> Result<Arc<Target>, ConfigError> {
        match host_prefix {
            Some(prefix) => Ok(Arc::new(self.target.at(prefixed(&self.target.endpoint.uri, prefix)?)?)),
            None => Ok(self.target.clone()),
        }
    }
}
