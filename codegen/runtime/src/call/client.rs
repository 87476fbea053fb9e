//! The client. It drives the state machine of a call, and is the only part of a call that does I/O.

use std::fmt;
use std::future::Future;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use bytes::Bytes;
use http::{HeaderValue, Response as HttpResponse};
use tracing::Instrument as _;

use crate::call::compress::compress;
use crate::call::host_prefix::{host_prefix, prefixed};
use crate::call::machine::{Call, Event, Message, Step};
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
use crate::error::circumstances::Advice;
use crate::platform::clock::{Clock, Now, Sleep};
use crate::platform::config_error::ConfigError;
use crate::platform::idempotency::random_uuid;
use crate::protocol::form::Form;
use crate::protocol::operation::{Auth, Decode, Operation, Request, Service, ServiceLimits};
use crate::protocol::outgoing::{OutgoingForm, OutgoingRequest};
use crate::retry::{Attempt, CorrectedClock, Retries, RetryQuota};
use crate::rule::check::validate;
use crate::transport::Transport;

/// A client for the operations of one service.
///
/// It is cheap to clone. Clones share connections, the budget for retries, and the correction of the clock. Nothing is
/// read or opened before the first call, or before [`prepare`](Self::prepare).
///
/// Generated crates wrap this type in a client of their own, with one method per operation. Use it directly to call an
/// operation by the type of its request:
///
/// ```no_run
/// use awsquery::{Client, Error, Request};
///
/// /// Calls an operation and logs the id that the service gave the request.
/// async fn call<R: Request>(client: &Client, request: &R) -> Result<R::Output, Error> {
///     let response = client.send(request).await?;
///     println!("{}: {:?}", R::OPERATION.name, response.request_id);
///     Ok(response.output)
/// }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(super) inner: Arc<Inner>,
    pub(super) credentials: SharedCredentialsProvider,
    recent: Arc<RecentCalls>,
    checks: bool,
    /// The limits of calls of this client and its clones, where they differ from those of the settings.
    limits: CallLimits,
    pub(super) advice: Option<Advice>,
}

/// The state that a client shares with clones and variants of itself, which may differ in credentials and checks.
pub(super) struct Inner {
    service: &'static Service,
    rules: EndpointRules,
    pub(super) config: Config,
    clock: Arc<CorrectedClock>,
    quota: RetryQuota,
    ready: OnceLock<Result<Ready, ConfigError>>,
}

pub(super) struct Ready {
    pub(super) target: Arc<Target>,
    transport: Arc<dyn Transport>,
    pub(super) sleep: Arc<dyn Sleep>,
    max_attempts: NonZeroU32,
    compression: Compression,
    user_agent: HeaderValue,
}

/// A response that reports success, and the message that caused it.
pub(super) struct Received {
    message: Message,
    response: HttpResponse<Bytes>,
    failed: Vec<Attempt>,
}

impl Client {
    /// Creates a client for a service.
    pub fn new(service: &'static Service, rules: EndpointRules, config: Config) -> Self {
        let credentials = config.provider();
        let clock = Arc::new(CorrectedClock::new(config.clock()));
        let quota = config.retry_quota.clone().unwrap_or_default();
        let inner = Inner { service, rules, config, clock, quota, ready: OnceLock::new() };
        let limits = CallLimits::new();
        Self { inner: Arc::new(inner), credentials, recent: Arc::default(), checks: true, limits, advice: None }
    }

    /// Returns the client's clock, which dates requests. Use it to check whether credentials that this service issued have
    /// expired.
    ///
    /// It is the configured clock, corrected by the time of the service: if the `Date` of a response differs from it by more
    /// than 5 minutes, the difference is added to the clock. Every response can correct it, whether it reports success or an
    /// error, except those to presigned requests and those over plain http from another machine. An implausible `Date`, or
    /// more than one, corrects nothing.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.inner.clock.clone()
    }

    /// Returns a client that does not check requests against the service model.
    ///
    /// Use it for services that imitate those of AWS, and for limits that AWS relaxed before it updated its model.
    pub fn unchecked(&self) -> Self {
        Self { checks: false, ..self.clone() }
    }

    /// Returns a client with other credentials. It shares connections, the budget for retries and the clock with this
    /// one, and reads neither the environment nor certificates again.
    pub fn with_credentials(&self, credentials: impl ProvideCredentials + 'static) -> Self {
        Self { credentials: SharedCredentialsProvider::new(credentials), recent: Arc::default(), ..self.clone() }
    }

    /// Returns a client whose calls have these limits, and the same ones as before where nothing is set. It shares
    /// connections, the budget for retries and the clock with this one, so use it for a single call, too.
    ///
    /// ```no_run
    /// use awsquery::{CallLimits, Client, Error, Request};
    ///
    /// /// Sends a request whose response may be large.
    /// async fn list<R: Request>(client: &Client, request: &R) -> Result<R::Output, Error> {
    ///     client.with_limits(CallLimits::new().with_max_response_bytes(8 * 1024 * 1024)).call(request).await
    /// }
    /// ```
    pub fn with_limits(&self, limits: CallLimits) -> Self {
        Self { limits: limits.or(self.limits), ..self.clone() }
    }

    /// Returns a client whose errors keep a summary of their request, and end with advice. For layers that explain errors.
    pub fn with_advice(&self, advice: Advice) -> Self {
        Self { advice: Some(advice), ..self.clone() }
    }

    /// Prepares the client for its first call: reads the environment, resolves the endpoint, and loads certificates.
    ///
    /// Call it to find errors in the configuration early. Otherwise, the first call does the same.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work.
    pub fn prepare(&self) -> Result<(), ConfigError> {
        self.inner.ready().map(|_| ()).map_err(Clone::clone)
    }

    /// Returns the host of the endpoint that requests are sent to, without a port. An operation may add a prefix to it.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work, as [`prepare`](Self::prepare) does.
    pub fn host(&self) -> Result<&str, ConfigError> {
        match self.inner.ready() {
            Ok(ready) => Ok(ready.target.uri.host().unwrap_or_default()),
            Err(error) => Err(error.clone()),
        }
    }

    /// Sends a request and returns the output of its response.
    ///
    /// # Errors
    ///
    /// If the request breaks the service model, fails with all violations before anything is sent. Also fails if the
    /// request cannot be sent, or if the service returns an error. [`Error::kind`] tells which.
    pub async fn call<R: Request>(&self, request: &R) -> Result<R::Output, Error> {
        self.send(request).await.map(|response| response.output)
    }

    /// Sends a request and returns the response: the output, the id of the request, and the attempts.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`call`](Self::call).
    pub async fn send<R: Request>(&self, request: &R) -> Result<Response<R::Output>, Error> {
        self.exchange(request).await.map_err(|error| error.with_advice(self.advice, request))
    }

    async fn exchange<R: Request>(&self, request: &R) -> Result<Response<R::Output>, Error> {
        let operation = R::OPERATION;
        let form = self.form(request)?;
        let host_prefix = host_prefix(request).map_err(|problem| Error::argument(operation, problem))?;
        let form = OutgoingForm { host_prefix, ..form.finish() };
        let noted = self.recent.record(&form, self.inner.clock.monotonic());
        // Pinned here, because moving a future of this size costs as much as parts of the call.
        let call = pin!(self.round_trip(operation, form));
        let result = self.observed(operation, call).await;
        result.map_err(|error| error.with_same_calls(self.recent.count(noted, self.inner.clock.monotonic())))
    }

    /// Runs a call in its own span, and reads the response.
    pub(super) async fn observed<T: Decode>(
        &self,
        operation: &'static Operation,
        call: impl Future<Output = Result<Received, Error>>,
    ) -> Result<Response<T>, Error> {
        let span = trace::call(operation);
        let start = self.inner.clock.monotonic();
        let received = call.instrument(span.clone()).await;
        let result = received.and_then(|received| received.read(operation));
        let outcome = match &result {
            Ok(response) => {
                Outcome::Responded(response.status, response.request_id.as_deref(), response.failed.len() + 1)
            }
            Err(error) => Outcome::Failed(error),
        };
        trace::outcome(&span, outcome, self.inner.clock.monotonic().saturating_sub(start));
        result
    }

    /// Checks a request against the service model, and encodes it.
    pub(super) fn form<R: Request>(&self, request: &R) -> Result<Form, Error> {
        let operation = R::OPERATION;
        if self.checks {
            validate(request).map_err(|invalid| Error::invalid(operation, invalid))?;
        }
        let mut form = Form::new(operation.name, operation.service.version, self.inner.config.tokens.clone());
        request.encode(&mut form);
        Ok(form)
    }

    async fn round_trip(&self, operation: &'static Operation, form: OutgoingForm) -> Result<Received, Error> {
        let inner = &self.inner;
        let ready = inner.ready().map_err(|error| Error::config(operation, error.clone()))?;
        let target = ready.target(form.host_prefix.as_deref()).map_err(|error| Error::config(operation, error))?;
        trace::target(target.region.as_deref(), &target.uri);
        let form = compress(operation, form, ready.compression);
        let limits = self.limits();
        let ends = inner.now().monotonic.saturating_add(limits.deadline);
        let credentials = match operation.auth {
            Auth::Unsigned => None,
            Auth::Signed => Some(self.provide(Some(operation), ready).await?),
        };
        let retries = Retries::new(ready.max_attempts, &inner.quota, &*inner.config.random, form.one_time);
        let request = OutgoingRequest { form, credentials, signed: None };
        let message =
            Message::Form { target, request, invocation: random_uuid(), user_agent: ready.user_agent.clone() };
        inner.drive(operation, message, retries, limits, ends, ready).await
    }

    /// Sends a message that someone else has signed. There is only one attempt, because a retry would send exactly the
    /// same message.
    pub(super) async fn send_message(
        &self,
        operation: &'static Operation,
        message: Message,
    ) -> Result<Received, Error> {
        let inner = &self.inner;
        let ready = inner.ready().map_err(|error| Error::config(operation, error.clone()))?;
        if let Message::Presigned { uri, .. } = &message {
            trace::target(None, uri);
        }
        let limits = self.limits();
        let ends = inner.now().monotonic.saturating_add(limits.deadline);
        let retries = Retries::new(NonZeroU32::MIN, &inner.quota, &*inner.config.random, false);
        inner.drive(operation, message, retries, limits, ends, ready).await
    }
}

impl Received {
    /// Reads the output of the response.
    fn read<T: Decode>(self, operation: &'static Operation) -> Result<Response<T>, Error> {
        let record = || self.message.record();
        let read = Reading { operation, response: &self.response, record: &record }.decode();
        match read {
            Ok(response) => Ok(Response { failed: self.failed, ..response }),
            Err(error) => {
                let mut attempts = self.failed;
                attempts.push(error.attempt());
                let route = self.message.route(&error);
                Err(error.with_attempts(attempts).with_route(route))
            }
        }
    }
}

impl Client {
    /// Returns the settings.
    pub(crate) fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Returns the limits of calls: those of this client, else those of the settings, else those of the service.
    pub(super) fn limits(&self) -> ServiceLimits {
        self.limits.or(self.inner.config.limits).or_default(self.inner.service.limits)
    }

    /// Returns the timer of calls.
    pub(crate) fn timer(&self) -> Result<Arc<dyn Sleep>, ConfigError> {
        self.inner.ready().map(|ready| ready.sleep.clone()).map_err(Clone::clone)
    }
}

impl Inner {
    pub(super) fn ready(&self) -> Result<&Ready, &ConfigError> {
        self.ready.get_or_init(|| self.make_ready()).as_ref()
    }

    fn make_ready(&self) -> Result<Ready, ConfigError> {
        let config = &self.config;
        let target = resolve(self.service, self.rules, config)?;
        Ok(Ready {
            transport: config.transport(&target.uri)?,
            sleep: config.sleep()?,
            max_attempts: config.max_attempts()?,
            compression: config.compression()?,
            user_agent: config.user_agent()?,
            target: Arc::new(target),
        })
    }

    pub(super) fn now(&self) -> Now {
        Now::of(&*self.clock)
    }

    async fn drive(
        &self,
        operation: &'static Operation,
        message: Message,
        retries: Retries<'_>,
        limits: ServiceLimits,
        ends: Duration,
        ready: &Ready,
    ) -> Result<Received, Error> {
        let connect_timeout = self.config.connect_timeout;
        let clock = &*self.clock;
        let mut now = self.now();
        let mut call = Call {
            operation,
            message,
            connect_timeout,
            limits,
            clock,
            sent_at: now.wall,
            ends,
            retries,
            has_corrected_date: false,
        };
        let mut event = Event::Start;
        loop {
            event = match call.step(event, now) {
                Step::Send(request, limits) => {
                    let sending = ready.transport.send(*request, limits);
                    match within(&*ready.sleep, limits.remaining, sending).await {
                        Ok(Some(Ok(response))) => Event::Responded(response),
                        Ok(Some(Err(error))) => Event::Failed(error),
                        Ok(None) => Event::TimedOut,
                        Err(error) => return Err(Error::config(operation, error)),
                    }
                }
                Step::Sleep(wait) => {
                    if let Some(error) = ready.sleep.unavailable() {
                        return Err(Error::config(operation, error).with_attempts(call.retries.failed));
                    }
                    trace::retry(&call.retries.failed, wait);
                    ready.sleep.sleep(wait).await;
                    Event::Slept
                }
                Step::Done(result) => {
                    let response = result?;
                    return Ok(Received { message: call.message, response, failed: call.retries.failed });
                }
            };
            now = self.now();
        }
    }
}

impl Ready {
    /// Returns the target of a request: the endpoint of the service, with the prefix before its host if there is one.
    pub(super) fn target(&self, host_prefix: Option<&str>) -> Result<Arc<Target>, ConfigError> {
        match host_prefix {
            Some(prefix) => Ok(Arc::new(self.target.at(prefixed(&self.target.uri, prefix)?)?)),
            None => Ok(self.target.clone()),
        }
    }
}

/// Runs a future for at most `limit`. Returns `None` if it is not done by then.
///
/// # Errors
///
/// Fails if the future has to be waited for, and the timer is not available.
pub(crate) async fn within<T>(
    sleep: &dyn Sleep,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Result<Option<T>, ConfigError> {
    let mut future = pin!(future);
    let mut timer = None;
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(Some(value)));
        }
        // A future that is ready at once needs no timer.
        let timer = match &mut timer {
            Some(timer) => timer,
            None => match sleep.unavailable() {
                Some(error) => return Poll::Ready(Err(error)),
                None => timer.insert(sleep.sleep(limit)),
            },
        };
        timer.as_mut().poll(context).map(|()| Ok(None))
    })
    .await
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Client");
        shown.field("service", &self.inner.service.name).field("config", &self.inner.config);
        if let Some(Ok(ready)) = self.inner.ready.get() {
            // Endpoints with a user name or password are refused, so the URL is not secret.
            shown.field("endpoint", &ready.target.uri);
            shown.field("endpoint_from", &ready.target.given.as_ref().map_or("rules", GivenEndpoint::source));
        }
        shown.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
