//! The client. It drives the state machine of a call from the thread of its caller.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials as SdkCredentials;
use bytes::Bytes;
use http::{HeaderName, Request as HttpRequest, Uri};

use crate::call::core::{Core, Io, Received, usable};
use crate::call::machine::{Call, Event, Step};
use crate::call::response::Response;
use crate::call::trace;
use crate::config::Config;
use crate::config::limits::CallLimits;
use crate::dry_run::{DryRun, Permitted};
use crate::endpoint::EndpointRules;
use crate::error::Error;
use crate::error::circumstances::Summarize;
use crate::platform::blocking::{BlockingProvideCredentials, BlockingSleep};
use crate::platform::clock::{Clock, Now};
use crate::platform::config_error::ConfigError;
use crate::platform::credentials::Credentials;
use crate::protocol::operation::{Auth, Operation, Request, Service};
use crate::protocol::outgoing::OutgoingForm;
use crate::sign::SignedUrl;
use crate::transport::{BlockingTransport, TransportErrorKind};

/// A client for the operations of one service, which blocks the thread. See [`Client`](crate::Client) for its async form.
///
/// It is cheap to clone. Clones share connections, the retry quota, and the correction of the clock. Nothing is
/// read or opened before the first call, or before [`prepare`](Self::prepare).
///
/// Generated crates wrap this type in a client of their own, with one method per operation.
#[derive(Clone)]
pub struct Client {
    pub(super) core: Core<BlockingIo>,
    credentials: Arc<dyn BlockingProvideCredentials>,
    /// The error of a configuration whose credentials serve only async clients.
    unusable: Option<ConfigError>,
}

/// The transport and the timer of a blocking client.
pub(super) struct BlockingIo {
    transport: Arc<dyn BlockingTransport>,
    pub(super) sleep: Arc<dyn BlockingSleep>,
}

impl Io for BlockingIo {
    fn new(config: &Config, endpoint: &Uri) -> Result<Self, ConfigError> {
        Ok(Self { transport: config.blocking_transport(endpoint)?, sleep: config.blocking_sleep()? })
    }
}

impl Client {
    /// Creates a client for a service.
    pub fn new(service: &'static Service, rules: EndpointRules, config: Config) -> Self {
        let (credentials, unusable): (Arc<dyn BlockingProvideCredentials>, _) = match config.blocking_provider() {
            Ok(provider) => (provider, None),
            Err(unusable) => (Arc::new(unusable.clone()), Some(unusable.0)),
        };
        Self { core: Core::new(service, rules, config), credentials, unusable }
    }

    /// Returns the client's clock, which dates requests; see [`Client::clock`](crate::Client::clock).
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.core.clock()
    }

    /// Returns a client that does not check requests against the service model; see
    /// [`Client::unchecked`](crate::Client::unchecked).
    pub fn unchecked(&self) -> Self {
        Self { core: self.core.unchecked(), ..self.clone() }
    }

    /// Returns a client with other credentials. It shares connections, the retry quota and the clock with this
    /// one, and reads neither the environment nor certificates again.
    pub fn with_credentials(&self, credentials: impl BlockingProvideCredentials + 'static) -> Self {
        Self { core: self.core.for_other_credentials(), credentials: Arc::new(credentials), unusable: None }
    }

    /// Returns a client whose calls have these limits, and the same ones as before where nothing is set; see
    /// [`Client::with_limits`](crate::Client::with_limits).
    pub fn with_limits(&self, limits: CallLimits) -> Self {
        Self { core: self.core.with_limits(limits), ..self.clone() }
    }

    /// Returns a client whose errors keep a summary of their request, for layers that explain errors.
    pub fn with_summaries(&self, summarize: Summarize) -> Self {
        Self { core: self.core.with_summaries(summarize), ..self.clone() }
    }

    /// Prepares the client for its first call: reads the environment, resolves the endpoint, and loads certificates.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work.
    pub fn prepare(&self) -> Result<(), ConfigError> {
        self.core.inner.ready().map_err(Clone::clone)?;
        self.unusable.clone().map_or(Ok(()), Err)
    }

    /// Returns the host of the endpoint that requests are sent to, without a port. An operation may add a prefix to it.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work.
    pub fn host(&self) -> Result<&str, ConfigError> {
        self.core.host()
    }

    /// Returns the region that requests are signed for.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work.
    pub fn region(&self) -> Result<Option<&str>, ConfigError> {
        self.core.region()
    }

    /// Sends a request and returns the output of its response.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`Client::call`](crate::Client::call).
    pub fn call<R: Request>(&self, request: &R) -> Result<R::Output, Error> {
        self.send(request).map(|response| response.output)
    }

    /// Sends a request and returns the response: the output, the id of the request, and the attempts.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`Client::call`](crate::Client::call).
    pub fn send<R: Request>(&self, request: &R) -> Result<Response<R::Output>, Error> {
        self.exchange(request).map_err(|error| error.with_summary(self.core.summarize, request))
    }

    /// Asks the service whether it would perform the request, without performing it; see
    /// [`Client::dry_run`](crate::Client::dry_run).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`Client::dry_run`](crate::Client::dry_run).
    pub fn dry_run<R: DryRun>(&self, request: &R) -> Result<Permitted, Error> {
        let mut request = request.clone();
        request.set_dry_run();
        Permitted::from_result::<R>(self.send(&request))
    }

    fn exchange<R: Request>(&self, request: &R) -> Result<Response<R::Output>, Error> {
        let (form, noted) = self.core.outgoing(request)?;
        let observed = self.core.observe(R::OPERATION);
        let received = observed.span.in_scope(|| self.round_trip(R::OPERATION, form));
        self.core.conclude(&observed, received).map_err(|error| self.core.with_same_calls(error, noted))
    }

    fn round_trip(&self, operation: &'static Operation, form: OutgoingForm) -> Result<Received, Error> {
        let started = self.core.start(operation, form)?;
        let io = &started.ready.io;
        let credentials = match operation.auth {
            Auth::Unsigned => None,
            Auth::Signed => Some(self.provide(Some(operation))?),
        };
        drive(started.call(credentials), io)
    }

    /// Returns the credentials that the next call would be signed with; see
    /// [`Client::credentials`](crate::Client::credentials).
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work, if the provider fails, or if a part of the credentials is empty or contains
    /// characters that it may not contain.
    pub fn credentials(&self) -> Result<Credentials, Error> {
        self.credentials_of(None)
    }

    /// Returns the same as [`credentials`](Self::credentials), for a layer that examines them before it sends a call of this
    /// operation.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`credentials`](Self::credentials). The error says that the operation was not sent.
    pub fn credentials_for(&self, operation: &'static Operation) -> Result<Credentials, Error> {
        self.credentials_of(Some(operation))
    }

    fn credentials_of(&self, operation: Option<&'static Operation>) -> Result<Credentials, Error> {
        self.core.ready(operation)?;
        self.provide(operation).map(Credentials::from)
    }

    /// Gets credentials from the provider, and checks them.
    fn provide(&self, operation: Option<&'static Operation>) -> Result<SdkCredentials, Error> {
        let provided = self.credentials.provide_credentials();
        usable(operation, provided.map_err(|error| Error::credentials(operation, error))?.into())
    }

    /// Signs a request as a URL; see [`Client::presign`](crate::Client::presign). Sends nothing.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`Client::presign`](crate::Client::presign).
    pub fn presign<R: Request>(
        &self,
        request: &R,
        expires: Duration,
        headers: &[(HeaderName, &str)],
    ) -> Result<SignedUrl, Error> {
        let unsigned = self.core.unsigned(request)?;
        let credentials = self.provide(Some(R::OPERATION))?;
        unsigned.presign(&credentials, self.core.inner.now().wall, expires, headers)
    }

    /// Signs a request with these headers and its length, which someone else sends unchanged; see
    /// [`Client::sign`](crate::Client::sign). Sends nothing.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`Client::sign`](crate::Client::sign).
    pub fn sign<R: Request>(&self, request: &R, headers: &[(HeaderName, &str)]) -> Result<HttpRequest<Bytes>, Error> {
        let unsigned = self.core.unsigned(request)?;
        let credentials = self.provide(Some(R::OPERATION))?;
        unsigned.sign(&credentials, self.core.inner.now().wall, headers)
    }

    /// Sends a presigned request of the operation of `R` once; see
    /// [`Client::send_presigned`](crate::Client::send_presigned).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`Client::send_presigned`](crate::Client::send_presigned).
    pub fn send_presigned<R: Request>(&self, url: &str, headers: &[(HeaderName, &str)]) -> Result<R::Output, Error> {
        let operation = R::OPERATION;
        let message = self.core.presigned(operation, url, headers)?;
        let observed = self.core.observe(operation);
        let received = observed.span.in_scope(|| {
            let (call, io) = self.core.forward(operation, message)?;
            drive(call, io)
        });
        self.core.conclude(&observed, received).map(|response| response.output)
    }
}

fn drive(mut call: Call<'_>, io: &BlockingIo) -> Result<Received, Error> {
    let mut event = Event::Start;
    loop {
        event = match call.step(event, Now::of(call.clock)) {
            Step::Send(request, limits) => match io.transport.send(request, limits) {
                Ok(response) => Event::Responded(response),
                Err(error) if error.kind() == TransportErrorKind::Timeout => Event::TimedOut,
                Err(error) => Event::Failed(error),
            },
            Step::Sleep(wait) => {
                trace::retry(&call.retries.failed, wait);
                io.sleep.sleep(wait);
                Event::Slept
            }
            Step::Done(result) => {
                let response = result?;
                return Ok(Received { message: call.message, response, failed: call.retries.failed });
            }
        };
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.core.show(f, "Client")
    }
}
