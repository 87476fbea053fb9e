//! The two kinds of clients: async ones, and ones that block the thread.
//!
//! Requests, rules, warnings and results are the same for both. Types that need to know which client they belong to have the
//! kind as a parameter.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;
use awsquery::layer::Summarize;
#[cfg(feature = "blocking")]
use awsquery::platform::BlockingProvideCredentials;
use awsquery::platform::BoxFuture;
use awsquery::{CallLimits, Clock, Config, ConfigError, Credentials, Secret};

use crate::api;
use crate::renew::Renew;

/// The reason why a function returns no web identity token.
pub(crate) type TokenFailure = Box<dyn StdError + Send + Sync>;

/// The kind of a client: [`Async`], or `Blocking` with the feature `blocking`. This trait is sealed.
pub trait Kind: sealed::SealedKind + Clone + Copy + fmt::Debug + PartialEq + Send + Sync + 'static {
    /// The generated client.
    #[doc(hidden)]
    type Client: Clone + fmt::Debug + Send + Sync + 'static;

    /// The way to renew credentials.
    #[doc(hidden)]
    type Renewal: Clone + fmt::Debug + Send + Sync + 'static;

    /// A provider of credentials.
    #[doc(hidden)]
    type Provider: Clone + fmt::Debug + Send + Sync + 'static;

    /// A function that gets a web identity token.
    #[doc(hidden)]
    type TokenFunction: ?Sized + Send + Sync + 'static;

    /// Creates a client.
    #[doc(hidden)]
    fn client(config: Config, summarize: Summarize) -> Self::Client;

    /// Returns a configuration with a provider of credentials.
    #[doc(hidden)]
    fn with_provider(config: Config, provider: Self::Provider) -> Config;

    /// Returns the clock of a client.
    #[doc(hidden)]
    fn clock(client: &Self::Client) -> Arc<dyn Clock>;

    /// Returns the host that a client calls.
    #[doc(hidden)]
    fn host(client: &Self::Client) -> Result<&str, ConfigError>;

    /// Returns the region that a client signs for.
    #[doc(hidden)]
    fn region(client: &Self::Client) -> Result<Option<&str>, ConfigError>;

    /// Prepares the client for its first call.
    #[doc(hidden)]
    fn prepare(client: &Self::Client) -> Result<(), ConfigError>;

    /// Returns a client with other limits.
    #[doc(hidden)]
    fn with_limits(client: &Self::Client, limits: CallLimits) -> Self::Client;

    /// Returns a client with other credentials.
    #[doc(hidden)]
    fn with_credentials(client: &Self::Client, credentials: Credentials) -> Self::Client;

    /// Drops cached credentials.
    #[doc(hidden)]
    fn invalidate(renewal: &Self::Renewal, access_key_id: &str);
}

mod sealed {
    pub trait SealedKind {}

    impl SealedKind for super::Async {}
    #[cfg(feature = "blocking")]
    impl SealedKind for super::Blocking {}
}

/// The kind of [`Sts`](crate::Sts): calls are futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Async;

/// The kind of [`blocking::Sts`](crate::blocking::Sts): calls block the thread.
///
/// Needs the feature `blocking`.
#[cfg(feature = "blocking")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocking;

/// Implements the methods that only delegate to a client.
macro_rules! delegate {
    () => {
        fn client(config: Config, summarize: Summarize) -> Self::Client {
            Self::Client::new(config).with_summaries(summarize)
        }

        fn clock(client: &Self::Client) -> Arc<dyn Clock> {
            client.clock()
        }

        fn host(client: &Self::Client) -> Result<&str, ConfigError> {
            client.as_runtime().host()
        }

        #[inline]
        fn region(client: &Self::Client) -> Result<Option<&str>, ConfigError> {
            client.as_runtime().region()
        }

        fn prepare(client: &Self::Client) -> Result<(), ConfigError> {
            client.prepare()
        }

        fn with_limits(client: &Self::Client, limits: CallLimits) -> Self::Client {
            client.with_limits(limits)
        }

        #[inline]
        fn with_credentials(client: &Self::Client, credentials: Credentials) -> Self::Client {
            client.with_credentials(credentials)
        }

        fn invalidate(renewal: &Self::Renewal, access_key_id: &str) {
            renewal.invalidate(access_key_id);
        }
    };
}

impl Kind for Async {
    type Client = api::Client;
    type Renewal = Arc<dyn Renew>;
    type Provider = SharedCredentialsProvider;
    type TokenFunction = dyn Fn() -> BoxFuture<'static, Result<Secret, TokenFailure>> + Send + Sync;

    fn with_provider(config: Config, provider: Self::Provider) -> Config {
        config.with_credentials(provider)
    }

    delegate!();
}

#[cfg(feature = "blocking")]
impl Kind for Blocking {
    type Client = api::blocking::Client;
    type Renewal = Arc<dyn crate::renew::BlockingRenew>;
    type Provider = Arc<dyn BlockingProvideCredentials>;
    type TokenFunction = dyn Fn() -> Result<Secret, TokenFailure> + Send + Sync;

    fn with_provider(config: Config, provider: Self::Provider) -> Config {
        config.with_blocking_credentials(provider)
    }

    delegate!();
}
