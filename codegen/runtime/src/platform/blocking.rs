//! The inputs of blocking clients: a timer, and providers of credentials.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};

use crate::platform::config_error::ConfigError;
use crate::platform::credentials::Credentials;
use crate::platform::credentials::environment::EnvironmentCredentials;

/// A timer of a [`blocking::Client`](crate::blocking::Client). It runs waits before retries. The default is [`ThreadSleep`].
///
/// Needs the feature `blocking`.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::platform::BlockingSleep;
///
/// /// A timer that runs ten times as fast, for tests against a local server.
/// #[derive(Debug)]
/// struct FastTimer;
///
/// impl BlockingSleep for FastTimer {
///     fn sleep(&self, duration: Duration) {
///         std::thread::sleep(duration / 10);
///     }
/// }
/// ```
pub trait BlockingSleep: Debug + Send + Sync {
    /// Returns after `duration`.
    fn sleep(&self, duration: Duration);
}

impl<S: BlockingSleep + ?Sized> BlockingSleep for Arc<S> {
    fn sleep(&self, duration: Duration) {
        (**self).sleep(duration);
    }
}

/// The timer of the operating system, which puts the thread to sleep. The default of
/// [`Config::with_blocking_sleep`](crate::Config::with_blocking_sleep).
///
/// Needs the feature `blocking`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ThreadSleep;

impl BlockingSleep for ThreadSleep {
    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

/// A provider of credentials for a [`blocking::Client`](crate::blocking::Client): the blocking form of
/// [`ProvideCredentials`](crate::ProvideCredentials).
///
/// Needs the feature `blocking`.
///
/// [`Credentials`] and [`EnvironmentCredentials`] implement both traits.
///
/// ```
/// use std::error::Error;
///
/// use awsquery::Credentials;
/// use awsquery::platform::BlockingProvideCredentials;
///
/// /// Asks a program for credentials.
/// #[derive(Debug)]
/// struct FromProgram;
///
/// impl BlockingProvideCredentials for FromProgram {
///     fn provide_credentials(&self) -> Result<Credentials, Box<dyn Error + Send + Sync>> {
///         Err("the program is not installed".into())
///     }
/// }
/// ```
pub trait BlockingProvideCredentials: Debug + Send + Sync {
    /// Returns credentials for the next request. Blocks the thread until they are there. No deadline of a call ends it, so an
    /// implementation needs a time limit of its own.
    ///
    /// # Errors
    ///
    /// Fails if the provider has no credentials. The text of the error must not contain a secret.
    fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>>;
}

impl<P: BlockingProvideCredentials + ?Sized> BlockingProvideCredentials for Arc<P> {
    fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        (**self).provide_credentials()
    }
}

impl BlockingProvideCredentials for Credentials {
    fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        Ok(self.clone())
    }
}

impl BlockingProvideCredentials for EnvironmentCredentials {
    fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        Ok(self.read()?.into())
    }
}

/// A provider for a configuration whose credentials cannot be used by the kind of client.
#[derive(Clone, Debug)]
pub(crate) struct Unusable(pub(crate) ConfigError);

impl BlockingProvideCredentials for Unusable {
    fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        Err(self.0.clone().into())
    }
}

impl ProvideCredentials for Unusable {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(CredentialsError::invalid_configuration(self.0.clone())))
    }
}

/// Returns the blocking form of a provider that has both forms.
pub(crate) fn blocking_provider(provider: &dyn Any) -> Option<Arc<dyn BlockingProvideCredentials>> {
    if let Some(credentials) = provider.downcast_ref::<Credentials>() {
        return Some(Arc::new(credentials.clone()));
    }
    if let Some(credentials) = provider.downcast_ref::<aws_credential_types::Credentials>() {
        return Some(Arc::new(Credentials::from(credentials.clone())));
    }
    provider
        .downcast_ref::<EnvironmentCredentials>()
        .map(|variables| -> Arc<dyn BlockingProvideCredentials> { Arc::new(variables.clone()) })
}
