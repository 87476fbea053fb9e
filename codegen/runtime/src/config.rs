//! Settings of a client.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use http::Uri;

use crate::clock::{Clock, Sleep, SystemClock};
use crate::config_error::ConfigError;
use crate::credentials::EnvironmentCredentials;
use crate::environment::Environment;
use crate::error::Advice;
use crate::random::{Random, SystemRandom};
use crate::retry::{MAX_ATTEMPTS, RetryQuota};
use crate::token::IdempotencyTokens;
use crate::transport::{self, Transport};
use crate::url::without_userinfo;

/// Settings of a client. Reads nothing until the first call.
///
/// | setting | default |
/// |---|---|
/// | region | `AWS_REGION`, else `AWS_DEFAULT_REGION`, else an error |
/// | credentials | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` |
/// | endpoint | by the service's endpoint rules |
/// | attempts of one call | `AWS_MAX_ATTEMPTS`, else 3 |
/// | connect timeout | 3.1 s |
/// | time of one attempt | 10 s |
/// | deadline of a whole operation | 30 s |
/// | largest answer | 1 MiB |
#[derive(Clone)]
pub struct Config {
    pub(crate) region: Option<String>,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
    pub(crate) endpoint: Option<String>,
    pub(crate) allow_plain_http: bool,
    pub(crate) flags: BTreeMap<&'static str, bool>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sleep: Option<Arc<dyn Sleep>>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) environment: Environment,
    pub(crate) tokens: IdempotencyTokens,
    pub(crate) max_attempts: Option<NonZeroU32>,
    pub(crate) retry_quota: Option<RetryQuota>,
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) max_answer_bytes: usize,
    pub(crate) advice: Option<Advice>,
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
            allow_plain_http: false,
            flags: BTreeMap::new(),
            transport: None,
            clock: Arc::new(SystemClock::new()),
            sleep: None,
            random: Arc::new(SystemRandom),
            environment: Environment::process(),
            tokens: IdempotencyTokens::default(),
            max_attempts: None,
            retry_quota: None,
            // The connect timeout of AWS's own SDK for Rust.
            connect_timeout: Duration::from_millis(3100),
            attempt_timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(30),
            max_answer_bytes: 1024 * 1024,
            advice: None,
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

    /// What errors of the service end with: for layers that explain them.
    pub fn with_advice(mut self, advice: Advice) -> Self {
        self.advice = Some(advice);
        self
    }

    /// The clock in use, as it is: [`Client::clock`](crate::Client::clock) is corrected by what the service says.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// The randomness in use.
    pub fn random(&self) -> Arc<dyn Random> {
        self.random.clone()
    }

    pub(crate) fn region(&self) -> Result<Option<String>, ConfigError> {
        let Some((region, source)) = self.region_and_source() else { return Ok(None) };
        if crate::endpoint::is_valid_host_label(&region, false) {
            return Ok(Some(region));
        }
        Err(ConfigError::new(format!("{region:?} from {source} is no region: one looks like \"eu-west-1\"")))
    }

    fn region_and_source(&self) -> Option<(String, &'static str)> {
        let variable = |name: &'static str| Some((self.environment.get(name)?, name));
        let code = self.region.clone().map(|region| (region, "code"));
        code.or_else(|| variable("AWS_REGION")).or_else(|| variable("AWS_DEFAULT_REGION"))
    }

    pub(crate) fn max_attempts(&self) -> Result<NonZeroU32, ConfigError> {
        const NAME: &str = "AWS_MAX_ATTEMPTS";
        let Some(text) = self.max_attempts.is_none().then(|| self.environment.get(NAME)).flatten() else {
            return Ok(self.max_attempts.unwrap_or(MAX_ATTEMPTS));
        };
        let refuse = |_| ConfigError::new(format!("{NAME} is {text:?}: it must be a whole number from 1 on"));
        text.trim().parse().map_err(refuse)
    }

    pub(crate) fn provider(&self) -> SharedCredentialsProvider {
        let from_environment = || SharedCredentialsProvider::new(EnvironmentCredentials::new(self.environment.clone()));
        self.credentials.clone().unwrap_or_else(from_environment)
    }

    pub(crate) fn transport(&self, endpoint: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        match &self.transport {
            Some(transport) => Ok(transport.clone()),
            None => transport::default(endpoint, self.connect_timeout),
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
            .field("endpoint", &self.endpoint.as_deref().map(without_userinfo))
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
    Ok(Arc::new(crate::clock::TokioSleep))
}

#[cfg(not(feature = "reqwest"))]
fn default_sleep() -> Result<Arc<dyn Sleep>, ConfigError> {
    Err(ConfigError::new("no timer: turn on the feature `rustls`, or give one with `with_sleep`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: Option<&str>, variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let config = Config::new().with_environment(Environment::from_pairs(variables.iter().copied()));
        let config = match code {
            Some(region) => config.with_region(region),
            None => config,
        };
        config.region().map_err(|error| error.to_string())
    }

    #[test]
    fn the_region_comes_from_code_then_aws_region_then_aws_default_region() {
        let both = [("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "us-east-2")];
        assert_eq!(region(Some("ap-south-1"), &both).unwrap().as_deref(), Some("ap-south-1"));
        assert_eq!(region(None, &both).unwrap().as_deref(), Some("eu-west-1"));
        assert_eq!(region(None, &both[1..]).unwrap().as_deref(), Some("us-east-2"));
        assert_eq!(region(None, &[("AWS_REGION", "")]), Ok(None));
    }

    #[test]
    fn debug_output_shows_no_password_of_an_endpoint() {
        let shown = format!("{:?}", Config::new().with_endpoint("https://user:hush@example.com"));
        assert!(shown.contains("example.com") && !shown.contains("hush"), "{shown}");
    }

    #[test]
    fn a_region_that_is_no_host_label_is_refused_with_its_source() {
        for bad in ["us-east-1.evil.com", "a/b", " "] {
            let error = region(None, &[("AWS_REGION", bad)]).unwrap_err();
            assert!(error.contains("AWS_REGION"), "{error}");
        }
    }
}
