//! Settings of a client.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use http::Uri;

use crate::endpoint::url::showable;
use crate::platform::clock::{Clock, Sleep, SystemClock};
use crate::platform::config_error::ConfigError;
use crate::platform::credentials::EnvironmentCredentials;
use crate::platform::environment::Environment;
use crate::platform::idempotency::IdempotencyTokens;
use crate::platform::random::{Random, SystemRandom};
use crate::retry::RetryQuota;
use crate::transport::{self, Transport};

pub(crate) mod compression;
pub(crate) mod resolve;
mod user_agent;
pub(crate) mod variables;

/// Settings of a client. Reads nothing until the first call.
///
/// | setting | default |
/// |---|---|
/// | region | `AWS_REGION`, else `AWS_DEFAULT_REGION`, else an error |
/// | credentials | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` |
/// | endpoint | `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`, else by the service's endpoint rules |
/// | FIPS, dual stack | `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`, else no |
/// | attempts of one call | `AWS_MAX_ATTEMPTS`, else 3 |
/// | smallest request that is compressed | `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES`, else 10,240 bytes |
/// | application name in the user agent | `AWS_SDK_UA_APP_ID`, else none |
/// | connect timeout | 3.1 s |
/// | time of one attempt | 10 s |
/// | deadline of a whole operation | 30 s |
/// | largest answer | 1 MiB |
///
/// Requests are compressed only with the feature `gzip`, only where the service's model says that the operation takes it,
/// and never with `AWS_DISABLE_REQUEST_COMPRESSION=true`.
///
/// With `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` the two variables of the endpoint count for nothing. A variable that is
/// set to something that it cannot mean is an error. The default transport reads more:
/// [`ReqwestTransport`](crate::transport::ReqwestTransport).
#[derive(Clone)]
pub struct Config {
    pub(crate) region: Option<String>,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
    pub(crate) endpoint: Option<String>,
    pub(crate) ignore_endpoint_variables: bool,
    pub(crate) require_aws_endpoint: bool,
    pub(crate) allow_plain_http: bool,
    pub(crate) flags: BTreeMap<&'static str, bool>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sleep: Option<Arc<dyn Sleep>>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) environment: Environment,
    pub(crate) tokens: IdempotencyTokens,
    pub(crate) app_name: Option<String>,
    pub(crate) max_attempts: Option<NonZeroU32>,
    pub(crate) retry_quota: Option<RetryQuota>,
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) max_response_bytes: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// The defaults.
    pub fn new() -> Self {
        Self {
            region: None,
            credentials: None,
            endpoint: None,
            ignore_endpoint_variables: false,
            require_aws_endpoint: false,
            allow_plain_http: false,
            flags: BTreeMap::new(),
            transport: None,
            clock: Arc::new(SystemClock::new()),
            sleep: None,
            random: Arc::new(SystemRandom),
            environment: Environment::process(),
            tokens: IdempotencyTokens::default(),
            app_name: None,
            max_attempts: None,
            retry_quota: None,
            // The connect timeout of AWS's own SDK for Rust.
            connect_timeout: Duration::from_millis(3100),
            attempt_timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(30),
            max_response_bytes: 1024 * 1024,
        }
    }

    /// The region, `eu-west-1`, whose endpoint is called and which requests are signed for.
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Credentials, or anything that provides them, such as the chain of `aws-config`.
    pub fn with_credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(credentials));
        self
    }

    /// An endpoint in the place of AWS's: `http://127.0.0.1:4566`. Plain http is for loopback only.
    pub fn with_endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Takes no endpoint from the environment, as `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` does.
    pub fn ignore_endpoint_variables(mut self) -> Self {
        self.ignore_endpoint_variables = true;
        self
    }

    /// Refuses every endpoint but those of AWS's endpoint rules, wherever it comes from: for programs that a variable must
    /// not send elsewhere.
    pub fn require_aws_endpoint(mut self) -> Self {
        self.require_aws_endpoint = true;
        self
    }

    /// Allows an endpoint with plain http that is not on loopback. Session tokens and answers, which hold secrets, then
    /// cross the network in the clear.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Calls the endpoint with validated cryptography (FIPS 140), where the region has one.
    pub fn with_fips(mut self, fips: bool) -> Self {
        self.flags.insert("AWS::UseFIPS", fips);
        self
    }

    /// Calls the endpoint that speaks IPv6 as well as IPv4.
    pub fn with_dual_stack(mut self, dual_stack: bool) -> Self {
        self.flags.insert("AWS::UseDualStack", dual_stack);
        self
    }

    /// Sets a built-in flag of the service's endpoint rules, such as `AWS::STS::UseGlobalEndpoint`.
    pub fn with_endpoint_flag(mut self, built_in: &'static str, value: bool) -> Self {
        self.flags.insert(built_in, value);
        self
    }

    /// An HTTP stack in the place of the default one.
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// A clock in the place of the system's.
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// A timer in the place of tokio's.
    pub fn with_sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.sleep = Some(Arc::new(sleep));
        self
    }

    /// Randomness in the place of the system's: it spreads waiting times.
    pub fn with_random(mut self, random: impl Random + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// Where environment variables are read from.
    pub fn with_environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Where idempotency tokens come from.
    pub fn with_idempotency_tokens(mut self, tokens: IdempotencyTokens) -> Self {
        self.tokens = tokens;
        self
    }

    /// Sets the name of the application, which AWS shows in messages about its calls. It is sent with the user agent. By
    /// default the value of `AWS_SDK_UA_APP_ID`.
    ///
    /// A name has up to 50 letters, digits and characters of ``!#$%&'*+-.^_`|~``; any other is an error of the first call.
    pub fn with_app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// How many times a call is tried in all; 1 never tries again. By default what `AWS_MAX_ATTEMPTS` says, else 3.
    ///
    /// What is tried again are failures that may pass: connections that break, faults of the service, throttling. The
    /// waits between attempts are random, up to 50 ms before the second attempt (1 s if the service asked to slow
    /// down), doubling each time, never more than 20 s; a service may ask for up to 5 s more.
    pub fn with_max_attempts(mut self, attempts: NonZeroU32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// The budget that retries are paid from, to share it between clients that are not clones of each other.
    pub fn with_retry_quota(mut self, quota: RetryQuota) -> Self {
        self.retry_quota = Some(quota);
        self
    }

    /// How long a connection may take.
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer.
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// How long a whole operation may take: credentials, every attempt and the waits between them included.
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The clock in use, as it is: [`Client::clock`](crate::call::client::Client::clock) is corrected by what the service says.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// The randomness in use.
    pub fn random(&self) -> Arc<dyn Random> {
        self.random.clone()
    }

    pub(crate) fn provider(&self) -> SharedCredentialsProvider {
        let from_environment = || SharedCredentialsProvider::new(EnvironmentCredentials::new(self.environment.clone()));
        self.credentials.clone().unwrap_or_else(from_environment)
    }

    pub(crate) fn transport(&self, endpoint: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        match &self.transport {
            Some(transport) => Ok(transport.clone()),
            None => transport::default(endpoint, self.connect_timeout, &self.environment),
        }
    }

    pub(crate) fn sleep(&self) -> Result<Arc<dyn Sleep>, ConfigError> {
        match &self.sleep {
            Some(sleep) => Ok(sleep.clone()),
            None => default_sleep(),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint.as_deref().map(showable))
            .field("require_aws_endpoint", &self.require_aws_endpoint)
            .field("flags", &self.flags)
            .field("max_attempts", &self.max_attempts)
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn default_sleep() -> Result<Arc<dyn Sleep>, ConfigError> {
    Ok(Arc::new(crate::platform::clock::TokioSleep))
}

#[cfg(not(feature = "reqwest"))]
fn default_sleep() -> Result<Arc<dyn Sleep>, ConfigError> {
    Err(ConfigError::new("no timer: turn on the feature `rustls`, or give one with `with_sleep`"))
}

#[cfg(test)]
mod tests;
