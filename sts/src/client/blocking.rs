//! The blocking client.

use awsquery::platform::BlockingProvideCredentials;
use awsquery::{CallLimits, Config, ConfigError, Credentials};
use std::sync::Arc;

use crate::api::blocking::Client;
use crate::api::{Error, GetCallerIdentityRequest};
use crate::client::StsBuilder;
use crate::client_state::ClientState;
use crate::kind::Blocking;
use crate::renew::BlockingRenew;
use crate::session::caller::{Caller, CallerIdentity, CallingSession};

/// A client of STS that blocks the thread. Cheap to clone: clones share connections and the budget for retries.
///
/// Needs the feature `blocking`.
///
/// It has the methods of the async [`Sts`](crate::Sts). Calls are sent by `send`, and not by `.await`.
///
/// ```no_run
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use sts::blocking::Sts;
///
/// // Credentials and region come from the environment.
/// let sts = Sts::builder().build()?;
/// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").send()?;
/// println!("{} until {}", role.credentials().access_key_id(), role.expires_at());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Sts {
    pub(crate) state: ClientState<Blocking>,
}

impl Sts {
    /// Creates a client with these credentials and default settings; see [`Sts::new`](crate::Sts::new).
    pub fn new(credentials: impl BlockingProvideCredentials + 'static) -> Self {
        Self { state: StsBuilder::<Blocking>::default().credentials(credentials).client_state() }
    }

    /// Returns a builder for a client.
    pub fn builder() -> StsBuilder<Blocking> {
        StsBuilder::default()
    }

    /// Creates a client with these settings; see [`Sts::from_config`](crate::Sts::from_config).
    pub fn from_config(config: Config) -> Self {
        Self { state: super::client_state(config) }
    }

    /// Returns the credentials that the next call would be signed with; see [`Sts::credentials`](crate::Sts::credentials).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    pub fn credentials(&self) -> Result<Credentials, Error> {
        Ok(self.client().as_runtime().credentials()?)
    }

    /// Asks AWS who the caller is, with one call of `GetCallerIdentity`, which needs no permission.
    ///
    /// # Errors
    ///
    /// Fails if the call fails, or if the response lacks one of the three parts.
    pub fn caller_identity(&self) -> Result<CallerIdentity, Error> {
        CallerIdentity::of(&self.client().send(&GetCallerIdentityRequest::default())?)
    }

    /// Returns the same client, which knows who the caller is; see [`Sts::identify`](crate::Sts::identify).
    ///
    /// # Errors
    ///
    /// Fails if the call fails.
    pub fn identify(&self) -> Result<Self, Error> {
        let identity = self.client().get_caller_identity(&GetCallerIdentityRequest::default())?;
        Ok(Self { state: self.state.with_caller_arn(identity.arn.as_deref()) })
    }

    /// Returns the same client with other limits for the time of calls and for the size of responses; see
    /// [`Sts::with_limits`](crate::Sts::with_limits).
    pub fn with_limits(&self, limits: CallLimits) -> Self {
        Self { state: self.state.with_limits(limits) }
    }

    /// Returns the generated client, which has all operations of the service.
    pub fn client(&self) -> &Client {
        &self.state.connection.client
    }
}

/// Needs the feature `blocking`.
impl StsBuilder<Blocking> {
    /// Sets the credentials, or anything that provides them.
    ///
    /// From [`Credentials`] the client learns whether they belong to a session, and warns where that matters. Use
    /// [`refreshing_credentials`](Self::refreshing_credentials) or [`renew_with`](Self::renew_with) so that expired credentials
    /// are replaced.
    pub fn credentials(self, credentials: impl BlockingProvideCredentials + 'static) -> Self {
        let known = (&credentials as &dyn std::any::Any).downcast_ref::<Credentials>();
        let shown = CallingSession::of(Caller::of_credentials(known));
        self.with_provider(Arc::new(credentials), shown, None)
    }

    /// Sets how to get new credentials when AWS reports that the current ones have expired.
    pub fn renew_with(self, renewal: impl BlockingRenew + 'static) -> Self {
        self.with_renewal(Arc::new(renewal))
    }

    /// Builds the client. Sends nothing; see [`StsBuilder::build`](crate::StsBuilder::build) for what is checked.
    ///
    /// # Errors
    ///
    /// Fails if a setting is missing or invalid; the error names the setting and where to make it.
    pub fn build(self) -> Result<Sts, ConfigError> {
        let sts = Sts { state: self.client_state() };
        sts.client().prepare()?;
        Ok(sts)
    }
}
