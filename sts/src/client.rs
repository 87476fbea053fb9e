//! The async client.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod builder;

use awsquery::platform::{EnvironmentCredentials, UnreadVariables};
use awsquery::{CallLimits, Config, Credentials, ProvideCredentials};

pub use self::builder::StsBuilder;
use crate::api::{Client, Error, GetCallerIdentityRequest};
use crate::client_state::ClientState;
use crate::kind::{Async, Kind};
use crate::session::caller::CallerIdentity;
use crate::session::summary::summarize;

/// Advice about variables that the default credentials of a client do not come from.
const UNREAD: [UnreadVariables; 1] = [UnreadVariables {
    names: &["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
    advice: "`Sts::from_environment` assumes the role with the token, and so does `Sts::assume_role_with_web_identity`",
}];

/// A client of STS that issues temporary credentials. Cheap to clone: clones share connections and the budget for retries.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// // Credentials and region come from the environment.
/// let sts = sts::Sts::builder().build()?;
/// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await?;
/// println!("{} until {}", role.credentials().access_key_id(), role.expires_at());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Sts {
    pub(crate) state: ClientState<Async>,
}

impl Sts {
    /// Creates a client with these credentials and default settings.
    ///
    /// Nothing is read or opened before the first call, so a missing region, for example, is an error of that call.
    /// [`StsBuilder::build`] finds it earlier.
    pub fn new(credentials: impl ProvideCredentials + 'static) -> Self {
        Self::builder().credentials(credentials).into_sts()
    }

    /// Returns a builder for a client.
    pub fn builder() -> StsBuilder {
        StsBuilder::default()
    }

    /// Creates a client with these settings.
    ///
    /// Nothing is read or opened before the first call, so a missing setting is an error of that call. Use
    /// [`StsBuilder::config`] to get the error earlier.
    pub fn from_config(config: Config) -> Self {
        Self { state: client_state(config) }
    }

    /// Returns the credentials that the next call would be signed with: asks their provider, and checks that they can be
    /// sent.
    ///
    /// [`build`](StsBuilder::build) does not ask for credentials, because they may be replaced before the first call. Use this
    /// method to find missing or malformed ones early, for example before you ask a person for an MFA code. It sends nothing
    /// itself, but a provider may have to: [`RefreshingCredentials`](crate::RefreshingCredentials) call STS. Whether AWS
    /// accepts the credentials is not known before a call; [`caller_identity`](Self::caller_identity) makes one.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let sts = sts::Sts::builder().build()?;
    /// println!("calls are signed by {}", sts.credentials().await?.access_key_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if there are no credentials, or if a part of them is empty or contains white space or other characters that it
    /// cannot contain. The error names the variable that is missing or wrong.
    #[inline]
    pub async fn credentials(&self) -> Result<Credentials, Error> {
        Ok(self.client().as_runtime().credentials().await?)
    }

    /// Asks AWS who the caller is, with one call of `GetCallerIdentity`, which needs no permission.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let caller = sts.caller_identity().await?;
    /// println!("{} in account {}", caller.arn, caller.account);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the call fails, or if the response lacks one of the three parts.
    #[inline]
    pub async fn caller_identity(&self) -> Result<CallerIdentity, Error> {
        CallerIdentity::of(&self.client().send(&GetCallerIdentityRequest::default()).await?)
    }

    /// Returns the same client, which knows who the caller is: it asks AWS with one call of `GetCallerIdentity`, which
    /// needs no permission.
    ///
    /// Rules and warnings that depend on the caller then apply: a role that is assumed by a role has sessions of at most
    /// one hour, and so has a root user. [`StsBuilder::caller_arn`] does the same without a call, and
    /// [`with_role`](Self::with_role) for the credentials of a role.
    ///
    /// # Errors
    ///
    /// Fails if the call fails.
    #[inline]
    pub async fn identify(&self) -> Result<Self, Error> {
        let identity = self.client().get_caller_identity(&GetCallerIdentityRequest::default()).await?;
        Ok(Self { state: self.state.with_caller_arn(identity.arn.as_deref()) })
    }

    /// Returns the same client with other limits for the time of calls and for the size of responses. It shares
    /// connections and the budget for retries with this one. [`SessionCall::limits`](crate::calls::SessionCall::limits) sets
    /// them for one call.
    pub fn with_limits(&self, limits: CallLimits) -> Self {
        Self { state: self.state.with_limits(limits) }
    }

    /// Returns the generated client, which has all operations of the service.
    pub fn client(&self) -> &Client {
        &self.state.connection.client
    }
}

/// Returns a client with these settings, and with credentials from the environment unless they include others.
fn client_state<K: Kind>(config: Config) -> ClientState<K> {
    if config.has_credentials() {
        return ClientState::new(config, summarize);
    }
    let keys = EnvironmentCredentials::new(config.environment().clone()).with_unread(&UNREAD);
    let keys = keys.with_clock(config.clock());
    ClientState::new(config.with_credentials(keys), summarize)
}
