//! The async client. It drives the state machine of a call, and is the only part of a call that does I/O.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use http::Uri;
use tracing::Instrument as _;

use crate::call::core::{Core, Io, Received};
use crate::call::machine::{Call, Event, Message, Step};
use crate::call::response::Response;
use crate::call::trace;
use crate::config::Config;
use crate::config::limits::CallLimits;
use crate::endpoint::EndpointRules;
use crate::error::Error;
use crate::error::circumstances::Summarize;
use crate::platform::clock::{Clock, Now, Sleep};
use crate::platform::config_error::ConfigError;
use crate::protocol::operation::{Auth, Decode, Operation, Request, Service};
use crate::protocol::outgoing::OutgoingForm;
use crate::transport::Transport;

/// A client for the operations of one service.
///
/// It is cheap to clone. Clones share connections, the retry quota, and the correction of the clock. Nothing is
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
    pub(super) core: Core<AsyncIo>,
    pub(super) credentials: SharedCredentialsProvider,
}

/// The transport and the timer of an async client.
pub(super) struct AsyncIo {
    transport: Arc<dyn Transport>,
    pub(super) sleep: Arc<dyn Sleep>,
}

impl Io for AsyncIo {
    fn new(config: &Config, endpoint: &Uri) -> Result<Self, ConfigError> {
        Ok(Self { transport: config.transport(endpoint)?, sleep: config.sleep()? })
    }
}

impl Client {
    /// Creates a client for a service.
    pub fn new(service: &'static Service, rules: EndpointRules, config: Config) -> Self {
        Self { credentials: config.provider(), core: Core::new(service, rules, config) }
    }

    /// Returns the client's clock, which dates requests. Use it to check whether credentials that this service issued have
    /// expired.
    ///
    /// It is the configured clock, corrected by the time of the service: if the `Date` of a response differs from it by more
    /// than 5 minutes, the difference is added to the clock. Every response can correct it, whether it reports success or an
    /// error, except those to presigned requests and those over plain http from another machine. An implausible `Date`, or
    /// more than one, corrects nothing.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.core.clock()
    }

    /// Returns a client that does not check requests against the service model.
    ///
    /// Use it for services that imitate those of AWS, and for limits that AWS relaxed before it updated its model.
    pub fn unchecked(&self) -> Self {
        Self { core: self.core.unchecked(), ..self.clone() }
    }

    /// Returns a client with other credentials. It shares connections, the retry quota and the clock with this
    /// one, and reads neither the environment nor certificates again.
    pub fn with_credentials(&self, credentials: impl ProvideCredentials + 'static) -> Self {
        Self { credentials: SharedCredentialsProvider::new(credentials), core: self.core.for_other_credentials() }
    }

    /// Returns a client whose calls have these limits, and the same ones as before where nothing is set. It shares
    /// connections, the retry quota and the clock with this one, so use it for a single call, too.
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
        Self { core: self.core.with_limits(limits), ..self.clone() }
    }

    /// Returns a client whose errors keep a summary of their request, for layers that explain errors.
    pub fn with_summaries(&self, summarize: Summarize) -> Self {
        Self { core: self.core.with_summaries(summarize), ..self.clone() }
    }

    /// Prepares the client for its first call: reads the environment, resolves the endpoint, and loads certificates.
    ///
    /// Call it to find errors in the configuration early. Otherwise, the first call does the same.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work.
    pub fn prepare(&self) -> Result<(), ConfigError> {
        self.core.inner.ready().map(|_| ()).map_err(Clone::clone)
    }

    /// Returns the host of the endpoint that requests are sent to, without a port. An operation may add a prefix to it.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work, as [`prepare`](Self::prepare) does.
    pub fn host(&self) -> Result<&str, ConfigError> {
        self.core.host()
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
        self.exchange(request).await.map_err(|error| error.with_summary(self.core.summarize, request))
    }

    async fn exchange<R: Request>(&self, request: &R) -> Result<Response<R::Output>, Error> {
        let (form, noted) = self.core.outgoing(request)?;
        // Pinned here, because moving a future of this size costs as much as parts of the call.
        let call = pin!(self.round_trip(R::OPERATION, form));
        self.observed(R::OPERATION, call).await.map_err(|error| self.core.with_same_calls(error, noted))
    }

    /// Runs a call in its own span, and reads the response.
    pub(super) async fn observed<T: Decode>(
        &self,
        operation: &'static Operation,
        call: impl Future<Output = Result<Received, Error>>,
    ) -> Result<Response<T>, Error> {
        let observed = self.core.observe(operation);
        let received = call.instrument(observed.span.clone()).await;
        self.core.conclude(&observed, received)
    }

    async fn round_trip(&self, operation: &'static Operation, form: OutgoingForm) -> Result<Received, Error> {
        let started = self.core.start(operation, form)?;
        let io = &started.ready.io;
        let credentials = match operation.auth {
            Auth::Unsigned => None,
            Auth::Signed => Some(self.provide(Some(operation), io).await?),
        };
        drive(started.call(credentials), io).await
    }

    /// Sends a message that someone else has signed.
    pub(super) async fn send_message(
        &self,
        operation: &'static Operation,
        message: Message,
    ) -> Result<Received, Error> {
        let (call, io) = self.core.forward(operation, message)?;
        drive(call, io).await
    }

    /// Returns the settings.
    pub(crate) fn config(&self) -> &Config {
        &self.core.inner.config
    }

    /// Returns the timer of calls.
    pub(crate) fn timer(&self) -> Result<Arc<dyn Sleep>, ConfigError> {
        self.core.inner.ready().map(|ready| ready.io.sleep.clone()).map_err(Clone::clone)
    }
}

async fn drive(mut call: Call<'_>, io: &AsyncIo) -> Result<Received, Error> {
    let mut event = Event::Start;
    loop {
        event = match call.step(event, Now::of(call.clock)) {
            Step::Send(request, limits) => {
                let sending = io.transport.send(request, limits);
                match within(&*io.sleep, limits.remaining, sending).await {
                    Ok(Some(Ok(response))) => Event::Responded(response),
                    Ok(Some(Err(error))) => Event::Failed(error),
                    Ok(None) => Event::TimedOut,
                    Err(error) => return Err(Error::config(call.operation, error)),
                }
            }
            Step::Sleep(wait) => {
                if let Some(error) = io.sleep.unavailable() {
                    return Err(Error::config(call.operation, error).with_attempts(call.retries.failed));
                }
                trace::retry(&call.retries.failed, wait);
                io.sleep.sleep(wait).await;
                Event::Slept
            }
            Step::Done(result) => {
                let response = result?;
                return Ok(Received { message: call.message, response, failed: call.retries.failed });
            }
        };
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
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.core.show(f, "Client")
    }
}

#[cfg(test)]
mod tests;
