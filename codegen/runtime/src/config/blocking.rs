//! The settings that only blocking clients have.

use std::fmt;
use std::sync::Arc;

use http::Uri;

use crate::config::Config;
use crate::platform::blocking::{BlockingProvideCredentials, BlockingSleep, ThreadSleep, Unusable};
use crate::platform::config_error::ConfigError;
use crate::platform::credentials::environment::EnvironmentCredentials;
use crate::transport::{self, BlockingTransport};

/// The inputs of blocking clients.
#[derive(Clone, Default)]
pub(crate) struct BlockingInputs {
    pub(crate) credentials: Option<Arc<dyn BlockingProvideCredentials>>,
    pub(crate) transport: Option<Arc<dyn BlockingTransport>>,
    pub(crate) sleep: Option<Arc<dyn BlockingSleep>>,
}

/// Settings of [`blocking::Client`](crate::blocking::Client).
///
/// Needs the feature `blocking`.
///
/// A blocking client cannot use an async transport, timer or provider of credentials, nor the reverse. A configuration that
/// has only the other form of one is an error when the client is prepared: the default would silently replace it.
impl Config {
    /// Sets a blocking provider of credentials, which async clients do not use. [`with_credentials`](Self::with_credentials)
    /// is enough for [`Credentials`](crate::Credentials), which serve both kinds of clients.
    pub fn with_blocking_credentials(mut self, credentials: impl BlockingProvideCredentials + 'static) -> Self {
        self.blocking.credentials = Some(Arc::new(credentials));
        self
    }

    /// Sets the HTTP client of blocking clients.
    pub fn with_blocking_transport(mut self, transport: impl BlockingTransport + 'static) -> Self {
        self.blocking.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the timer of blocking clients. The default is [`ThreadSleep`].
    pub fn with_blocking_sleep(mut self, sleep: impl BlockingSleep + 'static) -> Self {
        self.blocking.sleep = Some(Arc::new(sleep));
        self
    }

    pub(crate) fn blocking_provider(&self) -> Result<Arc<dyn BlockingProvideCredentials>, Unusable> {
        let given = self.credentials.as_ref().map(|given| &given.blocking);
        match (&self.blocking.credentials, given) {
            (Some(credentials), _) | (None, Some(Some(credentials))) => Ok(credentials.clone()),
            (None, Some(None)) => {
                Err(Unusable(wrong_kind("provider of credentials", ClientKind::Async, "with_blocking_credentials")))
            }
            (None, None) => {
                Ok(Arc::new(EnvironmentCredentials::new(self.environment.clone()).with_clock(self.clock())))
            }
        }
    }

    /// Returns the provider of an async client whose configuration has only blocking credentials.
    pub(super) fn only_blocking_credentials(&self) -> Option<Unusable> {
        let is_only = self.credentials.is_none() && self.blocking.credentials.is_some();
        is_only.then(|| Unusable(wrong_kind("provider of credentials", ClientKind::Blocking, "with_credentials")))
    }

    pub(crate) fn blocking_transport(&self, endpoint: &Uri) -> Result<Arc<dyn BlockingTransport>, ConfigError> {
        match (&self.blocking.transport, &self.transport) {
            (Some(transport), _) => Ok(transport.clone()),
            (None, Some(_)) => Err(wrong_kind("transport", ClientKind::Async, "with_blocking_transport")),
            (None, None) => transport::default_blocking(endpoint, self.connect_timeout, &self.environment),
        }
    }

    pub(crate) fn blocking_sleep(&self) -> Result<Arc<dyn BlockingSleep>, ConfigError> {
        match (&self.blocking.sleep, &self.sleep) {
            (Some(sleep), _) => Ok(sleep.clone()),
            (None, Some(_)) => Err(wrong_kind("timer", ClientKind::Async, "with_blocking_sleep")),
            (None, None) => Ok(Arc::new(ThreadSleep)),
        }
    }
}

/// A kind of client.
pub(super) enum ClientKind {
    Async,
    Blocking,
}

/// Returns the error for a part of the configuration that serves only the other kind of client, which is `given`.
pub(super) fn wrong_kind(part: &str, given: ClientKind, setter: &str) -> ConfigError {
    let (given, own) = match given {
        ClientKind::Async => ("async", "a blocking one"),
        ClientKind::Blocking => ("blocking", "an async one"),
    };
    ConfigError::new(format!("the configured {part} is for {given} clients only; pass {own} to `{setter}`"))
}

impl fmt::Debug for BlockingInputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingInputs").finish_non_exhaustive()
    }
}
