//! The settings of a client.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use http::Uri;

use crate::config::limits::CallLimits;
use crate::endpoint::Flags;
use crate::endpoint::url::showable;
use crate::platform::clock::{Clock, Sleep, SystemClock};
use crate::platform::config_error::ConfigError;
use crate::platform::credentials::environment::EnvironmentCredentials;
use crate::platform::environment::Environment;
use crate::platform::idempotency::IdempotencyTokens;
use crate::platform::random::{Random, SystemRandom};
use crate::retry::RetryQuota;
use crate::transport::{self, Transport};

#[cfg(feature = "blocking")]
mod blocking;
pub(crate) mod compression;
pub(crate) mod limits;
pub(crate) mod resolve;
mod user_agent;
pub(crate) mod variables;

/// The settings of a client. Environment variables are read at the first call.
///
/// | setting | default |
/// |---|---|
/// | region | `AWS_REGION`, or `AWS_DEFAULT_REGION`; an error if neither is set |
/// | credentials | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_CREDENTIAL_EXPIRATION`: see [`EnvironmentCredentials`] |
/// | endpoint | `AWS_ENDPOINT_URL_<SERVICE>`, or `AWS_ENDPOINT_URL`, or the service's endpoint rules |
/// | FIPS | `AWS_USE_FIPS_ENDPOINT`, or no |
/// | dual stack | `AWS_USE_DUALSTACK_ENDPOINT`, or no |
/// | attempts per call | `AWS_MAX_ATTEMPTS`, or 3 |
/// | minimum size of requests to compress | `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES`, or 10,240 bytes |
/// | application name in the user agent | `AWS_SDK_UA_APP_ID`, or none |
/// | connect timeout | 3.1 s |
/// | timeout of an attempt | 10 s, unless the service has [another one](crate::protocol::Service::limits) |
/// | deadline of an operation | 30 s, unless the service has another one |
/// | maximum size of a response | 1 MiB, unless the service has another one |
///
/// [`Client::with_limits`](crate::Client::with_limits) sets the last three for single calls.
///
/// Requests are compressed only with the feature `gzip`, and only if the service's model says that the operation accepts
/// it. `AWS_DISABLE_REQUEST_COMPRESSION=true` turns compression off.
///
/// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` turns the two endpoint variables off. A variable with an invalid value is an
/// error of the first call. The default transport also reads `AWS_CA_BUNDLE` and the variables of
/// [proxies](crate::transport::ProxySettings).
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::{Config, Credentials};
///
/// let config = Config::new()
///     .with_region("eu-west-1")
///     .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
///     .with_deadline(Duration::from_secs(5));
/// # let _ = config;
/// ```
#[derive(Clone)]
pub struct Config {
    pub(crate) region: Option<String>,
    pub(crate) credentials: Option<GivenCredentials>,
    pub(crate) endpoint: Option<String>,
    pub(crate) ignore_endpoint_variables: bool,
    pub(crate) require_aws_endpoint: bool,
    pub(crate) allow_plain_http: bool,
    pub(crate) flags: Flags,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sleep: Option<Arc<dyn Sleep>>,
    #[cfg(feature = "blocking")]
    pub(crate) blocking: blocking::BlockingInputs,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) environment: Environment,
    pub(crate) tokens: IdempotencyTokens,
    pub(crate) app_name: Option<String>,
    pub(crate) max_attempts: Option<NonZeroU32>,
    pub(crate) retry_quota: Option<RetryQuota>,
    pub(crate) connect_timeout: Duration,
    pub(crate) limits: CallLimits,
}

/// A provider of credentials that is set in code.
#[derive(Clone)]
pub(crate) struct GivenCredentials {
    provider: SharedCredentialsProvider,
    /// The form for blocking clients, if the provider serves both kinds.
    #[cfg(feature = "blocking")]
    blocking: Option<Arc<dyn crate::platform::BlockingProvideCredentials>>,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// Creates the default settings.
    pub fn new() -> Self {
        Self {
            region: None,
            credentials: None,
            endpoint: None,
            ignore_endpoint_variables: false,
            require_aws_endpoint: false,
            allow_plain_http: false,
            flags: Flags::default(),
            transport: None,
            clock: Arc::new(SystemClock::new()),
            sleep: None,
            #[cfg(feature = "blocking")]
            blocking: blocking::BlockingInputs::default(),
            random: Arc::new(SystemRandom),
            environment: Environment::process(),
            tokens: IdempotencyTokens::default(),
            app_name: None,
            max_attempts: None,
            retry_quota: None,
            // The connect timeout of AWS's own SDK for Rust.
            connect_timeout: Duration::from_millis(3100),
            limits: CallLimits::new(),
        }
    }

    /// Sets the region, such as `eu-west-1`. It determines the endpoint, and requests are signed for it.
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the credentials, or a provider of credentials, such as the default chain of `aws-config`.
    ///
    /// [`Credentials`](crate::Credentials) serve blocking clients too, and replace the provider of
    /// `with_blocking_credentials`. Other providers serve only async clients.
    pub fn with_credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
        #[cfg(feature = "blocking")]
        let blocking = crate::platform::blocking::blocking_provider(&credentials);
        #[cfg(feature = "blocking")]
        if blocking.is_some() {
            self.blocking.credentials = None;
        }
        self.credentials = Some(GivenCredentials {
            #[cfg(feature = "blocking")]
            blocking,
            provider: SharedCredentialsProvider::new(credentials),
        });
        self
    }

    /// Sets the endpoint, such as `http://127.0.0.1:4566`. Plain http is accepted only for this machine.
    pub fn with_endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Ignores endpoints in environment variables, like `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true`.
    pub fn ignore_endpoint_variables(mut self) -> Self {
        self.ignore_endpoint_variables = true;
        self
    }

    /// Refuses every endpoint except those of AWS's endpoint rules, whether it is set in code or in a variable. For
    /// programs whose requests must not be redirected by a variable.
    pub fn require_aws_endpoint(mut self) -> Self {
        self.require_aws_endpoint = true;
        self
    }

    /// Accepts plain http for endpoints on other machines too. Session tokens, and the secrets in responses, then cross the
    /// network in the clear.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Calls the endpoint with validated cryptography (FIPS 140), if the region has one.
    pub fn with_fips(mut self, fips: bool) -> Self {
        self.flags.set("AWS::UseFIPS", fips);
        self
    }

    /// Calls the endpoint that supports IPv6 in addition to IPv4.
    pub fn with_dual_stack(mut self, dual_stack: bool) -> Self {
        self.flags.set("AWS::UseDualStack", dual_stack);
        self
    }

    /// Sets a built-in flag of the service's endpoint rules, such as `AWS::STS::UseGlobalEndpoint`.
    pub fn with_endpoint_flag(mut self, built_in: &'static str, value: bool) -> Self {
        self.flags.set(built_in, value);
        self
    }

    /// Sets the HTTP client.
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the clock. The default is [`SystemClock`].
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the timer. The default is that of tokio, or on wasm32-unknown-unknown that of JavaScript.
    pub fn with_sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.sleep = Some(Arc::new(sleep));
        self
    }

    /// Sets the source of random numbers, which spread the waits before retries.
    pub fn with_random(mut self, random: impl Random + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// Sets the source of environment variables. The default is the process.
    pub fn with_environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Sets the source of idempotency tokens. The default is random UUIDs.
    pub fn with_idempotency_tokens(mut self, tokens: IdempotencyTokens) -> Self {
        self.tokens = tokens;
        self
    }

    /// Sets the name of the application, which AWS shows in messages about its calls. It is sent with the user agent.
    /// The default is the value of `AWS_SDK_UA_APP_ID`.
    ///
    /// A name has up to 50 letters, digits and characters of ``!#$%&'*+-.^_`|~``; any other is an error of the first call.
    pub fn with_app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// Sets the maximum number of attempts per call; 1 disables retries. The default is the value of `AWS_MAX_ATTEMPTS`,
    /// or 3.
    ///
    /// Temporary failures are retried: broken connections, failures of the service, and throttling. Each wait is a random
    /// fraction of a time that starts at 50 ms, or 1 s after throttling, doubles with each retry, and is at most 20 s. A
    /// service can extend a wait by up to 5 s.
    pub fn with_max_attempts(mut self, attempts: NonZeroU32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Sets the retry quota, to share it between clients that are not clones of each other.
    pub fn with_retry_quota(mut self, quota: RetryQuota) -> Self {
        self.retry_quota = Some(quota);
        self
    }

    /// Sets the time limit for connecting. The default is 3.1 s. It belongs to the client and not to a call, because calls
    /// share connections; the time limit of an attempt includes it.
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the time limit of an attempt, from connecting to the last byte of the response. The default is 10 s, unless
    /// the service has another one.
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits = self.limits.with_attempt_timeout(timeout);
        self
    }

    /// Sets the time limit of a whole operation, including credentials, all attempts and the waits between them. The default
    /// is 30 s, unless the service has another one.
    ///
    /// A blocking client cannot end its provider of credentials, so a provider needs a limit of its own. The time that it takes
    /// counts: if nothing is left, the operation fails before anything is sent.
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.limits = self.limits.with_deadline(deadline);
        self
    }

    /// Sets the maximum size of the body of a response, in bytes. The default is 1 MiB, unless the service has another one.
    ///
    /// A larger response is an error and is not read to its end. The limit protects the memory of the program: a response
    /// is read as a whole before it is decoded.
    pub fn with_max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits = self.limits.with_max_response_bytes(bytes);
        self
    }

    /// Returns the configured clock. [`Client::clock`](crate::Client::clock) returns the one that is corrected by the time
    /// of the service.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// Returns the source of environment variables.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Returns `true` if credentials or a provider are set in code. Otherwise they come from environment variables.
    pub fn has_credentials(&self) -> bool {
        #[cfg(feature = "blocking")]
        if self.blocking.credentials.is_some() {
            return true;
        }
        self.credentials.is_some()
    }

    /// Returns the source of random numbers.
    pub fn random(&self) -> Arc<dyn Random> {
        self.random.clone()
    }

    pub(crate) fn provider(&self) -> SharedCredentialsProvider {
        if let Some(credentials) = &self.credentials {
            return credentials.provider.clone();
        }
        #[cfg(feature = "blocking")]
        if let Some(unusable) = self.only_blocking_credentials() {
            return SharedCredentialsProvider::new(unusable);
        }
        let variables = EnvironmentCredentials::new(self.environment.clone()).with_clock(self.clock());
        SharedCredentialsProvider::new(variables)
    }

    pub(crate) fn transport(&self, endpoint: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        match &self.transport {
            Some(transport) => Ok(transport.clone()),
            #[cfg(feature = "blocking")]
            None if self.blocking.transport.is_some() => {
                Err(blocking::wrong_kind("transport", blocking::ClientKind::Blocking, "with_transport"))
            }
            None => transport::default(endpoint, self.connect_timeout, &self.environment),
        }
    }

    pub(crate) fn sleep(&self) -> Result<Arc<dyn Sleep>, ConfigError> {
        match &self.sleep {
            Some(sleep) => Ok(sleep.clone()),
            #[cfg(feature = "blocking")]
            None if self.blocking.sleep.is_some() => {
                Err(blocking::wrong_kind("timer", blocking::ClientKind::Blocking, "with_sleep"))
            }
            None => default_sleep(),
        }
    }
}

impl fmt::Debug for Config {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint.as_deref().map(showable))
            .field("require_aws_endpoint", &self.require_aws_endpoint)
            .field("flags", &self.flags)
            .field("max_attempts", &self.max_attempts)
            .field("connect_timeout", &self.connect_timeout)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "tokio")]
fn default_sleep() -> Result<Arc<dyn Sleep>, ConfigError> {
    Ok(Arc::new(crate::platform::tokio::TokioSleep))
}

#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
fn default_sleep() -> Result<Arc<dyn Sleep>, ConfigError> {
    Ok(Arc::new(crate::platform::js::JsSleep))
}

#[cfg(not(any(feature = "tokio", all(target_family = "wasm", target_os = "unknown", feature = "js"))))]
fn default_sleep() -> Result<Arc<dyn Sleep>, ConfigError> {
    let features =
        if cfg!(all(target_family = "wasm", target_os = "unknown")) { "`js`" } else { "`reqwest`, `hyper` or `tokio`" };
    Err(ConfigError::new(format!("no timer: enable the feature {features}, or pass a timer to `with_sleep`")))
}

#[cfg(test)]
mod tests;
